"""Members hear of events that are new, moved or cancelled; of misprints they do not."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import EventIndexPage
from notifications.models import Notification
from notifications.registry import lines_for
from tests.factories import make_applicant, make_editor, make_member
from tests.harness.jobs import run_jobs
from tests.home.test_events import add_event

JOB = "home.tell_of_event"


@pytest.fixture
def event(home):
    index = EventIndexPage.objects.child_of(home).get()
    return add_event(index, "Werkstatt Strategie", live=False)


def publish(event, user=None, **fields):
    for name, value in fields.items():
        setattr(event, name, value)
    event.save_revision(user=user).publish()
    run_jobs(JOB)
    event.refresh_from_db()


def told(person):
    """The lines this person reads now, newest kind first."""
    rows = list(Notification.objects.visible_to(person).unread().order_by("-updated_at", "-pk"))
    lines = lines_for(rows)
    return [str(lines[row.pk]) for row in rows if row.pk in lines]


def test_all_members_hear_of_a_new_event_but_who_published_it(event):
    member, editor, applicant = make_member(), make_editor(), make_applicant()
    publish(event, user=editor)
    assert told(member) == ["Neue Veranstaltung: Werkstatt Strategie"]
    assert told(editor) == told(applicant) == []


def test_a_corrected_misprint_is_no_news_a_new_day_is(event):
    member = make_member()
    publish(event)
    publish(event, title="Werkstatt „Strategie“", teaser="Mit Mittagessen.")
    assert Notification.objects.get(user=member).count == 1
    publish(event, starts_at=event.starts_at + timedelta(days=7), ends_at=event.ends_at + timedelta(days=7))
    assert told(member) == ["Geändert: Werkstatt „Strategie“"]
    assert Notification.objects.get(user=member).count == 2


def test_a_cancelled_event_says_when_it_would_have_been(event):
    member = make_member()
    publish(event)
    publish(event, is_cancelled=True)
    [line] = lines_for(Notification.objects.filter(user=member)).values()
    assert str(line) == "Abgesagt: Werkstatt Strategie"
    assert line.hint.startswith("Geplant war: ")
    assert line.hint.endswith("· Hagen")
    assert line.url == "/termine/werkstatt-strategie/"


@pytest.mark.parametrize(
    "fields",
    [
        {"is_cancelled": True},
        {"starts_at": timezone.now() - timedelta(days=3), "ends_at": timezone.now() - timedelta(days=2)},
    ],
    ids=["never announced", "over"],
)
def test_what_is_no_news(event, fields):
    member = make_member()
    publish(event, **fields)
    assert told(member) == []


def test_an_event_that_is_closed_is_taken_back_and_new_again_when_it_opens(event):
    member = make_member()
    publish(event)
    event.unpublish()
    assert not Notification.objects.filter(user=member).exists()
    publish(event)
    assert told(member) == ["Neue Veranstaltung: Werkstatt Strategie"]
    event.delete()
    assert not Notification.objects.filter(user=member).exists()


def test_an_event_of_a_group_is_told_to_nobody(event):
    member = make_member()
    publish(event)
    PageViewRestriction.objects.create(page=event.get_parent(), restriction_type=PageViewRestriction.GROUPS)
    assert not Notification.objects.filter(user=member).exists()
    publish(event, place="Unna")
    assert not Notification.objects.filter(user=member).exists()


def test_an_event_for_members_alone_is_told_to_them(event):
    member = make_member()
    PageViewRestriction.objects.create(page=event.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    publish(event)
    assert told(member) == ["Neue Veranstaltung: Werkstatt Strategie"]


@pytest.mark.parametrize("people", [1, 3, 20])
def test_the_number_of_statements_does_not_depend_on_people(event, people, django_assert_num_queries):
    members = [make_member() for _ in range(people)]
    publish(event)
    rows = list(Notification.objects.filter(user__in=members).select_related("user"))
    assert len(rows) == people
    with django_assert_num_queries(7):
        assert len(lines_for(rows)) == people
