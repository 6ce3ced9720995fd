"""Erasing a post: its number stays, and of its words nothing anywhere."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from forum.actions.answers import accept_answer, react
from forum.actions.counters import reconcile
from forum.actions.editing import edit_post
from forum.actions.erasing import erase_post, erase_quotes_of
from forum.actions.moderation import hide_post, restore_post
from forum.actions.polls import close_poll
from forum.actions.threads import edit_thread
from forum.actions.undo import undo_act
from forum.enums import ReactionKind, Visibility, Worked
from forum.errors import CannotUndo
from forum.models import Bookmark, Draft, ModerationEntry, Poll, PollOption, Post, Thread, ThreadOutcome
from notifications.models import NotificationEvent
from search.models import SearchDocument
from tests.factories import make_admin, make_member, make_post, make_speaker, make_thread
from tests.factories.files import make_file
from tests.harness.jobs import run_jobs

pytestmark = pytest.mark.django_db
PASSWORD = "Ehrenamt-verbindet"
SECRET = "Geheimniskrämerei"


@pytest.fixture
def admin():
    return make_admin()


def everywhere():
    """Tables, and columns of them, in which the word stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text ILIKE %s', [f"%{SECRET[:12]}%"])
            found += [table] if cursor.fetchone()[0] else []
    return found


