"""Polls, through their addresses and without JavaScript."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from forum.actions.polls import Choice, NewPoll, add_poll, close_poll
from forum.models import ModerationEntry, Poll, PollVote, PollVoter, Post, Thread
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread

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
    assert sent.url.endswith(f"#b{poll.post.number}")
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


def test_a_draft_brings_its_poll_back(client, member):
    thread = make_thread()
    text = {"body": "Halb fertig", **FIELDS, "draft_revision": ""}
    client.post(f"/forum/entwuerfe/reply-{thread.pk}/", text)
    page = client.get(f"{thread.get_absolute_url()}?entwurf=1").text
    assert "Welcher Tag passt?" in page
    assert "Dienstag" in page


def test_dates_are_read_as_the_clock_of_the_site_shows_them(client, member):
    thread = make_thread()
    year = timezone.localdate().year + 1
    days = f"Do., 3.12.{year}, 14:00–15:30 Uhr\n4.12.{year}, 9:15\n5.12.{year}"
    fields = FIELDS | {"poll-kind": "dates", "poll-options": days}
    client.post(thread.get_absolute_url() + "antwort/", {"body": "Wann?", "idempotency_key": str(uuid4()), **fields})
    poll = Poll.objects.get()
    page = page_of(client, poll)
    for words in (f"3. Dezember {year}, 14:00 bis 15:30 Uhr", "09:15 Uhr", f"5. Dezember {year}<"):
        assert words in page
    client.post(f"/forum/umfrage/{poll.pk}/", {"option": ids(poll)[:2]})
    assert list(poll.options.values_list("vote_count", flat=True)) == [1, 1, 0]


def test_the_hour_a_change_of_clocks_leaves_out_is_refused(client, member):
    spring = next(day for day in _coming_days() if _misses_an_hour(day))
    fields = FIELDS | {"poll-kind": "dates", "poll-options": f"{spring:%d.%m.%Y}, 2:30\n{spring:%d.%m.%Y}, 4:00"}
    data = {"body": "Wann?", "idempotency_key": str(uuid4()), **fields}
    assert client.post(make_thread().get_absolute_url() + "antwort/", data).status_code == 422


def _coming_days():
    return (timezone.localdate() + timedelta(days=days) for days in range(1, 400))


def _misses_an_hour(day):
    zone = timezone.get_default_timezone()
    ends = [datetime(day.year, day.month, day.day, hour, tzinfo=zone).utcoffset() for hour in (0, 12)]
    return ends[0] < ends[1]


@pytest.mark.feature("FF-53")
def test_results_wait_for_the_end_and_the_end_is_the_last_day(client, member):
    poll = make_poll(results="end", closes_at=timezone.now() + timedelta(days=1))
    client.post(f"/forum/umfrage/{poll.pk}/", {"option": ids(poll)[0]})
    assert "1 Stimme" not in page_of(client, poll)
    Poll.objects.filter(pk=poll.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    assert "1 Stimme" in page_of(client, poll)
    client.force_login(make_member())
    assert client.post(f"/forum/umfrage/{poll.pk}/", {"option": ids(poll)[0]}).status_code == 403


@pytest.mark.feature("FF-53")
def test_author_and_speakers_end_a_poll_and_the_foreign_end_is_logged_and_undone(client, member):
    poll = make_poll(make_post(make_thread(), member))
    other = make_poll()
    assert client.get(f"/forum/umfrage/{other.pk}/beenden/").status_code == 403
    assert client.post(f"/forum/umfrage/{poll.pk}/beenden/").status_code == 302
    assert not ModerationEntry.objects.exists()
    speaker = make_speaker()
    client.force_login(speaker)
    client.post(f"/forum/umfrage/{other.pk}/beenden/")
    [entry] = ModerationEntry.objects.all()
    client.post(f"/moderation/protokoll/{entry.pk}/rueckgaengig/", {})
    other.refresh_from_db()
    assert (other.closed_at, ModerationEntry.objects.count()) == (None, 2)


def test_a_secret_poll_keeps_nothing_that_could_be_told(client, member):
    poll, open_poll = make_poll(), make_poll(is_secret=False)
    for each in (poll, open_poll):
        client.post(f"/forum/umfrage/{each.pk}/", {"option": ids(each)[0]})
    assert set(PollVote.objects.values_list("option__poll", flat=True)) == {open_poll.pk}
    assert PollVoter.objects.filter(user=member).count() == 2
    assert {field.name for field in PollVoter._meta.get_fields()} == {"id", "poll", "user"}
    assert client.get(f"/forum/umfrage/{poll.pk}/stimmen/").status_code == 403
    assert member.get_full_name() in client.get(f"/forum/umfrage/{open_poll.pk}/stimmen/").text


def test_only_one_choice_in_a_poll_of_one_and_only_its_own(client, member):
    poll, other = make_poll(), make_poll()
    for wrong in ([], ids(poll)[:2], [ids(other)[0]], [ids(poll)[0], ids(other)[0]], ["x"]):
        assert client.post(f"/forum/umfrage/{poll.pk}/", {"option": wrong}).status_code == 422
    assert not PollVoter.objects.exists()


def test_the_poll_of_a_hidden_post_is_hidden_too(client, member):
    poll = make_poll(make_post(make_thread()))
    Post.objects.filter(pk=poll.post_id).update(visibility="hidden")
    assert client.get(f"/forum/umfrage/{poll.pk}/").status_code == 404
    assert "Machen Sie mit?" not in page_of(client, poll)


def test_a_site_has_fifty_polls_a_day(client, member):
    thread = make_thread()
    for _number in range(50):
        make_poll(make_post(thread, member))
    data = {"body": "Noch eine", "idempotency_key": str(uuid4()), **FIELDS}
    client.force_login(make_member())
    response = client.post(thread.get_absolute_url() + "antwort/", data)
    assert (response.status_code, "Noch eine" in response.text) == (422, True)
    assert Poll.objects.count() == 50


def test_a_closed_poll_is_closed_for_good_by_its_author(client, member):
    poll = make_poll(make_post(make_thread(), member))
    close_poll(actor=member, poll=poll)
    assert client.post(f"/forum/umfrage/{poll.pk}/beenden/").status_code == 403
