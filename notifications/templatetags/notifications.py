"""``{% bell %}``: the bell of a page's header, with what it needs to stay right; and the rows of the list."""

from collections.abc import Iterable
from html import escape

from django import template
from django.middleware.csrf import get_token
from django.template import RequestContext
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kit.addresses import address_of
from notifications.bell import CAP, bell_count, in_figures
from notifications.feeds import Row
from notifications.row_html import RowWriter

register = template.Library()


@register.simple_tag(takes_context=True)
def bell(context: RequestContext) -> SafeString:
    """The bell of the signed-in person: a link with the number of unread notifications. One statement.

    Not a template, since it stands on every page. The script keeps number and words right.
    """
    count = bell_count(context["request"].user)
    shown = in_figures(count)
    some, none = _("Notifications: {count} unread"), _("Notifications: none unread")
    nonce = f' nonce="{context["csp_nonce"]}"' if context.get("csp_nonce") else ""
    return mark_safe(
        f'<a class="kn-iconbtn" href="{address_of("notifications:notification-list")}" data-bell="{count}"'
        f' data-bell-cap="{CAP}" data-bell-none="{escape(none)}" data-bell-some="{escape(some)}"'
        f' data-stand-url="{address_of("notifications:stand")}"><span class="kn-i kn-i-bell kn-i-l"></span>'
        f'<span class="kn-sr" data-bell-name>{escape(some.format(count=shown) if count else none)}</span>'
        f'<span class="kn-count" aria-hidden="true" data-bell-count{"" if count else " hidden"}>{shown}</span></a>'
        f'<span class="kn-sr" role="status" data-bell-status="{escape(_("New notification"))}"></span>'
        f'<script type="module" src="{static("notifications/live.js")}"{nonce}></script>'
    )


@register.simple_tag(takes_context=True)
def notification_rows(context: RequestContext, rows: Iterable[Row], here: str) -> SafeString:
    """The items of a list of notifications; ``here``: the address their buttons come back to."""
    return RowWriter(here, get_token(context["request"])).rows(rows)
