"""Who does the same: the bodies that people spoke for when they said »Machen wir auch so« in a thread."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from . import conf
from .conf import AuthorCard, card_of
from .enums import ReactionKind, Visibility
from .models import Affiliation, Reaction

MOST_COUNTED = 500  # posts of a thread
MOST = 500  # there are not many more bodies in a Land


@dataclass
class Implementer:
    """``year``: the earliest anybody named; ``people``: whom one can ask, none who has left the network."""

    body: Affiliation
    year: int | None = None
    people: list[AuthorCard] = field(default_factory=list)


def implementing(thread: Any) -> Any:
    """The marks that say it, on posts all members may read; ``thread``: one, or a reference to one."""
    found = Reaction.objects.filter(kind=ReactionKind.SAME, affiliation__isnull=False)
    return found.filter(post__thread=thread, post__visibility=Visibility.PUBLIC)


def implementer_count() -> Any:
    """How many bodies there are, as a part of a statement about threads; None for long ones, where counting is dear."""
    counted = implementing(OuterRef("pk")).order_by().values("post__thread")
    total = Subquery(counted.annotate(total=Count("affiliation", distinct=True)).values("total"))
    number = IntegerField()
    return Case(When(next_number__lte=MOST_COUNTED, then=Coalesce(total, 0, output_field=number)), output_field=number)


def implementers_of(thread: Any) -> list[Implementer]:
    """These bodies by name, with whom to ask. Two statements."""
    marks = implementing(thread).select_related("affiliation").order_by("affiliation__label", "affiliation", "pk")
    found = list(marks[:MOST])
    cards = conf.author_cards(mark.user_id for mark in found)
    bodies: dict[int, Implementer] = {}
    for mark in found:
        body = bodies.setdefault(mark.affiliation_id, Implementer(mark.affiliation))
        body.year = min(filter(None, (body.year, mark.year)), default=None)
        card = card_of(cards, mark.user_id)
        if not card.is_former and card not in body.people:
            body.people.append(card)
    return list(bodies.values())
