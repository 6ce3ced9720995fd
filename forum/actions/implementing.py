"""»Machen wir auch so«: the one mark that says since when, and for which body."""

from typing import Any

from forum import conf, policy
from forum.enums import ReactionKind
from forum.models import Affiliation, Post, Reaction


def say_the_same(*, actor: Any, post: Post, year: int | None) -> None:
    """Sets the mark, or changes its year; it counts for the body the person speaks for now. Raises what policy denies.

    Three statements.
    """
    policy.can_react(actor, post).require()
    values = {"year": year, "affiliation_id": body_of(actor)}
    Reaction.objects.update_or_create(post=post, user=actor, kind=ReactionKind.SAME, defaults=values)


def body_of(actor: Any) -> int | None:
    """The id of the body the person speaks for now, or None. At most one statement."""
    key = conf.affiliation_key_of(actor)
    return Affiliation.objects.filter(key=key).values_list("pk", flat=True).first() if key else None
