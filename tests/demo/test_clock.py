"""Office hours, counted backwards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cms.demo.seed.clock import RECENT, OfficeClock

SUNDAY_NIGHT = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
TUESDAY_NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
EARLY_MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("now", [SUNDAY_NIGHT, TUESDAY_NOON, EARLY_MONDAY])
def test_moments_are_recent_or_in_office_hours(now):
    clock = OfficeClock(now, 30)
    moments = [clock.moment(hours / 4) for hours in range(int(clock.hours * 4))]
    assert moments == sorted(moments, reverse=True)
    for moment in moments:
        local = timezone.localtime(moment)
        assert moment <= now
        assert moment >= now - RECENT or (local.weekday() < 5 and 7 <= local.hour < 17)


def test_the_newest_moment_is_minutes_old_even_on_a_sunday():
    assert SUNDAY_NIGHT - OfficeClock(SUNDAY_NIGHT, 30).moment(0.1) == timedelta(minutes=6)


def test_there_is_no_time_beyond_the_first_day():
    clock = OfficeClock(TUESDAY_NOON, 10)
    assert clock.moment(10_000) == clock.moment(clock.hours)