def test_nothing_of_it_is_left(admin, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.FORUM = {**settings.FORUM, "FILES_ROOT": tmp_path}
    thread, author, reader = make_thread(), make_member(), make_member(first_name="Änne", last_name="Öztürk")
    post = make_post(thread, author, text=f"{SECRET} eins, fragen Sie @Änne Öztürk.")
    edit_post(actor=author, post=post, source=f"{SECRET} zwei, fragen Sie @Änne Öztürk.", edit_count=0)
    react(actor=reader, post=post, kind=ReactionKind.THANKS)
    now = timezone.now()
    poll = Poll.objects.create(post=post, question=f"{SECRET}?", kind="single", created_at=now)
    PollOption.objects.create(poll=poll, position=1, text=f"{SECRET}, ja")
    Bookmark.objects.create(user=reader, post=post, created_at=now)
    file = make_file(author, f"{SECRET}.pdf", post=post)
    assert [path.is_file() for path in tmp_path.rglob(f"*{file.stored_name}*")].count(True) == 1
    quote = f'<p>Vorher.</p><blockquote data-quote="{post.pk}"><p>{SECRET}</p><blockquote><p>{SECRET} innen</p>'
    quote += "</blockquote></blockquote><p>Nachher.</p>"
    quoting = make_post(make_thread(), text=quote)
    edit_post(actor=quoting.author, post=quoting, source=f"{quote}<p>Ergänzt.</p>", edit_count=0)
    draft = Draft.objects.create(
        user=reader, key=f"reply-{thread.pk}", thread=thread, body=quote, created_at=now, updated_at=now
    )
    Draft.objects.create(
        user=author, key=f"edit-{post.pk}", post=post, edit_count=1, body=SECRET, created_at=now, updated_at=now
    )
    run_jobs()
    assert NotificationEvent.objects.filter(event_id=f"post:{post.pk}").exists()
    assert SearchDocument.objects.filter(text__contains=SECRET).exists()

    with django_capture_on_commit_callbacks(execute=True):
        erase_post(actor=admin, post=post, reason="Antrag vom 3. März")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not NotificationEvent.objects.filter(event_id=f"post:{post.pk}").exists()
    run_jobs()

    assert everywhere() == []
    post, quoting, draft = (type(row).objects.get(pk=row.pk) for row in (post, quoting, draft))
    assert (post.visibility, post.source, post.html, post.text) == (Visibility.ERASED, "", "", "")
    remark = "<blockquote><p>[Zitat gelöscht]</p></blockquote>"
    assert quoting.source == f"<p>Vorher.</p>{remark}<p>Nachher.</p><p>Ergänzt.</p>"
    assert quoting.revisions.get().source == f"<p>Vorher.</p>{remark}<p>Nachher.</p>"
    assert "[Zitat gelöscht]" in quoting.html and quoting.edited_at is not None and quoting.edit_count == 2
    assert (draft.revision, draft.body) == (2, f"<p>Vorher.</p>{remark}<p>Nachher.</p>")
    assert not Draft.objects.filter(post=post).exists()
    assert erase_quotes_of(post.pk) == 0
    assert not reconcile()


def test_who_quotes_it_from_a_page_opened_before_quotes_nothing(admin):
    thread = make_thread()
    post = make_post(thread, text=SECRET)
    erase_post(actor=admin, post=post, reason="Antrag")
    quote = f'<blockquote data-quote="{post.pk}"><p>{SECRET}</p></blockquote>'
    late = make_post(thread, text=f"{quote}<p>Das meine ich.</p>")
    assert SECRET not in late.source and "<p>Das meine ich.</p>" in late.source


def test_a_quotation_in_a_quotation_is_found_though_its_post_was_hidden_meanwhile(admin):
    thread = make_thread()
    post = make_post(thread, text=SECRET)
    inner = f'<blockquote data-quote="{post.pk}"><p>{SECRET}</p></blockquote><p>Eben.</p>'
    first = make_post(thread, text=inner)
    hide_post(actor=make_speaker(), post=post, reason="Namen")
    second = make_post(thread, text=f'<blockquote data-quote="{first.pk}">{inner}</blockquote><p>Genau.</p>')
    assert f"/forum/beitrag/{post.pk}/" not in second.html
    erase_post(actor=admin, post=post, reason="Antrag")
    run_jobs("forum.erase_quotes")
    assert SECRET not in "".join(Post.objects.values_list("html", flat=True))


def test_an_accepted_answer_is_none_any_more_and_nothing_brings_it_back(admin):
    asker, speaker = make_member(), make_speaker()
    thread = make_thread(author=asker)
    answer = make_post(thread)
    accept_answer(actor=asker, post=answer)
    ThreadOutcome.objects.create(
        thread=thread, worked=Worked.YES, sentence=SECRET, author=asker, created_at=timezone.now()
    )
    hide_post(actor=speaker, post=answer, reason=SECRET)
    hiding = ModerationEntry.objects.latest("pk")
    restore_post(actor=speaker, post=answer)
    erase_post(actor=admin, post=answer, reason="Antrag")
    thread.refresh_from_db()
    assert (thread.accepted_post, thread.reply_count) == (None, 0)
    assert not ThreadOutcome.objects.exists()
    with pytest.raises(PermissionDenied):
        restore_post(actor=speaker, post=answer)
    for entry in (hiding, ModerationEntry.objects.latest("pk")):
        with pytest.raises(CannotUndo):
            undo_act(actor=speaker, entry=entry)
    with pytest.raises(PermissionDenied):
        edit_post(actor=speaker, post=answer, source="Doch wieder da.", edit_count=1, reason="x")
    with pytest.raises(ValidationError, match="bereits"):
        erase_post(actor=admin, post=answer, reason="Noch einmal")


def test_the_end_of_an_erased_poll_is_no_longer_undone(admin):
    post, speaker = make_post(make_thread()), make_speaker()
    poll = Poll.objects.create(post=post, question="Machen Sie mit?", kind="single", created_at=timezone.now())
    close_poll(actor=speaker, poll=poll)
    entry = ModerationEntry.objects.get()
    erase_post(actor=admin, post=post, reason="Antrag vom 3. März")
    with pytest.raises(CannotUndo):
        undo_act(actor=speaker, entry=entry)


def test_earlier_titles_go_with_the_first_post_and_the_title_with_the_last(admin):
    author = make_member()
    thread = make_thread(author=author, title=f"{SECRET} im Titel")
    old = thread.get_absolute_url()
    edit_thread(actor=author, thread=thread, title=f"{SECRET} anders", kind="question", tags=[], edit_count=0)
    post = make_post(thread)
    erase_post(actor=admin, post=thread.posts.get(number=1), reason="Antrag")
    thread.refresh_from_db()
    assert (thread.title, thread.visibility) == (f"{SECRET} anders", Visibility.PUBLIC)
    assert not thread.revisions.exists()
    erase_post(actor=admin, post=post, reason="Antrag")
    thread = Thread.objects.get(pk=thread.pk)
    assert (thread.title, thread.visibility, thread.accepted_post) == ("Gelöschtes Thema", Visibility.DELETED, None)
    assert not reconcile()
    run_jobs()
    assert everywhere() == []
    assert old != thread.get_absolute_url()


def test_the_administration_erases_with_its_password_a_reason_and_a_tick(client, admin, settings):
    thread = make_thread()
    post, other = make_post(thread, text=SECRET), make_post(thread)
    admin.set_password(PASSWORD)
    admin.save()
    client.force_login(admin)
    address = f"/moderation/loeschen/{post.pk}/"
    assert f'href="{address}"' in client.get(f"/forum/beitrag/{post.pk}/aktionen/").text
    assert client.get(address).url.startswith("/konto/bestaetigen/")
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    page = client.get(address)
    assert SECRET in page.text and "nicht rückgängig" in page.text
    for data in ({"reason": "Antrag"}, {"is_sure": "on"}):
        assert client.post(address, data).status_code == 422
    assert Post.objects.get(pk=post.pk).text == SECRET
    answer = client.post(address, {"reason": "Antrag vom 3. März", "is_sure": "on"}, follow=True)
    assert "Der Beitrag ist gelöscht." in answer.text and SECRET not in answer.text
    assert "Dieser Beitrag wurde gelöscht." in answer.text
    assert f'href="{address}"' not in client.get(f"/forum/beitrag/{post.pk}/aktionen/").text
    log = client.get("/moderation/protokoll/").text
    assert "Antrag vom 3. März" in log and "rueckgaengig" not in log
    assert client.post(address, {"reason": "Noch einmal", "is_sure": "on"}).status_code == 409
    client.force_login(make_member())
    assert client.get(f"/forum/beitrag/{post.pk}/").status_code == 404
    assert client.get(f"/forum/beitrag/{other.pk}/").status_code == 302
