"""What follows an accepted answer: it can be fixed, and after 90 days its author is asked what became of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.actions.answers import accept_answer, release_answer
from forum.actions.outcomes import tell_outcome
from forum.models import ModerationEntry, Thread, ThreadOutcome
from forum.requests import OUTCOME, ask_for_outcomes
from notifications.actions.requests import tell_requests
from notifications.models import Notification, Request
from notifications.registry import lines_for
from tests.factories import make_member, make_post, make_speaker, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer():
    return make_post(make_thread())


def lock(client, post, **data):
    return client.post(f"/forum/beitrag/{post.pk}/annehmen/festhalten/", data)


@pytest.mark.feature("FF-55")
def test_who_asked_fixes_the_answer_and_only_speakers_change_it_then(client, answer):
    asker = answer.thread.author
    client.force_login(asker)
    assert lock(client, answer).status_code == 403
    accept_answer(actor=asker, post=answer)
    assert "festhalten" in client.get(f"/forum/beitrag/{answer.pk}/aktionen/").text
    assert lock(client, answer).status_code == 302
    assert not ModerationEntry.objects.exists()
    page = client.get(answer.thread.get_absolute_url()).text
    assert "Angenommene Antwort, festgehalten" in page
    assert 'name="freigeben"' not in page
    for data in ({"freigeben": "1"}, {}):
        other = make_post(answer.thread) if not data else answer
        assert client.post(f"/forum/beitrag/{other.pk}/annehmen/", data).status_code == 403
    assert lock(client, answer, loesen="1").status_code == 403
    client.force_login(make_speaker())
    assert lock(client, answer, loesen="1").status_code == 302
    release_answer(actor=asker, post=answer)
    assert Thread.objects.get().accepted_post is None


@pytest.mark.feature("FF-55")
def test_what_speakers_fix_is_logged_and_undone_and_members_fix_nothing(client, answer):
    accept_answer(actor=answer.thread.author, post=answer)
    client.force_login(make_member())
    assert lock(client, answer).status_code == 403
    client.force_login(make_speaker())
    lock(client, answer)
    lock(client, answer, loesen="1")
    unlocked, locked = ModerationEntry.objects.order_by("-pk")
    client.post(f"/moderation/protokoll/{unlocked.pk}/rueckgaengig/", {})
    assert Thread.objects.get().is_answer_locked
    client.post(f"/moderation/protokoll/{locked.pk}/rueckgaengig/", {})
    assert not Thread.objects.get().is_answer_locked


@pytest.mark.feature("FF-55")
def test_a_speaker_who_accepts_another_answer_lets_go_of_the_fixed_one(client, answer):
    accept_answer(actor=answer.thread.author, post=answer)
    speaker = make_speaker()
    client.force_login(speaker)
    lock(client, answer)
    accept_answer(actor=speaker, post=make_post(answer.thread))
    assert not Thread.objects.get().is_answer_locked
    entry = ModerationEntry.objects.order_by("pk").last()
    assert (entry.before["accepted_post"], entry.before["answer_locked_by_id"]) == (answer.pk, speaker.pk)


@pytest.mark.feature("FF-60")
def test_after_ninety_days_the_author_is_asked_once_and_what_they_say_stands_at_the_thread(client, answer):
    thread, asker = answer.thread, answer.thread.author
    accept_answer(actor=asker, post=answer)
    assert ask_for_outcomes() == 0
    Thread.objects.update(accepted_at=timezone.now() - timedelta(days=91))
    assert [ask_for_outcomes(), ask_for_outcomes()] == [1, 0]
    tell_requests()
    [row] = Notification.objects.filter(user=asker, kind=OUTCOME)
    [line] = lines_for([row]).values()
    assert line.url == f"{thread.get_absolute_url()}ergebnis/"
    client.force_login(asker)
    assert client.post(line.url, {"worked": "vielleicht"}).status_code == 422
    assert client.post(line.url, {"worked": "partly", "sentence": "Nur mit <b>Kreis</b>."}).status_code == 302
    assert not Request.objects.open().exists()
    client.force_login(make_member())
    page = client.get(thread.get_absolute_url()).text
    assert all(words in page for words in ("Was ist daraus geworden?", "Nur mit &lt;b&gt;Kreis&lt;/b&gt;."))
    assert page.count("Es hat teilweise geholfen") == 2  # the badge, and the line
    assert client.get(line.url).status_code == 403


@pytest.mark.feature("FF-60")
def test_it_can_be_said_again_and_taken_back(client, answer):
    thread, asker = answer.thread, answer.thread.author
    accept_answer(actor=asker, post=answer)
    tell_outcome(actor=asker, thread=thread, worked="no", sentence="Zu teuer.")
    tell_outcome(actor=asker, thread=thread, worked="yes", sentence="Mit Förderung doch.")
    outcome = ThreadOutcome.objects.get()
    assert (outcome.worked, outcome.changed_at is not None) == ("yes", True)
    client.force_login(asker)
    assert "Mit Förderung doch." in client.get(f"{thread.get_absolute_url()}ergebnis/").text
    client.post(f"{thread.get_absolute_url()}ergebnis/", {"entfernen": "1"})
    assert not ThreadOutcome.objects.exists()
    release_answer(actor=asker, post=answer)
    assert client.get(f"{thread.get_absolute_url()}ergebnis/").status_code == 403


@pytest.mark.feature("FF-60")
def test_it_does_not_stand_where_another_answer_or_none_is_accepted(client, answer):
    thread, asker = answer.thread, answer.thread.author
    accept_answer(actor=asker, post=answer)
    tell_outcome(actor=asker, thread=thread, worked="yes", sentence="Prima gelaufen.")
    client.force_login(make_member())
    shown = ["Prima gelaufen." in client.get(thread.get_absolute_url()).text]
    release_answer(actor=asker, post=answer)
    shown += ["Prima gelaufen." in client.get(thread.get_absolute_url()).text]
    accept_answer(actor=asker, post=make_post(thread))
    shown += ["Prima gelaufen." in client.get(thread.get_absolute_url()).text]
    accept_answer(actor=asker, post=answer)  # the same one again: what was said of it is true again
    shown += ["Prima gelaufen." in client.get(thread.get_absolute_url()).text]
    assert shown == [True, False, False, True]
