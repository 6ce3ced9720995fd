"""When a person wants mails: quiet hours, working days, absence, the digest. Pure: nothing here asks the database.

All moments are aware, all hours the site's local time. A step is always taken from day and hour, never by adding hours,
so that 8:00 is 8:00 on both sides of a clock change.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, Self

from django.utils import timezone

from . import conf
from .enums import Rhythm, Weekday

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Schedule:
    """The fields of MailPreference of the same names, and their defaults."""

    rhythm: str = Rhythm.DAILY
    digest_hour: int = 8
    digest_weekday: int = Weekday.MONDAY
    quiet_from: int = 18
    quiet_until: int = 7
    quiet_weekend: bool = True
    absent_from: date | None = None
    absent_until: date | None = None

    @classmethod
    def default(cls) -> Self:
        """That of people who have chosen nothing."""
        return cls(**conf.mail_defaults())

    @classmethod
    def of(cls, preference: Any) -> Self:
        """That of a row of preferences, or of None."""
        if preference is None:
            return cls.default()
        return cls(**{name: getattr(preference, name) for name in SCHEDULE_FIELDS})

    def is_open(self, moment: datetime) -> bool:
        """Whether mails may go out now."""
        here = _local(moment)
        return self.is_open_on(here.date()) and not self._is_quiet(here.hour)

    def is_open_on(self, day: date) -> bool:
        """Whether mails may go out at some hour of this day."""
        return not (self.quiet_weekend and is_day_off(day)) and not self.is_absent_on(day)

    def is_absent_on(self, day: date) -> bool:
        return (
            self.absent_from is not None
            and self.absent_until is not None
            and self.absent_from <= day <= self.absent_until
        )

    def next_open(self, moment: datetime) -> datetime:
        """This moment if mails may go out then, else the first hour at which they may."""
        if self.is_open(moment):
            return moment
        return next(
            hour
            for day in self._open_days(_local(moment).date())
            for hour in _hours_of(day)
            if hour > moment and self.is_open(hour)
        )

    def next_digest(self, after: datetime) -> datetime:
        """The first moment after this one at which the digest is due. One that falls on a closed day is due on the next
        open one, one in quiet hours when they end."""
        anchor = _local(after).date()
        step = DAY
        if self.rhythm == Rhythm.WEEKLY:
            anchor -= DAY * ((anchor.weekday() - self.digest_weekday) % 7)
            step = WEEK
        while (moment := self._digest_of(anchor)) <= after:
            anchor += step
        return moment

    def _digest_of(self, anchor: date) -> datetime:
        day = next(self._open_days(anchor))
        return self.next_open(_at(day, self.digest_hour))

    def _open_days(self, day: date) -> Iterator[date]:
        while True:
            if self.is_absent_on(day):
                assert self.absent_until is not None
                day = self.absent_until
            elif self.is_open_on(day):
                yield day
            day += DAY

    def _is_quiet(self, hour: int) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until


SCHEDULE_FIELDS = [field.name for field in fields(Schedule)]


def local_day(moment: datetime) -> date:
    return _local(moment).date()


def is_day_off(day: date) -> bool:
    """Saturday, Sunday, or a public holiday of NOTIFICATIONS["HOLIDAYS"]."""
    return day.weekday() >= Weekday.SATURDAY or is_holiday(day)


def quiet_since(count: int, now: datetime) -> datetime:
    """The moment before which something must have happened so that ``count`` whole working days have passed since."""
    day = _local(now).date()
    while count:
        day -= DAY
        count -= not is_day_off(day)
    return _at(day, 0)


def is_holiday(day: date) -> bool:
    place = conf.holidays()
    return place is not None and day in _holidays(*place)


@cache
def _holidays(country: str, subdivision: str | None) -> Any:
    from holidays import country_holidays  # slow to import, and only where mails are planned

    return country_holidays(country, subdivision)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(timezone.get_default_timezone())


def _at(day: date, hour: int) -> datetime:
    """In UTC: Python compares two moments of one zone by what the clock on the wall shows."""
    return datetime.combine(day, time(hour), timezone.get_default_timezone()).astimezone(UTC)


def _hours_of(day: date) -> Iterator[datetime]:
    return (_at(day, hour) for hour in range(24))
