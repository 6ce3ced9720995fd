"""Choosing what to hear of: beside each thing, and on the page of all subscriptions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.actions.subscriptions import forget_run_out
from forum.enums import Level
from forum.models import AutomaticLevel, Subscription
from tests.factories import make_area, make_member, make_post, make_thread

pytestmark = pytest.mark.django_db

PAGE = "/forum/abonnements/"


@pytest.fixture
def reader(client):
    user = make_member()
    client.force_login(user)
    return user


def mine(user):
    return {
        str(each.area or each.tag or each.thread): (Level(each.level), each.until)
        for each in Subscription.objects.filter(user=user)
    }


@pytest.mark.feature("FF-62")
def test_a_thread_an_area_and_a_tag_are_muted_until_a_day_and_that_day_still_counts(client, reader):
    thread = make_thread(tags=["vereine"], title="Aufwandsentschädigung")
    today = timezone.localdate()
    for place in (thread.get_absolute_url(), thread.area.get_absolute_url(), "/forum/schlagwort/vereine/"):
        assert client.get(f"{place}abonnieren/").status_code == 200
        late = client.post(f"{place}abonnieren/", {"level": 0, "until": today - timedelta(days=1)})
        assert late.status_code == 422
        assert "Dieser Tag ist vorbei" in late.content.decode()
        assert client.post(f"{place}abonnieren/", {"level": 0, "until": today}).status_code == 302
    assert set(mine(reader).values()) == {(Level.MUTED, today)}
    assert len(mine(reader)) == 3
    assert forget_run_out() == 0
    Subscription.objects.filter(user=reader).update(until=today - timedelta(days=1))
    assert "checked" in client.get(f"{thread.get_absolute_url()}abonnieren/").content.decode()
    assert client.get(PAGE).context["found"].threads == [], "run out is as if not set, before the nightly job, too"
    assert forget_run_out() == 3


def test_a_day_counts_for_mutings_only_and_a_quick_button_ends_it(client, reader):
    thread = make_thread(title="Haftung")
    address = f"{thread.get_absolute_url()}abonnieren/"
    client.post(address, {"level": 0, "until": timezone.localdate()})
    client.post(address, {"level": 3, "until": timezone.localdate()})
    assert mine(reader) == {"Haftung": (Level.WATCHING, None)}
    assert client.post(address, {"level": 7}).status_code == 422


def test_all_are_changed_in_place(client, reader):
    area = make_area("Recht")
    thread = make_thread(area=area, tags=["vereine", "gema"], title="Haftung")
    Subscription.objects.create(user=reader, thread=thread, level=Level.WATCHING)
    client.post(PAGE, {"tag": "#Vereine"})
    rows = client.get(PAGE).context["found"]
    assert [row.name for row in rows.tags] == ["vereine"]
    assert client.post(PAGE, {rows.tags[0].key: "2", f"area-{area.pk}": "3"})["Location"] == PAGE
    assert client.post(PAGE, {rows.threads[0].key: "1"}).status_code == 302
    assert mine(reader) == {
        "Haftung": (Level.NORMAL, None),
        "vereine": (Level.FIRST, None),
        "Recht": (Level.WATCHING, None),
    }
    client.post(PAGE, {rows.threads[0].key: ""})
    assert "Haftung" not in mine(reader)
    wrong = client.post(PAGE, {"tag": "unbekannt"})
    assert wrong.status_code == 422
    assert "Das Schlagwort „unbekannt“ gibt es nicht." in wrong.content.decode()
    assert client.post(PAGE, {rows.tags[0].key: "9"}).status_code == 400


def test_saving_unchanged_levels_keeps_a_muting_that_ends(client, reader):
    thread = make_thread()
    until = timezone.localdate() + timedelta(days=3)
    row = Subscription.objects.create(user=reader, thread=thread, level=Level.MUTED, until=until)
    client.post(PAGE, {f"own-{row.pk}": "0"})
    row.refresh_from_db()
    assert row.until == until


def test_nobody_changes_or_sees_what_is_not_theirs_or_behind_a_closed_door(client, reader):
    other = make_member()
    closed = make_area("Unter uns", members=[other])
    thread = make_thread(area=closed, author=other, tags=["intern"], title="Vertraulich")
    foreign = Subscription.objects.get(user=other, thread=thread)
    Subscription.objects.create(user=reader, thread=thread, level=Level.WATCHING)
    Subscription.objects.create(user=reader, tag=thread.tags.get(), level=Level.WATCHING)
    page = client.get(PAGE).content.decode()
    assert "Vertraulich" not in page
    assert "intern</a>" not in page
    assert client.post(PAGE, {f"area-{closed.pk}": "3"}).status_code == 404
    client.post(PAGE, {f"own-{foreign.pk}": "0"})
    client.post(PAGE, {f"own-{foreign.pk}": ""})
    foreign.refresh_from_db()
    assert foreign.level == Level.WATCHING
    assert client.get("/forum/schlagwort/intern/abonnieren/").status_code == 404


@pytest.mark.parametrize(("choice", "level"), [(None, 3), (3, 3), (2, 2), (1, None)])
def test_writing_in_a_thread_watches_it_as_the_person_wishes(client, reader, choice, level):
    if choice:
        assert client.post(PAGE, {"automatic": "1", "level": choice}).status_code == 302
        assert AutomaticLevel.objects.get().level == choice
        assert client.get(PAGE).context["found"].automatic == choice
    thread = make_thread()
    make_post(thread, reader)
    found = Subscription.objects.filter(user=reader, thread=thread).first()
    assert (found.level if found else None) == level
    assert client.post(PAGE, {"automatic": "1", "level": 0}).status_code == 400


def test_writing_keeps_a_muting_unless_it_is_over(reader):
    thread = make_thread()
    row = Subscription.objects.create(user=reader, thread=thread, level=Level.MUTED, until=timezone.localdate())
    make_post(thread, reader)
    row.refresh_from_db()
    assert row.level == Level.MUTED
    Subscription.objects.filter(user=reader).update(until=timezone.localdate() - timedelta(days=1))
    make_post(thread, reader)
    row.refresh_from_db()
    assert (row.level, row.until) == (Level.WATCHING, None)


def test_the_page_costs_the_same_for_one_and_for_twenty(client, reader):
    counts = set()
    for number in (1, 3, 20):
        while Subscription.objects.filter(user=reader, thread__isnull=False).count() < number:
            thread = make_thread(tags=[f"s{Subscription.objects.count()}"])
            Subscription.objects.create(user=reader, thread=thread, level=Level.FIRST)
            Subscription.objects.create(user=reader, tag=thread.tags.get(), level=Level.MUTED)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.add(len(queries))
    assert counts == {7}
