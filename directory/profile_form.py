"""The form for one's own profile."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kit.models import Topic
from kit.models.taxonomy import TAG_PATTERN
from kit.tags import typed_names

from .actions import Keyword, ProfileChanges
from .actions.profiles import ABOUT_LIMIT
from .enums import Audience, Direction
from .models import Expertise, Profile

AUDIENCES = [
    (Audience.NOBODY.value, _("Nobody but me")),
    (Audience.MUNICIPALITY.value, _("My municipality")),
    (Audience.MEMBERS.value, _("Members")),
    (Audience.PUBLIC.value, _("Public")),
]
PLAIN = ("function", "phone", "phone_hours", "about")
AUDIENCE_FIELDS = ("email_audience", "phone_audience", "about_audience", "offers_audience", "seeks_audience")


class AudienceField(forms.TypedChoiceField):
    """Who may see something."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, choices=AUDIENCES, coerce=int)


class TagsField(forms.CharField):
    """Any number of tags, separated by commas; gives their names."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
        self.help_text = _("Separated by commas, for example: clubs, insurance")

    def clean(self, value: Any) -> list[str]:
        names = typed_names(super().clean(value))
        for name in names:
            try:
                TAG_PATTERN(name)
            except ValidationError as error:
                raise ValidationError(f"„{name}“: {error.message}") from error
        return names


class NoteField(forms.CharField):
    """What somebody can say about a subject, in a few words."""

    def __init__(self, subject: Any, note: str) -> None:
        attrs = {"autocomplete": "off", "placeholder": _("In a few words (optional)")}
        super().__init__(
            label=_("In a few words: %(subject)s") % {"subject": subject},
            max_length=160,
            required=False,
            initial=note,
            widget=forms.TextInput(attrs=attrs),
        )


class ProfileForm(forms.Form):
    """Everything a person says of themselves. ``has_function``: their function stands in their mandate already."""

    function = forms.CharField(label=_("Function"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "work tel"})
    )
    phone_hours = forms.CharField(
        label=_("When to call"), max_length=120, required=False, help_text=_("For example: Monday to Thursday, 8 to 13")
    )
    about = forms.CharField(label=_("About me"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    email_audience = AudienceField(_("Who sees your e-mail address?"))
    phone_audience = AudienceField(_("Who sees your phone number?"))
    about_audience = AudienceField(_("Who sees what you write about yourself?"))
    offers_audience = AudienceField(_("Who sees what you can help with?"))
    seeks_audience = AudienceField(_("Who sees what you look for?"))
    offers_tags = TagsField(_("Further keywords you can help with"))
    seeks_topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(), label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seeks_tags = TagsField(_("Further keywords you look for"))

    def __init__(self, *args: Any, profile: Profile, has_function: bool, **kwargs: Any) -> None:
        self.topics = list(Topic.objects.all())
        subjects = list(profile.expertise.select_related("topic", "tag__canonical")) if profile.pk else []
        self._offers = [each for each in subjects if each.direction == Direction.OFFERS]
        self._seeks = [each for each in subjects if each.direction == Direction.SEEKS]
        kwargs["initial"] = self._initial(profile)
        super().__init__(*args, **kwargs)
        self.fields["about"].help_text = _("Up to %(count)s characters.") % {"count": ABOUT_LIMIT}
        if has_function:
            del self.fields["function"]
        self._add_offers()

    def offer_rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """A box and a note for each topic."""
        for topic in self.topics:
            yield self[f"offers_topic_{topic.pk}"], self[f"offers_topic_note_{topic.pk}"]

    def note_fields(self) -> Iterator[forms.BoundField]:
        """A note for each keyword that is saved already."""
        for subject in self._tagged(self._offers):
            yield self[f"offers_tag_note_{subject.tag_id}"]

    def changes(self) -> ProfileChanges:
        """What the valid form says, for the action."""
        data = self.cleaned_data
        offers = [
            Expertise(direction=Direction.OFFERS, topic=topic, note=data[f"offers_topic_note_{topic.pk}"])
            for topic in self.topics
            if data[f"offers_topic_{topic.pk}"]
        ]
        seeks = [
            Expertise(direction=Direction.SEEKS, topic=topic, note=self._old_note(topic))
            for topic in data["seeks_topics"]
        ]
        keywords = [Keyword(Direction.OFFERS, name, self._note_of(name)) for name in data["offers_tags"]]
        keywords += [Keyword(Direction.SEEKS, name) for name in data["seeks_tags"]]
        fields = {name: data[name] for name in (*PLAIN, *AUDIENCE_FIELDS) if name in self.fields}
        return ProfileChanges(fields, [*offers, *seeks], keywords)

    def add_refusal(self, error: ValidationError) -> None:
        """Puts what the action refused beside its field."""
        places = {Direction.OFFERS.value: "offers_tags", Direction.SEEKS.value: "seeks_tags"}
        for name, errors in error.error_dict.items() if hasattr(error, "error_dict") else [("", error)]:
            place = places.get(name, name)
            self.add_error(place if place in self.fields else None, errors)

    def _add_offers(self) -> None:
        notes = {each.topic_id: each.note for each in self._offers if each.topic_id}
        for topic in self.topics:
            is_on = topic.pk in notes
            self.fields[f"offers_topic_{topic.pk}"] = forms.BooleanField(
                label=topic.name, required=False, initial=is_on
            )
            self.fields[f"offers_topic_note_{topic.pk}"] = NoteField(topic, notes.get(topic.pk, ""))
        for subject in self._tagged(self._offers):
            self.fields[f"offers_tag_note_{subject.tag_id}"] = NoteField(subject, subject.note)

    def _initial(self, profile: Profile) -> dict[str, Any]:
        initial = {name: getattr(profile, name) for name in (*PLAIN, *AUDIENCE_FIELDS)}
        initial["offers_tags"] = ", ".join(str(each) for each in self._tagged(self._offers))
        initial["seeks_tags"] = ", ".join(str(each) for each in self._tagged(self._seeks))
        initial["seeks_topics"] = [each.topic_id for each in self._seeks if each.topic_id]
        return initial

    def _note_of(self, name: str) -> str:
        known = {str(each).casefold(): each for each in self._tagged(self._offers)}
        subject = known.get(name.casefold())
        return self.cleaned_data[f"offers_tag_note_{subject.tag_id}"] if subject else ""

    def _old_note(self, topic: Topic) -> str:
        return next((each.note for each in self._seeks if each.topic_id == topic.pk), "")

    @staticmethod
    def _tagged(subjects: list[Expertise]) -> list[Expertise]:
        return [each for each in subjects if each.tag_id]
