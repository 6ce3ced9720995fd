"""Reads of cases. ``visible_to`` is their one door."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from kit.access import Person, keys_of

from .enums import CaseState

if TYPE_CHECKING:
    from .models import ModerationCase  # noqa: F401  the class below names it


class CaseQuerySet(models.QuerySet["ModerationCase"]):
    def visible_to(self, user: Person) -> Self:
        """Cases this person may decide: who moderates, those about posts in rooms they may enter; the office, those
        referred to it. Nobody sees a case about themselves."""
        from .policy import is_moderator, is_referee

        may = Q(pk__in=[])
        if is_moderator(user):
            may |= Q(post__thread__area__room__in=keys_of(user))
        if is_referee(user):
            may |= Q(is_referred=True)
        return self.filter(may).exclude(post__author=user.pk)

    def open(self) -> Self:
        return self.exclude(state=CaseState.CLOSED)

    def closed(self) -> Self:
        return self.filter(state=CaseState.CLOSED)

    def waiting(self, today: date) -> Self:
        """Those whose author was asked and has time until a day to come."""
        return self.filter(state=CaseState.WAITING, due_on__gt=today)

    def undecided(self, today: date) -> Self:
        """Open ones that need somebody now."""
        return self.open().exclude(state=CaseState.WAITING, due_on__gt=today)

    def by_urgency(self, today: date) -> Self:
        """Changed posts first, then by the day they are due; at the end those that wait for their authors."""
        place = models.Case(
            models.When(state=CaseState.WAITING, due_on__gt=today, then=2),
            models.When(changed_at__isnull=False, then=0),
            default=1,
        )
        return self.order_by(place, "due_on", "pk")
