"""Groups of tags: made, changed and deleted by the speaker team; every act can be undone."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from forum import policy
from forum.enums import Verb
from forum.errors import CannotUndo
from forum.models import Area, ModerationEntry
from forum.models.thread import UMLAUTS
from kit.models import Tag, TagGroup

from .moderation_log import log_act
from .undo import Inverse, register_inverse

GONE: dict[str, Any] = {"name": "", "is_single": False, "tags": []}


def register() -> None:
    """Names the inverse; called when the app is ready."""
    register_inverse(Verb.TAG_GROUP, inverse=Inverse(_lock, _read, _restore))


def save_tag_group(
    *, actor: Any, group: TagGroup | None, name: str, is_single: bool, tags: Iterable[Tag], reason: str = ""
) -> TagGroup:
    """Makes a group, or gives it this name and these tags; a tag leaves the group it was in before.

    Locks the group; logs. Raises what policy denies, and ValidationError for a name that is taken.
    """
    with transaction.atomic():
        policy.can_manage_tags(actor).require()
        held = TagGroup.objects.select_for_update().get(pk=group.pk) if group else TagGroup()
        wanted = {"name": name, "is_single": is_single, "tags": sorted(tag.pk for tag in tags)}
        return _write(actor, held, wanted, reason=reason)


def delete_tag_group(*, actor: Any, group: TagGroup, reason: str = "") -> None:
    """Deletes a group; its tags stay. Locks it; logs. Raises what policy denies, and ValidationError where an area
    requires it."""
    with transaction.atomic():
        policy.can_manage_tags(actor).require()
        _write(actor, TagGroup.objects.select_for_update().get(pk=group.pk), GONE, reason=reason)


def _write(
    actor: Any, group: TagGroup, wanted: dict[str, Any], *, reason: str, undo_of: ModerationEntry | None = None
) -> TagGroup:
    before = _facts(group)
    pk = group.pk
    if not wanted["name"]:
        if Area.objects.filter(required_group=pk).exists():
            raise ValidationError(_("An area requires a tag of this group. Please change that first."), "in_use")
        group.delete()
    else:
        group.name, group.is_single = wanted["name"], wanted["is_single"]
        group.slug = slugify(group.name.translate(UMLAUTS))
        if not group.slug:
            raise ValidationError({"name": _("Please use letters or digits.")}, "no_slug")
        if TagGroup.objects.filter(slug=group.slug).exclude(pk=pk).exists():
            raise ValidationError({"name": _("There is a tag group of this name already.")}, "taken")
        group.save()
        pk = group.pk
        Tag.objects.filter(group=pk).exclude(pk__in=wanted["tags"]).update(group=None)
        Tag.objects.filter(pk__in=wanted["tags"]).update(group=pk)
    if before != wanted:
        after = {"group": pk, **wanted}
        log_act(actor, Verb.TAG_GROUP, reason=reason, before={"group": pk, **before}, after=after, undo_of=undo_of)
    return group


def _facts(group: TagGroup) -> dict[str, Any]:
    if group._state.adding:
        return dict(GONE)
    tags = list(Tag.objects.filter(group=group).order_by("pk").values_list("pk", flat=True))
    return {"name": group.name, "is_single": group.is_single, "tags": tags}


def _lock(entry: ModerationEntry) -> TagGroup:
    found = TagGroup.objects.select_for_update().filter(pk=entry.after["group"]).first()
    return found or TagGroup(pk=entry.after["group"])


def _restore(actor: Any, group: TagGroup, entry: ModerationEntry, reason: str) -> None:
    policy.can_manage_tags(actor).require()
    wanted = {name: entry.before[name] for name in GONE}
    try:
        _write(actor, group, wanted, reason=reason, undo_of=entry)
    except ValidationError as error:
        raise CannotUndo(" ".join(error.messages)) from error


def _read(group: TagGroup, entry: ModerationEntry) -> dict[str, Any]:
    return {"group": entry.after["group"], **_facts(group)}
