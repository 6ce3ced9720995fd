"""Looking after tags: one name for one thing. Old names go on working as synonyms; every act can be undone.

Lock order: threads by id, then tags by id. Who tags a thread holds its tags (tagging.set_tags), so that a merge sees
every thread that has one: it locks those it knows of, then the tags, and begins again where others came meanwhile.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from forum import policy
from forum.enums import Verb
from forum.errors import CannotUndo
from forum.models import Area, ModerationEntry, Subscription, TaggedThread, Thread
from forum.models.thread import UMLAUTS
from forum.signals import say_thread_changed
from kit.access import MEMBERS, Person, keys_of
from kit.models import Tag
from kit.models.taxonomy import TAG_PATTERN

from .moderation_log import log_act
from .undo import Inverse, register_inverse

_REPLACE = """
    UPDATE ratschlag_forum_thread SET tag_ids =
        ARRAY(SELECT DISTINCT tag_id FROM unnest(array_replace(tag_ids, %(old)s, %(new)s)) AS tag_id ORDER BY tag_id)
    WHERE id = ANY(%(threads)s)
"""

_ADD = """
    UPDATE ratschlag_forum_thread SET tag_ids =
        ARRAY(SELECT DISTINCT tag_id FROM unnest(tag_ids || %(new)s::bigint) AS tag_id ORDER BY tag_id)
    WHERE id = ANY(%(threads)s)
