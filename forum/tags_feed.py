"""The tags around a thread list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.db.models import Q, TextField

from kit.access import MEMBERS
from kit.conditions import is_one_of
from kit.models import Tag
from kit.prepared import Given, Prepared

from . import conf
from .models import Area, Thread

MOST_FREQUENT = 8
LATEST = 300  # threads in which »frequent« is counted

SECONDS = 60

_FREQUENT = """
    WITH latest AS (
        SELECT thread.tag_ids FROM ratschlag_forum_thread AS thread
        JOIN ratschlag_forum_area AS area ON area.id = thread.area_id
        WHERE thread.visibility = 'public' AND area.room = %(room)s
        ORDER BY thread.bumped_at DESC, thread.id DESC LIMIT %(latest)s
    )
    SELECT tag.id, tag.name, tag.slug, tag.canonical_id
    FROM latest, unnest(latest.tag_ids) AS used JOIN ratschlag_kit_tag AS tag ON tag.id = used
    GROUP BY tag.id ORDER BY count(*) DESC, tag.id LIMIT %(most)s
"""


@dataclass(frozen=True)
class ListTags:
    """``by_id``: those of the rows; ``frequent``: those most used in open areas; ``wanted``: the one of the filter."""

    by_id: Mapping[int, Tag]
    frequent: list[Tag]
    wanted: Tag | None


def list_tags(user: Any, threads: Iterable[Thread], slug: str, areas: Iterable[Area]) -> ListTags:
    """All tags a thread list shows, in one statement and the kept frequent ones. ``slug``: the filter's, or empty.

    ``wanted`` is None, like for a tag that never was, where no thread the person can read has it; to find out costs
    one statement more where none of those is at hand.
    """
    used, frequent = _ids(threads), frequent_tags(areas)
    found = {tag.pk: tag for tag in _tags.rows(used=used, slug=slug)}
    wanted = next((tag for tag in found.values() if slug and tag.slug == slug), None)
    if wanted and not (wanted.pk in used or _is_readable(user, wanted)):
        wanted = None
    return ListTags(found, frequent, wanted)


def frequent_tags(areas: Iterable[Area]) -> list[Tag]:
    """The tags used most in the latest threads of open areas; from the cache, at most a minute old, else one statement.

    ``areas``: those the reader may enter. The key names the audience, all members, and how many threads the open areas
    have: when one comes or vanishes (hidden, withdrawn, moved) its tags are counted anew at once.
    """
    cache = caches[conf.value("CACHE")]
    numbers = ",".join(f"{area.pk}-{area.thread_count}" for area in areas if area.room == MEMBERS)
    key = f"forum.frequent_tags.{MEMBERS}.{blake2b(numbers.encode(), digest_size=8).hexdigest()}"
    rows = cache.get(key)
    if rows is None:
        with connection.cursor() as cursor:
            cursor.execute(_FREQUENT, {"room": MEMBERS, "latest": LATEST, "most": MOST_FREQUENT})
            rows = cursor.fetchall()
        cache.set(key, rows, SECONDS)
    return [Tag(*row) for row in rows]


def tags_of(threads: Iterable[Thread]) -> dict[int, Tag]:
    """The tags of these threads by id. One statement, none where there are no tags."""
    ids = _ids(threads)
    return Tag.objects.in_bulk(ids) if ids else {}


_tags = Prepared(lambda: Tag.objects.filter(is_one_of("pk", Given("used")) | Q(slug=Given("slug", TextField()))))


def _ids(threads: Iterable[Thread]) -> list[int]:
    return sorted({pk for thread in threads for pk in thread.tag_ids})


def _is_readable(user: Any, tag: Tag) -> bool:
    return Thread.objects.visible_to(user).listed().with_tag(tag.pk).exists()
