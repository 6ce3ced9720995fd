"""``{% bell %}``: the bell of a page's header, with what it needs to stay right."""

from typing import Any

from django import template
from django.template import RequestContext
from django.utils.translation import gettext as _

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
