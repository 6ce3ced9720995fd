"""Earlier versions of a post: the grace of the first minutes, the history, and how one comes back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.actions.editing import edit_post
from forum.actions.reports import report_post
from forum.models import ModerationEntry, Post
from tests.factories import make_member, make_post, make_speaker, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace(settings):
    settings.FORUM = {**settings.FORUM, "GRACE_MINUTES": 5}


def edit(post, actor=None, text="Neu gefasst.", **more):
    post.refresh_from_db()
    return edit_post(actor=actor or post.author, post=post, source=text, edit_count=post.edit_count, **more)


def nothing(post):
    """The control: nobody has built on it."""


def answered(post):
    make_post(post.thread, reply_to=post)


def quoted(post):
    make_post(post.thread, text=f'<blockquote data-quote="{post.pk}"><p>Erste</p></blockquote><p>Ja.</p>')


def quoted_elsewhere(post):
    text = f'<blockquote data-quote="{post.pk}"><p>Erste</p></blockquote><p>Ja.</p>'
    make_post(make_thread(post.thread.area), text=text)


def reported(post):
    report_post(actor=make_member(), post=post, kind="tone")


def accepted(post):
    post.thread.accepted_post = make_post(post.thread)
    post.thread.save(update_fields=["accepted_post"])


def old(post):
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(minutes=6))


@pytest.mark.feature("FF-48")
@pytest.mark.parametrize(
    ("what", "versions"),
    [(nothing, 0), (answered, 1), (quoted, 1), (quoted_elsewhere, 1), (reported, 1), (accepted, 1), (old, 1)],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_version_is_kept_once_somebody_built_on_the_post(grace, what, versions):
    post = make_post(make_thread(), text="Erste Fassung.")
    what(post)
    edit(post, reason="Zahl berichtigt")
    post.refresh_from_db()
    assert (post.revisions.count(), post.edited_at is not None) == (versions, bool(versions))
    assert (post.text, post.edit_count) == ("Neu gefasst.", 1)


@pytest.mark.feature("FF-48")
def test_others_get_no_grace_and_a_question_with_a_reply_neither(grace):
    thread = make_thread(text="Erste Fassung.")
    first, speaker = thread.posts.get(), make_speaker()
    edit(first, speaker, reason="Name entfernt")
    assert (first.revisions.count(), ModerationEntry.objects.count()) == (1, 1)
    other = make_thread(text="Erste Fassung.")
    make_post(other)
    edit(other.posts.get(number=1))
    assert other.posts.get(number=1).revisions.count() == 1


@pytest.mark.feature("FF-47")
def test_the_history_says_in_words_what_came_and_what_went(client):
    post = make_post(make_thread(), text="Wir haben drei Karten.")
    edit(post, text="Wir haben sieben Karten.", reason="Verzählt")
    client.force_login(post.author)
    page = client.get(f"/forum/beitrag/{post.pk}/verlauf/").text
    words = re.sub(r"<[^>]+>", "", re.search(r'<p class="kn-diff">(.*?)</p>', page, re.S)[1])
    assert " ".join(words.split()) == (
        "Wir haben entfernt: drei Ende der Entfernung. eingefügt: sieben Ende der Einfügung. Karten."
    )
    assert "wiederherstellen" not in page


@pytest.mark.feature("FF-49")
def test_speakers_bring_a_version_back_and_that_is_logged_and_undone(client):
    post = make_post(make_thread(), text="Die erste Fassung.")
    edit(post, text="Die zweite Fassung.")
    speaker = make_speaker()
    client.force_login(speaker)
    address = f"/forum/beitrag/{post.pk}/verlauf/"
    assert "wiederherstellen" in client.get(address).text
    version = {"number": 1, "edit_count": 1}
    assert client.post(address, version).status_code == 422
    assert client.post(address, version | {"edit_count": 0, "reason": "Versehen"}).status_code == 409
    assert client.post(address, version | {"number": 9, "reason": "Versehen"}).status_code == 422
    assert client.post(address, version | {"reason": "Versehen"}).status_code == 302
    post.refresh_from_db()
    assert (post.text, post.revisions.count()) == ("Die erste Fassung.", 2)
    [entry] = ModerationEntry.objects.all()
    client.post(f"/moderation/protokoll/{entry.pk}/rueckgaengig/", {})
    post.refresh_from_db()
    assert post.text == "Die zweite Fassung."
    client.force_login(post.author)
    assert client.post(address, version | {"edit_count": post.edit_count, "reason": "Doch"}).status_code == 403
