"""Whatever people do in whatever order: the derived values are true, and every address leads to its post."""

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import transaction
from django.http import Http404
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.actions.answers import accept_answer, release_answer
from forum.actions.counters import Drift, reconcile
from forum.actions.editing import edit_post, withdraw_post
from forum.actions.moderation import hide_post, lock_a_thread, move_thread, restore_post, unlock_thread
from forum.actions.posting import create_thread, reply
from forum.actions.threads import edit_thread
from forum.enums import Visibility
from forum.models import Area, Post, Thread
from forum.views.posts import place_of
from tests.factories import make_admin, make_area, make_member, make_post, make_speaker, make_tag, make_thread
from tests.factories.forum import NO_LIMITS

pytestmark = pytest.mark.django_db

OFTEN = ["reply", "reply", "withdraw", "hide", "restore"]
VERBS = ["create", "reply", "edit", "withdraw", "hide", "restore", "move", "accept", "release", "lock", "unlock", "tag"]
STEP = st.tuples(st.sampled_from(OFTEN + VERBS), *[st.integers(0, 11)] * 4)


class World:
    def __init__(self):
        self.people = [make_member(), make_member(), make_speaker(), make_admin()]
        self.admin = self.people[-1]
        self.areas = [make_area(), make_area(), make_area(members=self.people)]
        self.tags = [make_tag(), make_tag()]
        make_thread(self.areas[0], self.people[0])

    def step(self, verb, who, which_thread, which_post, which_area):
        """Does it as somebody; what is refused changes nothing."""
        actor = pick(self.people, who)
        thread = pick(list(Thread.objects.select_related("area").order_by("pk")), which_thread)
        post = pick(list(Post.objects.filter(thread=thread).select_related("thread__area").order_by("pk")), which_post)
        area = pick(self.areas, which_area)
        try:
            with transaction.atomic():
                self.act(verb, actor, thread, post, area, which_post)
        except (PermissionDenied, Http404, ValidationError):
            pass

    def act(self, verb, actor, thread, post, area, number):
        text = {"source": f"Das machen wir so, Fall {number}.", "idempotency_key": uuid4()}
        match verb:
            case "create":
                title = "Wie machen Sie das?"
                create_thread(
                    actor=actor, area=area, kind="question", title=title, tags=self.tags[: number % 3], **text
                )
            case "reply":
                reply(actor=actor, thread=thread, reply_to=post if number % 2 else None, **text)
            case "edit":
                edit_post(actor=actor, post=post, source=text["source"], edit_count=post.edit_count, reason="Genauer")
            case "withdraw":
                withdraw_post(actor=actor, post=post)
            case "hide":
                hide_post(actor=actor, post=post, reason="Namen im Text")
            case "restore":
                restore_post(actor=actor, post=post)
            case "move":
                move_thread(actor=actor, thread=thread, target=area)
            case "accept":
                accept_answer(actor=actor, post=post)
            case "release":
                release_answer(actor=actor, post=post)
            case "lock":
                lock_a_thread(actor=actor, thread=thread)
            case "unlock":
                unlock_thread(actor=actor, thread=thread)
            case "tag":
                edit_thread(
                    actor=actor,
                    thread=thread,
                    title=f"Titel {number}",
                    kind=["question", "discussion"][number % 2],
                    tags=self.tags[: number % 3],
                    edit_count=thread.edit_count,
                )


def pick(choices, number):
    return choices[number % len(choices)]


@pytest.fixture
def world(db, settings):
    settings.FORUM = {**settings.FORUM, **NO_LIMITS}
    return World()


def check(world, steps):
    """Runs the steps, compares everything with the truth, and takes it all back."""
    with transaction.atomic():
        for step in steps:
            world.step(*step)
        assert reconcile() == Drift(threads=0, areas=0)
        for thread in Thread.objects.all():
            check_thread(thread)
        for area in Area.objects.all():
            assert area.thread_count == area.threads.filter(visibility=Visibility.PUBLIC).count()
        check_addresses(world.admin)
        transaction.set_rollback(True)


def check_thread(thread):
    posts = list(thread.posts.order_by("number"))
    public = [post for post in posts if post.is_public]
    assert [post.number for post in posts] == list(range(1, len(posts) + 1))
    assert thread.next_number == len(posts) + 1
    assert thread.reply_count == len([post for post in public if post.number > 1])
    assert thread.last_public_number == (public[-1].number if public else 0)
    assert thread.last_post_id == (public[-1].pk if public else None)
    assert thread.bumped_at == (public[-1].created_at if public else thread.created_at)
    assert (thread.visibility == Visibility.PUBLIC) == bool(public)
    assert (thread.removed_at is None) == bool(public)
    assert thread.accepted_post_id is None or thread.accepted_post_id in {post.pk for post in public if post.number > 1}
    assert thread.accepted_post_id is None or thread.is_question
    assert thread.tag_ids == sorted(thread.tags.values_list("pk", flat=True))


def check_addresses(admin):
    """Each post's permalink leads to its thread, where it stands now; the administration sees all of them."""
    client = Client()
    client.force_login(admin)
    for post in Post.objects.select_related("thread__area"):
        answer = client.get(f"/forum/beitrag/{post.pk}/")
        assert (answer.status_code, answer.url) == (302, place_of(post))
    page = client.get(answer.url).content.decode()
    assert f'id="b{post.pk}"' in page


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(steps=st.lists(STEP, min_size=4, max_size=14))
def test_counters_stay_true(world, steps):
    check(world, steps)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=10, max_size=60))
def test_counters_stay_true_at_length(world, steps):
    check(world, steps)


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
