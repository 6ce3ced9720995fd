from django import forms
from django.utils.translation import gettext_lazy as _


class MailSettingsForm(forms.Form):
    """How a person is told by mail. The values are strings, so that a digest can join them."""

    INSTANT, NONE = "sofort", "keine"
    mail = forms.ChoiceField(
        label=_("Notifications by e-mail"),
        choices=[(INSTANT, _("E-mail soon after each notification")), (NONE, _("No e-mails"))],
        widget=forms.RadioSelect,
        help_text=_("On the website you always see notifications at once."),
    )
