"""What a person has chosen about mails, for the pages that show it."""

from collections.abc import Mapping
from typing import Any

from .enums import Mail
from .models import KindPreference, MailPreference
from .registry import Section, Text, wishes


def preference_of(user: Any) -> MailPreference | None:
    """The person's row, or None where they have chosen nothing. One statement."""
    return MailPreference.objects.filter(user=user.pk).select_related("deputy").first()


def has_paused(user: Any) -> bool:
    """Whether the person stopped all mails. One statement."""
    return MailPreference.objects.filter(user=user.pk, paused_at__isnull=False).exists()


def offered_wishes() -> dict[str, Text]:
    """What the page of preferences asks about, in the order of the digest's parts: the words of each wish."""
    places = list(Section)
    first = {key: kinds[0] for key, kinds in wishes().items() if not kinds[0].is_fixed}
    return {key: first[key].wish for key in sorted(first, key=lambda key: places.index(first[key].section))}


def default_mails() -> dict[str, Mail]:
    """How each wish comes by mail for a person who has chosen nothing."""
    return {key: kinds[0].mail for key, kinds in wishes().items() if not kinds[0].is_fixed}


def chosen_mails(user: Any) -> Mapping[str, Mail]:
    """How each wish comes to this person by mail. One statement."""
    chosen = dict(KindPreference.objects.filter(user=user.pk).values_list("kind", "mail"))
    return {key: Mail(chosen.get(key, mail)) for key, mail in default_mails().items()}
