"""Downloads: parts, headers alone, and rights that follow what the file stands in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum.actions.areas import remove_people
from forum.actions.editing import edit_post, withdraw_post
from forum.actions.files import use_files
from forum.actions.moderation import hide_post, move_thread
from forum.models import Attachment, Post
from tests.factories import make_area, make_file, make_member, make_post, make_speaker, make_thread

from .samples import picture
from .test_upload import body

pytestmark = pytest.mark.django_db
TEN = b"0123456789"


@pytest.fixture
def post(member):
    return make_post(make_thread(), member, at=timezone.now() - timedelta(hours=1))  # no longer quietly mended


@pytest.fixture
def url(member, post):
    return f"/forum/anhang/{make_file(member, 'Zeilen.txt', TEN, post=post).pk}/"


@pytest.mark.feature("FF-36")
@pytest.mark.parametrize(
    ("wanted", "status", "part", "said"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=5-2", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=0-1,4-5", 200, TEN, None),
        ("zeilen=0-1", 200, TEN, None),
        ("bytes=-99", 206, TEN, "bytes 0-9/10"),
    ],
)
def test_parts(client, url, wanted, status, part, said):
    answer = client.get(url, headers={"Range": wanted})
    assert (answer.status_code, body(answer), answer.headers.get("Content-Range")) == (status, part, said)
    if status == 206:
        assert answer.headers["Content-Length"] == str(len(part))


@pytest.mark.feature("FF-36", "FF-37")
def test_headers(client, url, post):
    Attachment.objects.update(name='Größe "x" – Übersicht.txt')
    answer = client.head(url)
    assert (answer.status_code, answer.content, answer.headers["Content-Length"]) == (200, b"", "10")
    names = (
        "Content-Disposition",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Cache-Control",
        "Accept-Ranges",
    )
    assert [answer.headers[name] for name in names] == [
        "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe%20%22x%22%20%E2%80%93%20%C3%9Cbersicht.txt",
        "default-src 'none'; sandbox",
        "nosniff",
        "private, no-store",
        "bytes",
    ]
    tag = answer.headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(url, headers={"Range": "bytes=0-1", "If-Range": tag}).status_code == 206
    assert client.get(url, headers={"Range": "bytes=0-1", "If-Range": '"alt"'}).status_code == 200


def _reader(person=None):
    client = Client()
    client.force_login(person or make_member())
    return client


@pytest.mark.feature("FF-32", "FF-36")
def test_rights_follow_the_post(client, member, post):
    """Hidden, withdrawn, moved, left: the very next request knows it, for thumbnails and parts too."""
    speaker, reader = make_speaker(), _reader()
    file = make_file(member, "Foto.png", picture(), post=post)
    addresses = [f"/forum/anhang/{file.pk}/", f"/forum/anhang/{file.pk}/klein/"]

    def seen_by(someone):
        return {someone.get(address).status_code for address in addresses}

    assert seen_by(reader) == {200}
    hide_post(actor=speaker, post=post, reason="Namen")
    assert [seen_by(each) for each in (reader, client, _reader(speaker))] == [{404}, {200}, {200}]
    own = make_post(make_thread(), member)
    use_files(own, [file.pk])
    assert seen_by(reader) == {200}
    withdraw_post(actor=member, post=own)
    assert [seen_by(each) for each in (reader, client)] == [{404}, {200}]
    Post.objects.filter(pk=own.pk).update(removed_at=timezone.now() - timedelta(days=31))
    Post.objects.filter(pk=post.pk).update(visibility="erased")
    assert seen_by(client) == {404}


@pytest.mark.feature("FF-36")
def test_rights_follow_the_thread_and_the_area(client, member):
    insider, speaker = make_member(), make_speaker()
    closed = make_area("Kreis", members=[insider, speaker, member])
    post = make_post(make_thread(), member)
    url = f"/forum/anhang/{make_file(member, post=post).pk}/"
    outside, inside = _reader(), _reader(insider)
    assert outside.get(url).status_code == 200
    move_thread(actor=speaker, thread=post.thread, target=closed, reason="Hierher")
    assert [each.get(url).status_code for each in (outside, inside, client)] == [404, 200, 200]
    remove_people(actor=speaker, area=closed, user_ids=[member.pk])
    assert client.get(url).status_code == 404  # who sent it has no other right than the post


@pytest.mark.feature("FF-36")
def test_a_file_taken_out_stays_with_the_history(client, member, post):
    file = make_file(member, post=post)
    url = f"/forum/anhang/{file.pk}/"
    edit_post(actor=member, post=post, source=post.source, edit_count=0, files=[])
    assert not post.files.exists()
    assert [each.get(url).status_code for each in (_reader(), client, _reader(make_speaker()))] == [404, 200, 200]
    post.refresh_from_db()
    assert post.edit_count == 1
    edit_post(actor=member, post=post, source=post.source, edit_count=1, files=[])
    post.refresh_from_db()
    assert post.edit_count == 1, "nothing has changed"


@pytest.mark.feature("FF-36")
def test_a_download_costs_few_statements(client, url, django_assert_num_queries):
    client.get(url)
    with django_assert_num_queries(STATEMENTS):
        body(client.get(url))


STATEMENTS = 4  # session, person with keys, file, its uses
