"""Pages, documents and pictures that editors made private: members only, and no address around it."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import BaseViewRestriction, Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.accounts.groups import set_up_groups
from cms.media.models import NetworkDocument
from home.models import ContentPage, EventIndexPage, EventPage, FaqEntry
from tests.factories import make_admin, make_applicant, make_editor, make_member

from .pictures import LEAVES_A_FILE_OPEN, make_image

pytestmark = [pytest.mark.usefixtures("home"), LEAVES_A_FILE_OPEN]


@pytest.fixture(autouse=True)
def own_media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def make_collection(*, is_private):
    collection = Collection.get_first_root_node().add_child(name="Interna" if is_private else "Öffentliches")
    if is_private:
        CollectionViewRestriction.objects.create(collection=collection, restriction_type=BaseViewRestriction.LOGIN)
    return collection


def make_rendition(*, is_private):
    image = make_image(make_collection(is_private=is_private))
    return image, image.get_rendition("width-32")


def fetch(client, path, **options):
    """The answer with its body read, so that the file is closed."""
    answer = client.get(path, **options)
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def status(client, path, person=None):
    if person:
        client.force_login(person)
    return fetch(client, path).status_code


def test_a_private_page_asks_visitors_to_sign_in_and_does_not_exist_for_applicants(client):
    page = Page.objects.get(slug="hilfe")
    PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.LOGIN)
    answer = client.get("/hilfe/")
    assert answer.status_code == 302 and answer.url.startswith("/konto/anmelden/")
    assert status(client, "/hilfe/", make_applicant()) == 404
    assert status(client, "/hilfe/", make_member()) == 200


def test_pages_below_a_private_page_are_private(client):
    parent = Page.objects.get(slug="netzwerk")
    parent.add_child(instance=type(parent.specific)(title="Innen", slug="innen"))
    PageViewRestriction.objects.create(page=parent, restriction_type=BaseViewRestriction.LOGIN)
    assert status(client, "/netzwerk/innen/", make_applicant()) == 404
    assert status(client, "/netzwerk/innen/", make_member()) == 200


def test_private_pages_are_not_in_the_sitemap(client):
    assert "/hilfe/" in client.get("/sitemap.xml").content.decode()
    PageViewRestriction.objects.create(page=Page.objects.get(slug="hilfe"), restriction_type=BaseViewRestriction.LOGIN)
    assert "/hilfe/" not in client.get("/sitemap.xml").content.decode()


def test_a_public_picture_is_sent_and_may_be_kept(client):
    image, rendition = make_rendition(is_private=False)
    answer = fetch(client, rendition.url)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert "public" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.body.startswith(b"\x89PNG")
    unchanged = fetch(client, rendition.url, headers={"if-modified-since": answer.headers["Last-Modified"]})
    assert unchanged.status_code == 304


def test_originals_and_other_files_have_no_address(client):
    image, _rendition = make_rendition(is_private=False)
    document = make_document(is_private=False)
    client.force_login(make_admin())
    for path in (image.file.url, document.file.url, "/medien/", "/medien/../cms/settings/base.py", "/medien/%2e%2e/x"):
        assert client.get(path).status_code == 404, path


def test_a_private_picture_is_for_members_only(client):
    _image, rendition = make_rendition(is_private=True)
    assert status(client, rendition.url) == 404
    assert status(client, rendition.url, make_applicant()) == 404
    client.force_login(make_member())
    answer = fetch(client, rendition.url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_editors_see_the_pictures_they_work_with(client):
    set_up_groups()
    _image, rendition = make_rendition(is_private=True)
    assert status(client, rendition.url, make_editor()) == 200


def test_a_picture_whose_file_is_gone_is_missing(client):
    _image, rendition = make_rendition(is_private=False)
    rendition.file.storage.delete(rendition.file.name)
    assert status(client, rendition.url) == 404


def test_pictures_are_read_only(client):
    _image, rendition = make_rendition(is_private=False)
    assert client.post(rendition.url).status_code == 405


def make_document(*, is_private):
    document = NetworkDocument(title="Protokoll", collection=make_collection(is_private=is_private))
    document.file.save("protokoll.pdf", ContentFile(b"%PDF-1.7 geheim"))
    return document


def test_documents_are_sent_by_a_checking_view(client):
    document = make_document(is_private=True)
    assert document.url.startswith("/dokumente/")
    assert status(client, document.url) == 302
    assert status(client, document.url, make_applicant()) == 404
    client.force_login(make_member())
    answer = fetch(client, document.url)
    assert answer.status_code == 200
    assert answer.body == b"%PDF-1.7 geheim"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"


FILES = {
    "open page": (["open"], 200, 200, 200),
    "closed page": (["closed"], "closed", 404, 200),
    "closed and open page": (["closed", "open"], 200, 200, 200),
    "unpublished page": (["draft"], "closed", 404, 404),
    "closed page and a question": (["closed", "question"], 200, 200, 200),
    "nothing": ([], 200, 200, 200),
}


@pytest.mark.parametrize("used_by", FILES)
def test_files_are_as_closed_as_what_uses_them(client, home, used_by):
    places, anonymous, applicant, member = FILES[used_by]
    document, image = make_document(is_private=False), make_rendition(is_private=False)[0]
    body = [
        ("text", f'<p><a linktype="document" id="{document.pk}">Protokoll</a></p>'),
        ("figure", {"image": image, "alt": "", "caption": ""}),
    ]
    for place in places:
        if place == "question":
            answer = f'<a linktype="document" id="{document.pk}">Protokoll</a>'
            FaqEntry.objects.create(question="Wo?", answer=answer, locale=home.locale)
            continue
        page = home.add_child(instance=ContentPage(title=place, slug=place, body=body, live=place != "draft"))
        if place == "closed":
            PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.LOGIN)
    expected = {None: anonymous, make_applicant: applicant, make_member: member}
    for make_person, code in expected.items():
        if make_person:
            client.force_login(make_person())
        assert status(client, document.url) == (302 if code == "closed" else code), make_person
        if "question" not in places:
            assert status(client, image.get_rendition("width-32").url) == (404 if code == "closed" else code)
    set_up_groups()
    assert status(client, document.url, make_admin()) == 200


def test_a_file_in_the_lines_for_members_is_for_members(client, home):
    document = make_document(is_private=False)
    link = f'<a linktype="document" id="{document.pk}">Einwahl</a>'
    now = timezone.now()
    dates = {"starts_at": now, "ends_at": now + timedelta(hours=1), "is_online": True}
    page = (
        EventIndexPage.objects.child_of(home)
        .get()
        .add_child(instance=EventPage(title="Kurzformat", joining_info=link, **dates))
    )
    for make_person, code in ((None, 302), (make_applicant, 404), (make_member, 200)):
        if make_person:
            client.force_login(make_person())
        assert status(client, document.url) == code, make_person
    client.logout()
    page.body = [("text", f"<p>{link}</p>")]
    page.save()
    assert status(client, document.url) == 200


def test_a_picture_of_a_closed_page_is_kept_by_nobody(client, home):
    image, rendition = make_rendition(is_private=False)
    page = home.add_child(instance=ContentPage(title="Innen", slug="innen", body=[("figure", {"image": image})]))
    assert "public" in fetch(client, rendition.url).headers["Cache-Control"]
    PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.LOGIN)
    client.force_login(make_member())
    assert fetch(client, rendition.url).headers["Cache-Control"] == "private, no-store"
