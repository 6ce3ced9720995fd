"""What people have read, what they watch, and what waits in the bells of the accounts one can log in with."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from forum.enums import Level
from forum.models import ReadMark, Subscription, ThreadRead
from forum.notices import NEW_THREAD, REPLY
from forum.tasks import MENTION, event_id, group_key
from notifications.actions import record_events
from notifications.models import Delivery

from .conversations import Conversation, PostPlan
from .world import Person, World

CAUGHT_UP = timedelta(days=12)  # when the account holders last read everything
BELL = timedelta(days=7)  # how far back their bells go

_DATE_BACK = """
    UPDATE ratschlag_notifications_notificationevent AS event SET created_at = post.created_at
    FROM ratschlag_forum_post AS post WHERE post.id = event.reference_id;
    UPDATE ratschlag_notifications_notification AS row SET created_at = facts.first, updated_at = facts.last,
        read_at = CASE WHEN row.read_at IS NOT NULL THEN LEAST(row.read_at, facts.last + interval '40 minutes') END
    FROM (
        SELECT notification_id, min(created_at) AS first, max(created_at) AS last
        FROM ratschlag_notifications_notificationevent GROUP BY notification_id
    ) AS facts
    WHERE row.id = facts.notification_id;
"""


def seed_reading(world: World, conversations: list[Conversation]) -> None:
    """Writes reading marks, subscriptions and notifications. Mails about the time before the start are not planned."""
    open_ones = [each for each in conversations if not each.is_closed]
    members = [person for person in world.people if person.function and not person.is_former]
    holders = [person for person in world.accounts.values() if person.municipality]
    _mark_read(world, members, holders)
    _subscribe(world, conversations, members, holders)
    unread = _read_threads(world, open_ones, holders)
    _ring(world, open_ones, holders, unread)
    with connection.cursor() as cursor:
        cursor.execute(_DATE_BACK)
    Delivery.objects.all().delete()


def _mark_read(world: World, members: list[Person], holders: list[Person]) -> None:
    marks = []
    for person in members:
        age = CAUGHT_UP if person in holders else timedelta(days=world.random.expovariate(1 / 9))
        marks.append(ReadMark(user=person.user, all_read_at=world.now - age))
    ReadMark.objects.bulk_create(marks)


def _participants(conversation: Conversation) -> list[Person]:
    return list({id(post.author): post.author for post in conversation.posts}.values())


def _subscribe(world: World, conversations: list[Conversation], members: list[Person], holders: list[Person]) -> None:
    """Who writes in a thread watches it; the account holders watch two areas besides."""
    rows = [
        Subscription(user=person.user, thread_id=each.pk, level=Level.WATCHING)
        for each in conversations
        for person in _participants(each)
    ]
    areas = list(world.areas.values())
    for person in members:
        wanted = 2 if person in holders else world.random.choice([0, 0, 1, 2])
        chosen = world.random.sample(areas, wanted)
        rows += [Subscription(user=person.user, area=area, level=Level.WATCHING) for area in chosen]
    Subscription.objects.bulk_create(rows, batch_size=2000)


def _read_threads(world: World, conversations: list[Conversation], holders: list[Person]) -> dict[tuple[int, int], int]:
    """Writes how far people have read. Returns (user, thread) → first unread number, for the account holders."""
    rows, unread = [], {}
    since = world.now - CAUGHT_UP
    for each in conversations:
        for person in _participants(each):
            if person in holders or person.is_former:
                continue
            own = max(number for number, post in enumerate(each.posts, 1) if post.author is person)
            read = len(each.posts) if world.random.random() < 0.8 else own
            rows.append(_read(person, each, read, world.now))
        for person in holders:
            own = max((number for number, post in enumerate(each.posts, 1) if post.author is person), default=0)
            read = _read_so_far(world, each, person, own, since)
            if each.posts[-1].at > since and read < len(each.posts):
                unread[person.user.pk, each.pk] = read + 1
            if read:
                rows.append(_read(person, each, read, world.now))
    ThreadRead.objects.bulk_create(rows, batch_size=2000)
    return unread


def _read_so_far(world: World, each: Conversation, person: Person, own: int, since: datetime) -> int:
    """Of the threads that moved lately a third is read, a third partly, a third not; older ones are.

    Where somebody has asked the person by name since, that is unread.
    """
    if each.posts[-1].at <= since:
        return len(each.posts) if own else 0
    read = world.random.choice([0, len(each.posts) - world.random.randint(1, 2), len(each.posts)])
    asked = [number for number in range(own + 1, len(each.posts) + 1) if _mentions(each, number, person)]
    return max(own, min(read, asked[0] - 1) if asked else read)


def _mentions(each: Conversation, number: int, person: Person) -> bool:
    return person.user.pk in _mentioned(each, each.posts[number - 1])


def _read(person: Person, each: Conversation, number: int, now: datetime) -> ThreadRead:
    return ThreadRead(user=person.user, thread_id=each.pk, last_read_number=number, read_at=now)


def _ring(
    world: World, conversations: list[Conversation], holders: list[Person], unread: dict[tuple[int, int], int]
) -> None:
    """Tells the account holders what the fan-out would have told them; what they have read is listed as read."""
    watched = set(
        Subscription.objects.filter(user__in=[person.user for person in holders]).values_list("user", "thread", "area")
    )
    for each, number, post in _recent_posts(world, conversations):
        mentioned = {pk for pk in _mentioned(each, post) if pk != post.author.user.pk}
        area = world.areas[each.area]
        for person in holders:
            pk = person.user.pk
            watches = (pk, each.pk, None) in watched or (pk, None, area.pk) in watched
            if person is post.author or not (watches or pk in mentioned):
                continue
            record_events(
                kind=MENTION if pk in mentioned else NEW_THREAD if number == 1 else REPLY,
                event_id=event_id(post.pk),
                group_key=group_key(each.pk),
                room=area.room,
                object_id=each.pk,
                reference_id=post.pk,
                actor_id=post.author.user.pk,
                recipient_ids=[pk],
                is_quiet=number < unread.get((pk, each.pk), len(each.posts) + 1),
            )


def _recent_posts(world: World, conversations: list[Conversation]) -> Iterator[tuple[Conversation, int, PostPlan]]:
    recent = [
        (each, number, post)
        for each in conversations
        for number, post in enumerate(each.posts, 1)
        if post.at > world.now - BELL and number != each.hidden
    ]
    return iter(sorted(recent, key=lambda entry: entry[2].at))


def _mentioned(each: Conversation, post: PostPlan) -> list[int]:
    return [person.user.pk for letter, person in each.cast.items() if f"@{{{letter}}}" in post.text]
