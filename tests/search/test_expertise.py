"""A question finds those who offer advice on it: few, seldom, and nobody who must not read it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.enums import Direction
from directory.models import Expertise
from forum.actions.moderation import hide_post
from forum.actions.tagging import get_tags
from forum.enums import Level
from forum.models import Subscription
from notifications.models import MailPreference, Notification
from notifications.registry import lines_for
from search.expertise import FITS, MAX_A_WEEK, MAX_PEOPLE, experts, tell_experts
from tests.factories import make_area, make_member, make_profile, make_speaker, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return make_area()


def make_expert(*tags, topic=None):
    person = make_member()
    profile = getattr(person, "profile", None) or make_profile(person)
    for name in tags:
        Expertise.objects.create(profile=profile, direction=Direction.OFFERS, tag=get_tags([name])[0])
    if topic:
        Expertise.objects.create(profile=profile, direction=Direction.OFFERS, topic=topic)
    return person


def ask(area, *tags, minutes=20, **fields):
    return make_thread(area, tags=tags, at=timezone.now() - timedelta(minutes=minutes), **fields)


def told(person):
    return list(Notification.objects.filter(user=person, kind=FITS))


def test_who_offers_advice_on_a_tag_of_a_question_hears_of_it_once(area):
    expert, other = make_expert("vereine"), make_expert("bauen")
    thread = ask(area, "vereine")
    assert tell_experts() == 1
    assert tell_experts() == 0
    [row] = told(expert)
    [line] = lines_for([row]).values()
    assert line.text == "fragt etwas, wozu Sie beraten:"
    assert line.title == thread.title
    assert not told(other)


def test_tags_count_more_than_the_topic_and_few_are_told(area):
    by_topic = [make_expert(topic=area.topic) for _ in range(MAX_PEOPLE)]
    by_tag = make_expert("vereine")
    thread = ask(area, "vereine")
    assert experts(thread).first() == by_tag
    assert tell_experts() == MAX_PEOPLE
    assert len(told(by_tag)) == 1
    assert sum(len(told(person)) for person in by_topic) == MAX_PEOPLE - 1


def test_nobody_hears_of_more_than_three_a_week(area):
    expert = make_expert("vereine")
    for _ in range(MAX_A_WEEK + 1):
        ask(area, "vereine")
    tell_experts()
    assert len(told(expert)) == MAX_A_WEEK


@pytest.mark.parametrize(
    "thread",
    [{"minutes": 2}, {"minutes": 60 * 25}, {"kind": "experience"}],
    ids=["just asked", "of the day before yesterday", "no question"],
)
def test_what_is_not_told(area, thread):
    expert = make_expert("vereine")
    ask(area, "vereine", **thread)
    assert tell_experts() == 0
    assert not told(expert)


def test_who_is_left_out(area):
    author, absent, muted, watching = (make_expert("vereine") for _ in range(4))
    former = make_expert("vereine")
    former.mandates.update(ends_on=timezone.localdate())
    today = timezone.localdate()
    MailPreference.objects.create(user=absent, absent_from=today, absent_until=today)
    Subscription.objects.create(user=muted, area=area, level=Level.MUTED)
    Subscription.objects.create(user=watching, area=area, level=Level.WATCHING)
    thread = ask(area, "vereine", author=author)
    assert list(experts(thread)) == []


def test_a_closed_area_asks_its_own_people_alone():
    inside, outside = make_expert("vereine"), make_expert("vereine")
    author = make_member()
    closed = make_area(members=[author, inside])
    ask(closed, "vereine", author=author)
    tell_experts()
    assert told(inside)
    assert not told(outside)


def test_a_hidden_question_is_taken_back(area):
    expert = make_expert("vereine")
    thread = ask(area, "vereine")
    tell_experts()
    hide_post(actor=make_speaker(), post=thread.last_post, reason="Persönliche Daten")
    assert not told(expert)
