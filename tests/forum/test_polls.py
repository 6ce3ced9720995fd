"""Polls, through their addresses and without JavaScript."""

import re
from uuid import uuid4

import pytest

from forum.actions.polls import Choice, NewPoll, add_poll
from forum.models import Poll, Post, Thread
from tests.factories import make_area, make_member, make_thread

pytestmark = [pytest.mark.django_db, pytest.mark.feature("FF-52")]

FIELDS = {
    "poll-question": "Welcher Tag passt?",
    "poll-kind": "single",
    "poll-options": "Montag\n\n Dienstag \n<b>Mittwoch</b>",
    "poll-results": "now",
}


@pytest.fixture
def member(client):
    user = make_member()
    client.force_login(user)
    return user


def make_poll(post=None, *, choices=("Ja", "Nein", "Vielleicht"), **more):
    facts = {"question": "Machen Sie mit?", "kind": "single", "results": "now", "is_secret": True, "closes_at": None}
    new = NewPoll(**(facts | more), choices=[Choice(text=each) for each in choices])
    return add_poll(post or make_thread().posts.get(), new)


def page_of(client, poll):
    return client.get(poll.post.thread.get_absolute_url()).text


def ids(poll):
    return list(poll.options.values_list("pk", flat=True))


def test_a_poll_comes_with_a_reply_and_is_voted_in_once_without_javascript(client, member):
    thread = make_thread()
    address = thread.get_absolute_url() + "antwort/"
    offered = client.post(address, {"body": "Mein Text", "idempotency_key": str(uuid4()), "umfrage": "1"})
    assert (offered.status_code, "Mein Text" in offered.text, 'name="poll-question"' in offered.text) == (
        200,
        True,
        True,
    )
    sent = client.post(address, {"body": "Bitte abstimmen", "idempotency_key": str(uuid4()), **FIELDS})
    poll = Poll.objects.get()
    assert sent.url.endswith(f"#b{poll.post_id}")
    page = page_of(client, poll)
    assert "&lt;b&gt;Mittwoch&lt;/b&gt;" in page
    choice = re.findall(r'name="option" value="(\d+)"', page)
    before = Thread.objects.get(pk=thread.pk).version
    assert client.post(f"/forum/umfrage/{poll.pk}/", {"option": choice[1]}).status_code == 302
    assert list(poll.options.values_list("text", "vote_count")) == [
        ("Montag", 0),
        ("Dienstag", 1),
        ("<b>Mittwoch</b>", 0),
    ]
    assert Thread.objects.get(pk=thread.pk).version == before + 1
    again = client.post(f"/forum/umfrage/{poll.pk}/", {"option": choice[0]})
    assert (again.status_code, "bereits abgestimmt" in again.text) == (422, True)
    assert 'name="option"' not in page_of(client, poll)


def test_what_is_wrong_with_a_poll_is_said_and_nothing_is_lost(client, member):
    area = make_area()
    data = {"area": area.pk, "kind": "question", "title": "Wann treffen wir uns?", "body": "Bleibt stehen."}
    for change, message in [
        ({"poll-options": "Nur eine"}, "2 bis 20 Zeilen"),
        ({"poll-options": "gleich\nGleich"}, "Zwei Zeilen sind gleich"),
        ({"poll-options": "x" * 201 + "\ny"}, "Höchstens 200 Zeichen"),
        ({"poll-kind": "dates"}, "kein Tag"),
        ({"poll-kind": "dates", "poll-options": "3.12.2020, 14:00\n4.12.2020"}, "ist vorbei"),
        ({"poll-results": "end"}, "bis wann"),
        ({"poll-closes_on": "2099-01-01"}, "innerhalb eines Jahres"),
    ]:
        response = client.post("/forum/neu/", data | FIELDS | {"idempotency_key": str(uuid4())} | change)
        assert (response.status_code, message in response.text) == (422, True), message
        assert "Bleibt stehen." in response.text
    assert not Post.objects.exists()
