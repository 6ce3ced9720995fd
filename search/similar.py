"""Threads about the same thing as a title that is just being written."""

from django.utils.formats import date_format
from django.utils.translation import ngettext

from forum.conf import SimilarThread
from forum.models import Thread
from forum.thread_html import thread_state
from kit.access import Person, keys_of

from . import language
from .engine import any_word
from .engines import EngineError
from .query import Kind

MOST = 4
COMPARED = 30  # of the threads that have one of the words, those the engine thinks fit best
FEWEST_SHARED = 2  # terms without which a title is not called similar
ALIKE, FEWEST_ALIKE = 0.7, 3  # share and number of terms from which on two titles ask the same


def similar_threads(user: Person, title: str) -> list[SimilarThread]:
    """Threads this person may read, the most similar titles first. Two statements, none for a title of one word.

    Compounds count by their parts: »Stromausfall« is like »Ausfall des Stroms«. Empty where no engine answers: nobody
    is kept from writing by that.
    """
    wanted = terms_of(title)
    if len(wanted) < FEWEST_SHARED:
        return []
    try:
        candidates = any_word(title, keys_of(user))
    except EngineError:
        return []
    threads_of = {each.thread_id or each.object_id: each.fit for each in candidates if each.kind == Kind.THREAD}
    nearest = sorted(threads_of, key=lambda pk: -threads_of[pk])[:COMPARED]
    threads = Thread.objects.visible_to(user).listed().filter(pk__in=nearest).select_related("area")
    ranked = sorted(
        ((likeness(wanted, terms_of(thread.title)), thread.bumped_at, thread) for thread in threads),
        key=lambda row: row[:2],
        reverse=True,
    )
    return [
        SimilarThread(thread.title, thread.get_absolute_url(), _facts(thread), is_very_similar=alike >= ALIKE)
        for alike, _moment, thread in ranked[:MOST]
        if alike
    ]


def terms_of(title: str) -> frozenset[str]:
    """The terms of a title with those of its compounds' parts instead of the compounds."""
    words = [part for word in language.words(title) for part in language.parts(word)]
    return frozenset(
        term
        for word in words
        if not language.is_stop_word(word)
        for term in (language.inner_terms(word) or [language.term(word)])
        if term
    )


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 for titles with too little in common, else the share of terms they have in common; below ALIKE for few."""
    shared = len(one & other)
    if shared < FEWEST_SHARED:
        return 0.0
    share = 2 * shared / (len(one) + len(other))
    return share if shared >= FEWEST_ALIKE else min(share, ALIKE - 0.01)


def _facts(thread: Thread) -> str:
    replies = ngettext("%(count)s reply", "%(count)s replies", thread.reply_count) % {"count": thread.reply_count}
    return f"{replies} · {thread_state(thread)} · {date_format(thread.bumped_at, 'DATE_FORMAT')}"
