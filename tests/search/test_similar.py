"""Threads like one being written."""

from uuid import uuid4

import pytest

from forum.conf import similar_threads
from forum.models import Thread
from search.similar import likeness, terms_of
from tests.factories import make_area, make_member, make_thread

from .pages import index_everything

TITLE = "Stromausfall: Welche Rolle haben Vereinsheime im Notfallplan?"


@pytest.fixture
def reader(client, db):
    person = make_member()
    client.force_login(person)
    return person


def data(title, area, **more):
    return {
        "area": area.pk,
        "kind": "question",
        "title": title,
        "body": "Guten Tag in die Runde.",
        "idempotency_key": uuid4(),
        **more,
    }


@pytest.mark.feature("FF-46")
@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Welche Rolle haben Vereinsheime beim Stromausfall?", "Vereinsheime: ihre Rolle bei einem Stromausfall", True),
        ("Wer bezahlt das Öl für den Generator?", "Wer bezahlt die Versicherung für den Generator?", False),
        ("Ehrenamtskarte für Jugendliche", "Ehrenamtskarte für Kreise", False),
        ("Jugend", "Jugend", False),
    ],
)
def test_titles_that_ask_the_same(one, other, is_same):
    assert (likeness(terms_of(one), terms_of(other)) >= 0.7) == is_same


@pytest.mark.parametrize(
    "address", ["/suche/aehnliche/?titel=Rolle der Vereine", "/forum/personen/?q=an", "/forum/schlagwoerter/?q=an"]
)
def test_who_asks_for_suggestions_without_end_gets_none(client, reader, settings, address):
    settings.FORUM = {**settings.FORUM, "SUGGESTIONS_PER_MINUTE": 2}
    answers = [client.get(address) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60 and not answers[-1].content
    client.force_login(make_member())
    assert client.get(address).status_code == 200


@pytest.mark.feature("FF-46")
def test_similar_threads_are_listed_for_those_who_may_read_them(client, reader):
    make_thread(title=TITLE)
    make_thread(title="Vereinsheime als Anlaufstelle im Notfallplan")
    make_thread(title="Ganz etwas anderes")
    closed = make_area(members=[make_member()])
    make_thread(closed, closed.members.first(), title="Geheime Rolle der Vereinsheime im Notfallplan")
    hidden = make_thread(title="Verborgene Rolle der Vereinsheime im Notfallplan")
    Thread.objects.filter(pk=hidden.pk).update(visibility="hidden")
    index_everything()
    found = similar_threads(reader, "Rolle der Vereinsheime im Notfallplan bei Stromausfall")
    assert [each.title for each in found] == [TITLE, "Vereinsheime als Anlaufstelle im Notfallplan"]
    assert [each.is_very_similar for each in found] == [True, False]
    answer = client.get("/suche/aehnliche/", {"titel": "Vereinsheime im Notfallplan"})
    assert TITLE in answer.text and "0 Antworten · Offene Frage" in answer.text and "Geheime" not in answer.text
    for nothing in ("", "Jugend", "\x00", "der die das", "x" * 5000):
        assert client.get("/suche/aehnliche/", {"titel": nothing}).text.strip() == ""
    client.logout()
    assert client.get("/suche/aehnliche/", {"titel": TITLE}).status_code == 302


@pytest.mark.feature("FF-44", "FF-46")
def test_a_very_similar_thread_is_asked_about_before_a_new_one(client, reader):
    first = make_thread(title=TITLE)
    index_everything()
    key, area = uuid4(), make_area()
    again = "Welche Rolle haben die Vereinsheime bei Stromausfall im Notfallplan?"
    answer = client.post("/forum/neu/", data(again, area, idempotency_key=key))
    assert answer.status_code == 422 and Thread.objects.count() == 1
    assert "Gibt es die Antwort schon?" in answer.text and first.get_absolute_url() in answer.text
    assert "Sie können auch dort weiterschreiben. Dann bleibt alles beieinander." in answer.text
    asked = answer.context["question"].asked
    assert client.post("/forum/neu/", data(again, area, idempotency_key=key, asked=asked)).status_code == 302
    # Personal data comes first, and is the only question then.
    answer = client.post("/forum/neu/", data(again, area, body="Fragen Sie petra.muster@example.de danach."))
    assert answer.context["question"].kind == "personal"


@pytest.mark.feature("FF-46")
def test_without_a_search_nobody_is_kept_from_writing(client, reader, settings):
    settings.FORUM = settings.FORUM | {"SIMILAR_THREADS": None, "SUGGEST_URL_NAME": None}
    area = make_area()
    for _ in range(2):
        assert client.post("/forum/neu/", data(TITLE, area)).status_code == 302
    assert "data-similar" not in client.get("/forum/neu/").text
