"""Nobody is left alone: whom an unanswered question reaches after three and after five working days."""

from datetime import UTC, datetime

import pytest

from directory.enums import Direction
from directory.models import Expertise
from forum.models import Thread
from forum.requests import UNANSWERED, ask_team
from notifications.actions.requests import tell_requests
from notifications.models import Notification, Request
from notifications.registry import lines_for
from notifications.schedule import quiet_since
from search.expertise import ASKED, ask_experts
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread

pytestmark = pytest.mark.django_db

EARLY = 4, 5  # when the jobs run


def at(day, hour=0, minute=0):
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


def question_of(day, **fields):
    thread = make_thread(**fields)
    Thread.objects.filter(pk=thread.pk).update(created_at=at(day, 9))
    return thread


def expert_of(thread):
    person = make_member()
    Expertise.objects.create(profile=person.profile, topic=thread.area.topic, direction=Direction.OFFERS)
    return person


@pytest.mark.feature("FF-58", "FF-59")
@pytest.mark.parametrize(
    ("days", "now", "since"),
    [
        (3, 8, 5),  # Friday: Tuesday to Thursday have passed
        (3, 18, 12),  # Monday after Ascension Day (14): Tuesday, Wednesday, Friday are 12, 13, 15
        (5, 26, 18),  # Tuesday after Whitsun (25 is a holiday): 18 to 22
    ],
)
def test_working_days_know_weekends_and_holidays(days, now, since):
    here = quiet_since(days, at(now, *EARLY)).astimezone()
    assert quiet_since(days, at(now, *EARLY)) == at(since - 1, 22), here


@pytest.mark.feature("FF-58")
def test_after_three_working_days_members_whose_expertise_fits_are_asked_once():
    thread = question_of(4)
    expert, _other = expert_of(thread), make_member()
    assert [ask_experts(at(7, *EARLY)), ask_experts(at(8, *EARLY)), ask_experts(at(9, *EARLY))] == [0, 1, 0]
    tell_requests(at(8, 6))
    [row] = Notification.objects.filter(kind=ASKED)
    [line] = lines_for([row]).values()
    assert (row.user, line.title, line.url) == (expert, thread.title, thread.get_absolute_url())
    make_post(thread)
    assert not lines_for([row])


@pytest.mark.feature("FF-59")
def test_after_five_working_days_the_speaker_team_of_the_room_is_asked():
    speaker, outsider = make_speaker(), make_speaker()
    insider = make_member()
    closed = make_area(members=[speaker, insider])
    secret, public = question_of(4, area=closed, author=insider), question_of(4)
    answered = question_of(4)
    make_post(answered)
    assert ask_team(at(11, *EARLY)) == 0
    assert ask_team(at(12, *EARLY)) == 3
    asked = set(Request.objects.filter(kind=UNANSWERED).values_list("object_id", "user"))
    assert asked == {(secret.pk, speaker.pk), (public.pk, speaker.pk), (public.pk, outsider.pk)}


@pytest.mark.feature("FF-58", "FF-59")
def test_one_person_is_asked_one_thing_a_week():
    threads = [question_of(4) for _number in range(3)]
    speaker = make_speaker()
    for thread in threads:
        Expertise.objects.create(profile=speaker.profile, topic=thread.area.topic, direction=Direction.OFFERS)
    ask_experts(at(12, *EARLY))
    ask_team(at(12, *EARLY))
    assert Request.objects.filter(user=speaker).count() == 6
    assert [tell_requests(at(day, 6)) for day in (12, 13, 19)] == [1, 0, 1]
