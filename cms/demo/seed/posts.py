"""Writes planned threads in bulk: bodies rendered as the forum renders them, all derived values computed here."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery

from cms.wiring import author_cards
from forum.actions.counters import reconcile
from forum.actions.moderation import hide_post
from forum.actions.tagging import get_tags
from forum.bodies import render_body
from forum.conf import AuthorCard
from forum.enums import ReactionKind, Visibility
from forum.models import Affiliation, Area, Post, PostMention, Reaction, TaggedThread, Thread
from kit import richtext
from kit.models import Tag

from .conversations import Conversation, PostPlan
from .world import Person, World, document


class Drifted(RuntimeError):
    """The demo computed a counter differently from the forum."""


def write_conversations(world: World, conversations: list[Conversation]) -> None:
    """Writes threads, posts, mentions, tags, reactions and the one act of moderation. Raises Drifted."""
    _allocate(conversations)
    tags = {tag.name: tag for tag in get_tags({name for each in conversations for name in each.tags})}
    cards = author_cards(person.user.pk for person in world.people)
    affiliations = {row.key: row for row in Affiliation.objects.all()}
    Thread.objects.bulk_create(
        (_thread(world, each, tags) for each in sorted(conversations, key=lambda each: each.pk)), batch_size=500
    )
    posts = [post for each in conversations for post in _posts(each, cards, affiliations)]
    Post.objects.bulk_create(sorted(posts, key=lambda post: post.pk), batch_size=500)
    _point_to_posts(conversations)
    TaggedThread.objects.bulk_create(
        TaggedThread(content_object_id=each.pk, tag=tags[name]) for each in conversations for name in each.tags
    )
    PostMention.objects.bulk_create(
        PostMention(post_id=post.pk, user_id=pk) for post in posts for pk in richtext.mentioned_ids(post.source)
    )
    _react(world, conversations, affiliations)
    _count_areas()
    _hide(world, conversations)
    if drift := reconcile():
        raise Drifted(f"{drift.threads} threads and {drift.areas} areas")


def _allocate(conversations: list[Conversation]) -> None:
    """Takes ids from the tables' own sequences, in the order in which things were written."""
    threads = sorted(conversations, key=lambda each: each.posts[0].at)
    posts = sorted((post for each in conversations for post in each.posts), key=lambda post: post.at)
    tables: list[tuple[Any, list[Any]]] = [(Thread, threads), (Post, posts)]
    for model, rows in tables:
        ids = _take_ids(model._meta.db_table, len(rows))
        for row, pk in zip(rows, ids, strict=True):
            row.pk = pk


def _take_ids(table: str, count: int) -> Iterable[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s) ORDER BY 1", [table, count]
        )
        return [row[0] for row in cursor.fetchall()]


def _area(world: World, conversation: Conversation) -> Area:
    area = world.speakers_area if conversation.is_closed else world.areas[conversation.area]
    assert area is not None
    return area


def _thread(world: World, conversation: Conversation, tags: dict[str, Tag]) -> Thread:
    posts = conversation.posts
    is_pinned = conversation.title == document("areas.yaml")["pinned"]
    return Thread(
        pk=conversation.pk,
        area=_area(world, conversation),
        kind=conversation.kind,
        title=conversation.title,
        author=posts[0].author.user,
        created_at=posts[0].at,
        bumped_at=posts[-1].at,
        pinned_at=posts[0].at if is_pinned else None,
        next_number=len(posts) + 1,
        last_public_number=len(posts),
        reply_count=len(posts) - 1,
        version=1 + len(posts),
        tag_ids=sorted(tags[name].pk for name in conversation.tags),
    )