"""


def register() -> None:
    """Names the inverses; called when the app is ready."""
    register_inverse(Verb.TAG_RENAME, inverse=Inverse(_find, _read_name, _restore_name))
    register_inverse(Verb.TAG_MERGE, inverse=Inverse(_lock_merged, _read_canonical, _separate))
    register_inverse(Verb.TAG_SPLIT, inverse=Inverse(_find, _read_canonical, _merge_again))


def rename_tag(*, actor: Any, tag: Tag, name: str, reason: str = "", undo_of: ModerationEntry | None = None) -> Tag:
    """Gives a tag another name. Its old one becomes a synonym, so that old addresses lead here.

    Locks the tag; logs; tells the outside which threads say it differently now. Raises what policy denies, and
    ValidationError for a name that is none or belongs to another tag.
    """
    name = name.strip().lstrip("#").replace(" ", "-")
    TAG_PATTERN(name)
    slug = _slug(name)
    with transaction.atomic():
        policy.can_manage_tags(actor).require()
        other = Tag.objects.filter(Q(slug=slug) | Q(name__iexact=name)).exclude(pk=tag.pk).first()
        held = _lock_tags({tag.pk, *([other.pk] if other else [])})
        tag, other = held[tag.pk], held.get(other.pk) if other else None
        before, after = {"name": tag.name, "slug": tag.slug}, {"name": name, "slug": slug}
        if before == after:
            return tag
        if other is not None and other.canonical_id != tag.pk:
            raise ValidationError({"name": _("There is a tag of this name already. You can merge the two.")}, "taken")
        _put_name(tag, other, name, slug)
        threads = list(TaggedThread.objects.filter(tag=tag).values_list("content_object", flat=True))
        entry_area = _area_of(actor, tag.pk)
        log_act(
            actor,
            Verb.TAG_RENAME,
            area=entry_area,
            reason=reason,
            before=before,
            after=after | {"tag": tag.pk},
            undo_of=undo_of,
        )
        say_thread_changed(*threads)
    return tag


def _put_name(tag: Tag, synonym: Tag | None, name: str, slug: str) -> None:
    """Changes the name; the old one goes to the synonym that had the new one, else to a synonym made for it."""
    old_name, old_slug = tag.name, tag.slug
    if synonym is not None:  # names are unique: it steps aside first
        Tag.objects.filter(pk=synonym.pk).update(name=f"#{synonym.pk}", slug=f"-{synonym.pk}")
    tag.name, tag.slug = name, slug
    Tag.objects.filter(pk=tag.pk).update(name=name, slug=slug)
    if synonym is not None and slug != old_slug:
        Tag.objects.filter(pk=synonym.pk).update(name=old_name, slug=old_slug)
    elif synonym is None and slug != old_slug:
        Tag.objects.create(name=old_name, slug=old_slug, canonical=tag)


def merge_tag(
    *, actor: Any, source: Tag, target: Tag, reason: str = "", undo_of: ModerationEntry | None = None
) -> ModerationEntry:
    """Makes ``source`` a synonym of ``target``: its threads, synonyms and the subscriptions to it go there.

    Locks the threads, then the tags; logs what went where; tells the outside of the threads. Raises what policy
    denies, and ValidationError where one of them is a synonym or both are the same.
    """
    with transaction.atomic():
        policy.can_manage_tags(actor).require()
        area = _area_of(actor, source.pk, target.pk)
        threads, held = _lock_threads_and_tags(source.pk, target.pk)
        source, target = held[source.pk], held[target.pk]
        if source.pk == target.pk or source.canonical_id or target.canonical_id:
            raise ValidationError({"source": _("Please choose two different tags that are no synonyms.")}, "same")
        both = sorted(pk for pk, tags in threads.items() if target.pk in tags)
        synonyms = sorted(Tag.objects.filter(canonical=source).values_list("pk", flat=True))
        subscriptions = _move_subscriptions(source.pk, target.pk)
        _replace(sorted(threads), old=source.pk, new=target.pk)
        Tag.objects.filter(Q(pk=source.pk) | Q(pk__in=synonyms)).update(canonical=target)
        moved = {"threads": sorted(threads), "both": both, "synonyms": synonyms, "subscriptions": subscriptions}
        entry = log_act(
            actor,
            Verb.TAG_MERGE,
            area=area,
            reason=reason,
            before={"canonical": None, "name": source.name, "moved": moved},
            after={"tag": source.pk, "canonical": target.pk, "name": target.name},
            undo_of=undo_of,
        )
        say_thread_changed(*sorted(threads))
    return entry


def add_synonym(*, actor: Any, target: Tag, name: str, reason: str = "") -> ModerationEntry:
    """Makes another spelling lead to the tag: merges the tag of that name, which is made where there is none.

    Raises what policy denies, and ValidationError for a name that is none or is a synonym already.
    """
    name = name.strip().lstrip("#").replace(" ", "-")
    TAG_PATTERN(name)
    with transaction.atomic():
        policy.can_manage_tags(actor).require()
        found = Tag.objects.filter(Q(slug=_slug(name)) | Q(name__iexact=name)).first()
        message = _("“%(name)s” is a synonym already, or this tag itself.") % {"name": name}
        if found and _is_others(actor, found):  # merging it would change threads of a closed area
            raise ValidationError({"name": message}, "same")
        source = found or Tag.objects.create(name=name, slug=_slug(name))
        try:
            return merge_tag(actor=actor, source=source, target=target, reason=reason)
        except ValidationError as error:
            raise ValidationError({"name": message}, "same") from error


def _slug(name: str) -> str:
    slug = slugify(name.translate(UMLAUTS))
    if not slug:
        raise ValidationError({"name": _("Please use letters or digits.")}, "no_slug")
    return slug


def _replace(threads: list[int], *, old: int, new: int) -> None:
    """Rows and arrays of these locked threads say ``new`` instead of ``old``."""
    with connection.cursor() as cursor:
        cursor.execute(_REPLACE, {"threads": threads, "old": old, "new": new})
    TaggedThread.objects.bulk_create(
        (TaggedThread(content_object_id=pk, tag_id=new) for pk in threads), ignore_conflicts=True
    )
    TaggedThread.objects.filter(tag=old, content_object__in=threads).delete()


def _move_subscriptions(source: int, target: int) -> list[int]:
    """Subscriptions to the source, but of those who have one to the target, too."""
    theirs = Subscription.objects.filter(user=OuterRef("user"), tag=target)
    mine = Subscription.objects.filter(~Exists(theirs), tag=source).order_by("pk")
    ids = list(mine.values_list("pk", flat=True))
    Subscription.objects.filter(pk__in=ids).update(tag=target)
    return ids


def _lock_tags(ids: set[int]) -> dict[int, Tag]:
    return {tag.pk: tag for tag in Tag.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


def _lock_threads_and_tags(source: int, target: int) -> tuple[dict[int, list[int]], dict[int, Tag]]:
    """Every thread with the source (its tags by id), locked, then both tags."""
    while True:
        attempt = transaction.savepoint_create()
        having = Thread.objects.filter(tag_ids__contains=[source]).order_by("pk")
        threads = dict(having.select_for_update(no_key=True, of=("self",)).values_list("pk", "tag_ids"))
        tags = _lock_tags({source, target})
        if set(having.values_list("pk", flat=True)) <= set(threads):
            transaction.savepoint_commit(attempt)
            return threads, tags
        # Somebody used the tag between. Letting go and beginning again keeps the order of locks.
        transaction.savepoint_rollback(attempt)


def _area_of(actor: Person, *tag_ids: int) -> Area | None:
    """Where the entry stands: nowhere for a tag of open areas, so that all who read the log see it; else in a closed
    area that has it, because its name tells of what is discussed there. The first of the tags that is used decides: a
    new synonym of a closed area's tag is named together with it."""
    for pk in tag_ids:
        areas = Area.objects.filter(threads__tag_ids__contains=[pk]).distinct()
        if areas.filter(room=MEMBERS).exists():
            return None
        if area := areas.filter(room__in=keys_of(actor)).first():
            return area
    return None


