"""»Dateien und Vorlagen«."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from forum.actions.editing import withdraw_post
from forum.actions.moderation import hide_post, move_thread
from forum.enums import FileKind, FileState
from forum.models import Attachment, AttachmentUse, Post
from tests.factories import make_area, make_member, make_post, make_speaker, make_tag, make_thread

pytestmark = pytest.mark.django_db
STATEMENTS = 8


def make_file(post, name="Satzung.pdf", *, kind=FileKind.PDF, state=FileState.OK, **use):
    """A row without bytes: the list shows names."""
    now = timezone.now()
    file = Attachment.objects.create(
        uploader=post.author,
        client_key=uuid4(),
        name=name,
        stored_name=uuid4().hex,
        kind=kind,
        mime="application/pdf",
        size=2048,
        sha256="0" * 64,
        state=state,
        created_at=now,
    )
    AttachmentUse.objects.create(attachment=file, **({"post": post} | use), created_at=now)
    return file


@pytest.fixture
def reader(client):
    person = make_member()
    client.force_login(person)
    return person


def names(client, query=""):
    page = client.get(f"/forum/dateien/{query}")
    assert page.status_code == 200
    return [link.text for link in BeautifulSoup(page.text, "html.parser").select(".kn-result h3 a")]


@pytest.mark.feature("FF-68")
def test_each_file_with_its_thread(client, reader):
    author = make_member(first_name="Wanda", last_name="Brückner")
    thread = make_thread(title="Wer hat eine Satzung?")
    post = make_post(thread, author)
    file = make_file(post, "Satzung <b>.docx")
    row = BeautifulSoup(client.get("/forum/dateien/").text, "html.parser").select_one(".kn-result")
    links = [(link.text, link["href"]) for link in row.select("a")]
    assert links[:2] == [
        ("Satzung <b>.docx", f"/forum/anhang/{file.pk}/"),
        ("Wer hat eine Satzung?", post.get_absolute_url()),
    ]
    for words in ("DOCX, 2,0", "Wanda Brückner", author.mandates.get().municipality.name, thread.area.name):
        assert words in row.text


@pytest.mark.feature("FF-68")
def test_only_what_stands_in_the_readers_lists(client, reader):
    speaker, author = make_speaker(), make_member()
    open_thread, moved = make_thread(), make_thread()
    closed = make_area(members=[speaker])
    make_file(make_thread(closed, speaker).posts.get(), "geschlossen.pdf")
    make_file(moved.posts.get(), "verschoben.pdf")
    make_file(hidden := make_post(open_thread, author), "ausgeblendet.pdf")
    make_file(withdrawn := make_post(open_thread, author), "zurueckgezogen.pdf")
    make_file(make_post(open_thread, author), "wird-geprueft.pdf", state=FileState.WAITING)
    make_file(make_post(open_thread, author), "bild.png", kind=FileKind.PICTURE, is_inline=True)
    make_file(make_post(open_thread, author), "offen.pdf")
    assert names(client) == ["offen.pdf", "zurueckgezogen.pdf", "ausgeblendet.pdf", "verschoben.pdf"]
    hide_post(actor=speaker, post=hidden, reason="Namen")
    withdraw_post(actor=author, post=withdrawn)
    move_thread(actor=speaker, thread=moved, target=closed)
    assert names(client) == ["offen.pdf"]
    client.force_login(author)
    assert names(client) == ["offen.pdf"]
    client.force_login(speaker)
    assert names(client) == ["offen.pdf", "verschoben.pdf", "geschlossen.pdf"]


@pytest.mark.feature("FF-68")
def test_filters(client, reader):
    one, other = make_member(), make_member()
    area, tag = make_area("Haftung"), make_tag("Satzungen")
    make_file(make_thread(area, one, tags=[tag.name]).posts.get(), "a.pdf")
    make_file(make_thread(author=other).posts.get(), "b.xlsx", kind=FileKind.TABLE)
    key = Post.objects.filter(author=one).first().affiliation.key
    assert names(client) == ["b.xlsx", "a.pdf"]
    assert names(client, f"?bereich={area.slug}") == ["a.pdf"]
    assert names(client, f"?schlagwort={tag.slug}") == ["a.pdf"]
    assert names(client, "?art=table") == ["b.xlsx"]
    assert names(client, f"?von={key}") == ["a.pdf"]
    assert names(client, f"?von={key}&art=table") == []
    page = client.get(f"/forum/dateien/?von={key}").text
    assert f'value="{key}" selected' in page


def test_what_one_may_not_know_of_is_like_what_never_was(client, reader):
    speaker = make_speaker()
    closed = make_area("Intern", members=[speaker])
    tag = make_tag("Geheimprojekt")
    make_file(make_thread(closed, speaker, tags=[tag.name]).posts.get())
    unknown = ("bereich=nie", "art=exe", "von=nie", "schlagwort=%00")
    for query in (f"bereich={closed.slug}", f"schlagwort={tag.slug}", *unknown):
        assert client.get(f"/forum/dateien/?{query}").status_code == 404
    client.force_login(speaker)
    assert names(client, f"?schlagwort={tag.slug}") == ["Satzung.pdf"]


def test_a_merged_tag_leads_to_the_one_that_stands_for_it(client, reader):
    tag = make_tag("Satzungen")
    old = make_tag("Satzungsmuster", canonical=tag)
    make_thread(tags=[tag.name])
    assert client.get(f"/forum/dateien/?schlagwort={old.slug}&art=pdf").url.endswith(f"schlagwort={tag.slug}&art=pdf")


def test_pages_by_key(client, reader):
    post = make_thread().posts.get()
    for number in range(45):
        make_file(post, f"{number}.pdf")
    found, query = [], ""
    while query is not None:
        page = client.get(f"/forum/dateien/{query}")
        soup = BeautifulSoup(page.text, "html.parser")
        found += [link.text for link in soup.select(".kn-result h3 a")]
        link = soup.select_one('a[rel="next"]')
        query = link and link["href"]
    assert found == [f"{number}.pdf" for number in reversed(range(45))]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_page_costs_the_same_for_any_number(client, reader, count, django_assert_num_queries):
    tag = make_tag("Satzungen")
    for _number in range(count):
        make_file(make_thread(tags=[tag.name]).posts.get())
    client.get("/forum/dateien/")
    with django_assert_num_queries(STATEMENTS):
        client.get("/forum/dateien/")
