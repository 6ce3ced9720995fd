"""Small forms of the directory. They check what people can correct; policy and locks are the actions' business."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Mandate, Municipality
from .models.message import SUBJECT_LIMITS, TEXT_LIMIT


class MessageForm(forms.Form):
    """A message to one person. Limits are said by the action, with the length that was typed; the browser helps."""

    subject = forms.CharField(
        label=_("Subject"), widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": SUBJECT_LIMITS[1]})
    )
    text = forms.CharField(label=_("Message"), widget=forms.Textarea(attrs={"rows": 10}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("Up to %(count)s characters, without formatting.") % {"count": TEXT_LIMIT}


class MandateForm(forms.Form):
    """What somebody does for a municipality, and from which day on no longer."""

    function = forms.CharField(
        label=_("Function"),
        max_length=120,
        help_text=_("For example: office for volunteering, mayor’s office"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_contact = forms.BooleanField(
        label=_("Contact person of the municipality"),
        required=False,
        help_text=_("Contact persons invite colleagues of their municipality and look after their accounts."),
    )
    ends_on = forms.DateField(
        label=_("First day without this function"),
        required=False,
        help_text=_("Leave this empty as long as the person keeps the function."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(mandate, name) for name in ("function", "is_contact", "ends_on")}
        super().__init__(*args, **kwargs)


class MunicipalityForm(forms.Form):
    """What a municipality says of itself."""

    website = forms.URLField(
        label=_("Website"), max_length=300, required=False, widget=forms.URLInput(attrs={"autocomplete": "url"})
    )
    contact_email = forms.EmailField(
        label=_("Contact mailbox"),
        required=False,
        help_text=_("An address of the office, not of a person, for example ehrenamt@stadt.example. Members see it."),
    )
    about = forms.CharField(
        label=_("About us"),
        required=False,
        help_text=_("What is special about volunteering in your municipality, in a few sentences. Members see it."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(municipality, name) for name in ("website", "contact_email", "about")}
        super().__init__(*args, **kwargs)
