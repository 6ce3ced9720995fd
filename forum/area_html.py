"""The areas beside a thread list, and to choose from on small screens, joined in Python like the list's rows."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kit.addresses import addresses
from kit.components import icon

from .models import Area


def area_links(areas: Iterable[Area], current: Area | None) -> SafeString:
    """The list items: each a link with its number of threads."""
    address = addresses("forum:area", str)
    closed = f' {icon("lock", is_small=True)}<span class="kn-sr">({_("closed area")})</span>'
    threads = _("threads")
    return mark_safe(
        "".join(
            f'<li><a class="kn-sidelink" href="{escape(address(area.slug))}"'
            f"{' aria-current="page"' if area == current else ''}>"
            f'<span class="kn-topic{f" kn-topic--{area.topic.colour}" if area.topic else ""}">{escape(area.name)}'
            f"{closed if area.is_closed else ''}</span>"
            f'<span class="kn-n">{area.thread_count}<span class="kn-sr"> {threads}</span></span></a></li>'
            for area in areas
        )
    )


def area_options(areas: Iterable[Area], current: Area | None) -> SafeString:
    """The same areas as options."""
    return mark_safe(
        "".join(
            f'<option value="{escape(area.slug)}"{" selected" if area == current else ""}>'
            f"{escape(area.name)} ({area.thread_count})</option>"
            for area in areas
        )
    )
