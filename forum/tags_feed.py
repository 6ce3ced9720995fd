"""The tags around a thread list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kit.access import MEMBERS
from kit.models import Tag
from kit.prepared import preparing_cursor

from .models import Thread

MOST_FREQUENT = 8
LATEST = 300  # threads in which »frequent« is counted

_TAGS = """
    WITH latest AS (
        SELECT thread.tag_ids FROM ratschlag_forum_thread AS thread
        JOIN ratschlag_forum_area AS area ON area.id = thread.area_id
        WHERE thread.visibility = 'public' AND area.room = %(room)s
        ORDER BY thread.bumped_at DESC, thread.id DESC LIMIT %(latest)s
    ), frequent AS (
        SELECT tag_id, count(*) AS times FROM latest, unnest(tag_ids) AS tag_id
        GROUP BY tag_id ORDER BY times DESC, tag_id LIMIT %(most)s
    )
    SELECT tag.id, tag.name, tag.slug, tag.canonical_id, frequent.times
    FROM ratschlag_kit_tag AS tag LEFT JOIN frequent ON frequent.tag_id = tag.id
    WHERE tag.id IN (
        SELECT unnest(%(used)s::bigint[]) UNION SELECT tag_id FROM frequent
        UNION SELECT id FROM ratschlag_kit_tag WHERE slug = %(slug)s
    )
"""


@dataclass(frozen=True)
class ListTags:
    """``by_id``: those of the rows; ``frequent``: those most used in open areas; ``wanted``: the one of the filter."""

    by_id: Mapping[int, Tag]
    frequent: list[Tag]
    wanted: Tag | None


def list_tags(user: Any, threads: Iterable[Thread], slug: str) -> ListTags:
    """All tags a thread list shows, in one statement. ``slug``: the filter's, or empty.

    ``wanted`` is None, like for a tag that never was, where no thread the person can read has it; to find out costs
    one statement more where none of those is at hand.
    """
    used = _ids(threads)
    values = {"room": MEMBERS, "latest": LATEST, "most": MOST_FREQUENT, "used": used, "slug": slug}
    with preparing_cursor() as cursor:
        cursor.execute(_TAGS, values)
        rows = cursor.fetchall()
    found = {pk: Tag(pk, name, slug, canonical) for pk, name, slug, canonical, _times in rows}
    times = {pk: number for pk, *_tag, number in rows if number}
    frequent = [found[pk] for pk in sorted(times, key=lambda pk: (-times[pk], pk))]
    wanted = next((tag for tag in found.values() if slug and tag.slug == slug), None)
    if wanted and not (wanted.pk in used or wanted.pk in times or _is_readable(user, wanted)):
        wanted = None
    return ListTags(found, frequent, wanted)


def tags_of(threads: Iterable[Thread]) -> dict[int, Tag]:
    """The tags of these threads by id. One statement, none where there are no tags."""
    ids = _ids(threads)
    return Tag.objects.in_bulk(ids) if ids else {}


def _ids(threads: Iterable[Thread]) -> list[int]:
    return sorted({pk for thread in threads for pk in thread.tag_ids})


def _is_readable(user: Any, tag: Tag) -> bool:
    return Thread.objects.visible_to(user).listed().with_tag(tag.pk).exists()
