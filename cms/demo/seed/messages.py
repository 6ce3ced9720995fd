"""What the network has written to all, what it asks of the member's account, and an event that was moved."""

from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from directory.confirmation import CONFIRM
from directory.models import Profile
from home.actions.event_notices import CHANGED, facts_of
from home.models import EventNotice, EventPage
from kit.access import MEMBERS, users_with
from notifications.actions import open_requests, record_events
from notifications.actions.announcing import KIND
from notifications.models import Announcement, Delivery, Request
from notifications.requests import event_of

from .world import World

TITLE = "Netzwerktreffen im Herbst: Anmeldung ab sofort"
TEXT = """Liebe Mitglieder,

ab sofort können Sie sich zum Netzwerktreffen im Herbst anmelden. Wir haben Plätze für zwei Personen je Kommune; bei \
mehr Anmeldungen entscheidet der Eingang.

Wer eine Werkstatt anbieten möchte, schreibt uns bitte bis Ende nächster Woche.

Herzliche Grüße
Ihr Sprecherteam"""
KEY = UUID("6f3a1f2e-7f0c-4e0b-9d5e-2c1f6a7b8c9d")
_DATE_BACK = """
WITH event AS (
    UPDATE ratschlag_notifications_notificationevent SET created_at = %(moment)s
    WHERE event_id = %(event_id)s RETURNING notification_id
)
UPDATE ratschlag_notifications_notification SET created_at = %(moment)s, updated_at = %(moment)s, read_at = %(moment)s
WHERE id IN (SELECT notification_id FROM event)
"""


def seed_messages(world: World) -> None:
    """Listed as read already, so that the bells ring for threads. No mails are planned of what lies behind."""
    _announce(world)
    _ask(world)
    _move_event(world)
    Delivery.objects.all().delete()


def _announce(world: World) -> None:
    author, people = world.speakers[0].user, users_with(MEMBERS)
    sent = Announcement.objects.create(
        author=author,
        audience="members",
        room=MEMBERS,
        title=TITLE,
        text=TEXT,
        receiver_count=people.exclude(pk=author.pk).count(),
        sent_at=world.now - timedelta(days=6),
        idempotency_key=KEY,
    )
    _tell(world, KIND, f"announcement:{sent.pk}", sent.pk, days=6)


def _ask(world: World) -> None:
    """The profile of the member is as of fourteen months ago."""
    member = world.accounts["mitglied@demo.example"].user
    Profile.objects.filter(person=member).update(created_at=world.now - timedelta(days=425))
    year, told_at = timezone.localdate(world.now).year, world.now - timedelta(days=2)
    open_requests(kind=CONFIRM, object_id=year, user_ids=[member.pk], room=MEMBERS, now=told_at)
    Request.objects.filter(user=member).update(told_at=told_at)
    _tell(world, CONFIRM, event_of(CONFIRM, year), year, days=2, only=member.pk)


def _move_event(world: World) -> None:
    """What stands on the site is known to members; the next event that takes place was moved."""
    events = EventPage.objects.live().filter(ends_at__gt=world.now).order_by("starts_at", "pk")
    EventNotice.objects.bulk_create(EventNotice(event=event, facts=facts_of(event), number=1) for event in events)
    moved = next(event for event in events if not event.is_cancelled)
    _tell(world, CHANGED, f"event:{moved.pk}:1", moved.pk, days=9)


def _tell(world: World, kind: str, name: str, object_id: int, *, days: int, only: int = 0) -> None:
    """Everybody, or only one person, some days ago."""
    holders = [person.user.pk for person in world.accounts.values()]
    record_events(
        kind=kind,
        event_id=name,
        group_key=name,
        room=MEMBERS,
        object_id=object_id,
        reference_id=object_id,
        actor_id=world.speakers[0].user.pk if kind == KIND else None,
        recipient_ids=[only] if only else users_with(MEMBERS).filter(pk__in=holders).values_list("pk", flat=True),
        is_quiet=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(_DATE_BACK, {"event_id": name, "moment": world.now - timedelta(days=days)})
