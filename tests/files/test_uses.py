"""Where files stand, how they are taken out, and when what stands nowhere goes."""

import os
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from forum import file_storage
from forum.actions.editing import edit_post
from forum.actions.file_upkeep import LEFT_OVER, delete_unused_files
from forum.actions.files import files_of, forget_files_of, use_files, use_files_of_draft
from forum.actions.undo import undo_act
from forum.models import AreaMembership, Attachment, AttachmentUse, Draft, ModerationEntry
from tests.factories import make_area, make_file, make_member, make_post, make_speaker, make_thread

from .samples import picture
from .test_upload import reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(member):
    return make_post(make_thread(), member, at=timezone.now() - timedelta(hours=1))  # no longer quietly mended


def a_week_later():
    Attachment.objects.exclude(unused_since=None).update(unused_since=timezone.now() - timedelta(days=8))


@pytest.mark.feature("FF-39")
def test_what_nobody_uses_is_deleted_after_a_week(member, post, django_capture_on_commit_callbacks):
    used, unused = make_file(member, post=post), make_file(member)
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_unused_files() == 0
        a_week_later()
        assert delete_unused_files() == 1
    assert list(Attachment.objects.all()) == [used]
    assert [file_storage.path_of(each.stored_name).exists() for each in (used, unused)] == [True, False]


@pytest.mark.feature("FF-39")
def test_a_draft_and_an_earlier_version_hold_their_files(member, post, django_capture_on_commit_callbacks):
    now = timezone.now()
    draft = Draft.objects.create(user=member, key="new-12345678", body="Text", created_at=now, updated_at=now)
    in_draft, in_version = make_file(member), make_file(member, post=post)
    use_files_of_draft(draft, [in_draft.pk, 10**9, make_file(make_member()).pk])
    assert [use.attachment for use in draft.files.all()] == [in_draft]
    edit_post(actor=member, post=post, source=post.source, edit_count=0, files=[])
    delete_unused_files()
    a_week_later()
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_unused_files() == 1  # the foreign one
    assert set(Attachment.objects.all()) == {in_draft, in_version}
    draft.delete()
    delete_unused_files()
    assert Attachment.objects.get(pk=in_draft.pk).unused_since is not None, "the week begins when it is noticed"


@pytest.mark.feature("FF-47")
def test_the_history_names_files_that_came_and_went(client, member, post):
    kept, gone = (make_file(member, name, b"Text", post=post) for name in ("Bleibt.txt", "Geht.txt"))
    come = make_file(member, "Kommt.txt", b"Text")
    edit_post(actor=member, post=post, source=post.source, edit_count=0, files=[kept.pk, come.pk])
    page = BeautifulSoup(client.get(f"/forum/beitrag/{post.pk}/verlauf/").text, "html.parser")
    files = page.select(".kn-diff")[1]
    assert (gone.name in files.select_one("del").text, come.name in files.ins.text) == (True, True)
    assert kept.name not in files.text


@pytest.mark.feature("FF-39")
def test_what_lies_on_the_disk_without_a_row_goes(member, files_root):
    kept = make_file(member, "Foto.png", picture())
    stray = files_root / "ab" / ("ab" + "0" * 30)
    stray.parent.mkdir(exist_ok=True)
    long_ago = timezone.now().timestamp() - LEFT_OVER - 10
    for path in (stray, files_root / "incoming" / "halb"):
        path.write_bytes(b"x")
        os.utime(path, (long_ago, long_ago))
    for path in (file_storage.path_of(kept.stored_name), file_storage.small_path_of(kept.stored_name)):
        os.utime(path, (long_ago, long_ago))
    delete_unused_files()
    left = {path.name for path in files_root.rglob("*") if path.is_file()}
    assert left == {kept.stored_name, kept.stored_name + ".small"}


@pytest.mark.feature("FF-39")
def test_an_unsent_file_is_removed_at_once(client, member, django_capture_on_commit_callbacks):
    file = make_file(member)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/forum/anhang/{file.pk}/entfernen/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert not Attachment.objects.exists() and not list(file_storage.names_older_than(-1))


