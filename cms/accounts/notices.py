"""What people read in their list of the safety of their account.

Mails of this go out beside it, at once and whatever a person wishes (tasks): a notification's own mail would be
cancelled once somebody has read it here, and that somebody may be who took the account over.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.access import user_key
from notifications.actions import record_events
from notifications.enums import Mail
from notifications.registry import Kind, Line, Section, register_kind

from .models import KnownDevice

if TYPE_CHECKING:
    from notifications.models import Notification

PASSWORD_CHANGED, ADDRESS_CHANGED, NEW_DEVICE = (
    "accounts.password_changed",
    "accounts.address_changed",
    "accounts.new_device",
)


def register() -> None:
    for name, label, icon in (
        (PASSWORD_CHANGED, gettext_lazy("Password changed"), "lock"),
        (ADDRESS_CHANGED, gettext_lazy("E-mail address changed"), "mail"),
        (NEW_DEVICE, gettext_lazy("New device"), "lock"),
    ):
        kind = Kind(name=name, label=label, icon=icon, resolve=resolve, mail=Mail.OFF, section=Section.ACCOUNT)
        register_kind(kind)


def tell(user_id: int, kind: str, reference: int) -> None:
    """Lists an event of the account for its person, in the caller's transaction; each reference once."""
    name = f"{kind}:{reference}"
    record_events(
        kind=kind,
        event_id=name,
        group_key=name,
        room=user_key(user_id),
        object_id=user_id,
        reference_id=reference,
        actor_id=None,
        recipient_ids=[user_id],
    )


def resolve(by_user: Mapping[int, Sequence["Notification"]]) -> Mapping[int, Line]:
    """What each person reads; the rows stand in their own room. One statement."""
    rows = [row for notifications in by_user.values() for row in notifications]
    devices = KnownDevice.objects.in_bulk({row.latest_reference_id for row in rows if row.kind == NEW_DEVICE})
    return {row.pk: _line(row, devices) for row in rows}


def _line(row: "Notification", devices: Mapping[int, KnownDevice]) -> Line:
    if row.kind == NEW_DEVICE:
        device = devices.get(row.latest_reference_id)
        return Line(
            text=_("Your account was used with a device that is new here: %(device)s") % {"device": device}
            if device
            else _("Your account was used with a device that is new here."),
            url=reverse("usersessions_list"),
            hint=_("Was it not you? Then set a new password; all other sessions end."),
        )
    text = (
        _("Your password has been changed.")
        if row.kind == PASSWORD_CHANGED
        else _("Your account belongs to another e-mail address now.")
    )
    hint = _("Was it not you? Then please write to %(office)s at once.") % {"office": settings.OFFICE_EMAIL}
    return Line(text=text, url=reverse("accounts:account"), hint=hint)
