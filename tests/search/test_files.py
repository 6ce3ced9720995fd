"""Files of posts in the search: their words, who finds them, and what a change of the post does at once."""

import pytest

from forum.actions.editing import withdraw_post
from forum.actions.file_texts import keep_text
from forum.actions.moderation import hide_post, move_thread, restore_post
from forum.enums import FileState, TextState
from forum.models import Attachment
from kit.access import keys_of
from search.engine import find
from search.index import write
from search.models import SearchDocument, StaleMark
from search.query import Kind, SearchQuery, Tab
from search.tasks import read_files, write_posts, write_threads
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread
from tests.factories.files import make_file

from .office import docx, pdf
from .pages import ask, tabs, text, titles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_root(settings, tmp_path):
    settings.FORUM = {**settings.FORUM, "FILES_ROOT": tmp_path / "files"}


@pytest.fixture
def speaker():
    return make_speaker()


@pytest.fixture
def post(speaker):
    """A reply with a file; both are indexed."""
    author = make_member()
    post = make_post(make_thread(title="Wer hat eine Vorlage?"), author, text="Gern, siehe unten.")
    make_file(author, "Muster_Ehrenkodex.docx", docx("Die Feuersalamander tagen quartalsweise."), post=post)
    make_file(author, "Protokoll.pdf", pdf("Niederschrift der Sitzung"), post=post)
    make_file(author, "Bild.txt", b"nichts", post=post)
    read_files(0)
    return post


def found(person, words, **more):
    return [(hit.kind, hit.object_id) for hit in find(SearchQuery(words, **more), keys_of(person)).hits]


@pytest.mark.feature("FF-69")
def test_a_file_is_found_by_name_and_by_words(post):
    for words in ("Ehrenkodex", "Feuersalamander quartalsweise", "Niederschrift"):
        assert found(make_member(), words) == [(Kind.FILE, post.pk)]
    assert {file.text_state for file in Attachment.objects.all()} == {TextState.DONE}


def test_the_line_names_the_file_and_where_it_stands(post):
    page = ask(make_member(), q="Feuersalamander", bereich=Tab.FILES)
    assert titles(page) == {"Muster_Ehrenkodex.docx"}
    assert "<b>Anhang</b>" in text(page) and "aus „Wer hat eine Vorlage?“" in text(page)
    assert "<mark>Feuersalamander</mark> tagen quartalsweise" in text(page)
    assert post.get_absolute_url() in text(page)
    assert tabs(page)["Dateien"] == "1"
    assert titles(ask(make_member(), q="Niederschrift")) == {"Protokoll.pdf"}


def test_files_and_threads_are_results_of_their_own(post):
    make_post(post.thread, text="Über Feuersalamander habe ich auch etwas.")
    write_posts([each.pk for each in post.thread.posts.all()])
    kinds = [kind for kind, _pk in found(make_member(), "Feuersalamander")]
    assert sorted(kinds) == [Kind.FILE, Kind.POST]


@pytest.mark.feature("FF-69")
def test_hiding_and_restoring(post, speaker):
    hide_post(actor=speaker, post=post, reason="Namen in der Datei")
    assert found(make_member(), "Feuersalamander") == found(speaker, "Feuersalamander") == []
    write_posts([post.pk])
    assert not SearchDocument.objects.filter(kind=Kind.FILE).exists()
    assert not StaleMark.objects.filter(kind=Kind.FILE).exists()
    post.refresh_from_db()
    restore_post(actor=speaker, post=post, reason="Geschwärzt")
    write_posts([post.pk])
    assert found(make_member(), "Feuersalamander") == [(Kind.FILE, post.pk)]


def test_withdrawing(post):
    withdraw_post(actor=post.author, post=post)
    assert found(post.author, "Feuersalamander") == []


def test_moving_into_a_closed_area(post, speaker):
    closed = make_area(members=[speaker, post.author])
    move_thread(actor=speaker, thread=post.thread, target=closed)
    assert found(make_member(), "Feuersalamander") == []
    write_threads([post.thread_id])
    assert found(make_member(), "Feuersalamander") == []
    assert found(speaker, "Feuersalamander") == [(Kind.FILE, post.pk)]


def test_what_is_being_checked_or_was_refused_is_not_found(post):
    file = Attachment.objects.get(name="Protokoll.pdf")
    Attachment.objects.filter(pk=file.pk).update(state=FileState.WAITING, text="", text_state=TextState.NONE)
    write(Kind.FILE, [post.pk])
    assert found(make_member(), "Niederschrift") == found(make_member(), "Protokoll") == []
    assert found(make_member(), "Ehrenkodex") == [(Kind.FILE, post.pk)]


def test_a_file_without_readable_words_is_found_by_its_name(caplog):
    author = make_member()
    post = make_post(make_thread(), author)
    file = make_file(author, "Gebührenordnung.pdf", post=post)  # no page in it
    Attachment.objects.filter(pk=file.pk).update(stored_name="weg")
    read_files(0)
    write_posts([post.pk])
    file.refresh_from_db()
    assert (file.text_state, file.text) == (TextState.FAILED, "")
    assert found(make_member(), "Gebührenordnung") == [(Kind.FILE, post.pk)]
    assert "Gebührenordnung" not in caplog.text


def test_only_files_of_posts_are_read():
    file = make_file(make_member(), "Entwurf.docx", docx("Unfertig"))
    read_files(0)
    file.refresh_from_db()
    assert file.text_state == TextState.WAITING


def test_words_are_kept_once(post):
    file = Attachment.objects.get(name="Protokoll.pdf")
    assert keep_text(file.pk, "anderes") is False
    file.refresh_from_db()
    assert file.text == "Niederschrift der Sitzung"
