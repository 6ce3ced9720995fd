"""What a person can be asked about, in the directory's words."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from directory.actions import ProfileChanges, edit_profile
from directory.enums import Direction
from directory.models import Expertise, Profile
from forum.actions.tagging import get_tags
from kit.models import Topic


def choose_offers(*, actor: Any, topics: Iterable[Topic], tags: Iterable[str]) -> None:
    """Makes these topics and tags (by name) what the person offers advice on, in this order.

    Notes beside subjects that stay are kept, and so is what they look for. Locks the profile; makes missing tags; does
    what ``edit_profile`` does. Raises Profile.DoesNotExist for people without one.
    """
    with transaction.atomic():
        profile = Profile.objects.select_for_update(no_key=True).get(person=actor.pk)
        before = list(profile.expertise.all())
        notes = {(row.topic_id, row.tag_id): row.note for row in before if row.direction == Direction.OFFERS}
        offers = [Expertise(direction=Direction.OFFERS, topic=topic) for topic in topics]
        offers += [Expertise(direction=Direction.OFFERS, tag=tag) for tag in get_tags(tags)]
        for row in offers:
            row.note = notes.get((row.topic_id, row.tag_id), "")
        kept = [row for row in before if row.direction != Direction.OFFERS]
        edit_profile(actor=actor, profile=profile, changes=ProfileChanges(fields={}, expertise=[*offers, *kept]))


def offers_of(user: Any) -> list[Expertise]:
    """What the person offers, with topics and tags. One statement."""
    offers = Expertise.objects.filter(profile__person=user.pk, direction=Direction.OFFERS)
    return list(offers.select_related("topic", "tag"))
