"""Eight topics with an open area each, and the closed area of the speakers."""

from forum.access import area_key
from forum.models import Area, AreaMembership
from kit.models import Topic

from .world import World, document


def topics_by_slug() -> dict[str, Topic]:
    """The curated topics, written at the first call."""
    found = {topic.slug: topic for topic in Topic.objects.all()}
    missing = [
        Topic(slug=entry["slug"], name=entry["name"], colour=entry["colour"], position=position)
        for position, entry in enumerate(document("areas.yaml")["topics"], 1)
        if entry["slug"] not in found
    ]
    Topic.objects.bulk_create(missing)
    return found | {topic.slug: topic for topic in missing}


def seed_areas(world: World) -> None:
    """Writes the areas; the speakers are in theirs."""
    topics = topics_by_slug()
    facts = document("areas.yaml")
    for position, entry in enumerate(facts["topics"], 1):
        world.areas[entry["slug"]] = Area.objects.create(
            name=entry["name"],
            slug=entry["slug"],
            description=entry["description"],
            topic=topics[entry["slug"]],
            position=position,
        )
    area = Area.objects.create(**facts["closed"], is_closed=True, position=len(facts["topics"]) + 1)
    area.room = area_key(area.pk)
    area.save(update_fields=["room"])
    AreaMembership.objects.bulk_create(AreaMembership(area=area, user=person.user) for person in world.speakers)
    world.speakers_area = area
