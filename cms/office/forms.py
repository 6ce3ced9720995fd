"""Forms of the office's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    """What the table is for. The sentence is kept in the log."""

    purpose = forms.CharField(
        label=_("What do you need the table for?"),
        min_length=10,
        max_length=300,
        help_text=_("For example: invitations to the network meeting in May."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    file_format = forms.ChoiceField(
        label=_("File format"), choices=[("xlsx", _("Excel (XLSX)")), ("csv", "CSV")], widget=forms.RadioSelect
    )
