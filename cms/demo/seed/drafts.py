"""What people of the demo have begun to write, and what a speaker lets appear next week."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from forum.models import Area, Draft, Thread

from .world import World

THANKS = (
    "<p>Unser Festsaal wird bis 2028 saniert. Bisher haben wir dort jedes Jahr 300 Ehrenamtliche zum Essen geladen.</p>"
    "<p>Was kommt bei Ihnen an, wenn es kein großer Abend sein kann? Wir denken an:</p>"
    "<ul><li>Freikarten für das Freilichttheater</li><li>kleine Treffen in den Ortsteilen</li></ul>"
)
MEETING = (
    "<p>Das nächste Netzwerktreffen findet im Frühjahr in Hagen statt. Die Anmeldung öffnet am Montag um 9 Uhr.</p>"
    "<p>Bitte melden Sie Themen für die Werkstätten bis zum Monatsende hier im Forum an.</p>"
)


def seed_drafts(world: World) -> None:
    """Two drafts of a member, a scheduled announcement of a speaker."""
    member, speaker = world.accounts["mitglied@demo.example"].user, world.accounts["sprecherin@demo.example"].user
    area = Area.objects.get(slug="anerkennung")
    last_friday = _at(world.now - timedelta(days=(world.now.weekday() - 4) % 7 or 7), hour=15, minute=20)
    title = "Dankesveranstaltung ohne Festsaal: Was kommt an?"
    _draft(
        member, "new-00000001", last_friday, area=area, kind="question", title=title, tags="Anerkennung", body=THANKS
    )
    thread = Thread.objects.filter(area__is_closed=False, state="open").exclude(author=member).order_by("pk").last()
    if thread is not None:
        words = "<p>Bei uns hat sich ein fester Ansprechtag im Rathaus bewährt. Die Zahlen dazu reiche ich nach:</p>"
        _draft(member, f"reply-{thread.pk}", world.now - timedelta(hours=3), thread=thread, body=words)
    next_week = _at(world.now + timedelta(days=7), hour=9, minute=0)
    news = {"area": area, "kind": "announcement", "title": "Netzwerktreffen im Frühjahr: Anmeldung", "body": MEETING}
    _draft(speaker, "new-00000002", world.now - timedelta(days=1), publish_at=next_week, **news)


def _at(moment: datetime, *, hour: int, minute: int) -> datetime:
    return timezone.localtime(moment).replace(hour=hour, minute=minute, second=0, microsecond=0)


def _draft(user: Any, key: str, saved: datetime, **fields: Any) -> None:
    Draft.objects.create(user=user, key=key, revision=4, created_at=saved, updated_at=saved, **fields)
