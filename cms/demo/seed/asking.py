"""What areas ask of new threads, and the group of tags one of them requires."""

from forum.models import AreaQuestion
from kit.models import Tag, TagGroup

from .world import World

QUESTIONS = (
    ("Um welches Programm geht es?", "Name und, wenn Sie es wissen, die Version", False),
    ("Wie viele Personen arbeiten damit?", "", False),
    ("Was haben Sie schon versucht?", "", True),
)
GROUP, TAGS = "Rechtsgebiet", ("datenschutz", "förderung", "haftung", "recht", "steuer", "versicherung")


def seed_asking(world: World) -> None:
    """Writes the questions and the group; after the conversations, whose tags it takes."""
    AreaQuestion.objects.bulk_create(
        AreaQuestion(area=world.areas["digitalisierung"], position=place, label=label, hint=hint, is_long=is_long)
        for place, (label, hint, is_long) in enumerate(QUESTIONS)
    )
    group = TagGroup.objects.create(name=GROUP, slug=GROUP.lower())
    Tag.objects.filter(name__in=TAGS).update(group=group)
    area = world.areas["recht"]
    area.required_group = group
    area.save(update_fields=["required_group"])
