"""``{% bell %}``: the bell of a page's header, with what it needs to stay right; and the rows of the list."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template import RequestContext
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from notifications.bell import CAP, bell_count, in_figures
from notifications.feeds import Row
from notifications.row_html import RowWriter

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


@register.simple_tag(takes_context=True)
def notification_rows(context: RequestContext, rows: Iterable[Row], here: str) -> SafeString:
    """The items of a list of notifications; ``here``: the address their buttons come back to."""
    return RowWriter(here, get_token(context["request"])).rows(rows)
