"""Creating, changing, ordering and archiving areas, and who is in a closed one."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from forum import policy
from forum.access import area_key
from forum.models import Area, AreaMembership
from kit.access import MEMBERS, users_with
from kit.models import Topic
from notifications.doorbell import close_user


def create_area(
    *, actor: Any, name: str, slug: str, description: str, topic: Topic | None, is_closed: bool, template: str = ""
) -> Area:
    """Creates an area at the end of the list; a closed one gets its creator as first member.

    Raises what policy denies and ValidationError.
    """
    policy.can_manage_areas(actor).require()
    with transaction.atomic():
        last = Area.objects.aggregate(last=Max("position"))["last"] or 0
        area = Area(
            name=name,
            slug=slug,
            description=description,
            topic=topic,
            is_closed=is_closed,
            template=template,
            position=last + 1,
        )
        area.full_clean(exclude=["room"])
        area.save()
        if is_closed:
            area.room = area_key(area.pk)
            area.save(update_fields=["room"])
            AreaMembership.objects.create(area=area, user=actor, added_by=actor)
    return area


def edit_area(*, actor: Any, area: Area, name: str, description: str, topic: Topic | None, template: str = "") -> Area:
    """Changes what an area says of itself; its address and who may read it stay. Raises what policy denies."""
    policy.can_manage_area(actor, area).require()
    area.name, area.description, area.topic, area.template = name, description, topic, template
    area.full_clean()
    area.save(update_fields=["name", "description", "topic", "template"])
    return area


def set_archived(*, actor: Any, area: Area, is_archived: bool) -> Area:
    """Archives an area (readable, no new posts) or takes it back into use. Raises what policy denies."""
    policy.can_manage_area(actor, area).require()
    area.is_archived = is_archived
    area.save(update_fields=["is_archived"])
    return area


def order_areas(*, actor: Any, area_ids: Sequence[int]) -> None:
    """Puts the areas the person can see in this order; others keep their place. Raises what policy denies."""
    policy.can_manage_areas(actor).require()
    with transaction.atomic():
        areas = {area.pk: area for area in Area.objects.visible_to(actor).select_for_update(no_key=True).order_by("pk")}
        if set(area_ids) - set(areas):
            raise ValidationError(_("The list of areas has changed meanwhile. Please look at it again."), "stale")
        places = sorted(areas[pk].position for pk in area_ids)
        for place, pk in enumerate(area_ids, start=places[0] if places else 0):
            areas[pk].position = place
        Area.objects.bulk_update([areas[pk] for pk in area_ids], ["position"])


def set_members(*, actor: Any, area: Area, user_ids: Iterable[int]) -> Area:
    """Makes these people the list of a closed area; who leaves loses it at once, open pages and sockets included.

    Locks the area. Raises what policy denies, ValidationError for people who are not members and for an empty list.
    """
    policy.can_manage_area(actor, area).require()
    wanted = set(user_ids)
    with transaction.atomic():
        area = Area.objects.select_for_update(no_key=True).get(pk=area.pk)
        if not area.is_closed:
            raise ValidationError(_("Open areas have no list: all members can read them."), "open_area")
        if not wanted:
            raise ValidationError(_("A closed area needs at least one person."), "empty")
        current = set(area.memberships.values_list("user", flat=True))
        added = wanted - current
        if users_with(MEMBERS).filter(pk__in=added).count() != len(added):
            raise ValidationError(_("Only members of the network can be added."), "not_a_member")
        area.memberships.filter(user__in=current - wanted).delete()
        AreaMembership.objects.bulk_create(
            AreaMembership(area=area, user_id=pk, added_by=actor) for pk in sorted(added)
        )
        removed = sorted(current - wanted)
        transaction.on_commit(lambda: [close_user(pk) for pk in removed])
    return area
