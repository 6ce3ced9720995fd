"""Drafts: kept in revisions, never overwritten silently, found again in their form, gone when they are published."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forum.actions.drafts import MOST_DRAFTS, forget_old
from forum.models import Draft, Post, Thread
from tests.factories import make_area, make_member, make_post, make_thread
from tests.factories.files import PDF, make_file

pytestmark = pytest.mark.django_db

NEW = "new-0123456789abcdef"
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def member(client):
    user = make_member()
    client.force_login(user)
    return user


def keep(client, key, revision=0, *, headers=SCRIPT, **fields):
    data = {"draft_revision": revision, "body": "<p>Mein angefangener Text.</p>", **fields}
    return client.post(f"/forum/entwuerfe/{key}/", data, headers=headers)


def own(member) -> Draft:
    return Draft.objects.get(user=member)


def test_a_draft_is_kept_in_revisions_and_says_when(client, member):
    first = keep(client, NEW, title="Wer hat eine Satzung?", kind="question")
    draft = own(member)
    local = timezone.localtime(draft.updated_at)
    assert first.json() == {
        "revision": 1,
        "saved_at": draft.updated_at.isoformat(),
        "message": f"Entwurf gespeichert um {local.hour}:{local:%M} Uhr",
    }
    assert keep(client, NEW, 1, body="<p>Mein längerer Text.</p>").json()["revision"] == 2
    draft.refresh_from_db()
    assert (draft.title, draft.body, draft.revision) == ("", "<p>Mein längerer Text.</p>", 2)


@pytest.mark.feature("FF-41")
def test_a_second_window_never_overwrites_silently(client, member):
    keep(client, NEW, body="<p>Aus dem ersten Fenster.</p>")
    for revision in (0, 7):
        refused = keep(client, NEW, revision, body="<p>Aus dem zweiten Fenster.</p>")
        assert refused.status_code == 409
        said = refused.json()
        assert (said["revision"], said["body"]) == (1, "<p>Aus dem ersten Fenster.</p>")
        assert "Aus dem ersten Fenster." in said["panel"] and "Aus dem zweiten Fenster." in said["panel"]
    assert own(member).body == "<p>Aus dem ersten Fenster.</p>"
    chosen = keep(client, NEW, 1, body="<p>Aus dem zweiten Fenster.</p>")
    assert chosen.json()["revision"] == 2


@pytest.mark.feature("FF-41")
def test_without_script_both_texts_stand_on_one_page(client, member):
    keep(client, NEW, headers={}, body="Eins")
    page = keep(client, NEW, headers={}, body="Zwei")
    assert page.status_code == 409
    assert "<p>Eins</p>" in page.text and "<p>Zwei</p>" in page.text
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    assert (sent["body"], sent["draft_revision"]) == ("Zwei", "1")
    keep(client, NEW, 1, headers={}, body="Zwei")
    assert own(member).body == "Zwei"


def test_the_same_text_twice_is_one_revision(client, member):
    keep(client, NEW)
    assert keep(client, NEW, 0).json()["revision"] == 1
    assert keep(client, NEW, 1).json()["revision"] == 1


def test_an_empty_draft_is_none(client, member):
    assert keep(client, NEW, body="<p></p>").json()["revision"] == 0
    keep(client, NEW)
    assert keep(client, NEW, 1, body="").json()["revision"] == 0
    assert not Draft.objects.exists()


@pytest.mark.feature("FF-40")
def test_without_script_a_draft_is_saved_listed_opened_and_published(client, member):
    thread = make_thread(title="Wer schließt die Vereinsheime auf?")
    place = thread.get_absolute_url()
    saved = keep(client, f"reply-{thread.pk}", headers={}, body="Bei uns der Hausmeister.")
    assert saved.url == "/forum/entwuerfe/"
    page = client.get(saved.url).text
    assert "Entwurf gespeichert um" in page and "Wer schließt die Vereinsheime auf?" in page
    assert f'href="{place}?entwurf=1#antwort"' in page
    form = client.get(f"{place}?entwurf=1").text
    assert "Bei uns der Hausmeister." in form and 'name="draft_revision" value="1"' in form
    client.post(f"{place}antwort/", {"body": "Bei uns der Hausmeister.", "draft_revision": 1})
    assert Post.objects.filter(thread=thread, number=2).exists()
    assert not Draft.objects.exists()


def test_publishing_leaves_what_another_window_kept_later(client, member):
    thread = make_thread()
    keep(client, f"reply-{thread.pk}")
    keep(client, f"reply-{thread.pk}", 1, body="<p>Später im anderen Fenster.</p>")
    client.post(thread.get_absolute_url() + "antwort/", {"body": "Kurz.", "draft_revision": 1})
    assert own(member).body == "<p>Später im anderen Fenster.</p>"


def test_a_new_thread_takes_its_draft_with_it(client, member):
    area = make_area()
    fields = {"area": area.pk, "kind": "question", "title": "Wer hat eine Satzung?", "tags": "Satzung"}
    keep(client, NEW, **fields)
    form = client.get(f"/forum/neu/?entwurf={NEW}").text
    assert f'name="draft" value="{NEW}"' in form and "Wer hat eine Satzung?" in form
    assert re.search(r'value="question"[^>]*checked', form) and f'value="{area.pk}" selected' in form
    sent = {**fields, "body": "Wir suchen eine.", "draft": NEW, "draft_revision": 1}
    assert client.post("/forum/neu/", {**sent, "title": "?"}).status_code == 422
    assert Draft.objects.exists()
    client.post("/forum/neu/", sent)
    assert Thread.objects.filter(title="Wer hat eine Satzung?").exists()
    assert not Draft.objects.exists()


def test_an_edit_has_a_draft_of_its_own(client, member):
    post = make_post(make_thread(), member, text="<p>Alt</p>")
    keep(client, f"edit-{post.pk}", body="<p>Neu</p>", edit_count=0, reason="Tippfehler")
    form = client.get(f"/forum/beitrag/{post.pk}/bearbeiten/?entwurf=1").text
    assert "&lt;p&gt;Neu&lt;/p&gt;" in form and "Tippfehler" in form
    data = {"body": "<p>Neu</p>", "edit_count": 0, "draft_revision": 1}
    client.post(f"/forum/beitrag/{post.pk}/bearbeiten/", data)
    assert not Draft.objects.exists()


def test_a_late_save_of_what_is_published_keeps_nothing(client, member):
    thread, key = make_thread(), uuid4()
    client.post(thread.get_absolute_url() + "antwort/", {"body": "Fertig.", "idempotency_key": key})
    assert keep(client, f"reply-{thread.pk}", idempotency_key=key).status_code == 410
    asked = client.get(f"/forum/entwuerfe/reply-{thread.pk}/?idempotency_key={key}", headers=SCRIPT).json()
    assert asked["published"] and asked["revision"] == 0
    assert keep(client, f"reply-{thread.pk}", 3).status_code == 410  # published or deleted elsewhere
    assert not Draft.objects.exists()


def test_drafts_are_their_author_s_alone(client, member):
    keep(client, NEW, title="Geheimer Entwurf")
    other = make_member()
    client.force_login(other)
    assert client.get(f"/forum/entwuerfe/{NEW}/").status_code == 404
    assert client.post(f"/forum/entwuerfe/{NEW}/loeschen/").status_code == 404
    assert client.get(f"/forum/entwuerfe/{NEW}/", headers=SCRIPT).json()["fields"] == {}
    assert "Geheimer Entwurf" not in client.get("/forum/entwuerfe/").text


def test_what_a_draft_is_about_must_be_visible(client, member):
    insider = make_member()
    secret = make_thread(make_area(members=[insider]), insider)
    post = make_post(make_thread())
    assert keep(client, f"reply-{secret.pk}").status_code == 404
    assert keep(client, "reply-999999999").status_code == 404
    assert keep(client, f"edit-{post.pk}").status_code == 403
    assert not Draft.objects.exists()


def test_a_draft_outlives_its_thread_and_tells_nothing_of_it(client, member):
    thread = make_thread(title="Vertrauliches Thema")
    keep(client, f"reply-{thread.pk}", body="<p>Meine Worte bleiben.</p>")
    closed = make_area(members=[])
    Thread.objects.filter(pk=thread.pk).update(area=closed)
    listed = client.get("/forum/entwuerfe/").text
    assert "Vertrauliches Thema" not in listed and "Meine Worte bleiben." in listed
    page = client.get(f"/forum/entwuerfe/reply-{thread.pk}/")
    assert page.status_code == 200
    assert "Meine Worte bleiben." in page.text and "Vertrauliches Thema" not in page.text


def test_limits_name_themselves(client, member):
    large = keep(client, NEW, body="<p>" + "ä" * 200_000 + "</p>")
    assert large.status_code == 413 and "400.000 Bytes" in large.json()["message"]
    now = timezone.now()
    Draft.objects.bulk_create(
        Draft(user=member, key=f"new-{number:08x}", body="Text", created_at=now, updated_at=now)
        for number in range(MOST_DRAFTS)
    )
    full = keep(client, NEW)
    assert full.status_code == 422 and "50 Entwürfe" in full.json()["message"]
    assert "50 Entwürfe" in client.get("/forum/entwuerfe/").text
    client.post("/forum/entwuerfe/new-00000007/loeschen/")
    assert keep(client, NEW).json()["revision"] == 1


def test_a_draft_is_stored_clean(client, member):
    keep(client, NEW, body='<p onclick="x()">Gut<script>alert(1)</script></p>', title="Eins\x00\u202ezwei")
    draft = own(member)
    assert (draft.body, draft.title) == ("<p>Gut</p>", "Einszwei")
    keep(client, "new-00000000", body="Zwei Zeilen\nohne < Editor")
    assert Draft.objects.get(key="new-00000000").body == "Zwei Zeilen\nohne < Editor"


def test_drafts_end_after_half_a_year_untouched(client, member):
    for key in (NEW, "new-00000001", "new-00000002"):
        keep(client, key)
    long_ago = timezone.now() - timedelta(days=181)
    Draft.objects.exclude(key=NEW).update(updated_at=long_ago)
    Draft.objects.filter(key="new-00000002").update(publish_at=timezone.now() + timedelta(days=5))
    assert forget_old() == 1
    assert set(Draft.objects.values_list("key", flat=True)) == {NEW, "new-00000002"}


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_list_costs_the_same_for_any_number(client, member, django_assert_num_queries, count):
    for _ in range(count):
        keep(client, f"reply-{make_thread().pk}")
    client.get("/forum/entwuerfe/")
    with django_assert_num_queries(4):
        client.get("/forum/entwuerfe/")


@pytest.mark.feature("FF-40")
def test_a_quote_kept_in_plain_text_still_knows_whose_it_is(client, member):
    thread = make_thread()
    first, place, key = thread.posts.get(), thread.get_absolute_url(), f"reply-{thread.pk}"
    keep(client, key, body="> Ein Satz.\n\nJa.", quoted=first.pk)
    assert f'name="quoted" value="{first.pk}"' in client.get(f"{place}?entwurf=1").text
    keep(client, key, 1, body="", quoted=first.pk)
    assert not Draft.objects.exists(), "nothing is typed any more"


@pytest.mark.feature("FF-40")
def test_files_stay_with_the_draft_and_go_with_the_post(client, member, settings, tmp_path):
    settings.FORUM = {**settings.FORUM, "FILES_ROOT": tmp_path}
    thread, foreign = make_thread(), make_file(make_member())
    satzung, plan = make_file(member, "a.pdf"), make_file(member, "b.pdf")
    place, key = thread.get_absolute_url(), f"reply-{thread.pk}"
    picture = f'<p>Siehe Plan.</p><img data-file="{plan.pk}" alt="Der Plan">'
    keep(client, key, body=picture, files=[satzung.pk, foreign.pk])
    uses = own(member).files.order_by("position").values_list("attachment", "is_inline")
    assert list(uses) == [(satzung.pk, False), (plan.pk, True)]
    assert keep(client, key, 1, body=picture, files=[satzung.pk]).json()["revision"] == 1
    assert client.get(f"/forum/entwuerfe/{key}/", headers=SCRIPT).json()["fields"]["files"] == [satzung.pk]
    form = client.get(f"{place}?entwurf=1").text
    assert f'name="files" value="{satzung.pk}" checked' in form and "a.pdf" in form
    keep(client, key, 1, body="<p>Ohne Plan.</p>", files=[satzung.pk])
    assert list(own(member).files.values_list("attachment", flat=True)) == [satzung.pk]
    client.post(f"{place}antwort/", {"body": "<p>Ohne Plan.</p>", "files": [satzung.pk], "draft_revision": 2})
    assert list(thread.posts.get(number=2).files.values_list("attachment", flat=True)) == [satzung.pk]
    assert not Draft.objects.exists()


def test_without_script_files_come_with_the_draft(client, member, settings, tmp_path):
    settings.FORUM = {**settings.FORUM, "FILES_ROOT": tmp_path}
    files = [SimpleUploadedFile("Satzung.pdf", PDF), SimpleUploadedFile("programm.exe", b"MZ")]
    page = client.post(f"/forum/entwuerfe/{NEW}/", {"body": "Im Anhang.", "upload": files}, follow=True)
    assert "Entwurf gespeichert um" in page.text and "programm.exe" in page.text
    assert [use.attachment.name for use in own(member).files.all()] == ["Satzung.pdf"]


def test_poll_and_answers_come_back_into_the_form(client, member):
    area = make_area()
    question = area.questions.create(position=1, label="Um welches Programm geht es?")
    form = client.get(f"/forum/{area.slug}/neu/").text.split(question.label)[1]
    name = re.search(r'name="(\w*[-_]\w+)"', form)[1]
    poll = {"poll-question": "Wann passt es?", "poll-options": "Montag\nDienstag", "poll-kind": "single"}
    keep(client, NEW, area=area.pk, title="Welches Programm?", **{name: "Vereinsportal"}, **poll)
    page = client.get(f"/forum/neu/?entwurf={NEW}").text
    assert 'value="Vereinsportal"' in page and 'value="Wann passt es?"' in page and "Montag\nDienstag" in page
