from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Mail(TextChoices):
    """How a kind of notification comes by mail."""

    INSTANT = "instant", _("at once")
    DIGEST = "digest", _("in the digest")
    OFF = "off", _("not at all")


class Rhythm(TextChoices):
    DAILY = "daily", _("every working day")
    WEEKLY = "weekly", _("once a week")


class Weekday(IntegerChoices):
    """As ``date.weekday()`` counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")
