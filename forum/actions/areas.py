"""Creating, changing, ordering and archiving areas, and who is in a closed one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from forum import policy
from forum.access import area_key
from forum.enums import Level, Verb
from forum.models import Area, AreaMembership, AreaQuestion, ModerationEntry
from forum.signals import say_area_changed
from kit.access import MEMBERS, forget_keys, users_with
from kit.models import TagGroup, Topic
from notifications.doorbell import recheck_user, ring_users

from .locks import lock_area
from .moderation_log import log_act

EDITABLE = ("name", "description", "topic", "template", "default_level", "required_group")
QUESTION = ("label", "hint", "is_required", "is_long")


def create_area(
    *,
    actor: Any,
    name: str,
    slug: str,
    description: str,
    topic: Topic | None,
    is_closed: bool,
    template: str = "",
    default_level: int = Level.NORMAL,
    required_group: TagGroup | None = None,
    questions: Sequence[Mapping[str, Any]] = (),
) -> Area:
    """Creates an area at the end of the list; logs. A closed one gets its creator as first member.

    Raises what policy denies, and ValidationError.
    """
    policy.can_manage_areas(actor).require()
    area = Area(
        name=name,
        slug=slug,
        description=description,
        topic=topic,
        is_closed=is_closed,
        template=template,
        default_level=default_level,
        required_group=required_group,
    )
    area.full_clean(exclude=["room"])
    with transaction.atomic():
        area.position = (Area.objects.aggregate(last=Max("position"))["last"] or 0) + 1
        area.save()
        if is_closed:
            area.room = area_key(area.pk)
            area.save(update_fields=["room"])
            AreaMembership.objects.create(area=area, user=actor, added_by=actor)
            forget_keys(actor)
        _write_questions(area, questions)
        log_act(actor, Verb.CREATE_AREA, area=area, after={"name": name, "is_closed": is_closed})
        say_area_changed(area.pk)
    return area


def edit_area(
    *,
    actor: Any,
    area: Area,
    name: str,
    description: str,
    topic: Topic | None,
    template: str = "",
    default_level: int = Level.NORMAL,
    required_group: TagGroup | None = None,
    questions: Sequence[Mapping[str, Any]] | None = None,
) -> Area:
    """Changes what an area says of itself and asks of new threads; its address and who may read it stay. Locks the
    area; logs.

    ``questions``: each with the fields of QUESTION, in their order; None leaves them. Raises what policy denies, and
    ValidationError.
    """
    with transaction.atomic():
        area = lock_area(area.pk)
        policy.can_manage_area(actor, area).require()
        facts: dict[str, Any] = {
            "name": name,
            "description": description,
            "topic": topic.pk if topic else None,
            "template": template,
            "default_level": default_level,
            "required_group": required_group.pk if required_group else None,
        }
        if questions is not None:
            facts["questions"] = [{field: row[field] for field in QUESTION} for row in questions]
        write_facts(actor, area, facts)
    return area


def write_facts(
    actor: Any, area: Area, facts: Mapping[str, Any], *, reason: str = "", undo_of: ModerationEntry | None = None
) -> None:
    """Writes what a locked area says of itself, as far as it is given; logs a change. Raises ValidationError."""
    before = area_facts(area)
    for field in EDITABLE:
        if field in facts:
            setattr(area, f"{field}_id" if field in ("topic", "required_group") else field, facts[field])
    area.full_clean(exclude=["slug", "room"])
    if "questions" in facts:
        _write_questions(area, facts["questions"])
    after = area_facts(area)
    if before != after:
        area.save(update_fields=EDITABLE)
        log_act(actor, Verb.EDIT_AREA, area=area, reason=reason, before=before, after=after, undo_of=undo_of)
        say_area_changed(area.pk)


def area_facts(area: Area) -> dict[str, Any]:
    """What an edit changes, as JSON. One statement."""
    return {
        **{field: area.serializable_value(field) for field in EDITABLE},
        "questions": list(AreaQuestion.objects.filter(area=area).order_by("position").values(*QUESTION)),
    }


def _write_questions(area: Area, rows: Sequence[Mapping[str, Any]]) -> None:
    """Makes these the area's questions. One whose words stay is the same question; answers to others keep its words."""
    known = {question.label: question for question in AreaQuestion.objects.filter(area=area)}
    kept = []
    for place, row in enumerate(rows):
        question = known.get(row["label"]) or AreaQuestion(area=area, label=row["label"])
        question.position, question.hint = place, row["hint"]
        question.is_required, question.is_long = row["is_required"], row["is_long"]
        question.save()
        kept.append(question.pk)
    AreaQuestion.objects.filter(area=area).exclude(pk__in=kept).delete()


