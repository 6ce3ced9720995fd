"""Derived values that are wrong are found and repaired; old addresses lead on."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from forum.actions.counters import Drift, reconcile
from forum.actions.moderation import move_thread
from forum.actions.threads import edit_thread
from forum.enums import Visibility
from forum.models import Area, Post, Thread
from tests.factories import make_area, make_post, make_speaker, make_thread

pytestmark = pytest.mark.django_db


def test_reconciling_finds_and_repairs_each_wrong_value():
    thread = make_thread(tags=["Vereine"])
    post = make_post(thread)
    answer = make_post(thread)
    right = Thread.objects.filter(pk=thread.pk).values().get()
    wrong = {
        "reply_count": 7,
        "last_public_number": 1,
        "next_number": 2,
        "last_post": post,
        "bumped_at": thread.created_at,
        "visibility": Visibility.HIDDEN,
        "removed_at": thread.created_at,
        "tag_ids": [],
    }
    for name, value in wrong.items():
        Thread.objects.filter(pk=thread.pk).update(**{name: value})
        assert reconcile().threads == 1, name
        assert Thread.objects.filter(pk=thread.pk).values().get() | {"version": 0} == right | {"version": 0}
        assert not reconcile()
    Post.objects.filter(pk=answer.pk).update(visibility=Visibility.DELETED)
    Thread.objects.filter(pk=thread.pk).update(accepted_post=answer)
    assert reconcile().threads == 1
    assert Thread.objects.get(pk=thread.pk).accepted_post is None


def test_reconciling_repairs_the_number_of_threads_of_an_area():
    area = make_area(thread_count=3)
    make_thread(area)
    assert reconcile() == Drift(threads=0, areas=1)
    assert Area.objects.get(pk=area.pk).thread_count == 1


def test_a_thread_without_public_posts_is_no_reason_to_stop():
    thread = make_thread()
    Post.objects.filter(thread=thread).update(visibility=Visibility.HIDDEN)
    assert reconcile() == Drift(threads=1, areas=0)
    found = Thread.objects.get(pk=thread.pk)
    assert (found.visibility, found.last_post, found.bumped_at) == (Visibility.HIDDEN, None, found.created_at)
    assert Area.objects.get(pk=thread.area_id).thread_count == 0


def test_old_addresses_lead_on_after_renaming_and_moving(client):
    speaker = make_speaker()
    thread = make_thread(author=speaker, title="Wer zahlt die Versicherung?")
    old = thread.get_absolute_url()
    edit_thread(actor=speaker, thread=thread, title="Versicherung im Ehrenamt", kind="question", tags=[], edit_count=0)
    move_thread(actor=speaker, thread=thread, target=make_area("Neuer Ort"))
    client.force_login(get_user_model().objects.get(pk=speaker.pk))
    answer = client.get(old + "?ab=1")
    assert answer.status_code == 301
    assert answer.url == f"/forum/neuer-ort/versicherung-im-ehrenamt-{thread.pk}/?ab=1"
    assert client.get(answer.url).status_code == 200


def test_the_command_says_how_many_rows_were_wrong(capsys):
    make_area(thread_count=3)
    for line in ("threads: 0, areas: 1", "threads: 0, areas: 0"):
        call_command("reconcile_forum")
        assert capsys.readouterr().out.strip() == line