def _posts(
    conversation: Conversation, cards: dict[int, AuthorCard], affiliations: dict[str, Affiliation]
) -> list[Post]:
    written: dict[int, Post] = {}
    for number, plan in enumerate(conversation.posts, 1):
        body = plan.author.municipality
        affiliation = affiliations[body.key] if body else None
        source = _source(conversation, plan)
        post = Post(
            pk=plan.pk,
            thread_id=conversation.pk,
            number=number,
            author=plan.author.user,
            affiliation=affiliation,
            affiliation_kind=affiliation.kind if affiliation else "",
            affiliation_band=affiliation.band if affiliation else "",
            source=source,
            text=richtext.to_text(source),
            created_at=plan.at,
            reply_to=written.get(plan.quote or 0),
        )
        quoted = {quoted.pk: quoted for quoted in written.values() if quoted.pk in richtext.quoted_ids(source)}
        post.html = render_body(source, quoted=quoted, known_cards=cards)
        written[number] = post
    return list(written.values())


def _source(conversation: Conversation, plan: PostPlan) -> str:
    """The sanitised source: letters become people and places, the quote stands before the text."""
    cast = conversation.cast
    text = re.sub(r"\{kommune:(\w)\}", lambda match: cast[match[1]].municipality.name, plan.text)  # type: ignore[union-attr]
    source = re.sub(r"@\{(\w)\}", lambda match: _mention(cast[match[1]]), richtext.clean(text))
    if plan.quote:
        quoted = conversation.posts[plan.quote - 1]
        words = richtext.clean(plan.quote_text)
        source = f'<blockquote data-quote="{quoted.pk}">{words}</blockquote>{source}'
    return richtext.clean(source)


def _mention(person: Person) -> str:
    return f'<span data-mention="{person.user.pk}">@{person.user.get_full_name()}</span>'


def _point_to_posts(conversations: list[Conversation]) -> None:
    """Fields of threads that point to posts, which did not exist before."""
    threads = []
    for each in conversations:
        accepted = each.posts[each.accepted - 1].pk if each.accepted else None
        threads.append(Thread(pk=each.pk, last_post_id=each.posts[-1].pk, accepted_post_id=accepted))
    Thread.objects.bulk_update(threads, ["last_post", "accepted_post"], batch_size=500)
    first = Post.objects.filter(thread=OuterRef("pk"), number=1)
    Thread.objects.update(
        affiliation_kind=Subquery(first.values("affiliation_kind")),
        affiliation_band=Subquery(first.values("affiliation_band")),
    )


def _react(world: World, conversations: list[Conversation], affiliations: dict[str, Affiliation]) -> None:
    people = [person for person in world.people if person.municipality and not person.is_former]
    rows = []
    for each in conversations:
        for post in each.posts:
            others = [person for person in people if person is not post.author]
            for kind, count in post.reactions.items():
                chosen = world.random.sample(others, min(count, len(others)))
                rows += [_reaction(post, person, ReactionKind(kind), affiliations) for person in chosen]
    Reaction.objects.bulk_create(rows, batch_size=4000)
    written = Post.objects.filter(pk=OuterRef("post")).values("created_at")
    Reaction.objects.update(created_at=Subquery(written))


def _reaction(post: PostPlan, person: Person, kind: ReactionKind, affiliations: dict[str, Affiliation]) -> Reaction:
    """Who does the same says for whom, and most since when."""
    reaction = Reaction(post_id=post.pk, user=person.user, kind=kind)
    if kind == ReactionKind.SAME and person.municipality:
        reaction.affiliation = affiliations[person.municipality.key]
        reaction.year = post.at.year - person.user.pk % 9 if person.user.pk % 4 else None
    return reaction


def _hide(world: World, conversations: list[Conversation]) -> None:
    """The one act of moderation goes the usual way, so that its log entry can be undone."""
    for each in conversations:
        if each.hidden:
            post = Post.objects.select_related("thread__area").get(pk=each.posts[each.hidden - 1].pk)
            hide_post(actor=world.speakers[0].user, post=post, reason=each.hidden_reason)


def _count_areas() -> None:
    areas = Area.objects.all()
    for area in areas:
        area.thread_count = Thread.objects.filter(area=area, visibility=Visibility.PUBLIC).count()
    Area.objects.bulk_update(areas, ["thread_count"])
