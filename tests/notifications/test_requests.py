"""What the site asks of people: one budget over all apps, by priority, and nothing that makes no sense any more."""

import random
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kit.access import MEMBERS
from notifications import registry, requests
from notifications.actions import close_requests, open_requests
from notifications.actions.requests import delete_old_requests, tell_requests
from notifications.digests import content_of
from notifications.models import Delivery, MailPreference, Notification, Request
from notifications.registry import Line, Section
from notifications.requests import RequestKind, register_request
from tests.factories import make_member

pytestmark = pytest.mark.django_db

URGENT, USUAL, RARE = "test_answer", "test_confirm", "test_outcome"
PAGE = "/mitteilungen/bitten/"


@pytest.fixture
def done(monkeypatch):
    """Three kinds of requests by two apps; what stands in the set is settled elsewhere (user, object)."""
    settled = set()

    def resolve(by_user):
        return {
            row.pk: Line(text="Bitte schauen Sie:", title=f"Sache {row.object_id}", url=f"/sache/{row.object_id}/")
            for person, rows in by_user.items()
            for row in rows
            if (person, row.object_id) not in settled
        }

    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    monkeypatch.setattr(requests, "_requests", {})
    for name, priority in ((URGENT, 90), (USUAL, 50), (RARE, 10)):
        register_request(RequestKind(name, name, priority, resolve))
    return settled


def ask(*people, kind=USUAL, about=1, now=None):
    return open_requests(kind=kind, object_id=about, user_ids=[each.pk for each in people], room=MEMBERS, now=now)


def told(person):
    rows = Request.objects.filter(user=person, told_at__isnull=False).order_by("told_at", "pk")
    return list(rows.values_list("kind", "object_id"))


def test_the_most_important_request_is_told_and_the_others_wait_a_week(done):
    member, now = make_member(), timezone.now()
    ask(member, kind=RARE, about=1)
    ask(member, kind=URGENT, about=2)
    ask(member, kind=USUAL, about=3)
    assert tell_requests(now) == 1
    assert tell_requests(now + timedelta(days=6)) == 0
    assert tell_requests(now + timedelta(days=7)) == 1
    assert told(member) == [(URGENT, 2), (USUAL, 3)]


def test_a_request_comes_with_the_digest_and_as_no_mail_of_its_own(done):
    member = make_member()
    ask(member)
    tell_requests()
    assert not Delivery.objects.exists()
    content = content_of([member.pk], timezone.now())[member.pk]
    assert [(each.section, each.count) for each in content.sections] == [(Section.REQUESTS, 1)]


def test_who_has_done_it_already_is_asked_the_next_thing_at_once(done):
    member = make_member()
    ask(member, kind=URGENT, about=1)
    ask(member, kind=RARE, about=2)
    done.add((member.pk, 1))
    assert tell_requests() == 1
    assert told(member) == [(RARE, 2)]


def test_each_is_asked_once_about_a_thing(done):
    member = make_member()
    assert [ask(member), ask(member)] == [1, 0]
    close_requests(kind=USUAL, object_id=1, user_ids=[member.pk])
    assert ask(member) == 0
    assert tell_requests() == 0


def test_what_is_settled_disappears_from_the_list_of_those_it_settles(done):
    member, other = make_member(), make_member()
    ask(member, other)
    assert tell_requests() == 2
    assert close_requests(kind=USUAL, object_id=1, user_ids=[member.pk]) == 1
    assert not Notification.objects.filter(user=member).exists()
    assert Notification.objects.filter(user=other).exists()


def test_who_is_absent_is_not_asked_and_keeps_the_budget(done):
    member, now = make_member(), timezone.now()
    today = timezone.localdate(now)
    MailPreference.objects.create(user=member, absent_from=today, absent_until=today + timedelta(days=3))
    ask(member)
    assert tell_requests(now) == 0
    assert tell_requests(now + timedelta(days=4)) == 1


def test_what_waited_too_long_is_not_asked_and_is_forgotten(done):
    member, now = make_member(), timezone.now()
    ask(member, now=now - timedelta(days=61))
    assert tell_requests(now) == 0
    assert Request.objects.get().closed_at
    assert delete_old_requests(now + timedelta(days=3 * 365)) == 1


def test_an_unknown_kind_cannot_be_asked(done):
    with pytest.raises(LookupError):
        ask(make_member(), kind="test_unknown")


@pytest.mark.parametrize("people", [1, 3, 20])
def test_statements_do_not_depend_on_people(done, people):
    ask(*(make_member() for _ in range(people)))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert tell_requests() == people
    assert len(captured) == 12


def test_a_year_of_three_apps_never_exceeds_the_budget(done):
    """People, moments, kinds and settled things by chance, told every working day."""
    chance = random.Random(20121205)
    people = [make_member() for _ in range(12)]
    start = timezone.make_aware(datetime(2026, 1, 5, 5, 20))
    for day in range(365):
        now = start + timedelta(days=day)
        for _ in range(chance.randrange(3)):
            some = chance.sample(people, chance.randrange(1, 6))
            ask(*some, kind=chance.choice([URGENT, USUAL, RARE]), about=day, now=now)
        if chance.random() < 0.2:
            done.add((chance.choice(people).pk, chance.randrange(day + 1)))
        if now.weekday() < 5:
            tell_requests(now)
    for person in people:
        rows = list(Request.objects.filter(user=person, told_at__isnull=False).order_by("told_at"))
        days = [timezone.localdate(row.told_at) for row in rows]
        assert len(days) > 30, "the budget is used"
        assert min(later - day for day, later in pairwise(days)) >= timedelta(days=7)
        assert all(row.told_at < row.expires_at for row in rows)


# --- The page ---------------------------------------------------------------------------------------------------------


def test_the_page_shows_what_was_told_and_takes_a_no(done, client):
    member, other = make_member(), make_member()
    ask(member, other, about=1)
    ask(member, about=2)
    tell_requests()
    client.force_login(member)
    page = client.get(PAGE).content.decode()
    assert "Sache 1" in page
    assert "Sache 2" not in page, "it waits for its week"
    row = Request.objects.get(user=member, object_id=1)
    response = client.post(f"{PAGE}{row.pk}/ablehnen/", follow=True)
    assert "Darum werden Sie nicht noch einmal gebeten." in response.content.decode()
    assert "Sie werden um nichts gebeten" in response.content.decode()
    assert not Notification.objects.filter(user=member).exists()
    foreign = Request.objects.get(user=other)
    assert client.post(f"{PAGE}{foreign.pk}/ablehnen/").status_code == 404