@pytest.mark.feature("FF-39")
def test_removing_from_a_post_is_an_edit_others_can_undo(client, member, post):
    file, speaker = make_file(member, post=post), make_speaker()
    client.force_login(speaker)
    address = f"/forum/anhang/{file.pk}/entfernen/"
    answer = client.post(address, headers={"Accept": "application/json"})
    assert answer.status_code == 422 and Attachment.objects.get().uses.get().post == post
    assert client.post(address, {"reason": "Namen darin"}).status_code == 302
    assert not post.files.exists()
    entry = ModerationEntry.objects.get()
    assert (entry.verb, entry.reason) == ("edit", "Namen darin")
    undo_act(actor=make_speaker(), entry=entry, reason="Doch gut")
    assert files_of(post).listed == (file.pk,)


@pytest.mark.feature("FF-39")
def test_a_picture_in_the_text_is_removed_with_the_text(client, member, post):
    file = make_file(member, "Foto.png", picture())
    use_files(post, [], [file.pk])
    client.post(f"/forum/anhang/{file.pk}/entfernen/")
    assert files_of(post).inline == (file.pk,)


@pytest.mark.feature("FF-39")
def test_files_are_listed_in_the_order_somebody_gave_them(client, member):
    thread = make_thread()
    first, second, third = (make_file(member, f"{name}.txt", b"Text") for name in "abc")
    reply(client, thread, files=[second.pk, first.pk])
    post = thread.posts.get(number=2)
    use_files(post, [third.pk, second.pk])
    assert files_of(post).listed == (third.pk, second.pk)
    assert AttachmentUse.objects.filter(post=post).count() == 2


@pytest.mark.feature("FF-39")
def test_an_edit_without_scripts_keeps_what_is_ticked(client, member, post):
    kept, dropped = (
        make_file(member, "Bleibt.txt", b"Text", post=post),
        make_file(member, "Geht.txt", b"Text", post=post),
    )
    address = f"/forum/beitrag/{post.pk}/bearbeiten/"
    page = client.get(address).text
    assert f'value="{kept.pk}" checked' in page and f'value="{dropped.pk}" checked' in page
    data = {"body": post.source, "edit_count": 0, "files_shown": 1, "files": [kept.pk]}
    client.post(address, data)
    assert files_of(post).listed == (kept.pk,)
    client.post(address, {"body": "<p>Ganz anders.</p>", "edit_count": 1})  # says nothing of files
    assert files_of(post).listed == (kept.pk,)


@pytest.mark.feature("FF-39")
def test_erasing_takes_the_files_with_it(member, post, django_capture_on_commit_callbacks):
    gone, elsewhere = make_file(member, post=post), make_file(member)
    use_files(post, [gone.pk, elsewhere.pk])
    edit_post(actor=member, post=post, source=post.source, edit_count=0, files=[elsewhere.pk])
    use_files(make_post(make_thread(), member), [elsewhere.pk])
    with django_capture_on_commit_callbacks(execute=True):
        forget_files_of(post)
    assert list(Attachment.objects.all()) == [elsewhere]
    assert not file_storage.path_of(gone.stored_name).exists()


@pytest.mark.feature("FF-39", "FF-40")
def test_the_draft_of_a_change_keeps_the_files_of_the_post_but_gives_no_right_to_them(client, member):
    author, speaker = make_member(), make_speaker()
    post = make_post(make_thread(make_area(members=[author, speaker]), author), author)
    theirs, own = make_file(author, post=post), make_file(speaker)
    client.force_login(speaker)
    data = {"body": "Genauer.", "edit_count": 0, "files": [theirs.pk, own.pk]}
    client.post(f"/forum/entwuerfe/edit-{post.pk}/", data)
    form = client.get(f"/forum/beitrag/{post.pk}/bearbeiten/?entwurf=1").text
    assert [f'name="files" value="{file.pk}" checked' in form for file in (theirs, own)] == [True, True]
    AreaMembership.objects.filter(user=speaker).delete()
    assert [client.get(f"/forum/anhang/{file.pk}/").status_code for file in (theirs, own)] == [404, 200]
