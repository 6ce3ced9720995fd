"""The summary of a thread: a post with versions that stands at the head, and never outlives what it sums up."""

from uuid import uuid4

import pytest

from forum.actions.editing import withdraw_post
from forum.actions.moderation import hide_post, restore_post
from forum.models import ModerationEntry, Thread
from tests.factories import make_member, make_post, make_speaker, make_thread

pytestmark = [pytest.mark.django_db, pytest.mark.feature("FF-09")]

HEAD = "Zusammenfassung bis Beitrag 3"


@pytest.fixture
def thread():
    thread = make_thread(text="Wie viele Karten?")
    make_post(thread, text="Bei uns zweihundert.")
    make_post(thread, text="Bei uns drei.")
    return thread


def place(thread):
    return f"{thread.get_absolute_url()}zusammenfassung/"


def send(client, thread, text="Drei bis zweihundert.", **more):
    return client.post(place(thread), {"body": text, "idempotency_key": str(uuid4()), "edit_count": 0, **more})


def head(client, thread):
    page = client.get(thread.get_absolute_url()).text
    return page[: page.index("data-post>")]


def test_the_author_writes_it_and_everybody_reads_it_at_the_head(client, thread):
    client.force_login(thread.author)
    assert send(client, thread).status_code == 302
    thread.refresh_from_db()
    assert (thread.summary_post.number, thread.summary_until) == (4, 3)
    assert not ModerationEntry.objects.exists()
    client.force_login(make_member())
    assert all(words in head(client, thread) for words in (HEAD, "Drei bis zweihundert."))
    assert client.get(place(thread)).status_code == 403
    assert send(client, thread).status_code == 403


def test_sending_twice_writes_one_post(client, thread):
    client.force_login(thread.author)
    key = str(uuid4())
    for _time in range(2):
        sent = client.post(place(thread), {"body": "Einmal.", "idempotency_key": key, "edit_count": ""})
        assert sent.status_code == 302
    assert thread.posts.count() == 4


def test_it_is_revised_in_versions_and_two_who_revise_see_both_texts(client, thread):
    client.force_login(thread.author)
    send(client, thread)
    summary = Thread.objects.get(pk=thread.pk).summary_post
    assert "Drei bis zweihundert." in client.get(place(thread)).text
    make_post(thread)
    assert send(client, thread, "Drei bis dreihundert.").status_code == 302
    thread.refresh_from_db()
    assert (thread.summary_post_id, thread.summary_until, summary.revisions.count()) == (summary.pk, 5, 1)
    conflict = send(client, thread, "Meine Fassung.")
    assert conflict.status_code == 409
    assert all(words in conflict.text for words in ("Drei bis dreihundert.", "Meine Fassung."))


def test_two_who_begin_it_see_both_texts(client, thread):
    client.force_login(thread.author)
    assert send(client, thread, "Vom Autor.", edit_count="").status_code == 302
    client.force_login(make_speaker())
    conflict = send(client, thread, "Vom Sprecherteam.", edit_count="")
    assert conflict.status_code == 409
    assert all(words in conflict.text for words in ("Vom Autor.", "Vom Sprecherteam."))


def test_speakers_write_it_too_and_that_is_logged_and_undone(client, thread):
    client.force_login(make_speaker())
    send(client, thread)
    [entry] = ModerationEntry.objects.all()
    client.post(f"/moderation/protokoll/{entry.pk}/rueckgaengig/", {})
    assert HEAD not in head(client, thread)
    undone = ModerationEntry.objects.get(undo_of=entry)
    client.post(f"/moderation/protokoll/{undone.pk}/rueckgaengig/", {})
    assert HEAD in head(client, thread)
    client.post(place(thread), {"entfernen": "1"})
    assert HEAD not in head(client, thread)
    assert thread.posts.filter(number=4).exists()


def test_it_never_outlives_what_it_sums_up(client, thread):
    client.force_login(thread.author)
    send(client, thread)
    answer, speaker = thread.posts.get(number=2), make_speaker()
    answer = hide_post(actor=speaker, post=answer, reason="Namen im Text") or answer
    before = head(client, thread)
    assert "Drei bis zweihundert." not in before
    assert "Zusammenfassung überprüfen" in before
    answer.refresh_from_db()
    restore_post(actor=speaker, post=answer, reason="")
    assert HEAD in head(client, thread)
    other = thread.posts.get(number=3)
    withdraw_post(actor=other.author, post=other)
    assert HEAD not in head(client, thread)
    client.force_login(make_member())
    assert "Zusammenfassung überprüfen" not in head(client, thread)
    client.force_login(thread.author)
    summary = Thread.objects.get(pk=thread.pk).summary_post
    send(client, thread, summary.source, edit_count=summary.edit_count)
    assert "Drei bis zweihundert." in head(client, thread)


def test_a_hidden_summary_stands_nowhere(client, thread):
    client.force_login(thread.author)
    send(client, thread)
    summary = Thread.objects.get(pk=thread.pk).summary_post
    hide_post(actor=make_speaker(), post=summary, reason="Stimmt nicht")
    assert HEAD not in head(client, thread)
    assert send(client, thread, "Ein neuer Anlauf.").status_code == 302
    assert "Ein neuer Anlauf." in head(client, thread)
