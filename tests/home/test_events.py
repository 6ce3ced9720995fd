"""Events: lists, pages and calendars, as visitors and members meet them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from home.feeds import upcoming_events
from home.models import EventIndexPage, EventPage
from tests.factories import make_applicant, make_member


@pytest.fixture
def event_index(home):
    return EventIndexPage.objects.child_of(home).get()


def add_event(index, title="Werkstatt Strategie", *, days=7, hours=2, **fields):
    starts_at = fields.pop("starts_at", None) or timezone.now() + timedelta(days=days)
    ends_at = fields.pop("ends_at", None) or starts_at + timedelta(hours=hours)
    return index.add_child(
        instance=EventPage(
            title=title, starts_at=starts_at, ends_at=ends_at, place=fields.pop("place", "Hagen"), **fields
        )
    )


def close(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_the_next_events_cost_one_statement(event_index, rows, django_assert_num_queries):
    for day in range(rows):
        add_event(event_index, f"Termin {day}", days=rows - day)
    with django_assert_num_queries(1):
        found = upcoming_events(AnonymousUser())
    assert [event.title for event in found] == [f"Termin {day}" for day in reversed(range(rows))][:3]


def test_the_next_events_are_those_a_person_may_open(event_index):
    add_event(event_index, "Vorbei", days=-2)
    add_event(event_index, "Läuft", hours=48, starts_at=timezone.now() - timedelta(hours=1))
    add_event(event_index, "Entwurf", live=False)
    close(add_event(event_index, "Intern"))
    for person, titles in [
        (AnonymousUser(), ["Läuft"]),
        (make_applicant(), ["Läuft"]),
        (make_member(), ["Läuft", "Intern"]),
    ]:
        assert [event.title for event in upcoming_events(person)] == titles
    close(Page.objects.get(pk=event_index.pk))
    assert upcoming_events(AnonymousUser()) == []
