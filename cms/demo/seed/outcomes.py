"""When answers were accepted, what became of some, one that is fixed, and a summary at the head of a thread."""

from datetime import timedelta

from django.db.models import F

from forum.enums import Worked
from forum.models import Post, Thread, ThreadOutcome
from forum.requests import OUTCOME_AFTER

from .world import World

SUMMARY = "Ich fasse für mich zusammen, was ich in unsere nächste Runde mitnehme"
TOLD = (
    (Worked.YES, "Nach zwei Monaten läuft es, und der Rat hat es zur Kenntnis genommen."),
    (Worked.PARTLY, "Die Vorlage passt, für Vereine ohne Vorstand brauchten wir einen zweiten Weg."),
    (Worked.YES, ""),
    (Worked.NO, "Bei uns fehlt dafür im Moment das Personal."),
    (Worked.YES, "Das Rechnungsprüfungsamt hatte keine Einwände."),
)


def seed_outcomes(world: World) -> None:
    """After the conversations. Each answer counts as accepted the day after it was written."""
    accepted = list(
        Thread.objects.filter(accepted_post__isnull=False).annotate(at=F("accepted_post__created_at")).order_by("pk")
    )
    for thread in accepted:
        thread.accepted_at = min(thread.at + timedelta(days=1), world.now)
    Thread.objects.bulk_update(accepted, ["accepted_at"], batch_size=500)
    old = [each for each in accepted if each.accepted_at and each.accepted_at < world.now - OUTCOME_AFTER]
    for thread, (worked, sentence) in zip(old, TOLD, strict=False):
        assert thread.accepted_at
        told_at = min(thread.accepted_at + OUTCOME_AFTER + timedelta(days=3), world.now)
        ThreadOutcome.objects.create(
            thread=thread, worked=worked, sentence=sentence, author_id=thread.author_id, created_at=told_at
        )
    if old:
        Thread.objects.filter(pk=old[0].pk).update(answer_locked_by=world.speakers[0].user)
    summary = Post.objects.get(text__contains=SUMMARY)
    Thread.objects.filter(pk=summary.thread_id).update(summary_post=summary, summary_until=summary.number - 1)
