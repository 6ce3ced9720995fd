"""Who hears of a post, once, in a fixed number of statements."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.actions.answers import accept_answer
from forum.actions.editing import edit_post
from forum.actions.moderation import hide_post
from forum.actions.reading import mark_thread_read
from forum.actions.threads import edit_thread
from forum.enums import Level, ThreadKind
from forum.models import Subscription, Thread
from forum.notices import tell_of_acceptance, tell_of_post
from notifications.models import Delivery, Notification
from tests.factories import make_area, make_member, make_post, make_speaker, make_tag, make_thread

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("precedence.csv")
ROWS = list(csv.DictReader(line for line in TABLE.read_text().splitlines() if not line.startswith("#")))


def level_of(word):
    return Level[word.upper()]


def set_level(word, **target):
    """»past« and »today« are mutings until these days."""
    days = {"past": -1, "today": 0}
    if word == "-":
        return
    until = timezone.localdate() + timedelta(days=days[word]) if word in days else None
    Subscription.objects.create(level=Level.MUTED if word in days else level_of(word), until=until, **target)


@pytest.mark.feature("FF-62")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row.values()))
def test_precedence_of_levels(row):
    area = make_area(default_level=level_of(row["default"]))
    person = make_member(first_name="Petra", last_name="Beispiel")
    thread = make_thread(area=area, tags=["erstes", "zweites"])
    set_level(row["thread"], user=person, thread=thread)
    for tag, word in zip(thread.tags.order_by("pk"), row["tags"].split("+"), strict=False):
        set_level(word, user=person, tag=tag)
    set_level(row["area"], user=person, area=area)

    tell_of_post(make_post(thread).pk)
    assert Notification.objects.filter(user=person).exists() == (row["hears"] == "yes")
    watched = Thread.objects.visible_to(person).watched_by(person)
    assert watched.exists() == (row["hears"] == "yes"), "the list of watched threads says the same"

    tell_of_post(make_post(thread).pk)
    told = Notification.objects.filter(user=person).first()
    assert (told.count if told else 0) == (row["hears"] == "yes") + (row["hears_again"] == "yes")
    mark_thread_read(actor=person, thread=thread, up_to=3)
    tell_of_post(make_post(thread).pk)
    assert Notification.objects.filter(user=person).unread().exists() == (row["hears"] == "yes"), "once read, again"

    Notification.objects.filter(user=person).delete()
    post = make_post(thread, text=f'<p><span data-mention="{person.pk}">@Petra Beispiel</span> wissen Sie das?</p>')
    tell_of_post(post.pk)
    told = Notification.objects.get(user=person)
    assert told.kind == "forum.mention"
    assert told.is_unread == (row["mention_heard"] == "yes")
    assert Delivery.objects.open().filter(user=person).exists() == (row["mention_heard"] == "yes")


def test_a_post_is_one_event_per_person_and_running_twice_changes_nothing():
    thread = make_thread()
    post = make_post(thread, text=f'<p><span data-mention="{thread.author_id}">@x</span> zwei Gründe in einem</p>')
    for _ in range(3):
        tell_of_post(post.pk)
    told = Notification.objects.get(user=thread.author)
    assert (told.kind, told.count) == ("forum.mention", 1)


def test_ten_replies_are_one_row():
    thread = make_thread()
    for _ in range(10):
        tell_of_post(make_post(thread).pk)
    assert Notification.objects.get(user=thread.author).count == 10


def test_the_author_hears_nothing_of_the_own_post():
    thread = make_thread()
    tell_of_post(make_post(thread, thread.author).pk)
    assert not Notification.objects.filter(user=thread.author).exists()


def test_people_outside_a_closed_area_hear_nothing_even_when_mentioned():
    inside, outside = make_member(), make_member()
    area = make_area(members=[inside])
    Subscription.objects.create(user=outside, area=area, level=Level.WATCHING)
    thread = make_thread(area=area, author=inside)
    post = make_post(thread, inside, text=f'<p><span data-mention="{outside.pk}">@Name</span> bitte lesen</p>')
    tell_of_post(post.pk)
    assert not Notification.objects.filter(user=outside).exists()
    assert post.mentions.count() == 0
    assert "data-mention" not in post.source


def test_a_post_hidden_before_the_job_runs_tells_nobody():
    thread = make_thread()
    post = make_post(thread)
    hide_post(actor=make_speaker(), post=post, reason="Personendaten")
    tell_of_post(post.pk)
    assert not Notification.objects.filter(user=thread.author, kind="forum.reply").exists()


def test_hiding_withdraws_the_notification_and_the_planned_mail():
    thread = make_thread()
    post = make_post(thread)
    tell_of_post(post.pk)
    assert Delivery.objects.open().filter(user=thread.author).exists()
    hide_post(actor=make_speaker(), post=post, reason="Personendaten")
    assert not Notification.objects.visible_to(thread.author).unread().exists()
    assert not Delivery.objects.open().filter(user=thread.author).exists()


def test_an_edit_tells_only_those_newly_mentioned():
    thread = make_thread()
    first, second = make_member(), make_member()
    post = make_post(thread, text=f'<p><span data-mention="{first.pk}">@A</span> Text</p>')
    tell_of_post(post.pk)
    both = f'<p><span data-mention="{first.pk}">@A</span> <span data-mention="{second.pk}">@B</span> Text</p>'
    edit_post(actor=post.author, post=post, source=both, edit_count=0)
    from forum.tasks import fan_out_mentions

    fan_out_mentions(post_id=post.pk, user_ids=[second.pk])
    assert Notification.objects.get(user=first).count == 1
    assert Notification.objects.get(user=second).kind == "forum.mention"


def test_an_accepted_answer_is_told_to_its_author_unless_taken_back():
    thread = make_thread()
    post = make_post(thread)
    accept_answer(actor=thread.author, post=post)
    tell_of_acceptance(post.pk, thread.author_id)
    assert Notification.objects.get(user=post.author).kind == "forum.accepted"


@pytest.mark.parametrize("watchers", [1, 3, 60])
def test_statements_do_not_grow_with_the_watchers(watchers):
    thread = make_thread()
    people = [make_member() for _ in range(watchers)]
    Subscription.objects.bulk_create(Subscription(user=each, thread=thread, level=Level.WATCHING) for each in people)
    post = make_post(thread)
    with CaptureQueriesContext(
        connection,
    ) as statements:
        tell_of_post(post.pk)
    # savepoint, post with lock, mentions, watchers, readers, release; for who asked: lock, rows, who wants a mail,
    # mails, room read again; for the others the same without mails
    assert len(statements) == 15


def test_who_has_read_the_post_already_hears_no_bell():
    thread = make_thread()
    post = make_post(thread)
    mark_thread_read(actor=thread.author, thread=Thread.objects.get(pk=thread.pk), up_to=2)
    tell_of_post(post.pk)
    assert not Notification.objects.get(user=thread.author).is_unread
    assert not Delivery.objects.open().filter(user=thread.author).exists()


@pytest.mark.feature("FF-62")
def test_a_muted_tag_is_no_tag_of_the_thread():
    person, thread = make_member(), make_thread(tags=["anderes"])
    Subscription.objects.create(user=person, tag=make_tag("fremdes"), level=Level.MUTED)
    Subscription.objects.create(user=person, area=thread.area, level=Level.WATCHING)
    tell_of_post(make_post(thread).pk)
    assert Notification.objects.filter(user=person).exists()


def test_an_answer_in_place_of_an_earlier_one_takes_back_the_earlier_notice():
    thread = make_thread()
    first, second = make_post(thread), make_post(thread)
    for post in (first, second):
        accept_answer(actor=thread.author, post=post)
        tell_of_acceptance(post.pk, thread.author_id)
    assert not Notification.objects.filter(user=first.author, kind="forum.accepted").exists()
    assert not Delivery.objects.open().filter(user=first.author).exists()
    assert Notification.objects.filter(user=second.author, kind="forum.accepted").exists()


def test_a_thread_that_is_no_question_any_more_takes_back_the_notice_of_its_answer():
    thread = make_thread()
    post = make_post(thread)
    accept_answer(actor=thread.author, post=post)
    tell_of_acceptance(post.pk, thread.author_id)
    edit_thread(
        actor=thread.author, thread=thread, title=thread.title, kind=ThreadKind.DISCUSSION, tags=[], edit_count=0
    )
    assert not Notification.objects.filter(user=post.author, kind="forum.accepted").exists()
