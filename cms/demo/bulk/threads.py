"""Writes threads and posts, the posts with their search documents, in the order in which people wrote them."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, batched
from typing import Any

from cms.wiring import author_cards
from directory.models import Mandate
from forum.bodies import render_body
from forum.enums import ReactionKind, ThreadState, Via, Visibility
from forum.models import Affiliation, Post, Reaction, TaggedThread, Thread

from .copying import copy_rows, reserve_ids
from .documents import ReplyDocuments
from .plan import SPAN, ThreadPlan, moments
from .words import Author, Body

BATCH = 20_000
# As many in a large database as in a small one: what grows there is the data, not the answer.
RARE_POSTS, FOUR_POSTS = 10, 800
ANSWERING, QUOTING, REACTED = 0.3, 0.08, 0.1  # shares of posts
MOST_REACTIONS = 4
DATED, YEARS = 0.6, (2008, 2025)  # of »Machen wir auch so«
WRITER_EXPONENT = 0.7  # how much more than the others the busiest write
_POST = (
    *("id", "thread_id", "number", "author_id", "affiliation_id", "affiliation_kind", "affiliation_band"),
    *("source", "html", "text", "reply_to_id", "created_at"),
)
_THREAD = (
    *("id", "area_id", "kind", "title", "author_id", "created_at", "bumped_at", "next_number", "last_public_number"),
    *("reply_count", "version", "last_post_id", "accepted_post_id", "accepted_at", "tag_ids"),
    *("affiliation_kind", "affiliation_band"),
)
_REACTION = ("post_id", "user_id", "kind", "created_at", "year", "affiliation_id")


@dataclass(frozen=True, slots=True)
class Written:
    """What later steps need to know of a post."""

    pk: int
    plan: ThreadPlan
    number: int
    author_id: int
    moment: datetime


class Writing:
    """The posts as they are written one after the other; ``pools``: who writes in a closed area, by its id."""

    def __init__(self, author: Author, writers: Sequence[int], pools: dict[int, list[int]], now: datetime) -> None:
        self.author, self.writers, self.pools = author, writers, pools
        self.numbers: random.Random = author.random
        self.first_moment = now - SPAN
        self.odds = list(accumulate(1 / rank**WRITER_EXPONENT for rank in range(1, len(writers) + 1)))
        self.cards = author_cards(writers)
        self.affiliations = _affiliations(writers)
        self.posts: list[Written] = []
        self._last_lines: dict[int, str] = {}  # by thread: how its last post begins

    def write(self, plans: Sequence[ThreadPlan], say: Callable[[str], None]) -> None:
        """Writes all posts and the documents of the replies; fills the plans."""
        schedule = moments(plans, self.numbers)
        for pk, plan in enumerate(plans, reserve_ids(Thread, len(plans))):
            plan.pk = pk
        first = reserve_ids(Post, len(schedule))
        rare = set(self.numbers.sample(range(len(schedule)), RARE_POSTS))
        about_four = set(self.numbers.sample(range(len(schedule)), min(FOUR_POSTS, len(schedule) // 10)))
        documents = ReplyDocuments()
        same = {"visibility": Visibility.PUBLIC.value, "hidden_reason": "", "edit_count": 0, "via": Via.WEB.value}
        for batch in batched(enumerate(schedule), BATCH):
            bodies = [
                self.author.body(is_rare=place in rare, is_about_four=place in about_four) for place, _entry in batch
            ]
            posts = [self._post(first + place, plans[thread], second) for place, (second, thread) in batch]
            self.posts += posts
            copy_rows(Post, _POST, map(self._row, posts, bodies), **same)
            documents.write(
                (post.pk, post.plan, post.moment, self.affiliations[post.author_id].key, body)
                for post, body in zip(posts, bodies, strict=True)
                if post.number > 1
            )
            say(f"{len(self.posts)} von {len(schedule)} Beiträgen")
        documents.finish()

    def _post(self, pk: int, plan: ThreadPlan, second: float) -> Written:
        pool = self.pools.get(plan.area.pk)
        author_id = self.numbers.choice(pool) if pool else self.numbers.choices(self.writers, cum_weights=self.odds)[0]
        plan.posts.append(pk)
        post = Written(pk, plan, len(plan.posts), author_id, self.first_moment + timedelta(seconds=second))
        plan.author_id = plan.author_id or author_id
        plan.last_numbers[author_id] = post.number
        plan.bumped_at = post.moment
        return post

    def _row(self, post: Written, body: Body) -> tuple[Any, ...]:
        plan, affiliation = post.plan, self.affiliations[post.author_id]
        chance = self.numbers.random()
        before = plan.posts[post.number - 2] if post.number > 1 and chance < ANSWERING else None
        source = html = body.source  # rendering changes quotes and mentions only
        if before and chance < QUOTING:
            source = f'<blockquote data-quote="{before}"><p>{self._last_lines[plan.pk]}</p></blockquote>{source}'
            quoted = Post(pk=before, number=post.number - 1, author_id=self.posts[before - self.posts[0].pk].author_id)
            html = render_body(source, quoted={before: quoted}, known_cards=self.cards)
        self._last_lines[plan.pk] = body.text.partition("\n")[0]
        return (
            *(post.pk, plan.pk, post.number, post.author_id, affiliation.pk, affiliation.kind, affiliation.band),
            *(source, html, body.text, before, post.moment),
        )


def write_threads(
    plans: Sequence[ThreadPlan],
    affiliations: Mapping[int, Affiliation],
    numbers: random.Random,
    first_moment: datetime,
) -> None:
    """Writes the threads whose posts are written, and their tags. ``affiliations``: of those who write."""
    same = {"state": ThreadState.OPEN.value, "visibility": Visibility.PUBLIC.value, "lock_reason": "", "edit_count": 0}
    copy_rows(Thread, _THREAD, (_thread_row(plan, affiliations, numbers, first_moment) for plan in plans), **same)
    tags = ((plan.pk, tag) for plan in plans for tag in plan.tag_ids)
    copy_rows(TaggedThread, ("content_object_id", "tag_id"), tags)


def write_reactions(posts: Sequence[Written], people: Sequence[int], numbers: random.Random, now: datetime) -> None:
    """A tenth of the posts has some, within two days."""
    bodies = _affiliations(people)  # read before: nothing else can be asked while rows are copied
    copy_rows(Reaction, _REACTION, _reactions(posts, people, bodies, numbers, now))


def _reactions(
    posts: Sequence[Written],
    people: Sequence[int],
    bodies: Mapping[int, Affiliation],
    numbers: random.Random,
    now: datetime,
) -> Iterator[tuple[Any, ...]]:
    kinds = list(ReactionKind.values)
    for post in posts:
        if numbers.random() < REACTED:
            for person in numbers.sample(people, numbers.randint(1, MOST_REACTIONS)):
                moment = post.moment + timedelta(hours=48 * numbers.random())
                if person != post.author_id:
                    yield post.pk, person, *_said(numbers.choice(kinds), min(moment, now), bodies.get(person), numbers)


def _said(kind: str, moment: datetime, body: Affiliation | None, numbers: random.Random) -> tuple[Any, ...]:
    """Who does it, too, says for whom, and most since when."""
    if kind != ReactionKind.SAME or body is None:
        return kind, moment, None, None
    return kind, moment, numbers.randint(*YEARS) if numbers.random() < DATED else None, body.pk


def _thread_row(
    plan: ThreadPlan, affiliations: Mapping[int, Affiliation], numbers: random.Random, first_moment: datetime
) -> tuple[Any, ...]:
    accepted = numbers.choice(plan.posts[1:12]) if plan.is_answered else None
    created_at, affiliation = first_moment + timedelta(seconds=plan.begins), affiliations[plan.author_id]
    return (
        *(plan.pk, plan.area.pk, str(plan.kind), plan.title, plan.author_id, created_at, plan.bumped_at),
        *(plan.size + 1, plan.size, plan.size - 1, plan.size + 1, plan.posts[-1], accepted),
        *(plan.bumped_at if accepted else None, plan.tag_ids, affiliation.kind, affiliation.band),
    )


def _affiliations(writers: Sequence[int]) -> dict[int, Affiliation]:
    """The body each of them speaks for today."""
    by_key = {row.key: row for row in Affiliation.objects.all()}
    mandates = Mandate.objects.current().filter(person__in=writers).values_list("person", "municipality__key")
    return {person: by_key[key] for person, key in mandates}