def _is_others(actor: Person, tag: Tag) -> bool:
    """Whether a tag is used, but only where this person may not look."""
    having = Thread.objects.filter(tag_ids__contains=[tag.pk])
    return having.exists() and not having.visible_to(actor).exists()


# --- Undo -----------------------------------------------------------------------------------------------------------


def _find(entry: ModerationEntry) -> Tag:
    """The tag, not locked: renaming and merging lock themselves, threads before tags."""
    tag = Tag.objects.filter(pk=entry.after["tag"]).first()
    if tag is None:
        raise CannotUndo(_("It cannot be undone any more: the tag is gone."))
    return tag


def _read_name(tag: Tag, entry: ModerationEntry) -> dict[str, Any]:
    return {"tag": tag.pk, "name": tag.name, "slug": tag.slug}


def _restore_name(actor: Any, tag: Tag, entry: ModerationEntry, reason: str) -> None:
    try:
        rename_tag(actor=actor, tag=tag, name=entry.before["name"], reason=reason, undo_of=entry)
    except ValidationError as error:
        raise CannotUndo(_("It cannot be undone any more: another tag has this name now.")) from error


def _lock_merged(entry: ModerationEntry) -> Tag:
    """The synonym, and before it the threads that may get it back."""
    list(Thread.objects.select_for_update(no_key=True).filter(pk__in=_moved(entry)["threads"]).order_by("pk"))
    tag = _lock_tags({entry.after["tag"], entry.after["canonical"]}).get(entry.after["tag"])
    if tag is None:
        raise CannotUndo(_("It cannot be undone any more: the tag is gone."))
    return tag


def _moved(entry: ModerationEntry) -> dict[str, list[int]]:
    moved: dict[str, list[int]] = entry.before["moved"]
    return moved


def _read_canonical(tag: Tag, entry: ModerationEntry) -> dict[str, Any]:
    return dict(entry.after) | {"canonical": tag.canonical_id}


def _separate(actor: Any, tag: Tag, entry: ModerationEntry, reason: str) -> None:
    """Gives the tag back what the merge took from it, as far as that still has the other tag."""
    policy.can_manage_tags(actor).require()
    moved, target = _moved(entry), entry.after["canonical"]
    still = set(Thread.objects.filter(pk__in=moved["threads"], tag_ids__contains=[target]).values_list("pk", flat=True))
    both = still & set(moved["both"])
    _replace(sorted(still - both), old=target, new=tag.pk)
    TaggedThread.objects.bulk_create(
        (TaggedThread(content_object_id=pk, tag_id=tag.pk) for pk in sorted(both)), ignore_conflicts=True
    )
    with connection.cursor() as cursor:
        cursor.execute(_ADD, {"threads": sorted(both), "new": tag.pk})
    Tag.objects.filter(pk__in=moved["synonyms"], canonical=target).update(canonical=tag)
    Tag.objects.filter(pk=tag.pk).update(canonical=None)
    Subscription.objects.filter(pk__in=moved["subscriptions"], tag=target).update(tag=tag)
    log_act(
        actor,
        Verb.TAG_SPLIT,
        area=entry.area,
        reason=reason,
        before={"canonical": target, "name": tag.name},
        after={"tag": tag.pk, "canonical": None, "name": tag.name},
        undo_of=entry,
    )
    say_thread_changed(*sorted(still))


def _merge_again(actor: Any, tag: Tag, entry: ModerationEntry, reason: str) -> None:
    target = Tag.objects.filter(pk=entry.before["canonical"], canonical=None).first()
    if target is None:
        raise CannotUndo(_("It cannot be undone any more: the other tag is a synonym now."))
    merge_tag(actor=actor, source=tag, target=target, reason=reason, undo_of=entry)
