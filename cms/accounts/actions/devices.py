"""A person hears of it when their account is used with a device it was never used with before."""

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from .. import notices, tasks
from ..devices import Device, device_of
from ..models import KnownDevice, User


@transaction.atomic
def note_device(*, user: User, user_agent: str) -> None:
    """Remembers the kind of device somebody signed in with, and tells them where it is a new one.

    Not the first time: then the devices of open sessions are remembered as well. Writes the notice and defers the mail.
    """
    device, now = device_of(user_agent), timezone.now()
    known = KnownDevice.objects.filter(user=user)
    if known.filter(browser=device.browser, system=device.system).update(last_used_at=now):
        return
    is_first = not known.exists()
    new = {device} | (_devices_of_sessions(user) if is_first else set())
    rows = [KnownDevice(user=user, **each._asdict(), last_used_at=now) for each in sorted(new)]
    KnownDevice.objects.bulk_create(rows, ignore_conflicts=True)
    if not is_first:
        row = known.get(browser=device.browser, system=device.system)
        notices.tell(user.pk, notices.NEW_DEVICE, row.pk)
        tasks.send_new_device.defer(device_id=row.pk)


def _devices_of_sessions(user: User) -> set[Device]:
    return {device_of(session.user_agent) for session in UserSession.objects.filter(user=user)}
