"""What posts carry beside their text, as facts: marks, files, polls. One statement for a whole page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from kit.conditions import is_one_of
from kit.prepared import Given, Prepared

from .enums import FileState, ReactionKind
from .models import AttachmentUse, Bookmark, Poll, PollOption, PollVote, PollVoter, Reaction

REACTION, FILE, POLL, BOOKMARK = "reaction", "file", "poll", "bookmark"


@dataclass(frozen=True)
class ReactionButton:
    kind: ReactionKind
    count: int
    is_on: bool
    year: int | None = None  # »We do this too«: since when, in the reader's own mark


@dataclass
class Extras:
    """What one post carries. ``files`` and ``poll`` hold the facts as ``_files`` and ``_polls`` name them; moments in
    them are text (``datetime.fromisoformat``). Only for who may read the post's text."""

    reactions: list[ReactionButton]
    files: list[dict[str, Any]] = field(default_factory=list)
    poll: dict[str, Any] | None = None
    is_bookmarked: bool = False


def extras_of(user: Any, post_ids: Sequence[int]) -> dict[int, Extras]:
    """The extras of these posts, which came through ``visible_to``; reactions in the fixed order of their kinds."""
    found = {pk: Extras([]) for pk in post_ids}
    marks: dict[int, dict[str, Any]] = {pk: {} for pk in post_ids}
    for post, part, facts in _extras_of().rows(user=user.pk, posts=list(post_ids)) if post_ids else ():
        extras = found[post]
        if part == REACTION:
            marks[post][facts["kind"]] = facts
        elif part == FILE:
            extras.files.append(facts)
        elif part == POLL:
            extras.poll = facts | {"options": sorted(facts["options"], key=lambda option: option["position"])}
        else:
            extras.is_bookmarked = True
    for pk, extras in found.items():
        extras.reactions = [_button(kind, marks[pk].get(kind)) for kind in ReactionKind]
        extras.files.sort(key=lambda facts: (facts["position"], facts["id"]))
    return found


def _button(kind: ReactionKind, facts: dict[str, Any] | None) -> ReactionButton:
    return (
        ReactionButton(kind, facts["total"], bool(facts["mine"]), facts["year"])
        if facts
        else ReactionButton(kind, 0, False)
    )


@cache
def _extras_of() -> Prepared[tuple[int, str, dict[str, Any]]]:
    return Prepared(lambda: _reactions().union(_files(), _polls(), _bookmarks(), all=True))


def _reactions() -> Any:
    counted = Reaction.objects.filter(is_one_of("post", Given("posts"))).order_by().values("post", "kind")
    mine = {"user": Given("user")}
    counted = counted.annotate(
        total=Count("pk"), mine=Max(Case(When(**mine, then=1), default=0)), since=Max(Case(When(**mine, then="year")))
    )
    return _part(counted, REACTION, kind="kind", total="total", mine="mine", year="since")


def _files() -> Any:
    """The files listed below posts; pictures stand in their texts. Unchecked ones only their uploader sees."""
    uses = AttachmentUse.objects.filter(is_one_of("post", Given("posts")), is_inline=False)
    uses = uses.filter(Q(attachment__state=FileState.OK) | Q(attachment__uploader=Given("user")))
    of_file = ("name", "kind", "size", "state", "scanned_at")
    facts = {name: f"attachment__{name}" for name in of_file}
    return _part(uses, FILE, id="attachment", position="position", **facts)


def _polls() -> Any:
    mine = Exists(PollVote.objects.filter(option=OuterRef("pk"), user=Given("user")))
    option = JSONObject(
        id="pk",
        position="position",
        text="text",
        begins_at="begins_at",
        ends_at="ends_at",
        vote_count="vote_count",
        is_mine=mine,
    )
    options = PollOption.objects.filter(poll=OuterRef("pk")).order_by().annotate(facts=option).values("facts")
    voters = PollVoter.objects.filter(poll=OuterRef("pk"))
    count = voters.order_by().values("poll").annotate(total=Count("pk")).values("total")
    polls = Poll.objects.filter(is_one_of("post", Given("posts")))
    of_poll = ("question", "kind", "results", "is_secret", "closes_at", "closed_at", "closed_by_id")
    return _part(
        polls,
        POLL,
        id="pk",
        options=ArraySubquery(options),
        voter_count=_number(count),
        has_voted=Exists(voters.filter(user=Given("user"))),
        **{name: name for name in of_poll},
    )


def _bookmarks() -> Any:
    mine = Bookmark.objects.filter(is_one_of("post", Given("posts")), user=Given("user"))
    return _part(mine, BOOKMARK, is_mine=Value(True, BooleanField()))


def _number(counted: Any) -> Any:
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _part(queryset: Any, part_name: str, /, **facts: Any) -> Any:
    part = Value(part_name, TextField())
    return queryset.order_by().annotate(part=part, facts=JSONObject(**facts)).values_list("post", "part", "facts")
