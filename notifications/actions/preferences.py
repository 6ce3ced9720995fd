"""A person chooses which mails to get, and when."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from notifications import conf
from notifications.enums import Mail
from notifications.models import Delivery, Digest, KindPreference, MailPreference, Notification
from notifications.registry import kinds, wishes

# What a person may set themselves; the state of the address is not theirs.
CHOICES = frozenset(
    {
        "rhythm",
        "digest_hour",
        "digest_weekday",
        "quiet_from",
        "quiet_until",
        "quiet_weekend",
        "absent_from",
        "absent_until",
        "deputy",
    }
)


@transaction.atomic
def set_preferences(*, user: Any, **choices: Any) -> MailPreference:
    """Sets some of CHOICES and leaves the others. Planned mails stay planned: each asks the new hours when it is due.

    Raises TypeError for what a person may not set, IntegrityError for an absence that ends before it begins.
    """
    if unknown := sorted(set(choices) - CHOICES):
        raise TypeError(f"No choice of a person: {', '.join(unknown)}.")
    return _write(user, **choices)


@transaction.atomic
def pause_mail(*, user: Any) -> None:
    """Stops all mails but those of the account, and cancels the planned ones; locks these."""
    now = timezone.now()
    _write(user, paused_at=now)
    fixed = _fixed_kinds()
    open_mails = Delivery.objects.open().filter(user_id=user.pk)
    open_mails.exclude(notification__kind__in=fixed).update(cancelled_at=now)
    Digest.objects.open().filter(user_id=user.pk).update(cancelled_at=now)


@transaction.atomic
def resume_mail(*, user: Any) -> None:
    """Ends the pause. What came meanwhile stands on the website; mails tell of what comes from now on."""
    if MailPreference.objects.filter(user_id=user.pk, paused_at__isnull=False).update(paused_at=None):
        _settle(user)


@transaction.atomic
def set_kind_mail(*, user: Any, wish_key: str, mail: Mail | str) -> None:
    """Chooses how the kinds of one wish come by mail; planned mails ask when they are due.

    What came while no mail was wanted is not mailed late. Raises LookupError for a wish that is not offered, ValueError
    for an unknown way.
    """
    mail = Mail(mail)
    names = [kind.name for kind in wishes()[wish_key]]
    choices = KindPreference.objects.filter(user_id=user.pk, kind=wish_key)
    if mail != Mail.OFF and choices.filter(mail=Mail.OFF).exists():
        _settle(user, kind__in=names)
    KindPreference.objects.update_or_create(user_id=user.pk, kind=wish_key, defaults={"mail": mail})


def _settle(user: Any, **which: Any) -> None:
    """No mail tells of these any more."""
    rows = Notification.objects.filter(user_id=user.pk, **which).unread().order_by("pk").select_for_update()
    Notification.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(mailed_until=F("updated_at"))


def _write(user: Any, **values: Any) -> MailPreference:
    """A person's first choice leaves all others as the site has them."""
    created = {**conf.mail_defaults(), **values}
    return MailPreference.objects.update_or_create(user_id=user.pk, defaults=values, create_defaults=created)[0]


def set_instant_mail(*, user: Any, is_wanted: bool) -> None:
    """All mails or none."""
    (resume_mail if is_wanted else pause_mail)(user=user)


def _fixed_kinds() -> list[str]:
    return [kind.name for kind in kinds() if kind.is_fixed]
