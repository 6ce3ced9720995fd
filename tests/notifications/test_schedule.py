"""Quiet hours × days off × clock change × absence (schedule.csv), and what holds of every schedule."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.enums import Rhythm
from notifications.schedule import Schedule, is_day_off, local_day

TABLE = Path(__file__).with_name("schedule.csv")
ROWS = list(csv.DictReader(line for line in TABLE.read_text().splitlines() if not line.startswith("#")))


def value_of(name, word):
    if name == "rhythm":
        return word
    return date.fromisoformat(word) if "absent" in name else bool(int(word)) if name == "quiet_weekend" else int(word)


def schedule_of(choices):
    pairs = [each.split("=") for each in choices.split()]
    return Schedule(**{name: value_of(name, word) for name, word in pairs})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["case"])
def test_when_mails_go_out(row):
    schedule, moment = schedule_of(row["choices"]), datetime.fromisoformat(row["moment"])
    assert schedule.next_open(moment) == datetime.fromisoformat(row["next_open"])
    assert schedule.is_open(moment) == (row["next_open"] == row["moment"] or schedule.next_open(moment) == moment)
    assert schedule.next_digest(moment) == datetime.fromisoformat(row["next_digest"])


def test_another_land_has_other_holidays(settings):
    assumption = date(2028, 8, 15)  # a Tuesday, a holiday in Saarland and nowhere in NRW
    assert not is_day_off(assumption)
    settings.NOTIFICATIONS = {**settings.NOTIFICATIONS, "HOLIDAYS": ("DE", "SL")}
    assert is_day_off(assumption)
    settings.NOTIFICATIONS = {**settings.NOTIFICATIONS, "HOLIDAYS": None}
    assert not is_day_off(date(2026, 12, 25))


hours = st.integers(0, 23)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


@st.composite
def schedules(draw):
    begins = draw(st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 1)))
    return Schedule(
        rhythm=draw(st.sampled_from(Rhythm)),
        digest_hour=draw(hours),
        digest_weekday=draw(st.integers(0, 6)),
        quiet_from=draw(hours),
        quiet_until=draw(hours),
        quiet_weekend=draw(st.booleans()),
        absent_from=begins,
        absent_until=begins and begins + timedelta(days=draw(st.integers(0, 60))),
    )


@given(schedules(), moments)
@settings(max_examples=150, deadline=None)
def test_whatever_the_schedule_mails_go_out_when_it_is_open(schedule, moment):
    opens = schedule.next_open(moment)
    assert opens >= moment
    assert schedule.is_open(opens)
    digest = schedule.next_digest(moment)
    assert digest > moment
    assert schedule.is_open(digest)


@given(schedules(), moments)
@settings(max_examples=100, deadline=None)
def test_from_digest_to_digest_no_day_comes_twice(schedule, moment):
    days = []
    for _ in range(10):
        moment = schedule.next_digest(moment)
        days.append(local_day(moment))
    assert days == sorted(set(days))
    at_most = timedelta(days=7 * 10 + 90) if schedule.rhythm == Rhythm.WEEKLY else timedelta(days=10 * 5 + 90)
    assert days[-1] - days[0] <= at_most
