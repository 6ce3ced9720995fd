"""Two windows at the same moment, each with a database connection of its own: nothing is overwritten silently."""

from contextlib import ExitStack
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction

from forum.actions import posting
from forum.actions.drafts import DraftRef, DraftText, save_draft
from forum.actions.editing import edit_post
from forum.errors import DraftGone
from forum.models import Draft, Post
from tests.factories import make_area, make_file, make_member, make_post, make_speaker, make_thread

from .parallel import PATIENCE, at_once, browser, meanwhile, session_of

pytestmark = pytest.mark.usefixtures("own_database")


def keep(session: str, key: str, revision: int, words: str):
    data = {"draft_revision": revision, "body": f"<p>{words}</p>"}
    return browser(session).post(f"/forum/entwuerfe/{key}/", data, headers={"Accept": "application/json"})


@pytest.mark.feature("FF-41")
@pytest.mark.parametrize("revision", [0, 1])
def test_draft_and_draft_at_once(revision):
    """The first words of two windows, and what both add to the same words."""
    session = session_of(make_member())
    key = "new-0123456789abcdef"
    if revision:
        keep(session, key, 0, "Der gemeinsame Anfang")
    texts = [f"Aus Fenster {number}" for number in range(6)]

    answers = at_once([partial(keep, session, key, revision, text) for text in texts])

    draft = Draft.objects.get()
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 5]
    kept = next(text for text, answer in zip(texts, answers, strict=True) if answer.status_code == 200)
    assert (draft.body, draft.revision) == (f"<p>{kept}</p>", revision + 1)
    for text, answer in zip(texts, answers, strict=True):
        if text != kept:
            assert kept in answer.json()["panel"] and text in answer.json()["panel"]


@pytest.mark.feature("FF-43")
@pytest.mark.parametrize("is_author_first", [True, False])
def test_an_edit_that_waits_for_an_edit_shows_both_texts(is_author_first):
    """Of an author and a speaker the first one wins, and no words of the other are lost."""
    author, speaker = make_member(), make_speaker()
    post = make_post(make_thread(make_area()), author, text="<p>Der Anfang.</p>")
    first, second = (author, speaker) if is_author_first else (speaker, author)
    session = session_of(second)
    data = {"body": "<p>Das zweite Wort.</p>", "edit_count": 0, "reason": "Genauer"}

    with transaction.atomic():
        edit_post(actor=first, post=post, source="<p>Das erste Wort.</p>", edit_count=0, reason="Genauer")
        with meanwhile(lambda: browser(session).post(f"/forum/beitrag/{post.pk}/bearbeiten/", data)) as edit:
            pass

    answer = edit.result(PATIENCE)
    assert answer.status_code == 409
    assert "Das erste Wort." in answer.text and "Das zweite Wort." in answer.text
    after = Post.objects.get(pk=post.pk)
    assert (after.text, after.edit_count) == ("Das erste Wort.", 1)
    assert after.revisions.get().text == "Der Anfang."


@pytest.mark.feature("FF-41")
def test_publishing_beside_a_late_save_leaves_no_draft_of_what_is_published():
    session, thread = session_of(make_member()), make_thread()
    key = f"reply-{thread.pk}"
    keep(session, key, 0, "Fertig.")

    def publish():
        data = {"body": "<p>Fertig.</p>", "draft_revision": 1}
        return browser(session).post(thread.get_absolute_url() + "antwort/", data)

    published, saved = at_once([publish, partial(keep, session, key, 1, "Fertig und mehr.")])

    assert published.status_code == 302
    assert thread.posts.filter(number=2).exists()
    # Words kept before the post stay a draft; those that came after it found none, and their window says so.
    assert (saved.status_code, Draft.objects.count()) in ((200, 1), (410, 0))


@pytest.mark.feature("FF-41")
def test_a_save_that_comes_while_a_text_with_files_is_sent_waits_and_finds_no_draft(monkeypatch):
    author, thread, waiting = make_member(), make_thread(), []
    file, key = make_file(author), f"reply-{thread.pk}"
    save_draft(actor=author, key=key, revision=0, text=DraftText(body="<p>Fertig.</p>", files=(file.pk,)))
    more = DraftText(body="<p>Fertig und mehr.</p>", files=(file.pk,))

    with ExitStack() as stack:

        def watch(*arguments):
            """Between the lock of the files and the end."""
            save = meanwhile(partial(save_draft, actor=author, key=key, revision=1, text=more))
            waiting.append(stack.enter_context(save))

        monkeypatch.setattr(posting, "watch_unless_set", watch)
        post = posting.reply(
            actor=author,
            thread=thread,
            source="<p>Fertig.</p>",
            idempotency_key=uuid4(),
            files=[file.pk],
            draft=DraftRef(key, 1),
        )
        with pytest.raises(DraftGone):
            waiting[0].result(PATIENCE)
    assert [use.attachment for use in post.files.all()] == [file]
