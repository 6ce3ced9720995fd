"""Once a year each member is asked whether their profile is still right; one click answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kit.access import MEMBERS, users_with
from notifications.actions import open_requests
from notifications.models import Request
from notifications.registry import Line
from notifications.requests import RequestKind, register_request

from .models import Profile
from .querysets import ProfileQuerySet

if TYPE_CHECKING:
    from notifications.models import Notification

CONFIRM = "directory.confirm_profile"
VALID = timedelta(days=365)


def register() -> None:
    label = gettext_lazy("Confirm your profile")
    register_request(
        RequestKind(CONFIRM, label, priority=30, resolve=resolve, icon="person", lasts=timedelta(days=120))
    )


def last_confirmed(profile: Profile) -> datetime:
    return profile.confirmed_at or profile.created_at


def is_due(profile: Profile, now: datetime | None = None) -> bool:
    return last_confirmed(profile) < (now or timezone.now()) - VALID


def ask_to_confirm(now: datetime | None = None) -> int:
    """Opens requests for the members whose profile nobody has confirmed for a year; returns how many are new.

    Who was asked is not asked again for a year. The object of the request is the year.
    """
    now = now or timezone.now()
    asked = Request.objects.filter(kind=CONFIRM, opened_at__gt=now - VALID)
    due: ProfileQuerySet = Profile.objects.filter(_due(now), person__in=users_with(MEMBERS))
    people = due.exclude(person__in=asked.values("user")).values_list("person", flat=True)
    year = timezone.localdate(now).year
    return open_requests(kind=CONFIRM, object_id=year, user_ids=people, room=MEMBERS, now=now)


def resolve(by_user: Mapping[int, Sequence["Notification"]]) -> Mapping[int, Line]:
    """What each person reads, as long as it is due. One statement."""
    profiles = {profile.person_id: profile for profile in Profile.objects.filter(person__in=by_user)}
    lines: dict[int, Line] = {}
    for user_id, rows in by_user.items():
        profile = profiles.get(user_id)
        if profile is not None and is_due(profile):
            lines.update((row.pk, _line(profile)) for row in rows)
    return lines


def _line(profile: Profile) -> Line:
    day = date_format(timezone.localtime(last_confirmed(profile)), pgettext("date format", "j F Y"))
    return Line(
        text=_("Is your profile in the directory still right?"),
        url=reverse("directory:profile-preview"),
        hint=_("As of %(day)s. If nothing has changed, one click is enough.") % {"day": day},
    )


def _due(now: datetime) -> Q:
    return Q(confirmed_at__lt=now - VALID) | Q(confirmed_at=None, created_at__lt=now - VALID)
