"""Every act of the log can be taken back, and that, too: state, counters and notices are those of before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from forum.actions.answers import accept_answer, lock_answer, release_answer, unlock_answer
from forum.actions.areas import add_people, create_area, edit_area, remove_people, set_archived
from forum.actions.cases import ask_for_change, hide_reported_post, keep_post, refer_case
from forum.actions.counters import reconcile
from forum.actions.editing import edit_post, withdraw_post
from forum.actions.locks import lock_thread
from forum.actions.moderation import (
    hide_post,
    lock_a_thread,
    move_thread,
    pin_thread,
    restore_post,
    unlock_thread,
    unpin_thread,
)
from forum.actions.moderation_log import changing_the_log
from forum.actions.polls import Choice, NewPoll, add_poll, close_poll
from forum.actions.reports import report_post
from forum.actions.summary import drop_summary, set_summary
from forum.actions.tagging import get_tags
from forum.actions.threads import edit_thread
from forum.actions.undo import is_undoable, undo_act
from forum.enums import Verb
from forum.errors import CannotUndo
from forum.models import Area, ModerationCase, ModerationEntry, Poll, Post, Thread
from forum.signals import area_changed, post_changed, thread_changed
from kit.access import forget_keys
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread

pytestmark = pytest.mark.django_db


class Scene:
    """An answered question with tags in an area, a second answer, a case, and a closed area."""

    def __init__(self):
        self.speaker, self.member = make_speaker(), make_member()
        self.area, self.target = make_area("Von"), make_area("Nach")
        self.thread = make_thread(self.area, self.member, tags=["Vereine", "Förderung"])
        self.answer, self.other = make_post(self.thread), make_post(self.thread)
        accept_answer(actor=self.member, post=self.answer)
        choices = [Choice(text="Ja"), Choice(text="Nein")]
        self.poll = add_poll(self.answer, NewPoll("Machen Sie mit?", "single", "now", True, None, choices))
        report_post(actor=make_member(), post=self.other, kind="tone")
        self.case = ModerationCase.objects.get()
        self.closed = create_area(
            actor=self.speaker, name="Runde", slug="runde", description="", topic=None, is_closed=True
        )
        forget_keys(self.speaker)

    def act(self, action, **arguments):
        action(actor=self.speaker, **arguments)

    def post(self, post):
        return Post.objects.select_related("thread__area").get(pk=post.pk)

    def now(self):
        """All that the acts change, but for versions and counts of edits, which only rise."""
        ignored = {"version", "edit_count", "edited_at"}
        rows = {}
        for name, found in {
            "areas": Area.objects.order_by("pk"),
            "threads": Thread.objects.order_by("pk"),
            "posts": Post.objects.order_by("pk"),
            "polls": Poll.objects.order_by("pk"),
            "cases": ModerationCase.objects.order_by("pk"),
        }.items():
            rows[name] = [{key: value for key, value in row.items() if key not in ignored} for row in found.values()]
        rows["people"] = sorted(self.closed.memberships.values_list("user", flat=True))
        return rows


def asked(scene):
    arguments = {"case": scene.case, "version": 1, "until": timezone.localdate() + timedelta(days=3)}
    scene.act(ask_for_change, message="Bitte ändern.", **arguments)


def withdrawn_and_restored(scene):
    withdraw_post(actor=scene.other.author, post=scene.other)
    scene.before = scene.now()
    scene.act(restore_post, post=scene.other)


def hidden_and_restored(scene):
    scene.act(hide_post, post=scene.answer, reason="Namen")
    scene.before = scene.now()
    scene.act(restore_post, post=scene.answer)


def whole_thread_hidden(scene):
    scene.lonely = make_thread(scene.area, scene.member)
    scene.before = scene.now()
    scene.act(hide_post, post=scene.lonely.last_post, reason="Namen")


def whole_thread_restored(scene):
    whole_thread_hidden(scene)
    scene.before = scene.now()
    scene.act(restore_post, post=scene.lonely.last_post)


def after(first, then):
    """An act that needs another one before it."""

    def both(scene):
        first(scene)
        scene.before = scene.now()
        then(scene)

    return both


def locked(scene):
    scene.act(lock_a_thread, thread=scene.thread, reason="Alles gesagt")


def pinned(scene):
    scene.act(pin_thread, thread=scene.thread, until=timezone.localtime() + timedelta(days=3))


def added(scene):
    scene.act(add_people, area=scene.closed, user_ids=[scene.member.pk])


def fixed(scene):
    scene.act(lock_answer, thread=scene.thread)


def summarised(scene):
    with transaction.atomic():
        scene.act(set_summary, thread=lock_thread(scene.thread.pk), post=scene.post(scene.other), until=2)


def archived(scene):
    scene.act(set_archived, area=scene.area, is_archived=True)


ACTS = {
    "hide": lambda s: s.act(hide_post, post=s.other, reason="Namen"),
    "hide the accepted answer": lambda s: s.act(hide_post, post=s.answer, reason="Namen"),
    "hide a whole thread": whole_thread_hidden,
    "restore": hidden_and_restored,
    "restore a whole thread": whole_thread_restored,
    "restore what was withdrawn": withdrawn_and_restored,
    "lock": locked,
    "unlock": after(locked, lambda s: s.act(unlock_thread, thread=s.thread)),
    "pin": pinned,
    "pin longer": after(pinned, pinned),
    "unpin": after(pinned, lambda s: s.act(unpin_thread, thread=s.thread)),
    "move": lambda s: s.act(move_thread, thread=s.thread, target=s.target),
    "edit a post": lambda s: s.act(
        edit_post, post=s.post(s.other), source="<p>Ohne Namen.</p>", edit_count=0, reason="Namen"
    ),
    "edit a thread": lambda s: s.act(
        edit_thread, thread=s.thread, title="Neuer Titel", kind="discussion", tags=get_tags(["Beirat"]), edit_count=0
    ),
    "accept": lambda s: s.act(accept_answer, post=s.post(s.other)),
    "release": lambda s: s.act(release_answer, post=s.post(s.answer)),
    "fix the answer": fixed,
    "let go of the answer": after(fixed, lambda s: s.act(unlock_answer, thread=s.thread)),
    "accept beside a fixed answer": after(fixed, lambda s: s.act(accept_answer, post=s.post(s.other))),
    "end a poll": lambda s: s.act(close_poll, poll=s.poll),
    "summarise": summarised,
    "drop the summary": after(summarised, lambda s: s.act(drop_summary, thread=s.thread)),
    "edit an area": lambda s: s.act(
        edit_area, area=s.area, name="Anders", description="Neu", topic=s.area.topic, template="Vorlage"
    ),
    "archive": archived,
    "reopen an area": after(archived, lambda s: s.act(set_archived, area=s.area, is_archived=False)),
    "add people": added,
    "remove people": after(added, lambda s: s.act(remove_people, area=s.closed, user_ids=[s.member.pk])),
    "ask": asked,
    "close a case": lambda s: s.act(keep_post, case=s.case, version=1, reason="In Ordnung"),
    "refer": lambda s: s.act(refer_case, case=s.case, version=1, reason="Befangen"),
}


# Change nothing that anybody could find.
UNHEARD = {"ask", "close a case", "refer", "fix the answer", "let go of the answer", "end a poll"}
UNHEARD |= {"summarise", "drop the summary"}


@pytest.fixture
def heard():
    """The signals that were sent."""
    found = []

    def hear(signal, **arguments):
        found.append(arguments)

    signals = (post_changed, thread_changed, area_changed)
    for signal in signals:
        signal.connect(hear)
    yield found
    for signal in signals:
        signal.disconnect(hear)


def latest():
    return ModerationEntry.objects.select_related("post", "case__post__thread__area").latest("pk")


@pytest.mark.parametrize("name", ACTS)
def test_undo_and_its_undo(name, heard):
    scene = Scene()
    scene.before = scene.now()
    heard.clear()
    ACTS[name](scene)
    done, entry = scene.now(), latest()
    assert done != scene.before
    assert bool(heard) == (name not in UNHEARD)
    heard.clear()
    undo_act(actor=scene.speaker, entry=entry, reason="Ein Versehen")
    assert bool(heard) == (name not in UNHEARD)
    assert scene.now() == scene.before
    assert not reconcile()
    back = latest()
    assert (back.undo_of, back.reason) == (entry, "Ein Versehen")
    with pytest.raises(CannotUndo, match="bereits"):
        undo_act(actor=scene.speaker, entry=entry)
    undo_act(actor=scene.speaker, entry=back)
    assert scene.now() == done
    assert not reconcile()
    undo_act(actor=scene.speaker, entry=latest())
    assert scene.now() == scene.before


def test_every_verb_of_the_forum_is_undoable():
    """But for erasing, which leaves nothing to bring back."""
    final = (Verb.CREATE_AREA, Verb.ERASE)
    verbs = [verb for verb in Verb if verb not in final and not verb.startswith("tag_")]
    assert [verb for verb in verbs if not is_undoable(verb)] == []


def test_two_acts_of_one_decision_are_undone_one_by_one():
    scene = Scene()
    before = scene.now()
    scene.act(hide_reported_post, case=scene.case, version=1, reason="Unsachlich")
    hiding, closing = ModerationEntry.objects.order_by("-pk")[:2][::-1]
    undo_act(actor=scene.speaker, entry=hiding)
    undo_act(actor=scene.speaker, entry=closing)
    assert scene.now() == before


@pytest.mark.parametrize(
    ("act", "then"),
    [
        ("lock", lambda s: s.act(unlock_thread, thread=s.thread)),
        ("move", lambda s: s.act(move_thread, thread=s.thread, target=s.closed)),
        ("hide", lambda s: s.act(restore_post, post=s.other)),
        ("hide the accepted answer", lambda s: accept_answer(actor=s.member, post=s.post(s.other))),
        (
            "edit a post",
            lambda s: edit_post(
                actor=s.other.author, post=s.post(s.other), source="<p>Noch neuer.</p>", edit_count=1, reason="x"
            ),
        ),
        ("edit an area", lambda s: s.act(edit_area, area=s.area, name="C", description="", topic=s.area.topic)),
        ("add people", lambda s: s.act(remove_people, area=s.closed, user_ids=[s.member.pk])),
        (
            "ask",
            lambda s: edit_post(
                actor=s.other.author, post=s.post(s.other), source="<p>Neu.</p>", edit_count=0, reason="x"
            ),
        ),
        ("close a case", lambda s: report_post(actor=make_member(), post=s.other, kind="tone")),
    ],
)
def test_refused_where_something_else_was_changed_since(client, act, then):
    scene = Scene()
    ACTS[act](scene)
    entry = latest()
    then(scene)
    now = scene.now()
    client.force_login(scene.speaker)
    url = reverse("moderation:entry-undo", args=[entry.pk])
    answer = client.post(url, {"reason": "Doch nicht"})
    assert answer.status_code == 409 and "nicht mehr rückgängig machen" in answer.text and "Doch nicht" in answer.text
    assert scene.now() == now


def test_from_the_log(client):
    scene = Scene()
    locked(scene)
    client.force_login(scene.speaker)
    url = reverse("moderation:entry-undo", args=[latest().pk])
    assert url in client.get("/moderation/protokoll/").text
    assert "Rückgängig machen" in client.get(url).text
    page = client.post(url, {"reason": "Versehen"}, follow=True).text
    assert "Es ist rückgängig gemacht." in page and url not in page
    client.force_login(scene.member)
    assert client.get(url).status_code == 403


def test_a_restored_answer_is_accepted_again_unless_another_was_chosen():
    scene = Scene()
    for chosen in (scene.answer, scene.other):
        scene.act(hide_post, post=scene.answer, reason="Namen")
        if chosen == scene.other:
            accept_answer(actor=scene.member, post=scene.post(scene.other))
        scene.act(restore_post, post=scene.answer)
        assert Thread.objects.get(pk=scene.thread.pk).accepted_post_id == chosen.pk
        assert not reconcile()


def test_the_log_cannot_be_changed():
    scene = Scene()
    locked(scene)
    for change in (
        lambda: ModerationEntry.objects.update(reason="Nichts gewesen"),
        lambda: ModerationEntry.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    with changing_the_log():
        ModerationEntry.objects.update(reason="Gelöscht")
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationEntry.objects.update(reason="Nichts gewesen")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ratschlag_forum_moderationentry WHERE reason = 'Gelöscht'")
        assert cursor.fetchone()[0] == ModerationEntry.objects.count()


def test_moments_are_compared_and_not_their_texts():
    scene = Scene()
    pinned(scene)
    until = Thread.objects.get(pk=scene.thread.pk).pinned_until
    with changing_the_log():
        entry = latest()
        entry.after["pinned_until"] = timezone.localtime(until).isoformat()
        entry.save()
    undo_act(actor=scene.speaker, entry=latest())
    assert Thread.objects.get(pk=scene.thread.pk).pinned_at is None


def test_speakers_do_not_show_again_what_others_hid_of_theirs(client):
    author, colleague = make_speaker(), make_speaker()
    post = make_post(make_thread(), author)
    hide_post(actor=colleague, post=post, reason="Verstößt gegen die Regeln")
    client.force_login(author)
    assert client.post(reverse("forum:post-restore", args=[post.pk])).status_code == 403
    client.force_login(colleague)
    assert client.post(reverse("forum:post-restore", args=[post.pk])).status_code == 302


def test_an_act_in_a_room_one_may_not_enter_is_not_there_to_be_undone():
    insider, outsider = make_speaker(), make_speaker()
    thread = make_thread(make_area("Geschlossen", members=[insider]), insider)
    lock_a_thread(actor=insider, thread=thread)
    with pytest.raises(Http404):
        undo_act(actor=outsider, entry=ModerationEntry.objects.get())
    assert Thread.objects.get().is_locked
