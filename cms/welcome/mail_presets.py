"""How to be told by mail, in one choice: the three ways most people want. The page of preferences asks for all."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from notifications.actions import pause_mail, resume_mail, set_kind_mail
from notifications.enums import Mail
from notifications.preferences import chosen_mails, default_mails, has_paused


class Preset(models.TextChoices):
    """The values are the form's; OWN is offered to who has chosen something else on the page of preferences."""

    USUAL = "empfohlen", _("What concerns me at once, everything else in one e-mail on working days at 8:00")
    DIGEST = "zusammenfassung", _("Everything in one e-mail on working days at 8:00")
    NONE = "keine", _("No e-mails")
    OWN = "eigene", _("As I chose under “Notifications”")


def preset_of(user: Any) -> Preset:
    """What the person's choices amount to. Two statements."""
    if has_paused(user):
        return Preset.NONE
    chosen = chosen_mails(user)
    if chosen == default_mails():
        return Preset.USUAL
    return Preset.DIGEST if chosen == _all_in_digest() else Preset.OWN


def choose_preset(*, actor: Any, preset: Preset) -> None:
    """Writes what the preset says about each wish, where that is another; hours and days stay. OWN changes nothing."""
    if preset == Preset.OWN:
        return
    with transaction.atomic():
        if preset == Preset.NONE:
            pause_mail(user=actor)
            return
        resume_mail(user=actor)
        wanted = default_mails() if preset == Preset.USUAL else _all_in_digest()
        before = chosen_mails(actor)
        for wish, mail in wanted.items():
            if mail != before[wish]:
                set_kind_mail(user=actor, wish_key=wish, mail=mail)


def _all_in_digest() -> dict[str, Mail]:
    return {wish: Mail.DIGEST if mail == Mail.INSTANT else mail for wish, mail in default_mails().items()}