def set_archived(*, actor: Any, area: Area, is_archived: bool) -> Area:
    """Archives an area (readable, no new posts) or takes it back into use. Locks the area; logs. Raises what policy
    denies."""
    with transaction.atomic():
        area = lock_area(area.pk)
        policy.can_manage_area(actor, area).require()
        if area.is_archived != is_archived:
            write_archived(actor, area, is_archived)
    return area


def write_archived(
    actor: Any, area: Area, is_archived: bool, *, reason: str = "", undo_of: ModerationEntry | None = None
) -> None:
    """Archives a locked area or takes it back into use; logs."""
    area.is_archived = is_archived
    area.save(update_fields=["is_archived"])
    log_act(
        actor,
        Verb.ARCHIVE_AREA if is_archived else Verb.REOPEN_AREA,
        area=area,
        reason=reason,
        before={"is_archived": not is_archived},
        after={"is_archived": is_archived},
        undo_of=undo_of,
    )
    say_area_changed(area.pk)


def order_areas(*, actor: Any, area_ids: Sequence[int]) -> None:
    """Puts these areas in this order, into the places they hold together; all others keep theirs.

    Locks all areas. Raises what policy denies, ValidationError where an area is unknown to the person or named twice.
    """
    policy.can_manage_areas(actor).require()
    with transaction.atomic():
        list(Area.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        areas = list(Area.objects.order_by("position", "name", "pk"))
        known = set(Area.objects.visible_to(actor).values_list("pk", flat=True))
        if len(set(area_ids)) != len(area_ids) or not known.issuperset(area_ids):
            raise ValidationError(_("The list of areas has changed meanwhile. Please look at it again."), "stale")
        by_id = {area.pk: area for area in areas}
        wanted = iter(area_ids)
        ordered = [by_id[next(wanted)] if area.pk in set(area_ids) else area for area in areas]
        for place, area in enumerate(ordered, start=1):
            area.position = place
        Area.objects.bulk_update(ordered, ["position"])
        say_area_changed(*area_ids)


def add_people(*, actor: Any, area: Area, user_ids: Collection[int]) -> Area:
    """Puts people on the list of a closed area; who is on it stays. Locks the area; logs.

    Raises what policy denies, ValidationError for an open area and for people who are not members of the network.
    """
    with transaction.atomic():
        area = _lock_closed_area(actor, area)
        wanted = set(user_ids)
        if users_with(MEMBERS).filter(pk__in=wanted).count() != len(wanted):
            raise ValidationError(_("Only members of the network can be added."), "not_a_member")
        added = sorted(wanted - set(area.memberships.values_list("user", flat=True)))
        if added:
            put_people(actor, area, added, adds=True)
    return area


def remove_people(*, actor: Any, area: Area, user_ids: Collection[int]) -> Area:
    """Takes people off the list of a closed area; they lose it at once, open pages and sockets included.

    Locks the area; logs. Raises what policy denies, ValidationError for an open area and if nobody would be left.
    """
    with transaction.atomic():
        area = _lock_closed_area(actor, area)
        current = set(area.memberships.values_list("user", flat=True))
        removed = sorted(current & set(user_ids))
        if removed:
            put_people(actor, area, removed, adds=False)
    return area


def put_people(
    actor: Any,
    area: Area,
    people: Sequence[int],
    *,
    adds: bool,
    reason: str = "",
    undo_of: ModerationEntry | None = None,
) -> None:
    """Puts these people on the list of a locked area, or takes them off; logs. Who is taken off loses it at once, open
    pages and sockets included. Raises ValidationError if nobody would be left."""
    listed = {"people": list(people)}
    if adds:
        AreaMembership.objects.bulk_create(AreaMembership(area=area, user_id=pk, added_by=actor) for pk in people)
        log_act(actor, Verb.ADD_PEOPLE, area=area, reason=reason, after=listed, undo_of=undo_of)
        say_area_changed(area.pk)
        return
    if not area.memberships.exclude(user__in=people).exists():
        raise ValidationError(_("A closed area needs at least one person."), "empty")
    area.memberships.filter(user__in=people).delete()
    log_act(actor, Verb.REMOVE_PEOPLE, area=area, reason=reason, before=listed, undo_of=undo_of)
    for pk in people:
        recheck_user(pk)
    ring_users(people)
    say_area_changed(area.pk, is_narrowing=True)
    if actor.pk in people:
        forget_keys(actor)


def _lock_closed_area(actor: Any, area: Area) -> Area:
    area = lock_area(area.pk)
    policy.can_manage_area(actor, area).require()
    if not area.is_closed:
        raise ValidationError(_("Open areas have no list: all members can read them."), "open_area")
    return area
