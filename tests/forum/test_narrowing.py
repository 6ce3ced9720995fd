"""What readers narrow lists and threads to: since the last visit, one person, municipalities like theirs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import Thread, Visit
from tests.factories import make_area, make_member, make_post, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    user = make_member()
    client.force_login(user)
    return user


def titles(response):
    found = response.context["threads"]
    return [row.thread.title for row in [*found.pinned, *found.rows]]


@pytest.mark.feature("FF-03")
def test_new_since_the_last_visit_is_moved_by_reading_alone(client, member):
    now = timezone.now()
    for title, hours in (("Vorgestern", 48), ("Heute früh", 4), ("Eben", 0)):
        thread = make_thread(title=title)
        Thread.objects.filter(pk=thread.pk).update(bumped_at=now - timedelta(hours=hours))
    Visit.objects.create(user=member, seen_at=now - timedelta(hours=24), since=now - timedelta(hours=72))
    new = "/forum/?ansicht=seit-besuch"
    assert titles(client.get(new)) == ["Eben", "Heute früh"]
    assert titles(client.get(new)) == ["Eben", "Heute früh"]  # looking moves nothing
    before = Visit.objects.get().seen_at
    client.get(thread.get_absolute_url())
    assert Visit.objects.get().seen_at == before
    client.post("/forum/gelesen/", {"thread": thread.pk, "number": 1})
    assert titles(client.get(new)) == ["Eben", "Heute früh"]  # the same visit still
    Visit.objects.update(seen_at=now - timedelta(hours=3))
    client.post("/forum/gelesen/", {"thread": thread.pk, "number": 1})
    assert titles(client.get(new)) == ["Eben"]


@pytest.mark.feature("FF-03")
def test_who_never_read_anything_sees_what_came_since_they_joined(client, member):
    thread = make_thread(title="Alt")
    Thread.objects.filter(pk=thread.pk).update(bumped_at=member.date_joined - timedelta(days=1))
    make_thread(title="Neu")
    assert titles(client.get("/forum/?ansicht=seit-besuch")) == ["Neu"]


@pytest.mark.feature("FF-08")
def test_only_this_persons_posts(client, member):
    thread = make_thread()
    author = make_member(first_name="Petra", last_name="Lang")
    for _ in range(22):
        make_post(thread, author=author, text="Von Petra.")
        make_post(thread, text="Von anderen.")
    page = client.get(f"{thread.get_absolute_url()}?von={author.pk}")
    assert page.text.count("Von Petra.") == 20 and "Von anderen." not in page.text
    assert "Gezeigt werden nur Beiträge von Petra Lang." in page.text
    following = page.context["posts"].next
    rest = client.get(f"{thread.get_absolute_url()}?von={author.pk}&ab={following}")
    assert rest.text.count("Von Petra.") == 2
    assert client.get(f"{thread.get_absolute_url()}?von={make_member().pk}").status_code == 404


@pytest.mark.feature("FF-18")
def test_lists_narrow_to_municipalities_like_mine(client, member, settings):
    settings.FORUM = {
        **settings.FORUM,
        "LIKENESS_OF": "tests.forum.test_narrowing.like_a_town",
        "AFFILIATION_OF": "tests.forum.test_narrowing.some_key",
    }
    area = make_area()
    for title, kind, band in (
        ("Wie meine", "stadt", "20-50k"),
        ("Größer", "stadt", "100-500k"),
        ("Kreis", "kreis", "20-50k"),
        ("Gemeinde", "gemeinde", "20-50k"),
    ):
        thread = make_thread(area, title=title)
        Thread.objects.filter(pk=thread.pk).update(affiliation_kind=kind, affiliation_band=band)
    assert len(titles(client.get("/forum/"))) == 4
    narrowed = client.get("/forum/?wie=meine")
    assert sorted(titles(narrowed)) == ["Gemeinde", "Wie meine"]
    assert narrowed.context["tabs"][1]["count"] == "2"
    assert "Kommunen wie meine" in narrowed.text


def like_a_town(user):
    from forum.conf import Likeness

    return Likeness("20-50k", ("stadt", "gemeinde"))


def some_key(user):
    return "05154036"
