"""Who is away, until when, and who stands in for them: shown where somebody would otherwise wait for an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from . import conf
from .models import MailPreference


@dataclass(frozen=True)
class Absence:
    """``until``: the last day. ``deputy``: a user, or None."""

    until: date
    deputy: Any = None

    @property
    def deputy_name(self) -> str:
        return conf.display_name(self.deputy) if self.deputy else ""


def absence_in(preference: MailPreference | None) -> Absence | None:
    """The absence of today, if it has an end; read with ``deputy``."""
    today = timezone.localdate()
    if preference is None or preference.absent_from is None or preference.absent_until is None:
        return None
    if not preference.absent_from <= today <= preference.absent_until:
        return None
    deputy = preference.deputy
    return Absence(preference.absent_until, deputy if deputy is not None and deputy.is_active else None)


def absence_of(person: Any) -> Absence | None:
    """Read the person with ``mail_preference__deputy``, and it costs nothing."""
    return absence_in(getattr(person, "mail_preference", None))


def absences(user_ids: Iterable[int]) -> dict[int, Absence]:
    """Those of these people who are away today. One statement."""
    today = timezone.localdate()
    rows = MailPreference.objects.filter(user__in=list(user_ids), absent_from__lte=today, absent_until__gte=today)
    found = {row.user_id: absence_in(row) for row in rows.select_related("deputy")}
    return {pk: absence for pk, absence in found.items() if absence}
