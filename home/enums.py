from django.db import models
from django.utils.translation import gettext_lazy as _


class FaqSection(models.TextChoices):
    """What a question is about; the order is the one of the page."""

    NETWORK = "netzwerk", _("The network")
    JOINING = "mitmachen", _("Becoming a member")
    ACCOUNT = "konto", _("Signing in and account")
    FORUM = "forum", _("Asking and answering")
    MAIL = "mitteilungen", _("Notifications and e-mail")
