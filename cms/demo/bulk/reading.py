"""What people have read, what they watch, and what waits in their bells."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from cms.accounts.models import User
from forum.enums import Level
from forum.models import Area, ReadMark, Subscription, ThreadRead
from forum.notices import NEW_THREAD, REPLY
from forum.tasks import event_id, group_key
from kit.access import MEMBERS, users_with
from notifications.models import Notification, NotificationEvent

from . import WATCHED_THREAD
from .copying import copy_rows, reserve_ids
from .plan import ThreadPlan
from .threads import Written

Group = list[Written]  # posts of one thread
READ_FULLY, READ_PARTLY = 0.6, 0.2  # of all threads, by the measured member
READ_TO_THE_END = 0.8  # of the threads they write in, by everybody else
WATCHED, MUTED, WATCHED_TAGS, MUTED_TAGS = 300, 20, 3, 1  # by the measured member
AREA_SHARE, TAG_SHARE = 0.1, 0.1  # of the members who watch an area, or a tag
NOTIFICATIONS, UNREAD = 2_000, 40  # of the measured member
OTHERS, OTHERS_NOTIFICATIONS, OTHERS_UNREAD = 1_000, 10, 2
KEPT = timedelta(days=85)  # notifications live for 90 days
EVENT_COUNTS = (1, 1, 1, 1, 2, 3)  # of a notification
_SUBSCRIPTION = ("user_id", "area_id", "tag_id", "thread_id", "level")
_EVENT = ("user_id", "notification_id", "event_id", "kind", "reference_id", "actor_id", "created_at")
_NOTIFICATION = (
    *("id", "user_id", "group_key", "kind", "room", "object_id", "first_reference_id", "latest_reference_id"),
    *("actor_ids", "count", "created_at", "updated_at", "read_at"),
)


def write_reading(
    measured: User, people: Sequence[User], plans: Sequence[ThreadPlan], numbers: random.Random, now: datetime
) -> None:
    """How far each person has read. The measured member has no »everything is read« behind them, and much to read."""
    ReadMark.objects.filter(user=measured).delete()
    measured.date_joined = people[0].date_joined
    measured.save(update_fields=["date_joined"])
    marks = (ReadMark(user=each, all_read_at=now - timedelta(days=numbers.expovariate(1 / 9))) for each in people)
    ReadMark.objects.bulk_create(marks, batch_size=1000)
    columns = ("user_id", "thread_id", "last_read_number", "read_at")
    copy_rows(ThreadRead, columns, _reads(measured.pk, plans, numbers, now))


def _reads(
    measured: int, plans: Sequence[ThreadPlan], numbers: random.Random, now: datetime
) -> Iterator[tuple[Any, ...]]:
    for plan in plans:
        for person, own in plan.last_numbers.items():
            if person != measured:
                yield person, plan.pk, plan.size if numbers.random() < READ_TO_THE_END else own, now
        chance, own = numbers.random(), plan.last_numbers.get(measured, 0)
        if chance < READ_FULLY:
            yield measured, plan.pk, plan.size, now
        elif own or chance < READ_FULLY + READ_PARTLY:
            yield measured, plan.pk, max(own, plan.size // 2, 1), now


def write_subscriptions(
    measured: User,
    people: Sequence[User],
    plans: Sequence[ThreadPlan],
    areas: Sequence[Area],
    tag_ids: Sequence[int],
    numbers: random.Random,
    now: datetime,
) -> None:
    """Who writes in a thread watches it; everybody watches the one thread; some watch areas and tags."""
    levels = _levels_of_threads(measured.pk, plans, numbers)
    rows = [(person, None, None, thread, level.value) for (person, thread), level in levels.items()]
    copy_rows(Subscription, _SUBSCRIPTION, rows, changed_at=now)
    taken = set(Subscription.objects.filter(user=measured, tag__isnull=False).values_list("tag", flat=True))
    tags = numbers.sample([pk for pk in tag_ids if pk not in taken], WATCHED_TAGS + MUTED_TAGS)
    others: list[tuple[int, int | None, int | None, None, int]] = [
        (measured.pk, None, tag, None, Level.MUTED.value if place < MUTED_TAGS else Level.WATCHING.value)
        for place, tag in enumerate(tags)
    ]
    for person in people:
        if numbers.random() < AREA_SHARE:
            others.append((person.pk, numbers.choice(areas).pk, None, None, Level.WATCHING.value))
        if numbers.random() < TAG_SHARE:
            others.append((person.pk, None, numbers.choice(tag_ids), None, numbers.choice(Level.values)))
    copy_rows(Subscription, _SUBSCRIPTION, others, changed_at=now)


def _levels_of_threads(
    measured: int, plans: Sequence[ThreadPlan], numbers: random.Random
) -> dict[tuple[int, int], Level]:
    """By person and thread."""
    levels = {(person, plan.pk): Level.WATCHING for plan in plans for person in plan.last_numbers}
    open_ones = [plan for plan in plans if not plan.area.is_closed]
    chosen = numbers.sample(open_ones, min(WATCHED + MUTED, len(open_ones) // 2))
    muted = MUTED * len(chosen) // (WATCHED + MUTED)
    for place, plan in enumerate(chosen):
        levels[measured, plan.pk] = Level.MUTED if place < muted else Level.WATCHING
    watched = next(plan for plan in plans if plan.title == WATCHED_THREAD)
    for pk in users_with(MEMBERS).order_by("pk").values_list("pk", flat=True):
        levels[pk, watched.pk] = Level.WATCHING
    return levels


def write_notifications(
    measured: User, people: Sequence[User], posts: Sequence[Written], numbers: random.Random, now: datetime
) -> None:
    """About posts of the last weeks in open areas; the newest ones of each person are unread."""
    Notification.objects.filter(user=measured).delete()
    groups = list(_groups(posts, numbers, now))
    wanted = [(measured.pk, NOTIFICATIONS, UNREAD)]
    wanted += [
        (person.pk, OTHERS_NOTIFICATIONS, OTHERS_UNREAD) for person in numbers.sample(people, min(OTHERS, len(people)))
    ]
    rows = [row for person, count, unread in wanted for row in _rows(groups, person, count, unread, numbers)]
    first = reserve_ids(Notification, len(rows))
    copy_rows(Notification, _NOTIFICATION, (_notification(first + place, *row) for place, row in enumerate(rows)))
    events = (
        (person, first + place, event_id(post.pk), _kind(post), post.pk, post.author_id, post.moment)
        for place, (person, group, _is_read) in enumerate(rows)
        for post in group
    )
    copy_rows(NotificationEvent, _EVENT, events)


def _groups(posts: Sequence[Written], numbers: random.Random, now: datetime) -> Iterator[Group]:
    """The recent posts, one or a few of the same thread together."""
    threads: dict[int, list[Written]] = defaultdict(list)
    for post in posts:
        if post.moment > now - KEPT and not post.plan.area.is_closed:
            threads[post.plan.pk].append(post)
    for written in threads.values():
        start = 0
        while start < len(written):
            size = numbers.choice(EVENT_COUNTS)
            yield written[start : start + size]
            start += size


def _rows(
    groups: Sequence[Group], person: int, count: int, unread: int, numbers: random.Random
) -> Iterator[tuple[int, Group, bool]]:
    """Person, posts, and whether they are read; of a thread only one row is unread."""
    chosen = numbers.sample(groups, min(count + count // 10, len(groups)))  # more, for those of which nothing is left
    others = [group for each in chosen if (group := [post for post in each if post.author_id != person])][:count]
    waiting: set[int] = set()
    for group in sorted(others, key=lambda group: -group[-1].pk):
        thread = group[0].plan.pk
        is_read = len(waiting) == unread or thread in waiting
        if not is_read:
            waiting.add(thread)
        yield person, group, is_read


def _notification(pk: int, person: int, group: Group, is_read: bool) -> tuple[Any, ...]:
    plan, last = group[0].plan, group[-1]
    actors = list(dict.fromkeys(post.author_id for post in reversed(group)))
    return (
        *(pk, person, group_key(plan.pk), _kind(last), plan.area.room, plan.pk, group[0].pk, last.pk),
        *(actors, len(group), group[0].moment, last.moment, last.moment if is_read else None),
    )


def _kind(post: Written) -> str:
    return NEW_THREAD if post.number == 1 else REPLY
