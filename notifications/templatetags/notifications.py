"""``{% bell %}``: the bell of a page's header, with what it needs to stay right; and times below a day's heading."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.template import RequestContext
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit.templatetags.kit import calm_time
from notifications.bell import CAP, bell_count, in_figures

register = template.Library()


@register.inclusion_tag("notifications/bell.html", takes_context=True)
def bell(context: RequestContext) -> dict[str, Any]:
    """The bell of the signed-in person: a link with the number of unread notifications. One statement."""
    count = bell_count(context["request"].user)
    shown = in_figures(count)
    name_some, name_none = _("Notifications: {count} unread"), _("Notifications: none unread")
    return {
        "count": count,
        "cap": CAP,
        "shown": shown,
        "name": name_some.format(count=shown) if count else name_none,
        "name_some": name_some,
        "name_none": name_none,
        "csp_nonce": context.get("csp_nonce", ""),
    }


@register.filter
def time_under_day(moment: datetime) -> SafeString | str:
    """A ``<time>`` element below its day's heading: »vor 4 Minuten« in the last hour, else »14:05 Uhr«."""
    if timezone.now() - moment < timedelta(hours=1):
        return calm_time(moment)
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        date_format(local, pgettext("date format", "l, j F Y, H:i")),
        date_format(local, pgettext("clock", "G:i")),
    )
