"""Scheduled posts of speakers: published when it is time, once, under the rules of that moment."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from directory.models import SpeakerTerm
from forum.actions.drafts import NOT_PUBLISHED, DraftText, save_draft, schedule_draft
from forum.models import Draft, Post, Thread
from forum.scheduling import publish, publish_due
from kit.access import forget_keys
from notifications.models import Notification
from tests.factories import make_area, make_member, make_speaker, make_thread

from .parallel import at_once

NEW = "new-0123456789abcdef"


def draft_of(person, key=NEW, **fields) -> Draft:
    text = {"body": "<p>Das Netzwerktreffen ist im März.</p>", **fields}
    return save_draft(actor=person, key=key, revision=0, text=DraftText(**text))


def scheduled(person, key=NEW, **fields) -> Draft:
    """A draft that is due."""
    draft = draft_of(person, key, **fields)
    schedule_draft(actor=person, key=key, revision=1, publish_at=timezone.now() + timedelta(hours=1))
    Draft.objects.filter(pk=draft.pk).update(publish_at=timezone.now() - timedelta(hours=3))
    return Draft.objects.select_related("thread__area").get(pk=draft.pk)


def thread_fields(area=None) -> dict:
    area = area or make_area()
    return {"area_id": area.pk, "kind": "announcement", "title": "Netzwerktreffen im März", "tags": "Treffen"}


@pytest.mark.django_db
@pytest.mark.feature("FF-50")
def test_a_speaker_chooses_a_time_and_it_is_published_then(client):
    speaker = make_speaker()
    client.force_login(speaker)
    draft_of(speaker, **thread_fields())
    address = f"/forum/entwuerfe/{NEW}/planen/"
    assert address in client.get("/forum/entwuerfe/").text
    moment = timezone.localtime() + timedelta(days=2)
    sent = {"publish_at": f"{moment:%Y-%m-%dT%H:%M}", "revision": 1}
    assert client.post(address, sent | {"publish_at": "2020-01-01T08:00"}).status_code == 422
    assert client.post(address, sent | {"revision": 2}).status_code == 409
    assert client.post(address, sent).url == "/forum/entwuerfe/"
    page = client.get("/forum/entwuerfe/").text
    assert "Geplant" in page and "erscheint am" in page
    assert publish_due() == 0
    Draft.objects.update(publish_at=timezone.now() - timedelta(hours=9))  # the worker was down
    assert publish_due() == 1
    thread = Thread.objects.get(title="Netzwerktreffen im März")
    assert (thread.author, thread.kind, [tag.name for tag in thread.tags.all()]) == (
        speaker,
        "announcement",
        ["Treffen"],
    )
    assert timezone.now() - thread.created_at < timedelta(minutes=1)
    assert not Draft.objects.exists() and publish_due() == 0


@pytest.mark.django_db
def test_a_reply_is_published_too_and_the_plan_can_be_taken_back(client):
    speaker, thread = make_speaker(), make_thread()
    client.force_login(speaker)
    scheduled(speaker, f"reply-{thread.pk}", reply_to_id=thread.last_post_id)
    client.post(f"/forum/entwuerfe/reply-{thread.pk}/planen/", {"revision": 1, "aufheben": "1"})
    assert publish_due() == 0
    Draft.objects.update(publish_at=timezone.now())
    assert publish_due() == 1
    post = thread.posts.get(number=2)
    assert (post.author, post.reply_to_id, post.text) == (
        speaker,
        thread.last_post_id,
        "Das Netzwerktreffen ist im März.",
    )


@pytest.mark.django_db
def test_what_could_not_be_published_is_not_scheduled(client):
    speaker = make_speaker()
    client.force_login(speaker)
    draft_of(speaker, title="?")
    sent = {"publish_at": f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}", "revision": 1}
    refused = client.post(f"/forum/entwuerfe/{NEW}/planen/", sent)
    assert refused.status_code == 422 and "Titel von 5 bis 200 Zeichen" in refused.text


@pytest.mark.django_db
def test_members_schedule_nothing(client):
    member = make_member()
    client.force_login(member)
    draft_of(member, **thread_fields() | {"kind": "question"})
    assert "/planen/" not in client.get("/forum/entwuerfe/").text
    assert client.get(f"/forum/entwuerfe/{NEW}/planen/").status_code == 403


@pytest.mark.django_db
@pytest.mark.feature("FF-50")
@pytest.mark.parametrize("case", ["term", "account", "area", "gone"])
def test_the_rules_of_the_moment_hold_and_the_reason_is_shown(client, case):
    speaker, area = make_speaker(), make_area()
    thread = make_thread(area)
    key, fields = (f"reply-{thread.pk}", {}) if case == "gone" else (NEW, thread_fields(area))
    scheduled(speaker, key, **fields)
    reasons = {"term": "Nur das Sprecherteam", "account": "nicht aktiv", "area": "", "gone": "nicht mehr verfügbar"}
    if case == "term":
        SpeakerTerm.objects.filter(person=speaker).update(ends_on=timezone.localdate())
    elif case == "account":
        type(speaker).objects.filter(pk=speaker.pk).update(is_active=False)
    elif case == "area":
        area.is_archived = True
        area.save()
    else:
        Thread.objects.filter(pk=thread.pk).update(area=make_area(members=[]))
    forget_keys(speaker)
    assert publish_due() == 0
    draft = Draft.objects.get()
    assert draft.publish_at is None and draft.failed_reason and reasons[case] in draft.failed_reason
    assert not Post.objects.filter(author=speaker).exists()
    assert publish_due() == 0
    if case in ("area", "gone"):
        client.force_login(speaker)
        for path in ("/forum/entwuerfe/", "/mitteilungen/"):
            page = client.get(path).text
            assert draft.failed_reason in page and "nicht veröffentlicht" in page
        assert Notification.objects.get(kind=NOT_PUBLISHED).user == speaker


@pytest.mark.django_db
def test_what_changes_at_the_last_moment_is_not_published_in_the_old_words():
    speaker = make_speaker()
    read = scheduled(speaker, **thread_fields())
    text = DraftText(body="<p>Verlegt in den April.</p>", **thread_fields())
    save_draft(actor=speaker, key=NEW, revision=1, text=text)
    assert not publish(read)
    assert not Thread.objects.filter(author=speaker).exists()
    assert publish_due() == 1
    assert Post.objects.get(author=speaker).text == "Verlegt in den April."


@pytest.mark.usefixtures("own_database")
@pytest.mark.feature("FF-50")
def test_two_workers_at_once_publish_one_post():
    speaker, thread = make_speaker(), make_thread()
    draft = scheduled(speaker, f"reply-{thread.pk}")
    at_once([partial(publish, draft)] * 6)
    assert thread.posts.filter(author=speaker).count() == 1
    assert not Draft.objects.exists()
