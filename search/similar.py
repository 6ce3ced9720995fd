"""Threads about the same thing as a title that is just being written."""

from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import combinations
from typing import Any

from django.db.models import QuerySet, TextField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext

from forum.conf import SimilarThread
from forum.models import Thread
from forum.thread_html import thread_state
from kit.access import Person, keys_of
from kit.prepared import Given, Prepared

from . import language
from .conf import conf
from .deadline import Deadline
from .engines import EngineError
from .engines.postgres import time_limit
from .models import SearchDocument
from .querysets import KEYS, TermQuery
from .shelves import slice_values, thread_slices

MOST = 4
COMPARED = 100  # threads: the newest that share enough terms, and first of all those that have all of them
FEWEST_SHARED = 2  # terms without which a title is not called similar
MOST_TERMS = 12  # that are looked for: the longest, which say the most
ALIKE, FEWEST_ALIKE = 0.7, 3  # share and number of terms from which on two titles ask the same


def similar_threads(user: Person, title: str) -> list[SimilarThread]:
    """Threads this person may read, the most similar titles first. Two statements beside those that set the time limit,
    none for a title of one word.

    Compounds count by their parts: »Stromausfall« is like »Ausfall des Stroms«. Empty where PostgreSQL needs too long:
    nobody is kept from writing by that. It is asked whatever the engine: titles stand in its table.
    """
    terms = dict(_terms(title))
    wanted = frozenset(terms)
    if len(wanted) < FEWEST_SHARED:
        return []
    try:
        found = _sharing_terms(sorted(terms.values(), key=lambda each: len(each[0]))[-MOST_TERMS:], user)
    except EngineError:
        return []
    alike = {pk: likeness(wanted, terms_of(other)) for pk, other in found.items()}
    nearest = [pk for pk in nlargest(MOST, alike, key=lambda pk: (alike[pk], pk)) if alike[pk]]
    threads = Thread.objects.visible_to(user).listed().filter(pk__in=nearest).select_related("area")
    return [
        SimilarThread(thread.title, thread.get_absolute_url(), _facts(thread), alike[thread.pk] >= ALIKE)
        for thread in sorted(threads, key=lambda thread: nearest.index(thread.pk))
    ]


def terms_of(title: str) -> frozenset[str]:
    """The terms of a title with those of its compounds' parts instead of the compounds."""
    return frozenset(term for term, _ in _terms(title))


def _terms(title: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Each term and all it may be in a German or an English document."""
    for word in (part for typed in language.words(title) for part in language.parts(typed)):
        if language.is_stop_word(word):
            continue
        if inner := language.inner_terms(word):
            yield from ((term, (term,)) for term in inner)
        elif term := language.term(word):
            yield term, (term, language.term(word, language.ENGLISH) or term)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 for titles with too little in common, else the share of terms they have in common; below ALIKE for few."""
    shared = len(one & other)
    if shared < FEWEST_SHARED:
        return 0.0
    share = 2 * shared / (len(one) + len(other))
    return share if shared >= FEWEST_ALIKE else min(share, ALIKE - 0.01)


def _sharing_terms(groups: Sequence[Sequence[str]], user: Person) -> dict[int, str]:
    """Titles by their threads' keys. Raises EngineError."""
    one_of = ["({})".format(" | ".join(f"'{term}':AB" for term in group)) for group in groups]
    values = {
        "keys": sorted(keys_of(user)),
        "all": " & ".join(one_of),
        "two": " | ".join(" & ".join(pair) for pair in combinations(one_of, FEWEST_SHARED)),
        **slice_values(timezone.now()),
    }
    with time_limit(Deadline(conf().database_seconds)):
        return dict(_threads.rows(**values))


def _threads_with_terms() -> QuerySet[Any, Any]:
    """Slice after slice: as soon as there are enough, PostgreSQL does not begin the next one."""
    threads = SearchDocument.objects.open_to(KEYS)
    same = threads.titled(TermQuery(Given("all", TextField())))
    sharing = threads.titled(TermQuery(Given("two", TextField())))
    slices = [same, *(sharing.filter(part) for part in thread_slices())]
    first, *others = (each.order_by("-date", "-pk").values_list("object_id", "title")[:COMPARED] for each in slices)
    return first.union(*others, all=True)[:COMPARED]


_threads = Prepared(_threads_with_terms)


def _facts(thread: Thread) -> str:
    replies = ngettext("%(count)s reply", "%(count)s replies", thread.reply_count) % {"count": thread.reply_count}
    return f"{replies} · {thread_state(thread)} · {date_format(thread.bumped_at, 'DATE_FORMAT')}"
