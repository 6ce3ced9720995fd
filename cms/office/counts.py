"""What waits for the office. The dashboard's numbers and the lists behind them are the same querysets."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.permissions import policy_registry

from forum.enums import ThreadState
from home.models import ContentPage

WAITS_FOR = timedelta(days=3)
CHECKED_EVERY = timedelta(days=365)


def waiting_questions(threads: Any) -> Any:
    """Of these threads the open questions that nobody has answered for three days."""
    asked_before = timezone.now() - WAITS_FOR
    return threads.listed().unanswered().filter(state=ThreadState.OPEN, created_at__lt=asked_before)


def open_cases(cases: Any) -> Any:
    """Of these cases those nobody has decided."""
    return cases.open()


def pages_to_check(user: Any) -> QuerySet[Any]:
    """Published pages the person may edit whose text nobody has checked for a year, the longest ago first.

    A page never checked counts from its last publication.
    """
    day, moment = timezone.localdate() - CHECKED_EVERY, timezone.now() - CHECKED_EVERY
    is_due = Q(checked_on__lt=day) | Q(checked_on=None, last_published_at__lt=moment)
    policy = policy_registry.get_by_type(ContentPage)
    mine = policy.instances_user_has_permission_for(user, "change").values("pk")
    return ContentPage.objects.live().filter(is_due, pk__in=mine).order_by("checked_on", "last_published_at", "pk")
