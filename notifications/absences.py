"""Who is away, until when, and who stands in for them: shown where somebody would otherwise wait for an answer."""

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
