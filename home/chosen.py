"""Municipalities, people and threads on pages. What was chosen is shown to those who may know of it, each reader anew.

All of a kind on a page are read together: one statement by the stream for its values, one here for what this reader
may see of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ChooserBlock

from directory.enums import Audience
from directory.models import Municipality, Profile, SpeakerTerm
from forum.models import Thread
from kit.access import MEMBERS, Person, keys_of

from .choosers import VIEWSETS

AUDIENCES = ("email_audience", "phone_audience", "about_audience", "offers_audience", "seeks_audience")


def shown_threads(user: Person, ids: Iterable[int]) -> dict[int, Any]:
    """Those of the threads this reader can open."""
    return Thread.objects.visible_to(user).listed().select_related("area").in_bulk(list(ids))


def shown_people(user: Person, ids: Iterable[int]) -> dict[int, Any]:
    """Members see members. The public sees who opened something of their profile to everybody, and the speaker team,
    which is elected in public; of both the name, the function and the municipality."""
    people = Profile.objects.with_mandate().select_related("person")
    if MEMBERS in keys_of(user):
        return people.visible_to(user).in_bulk(list(ids))
    is_open = Q(person__in=SpeakerTerm.objects.current().values("person"))
    for field in AUDIENCES:
        is_open |= Q((field, Audience.PUBLIC))
    return people.listed().filter(is_open).in_bulk(list(ids))


def shown_municipalities(user: Person, ids: Iterable[int]) -> dict[int, Any]:
    """Members see all; the public those who belong to the network, as on the page of members."""
    if MEMBERS in keys_of(user):
        return Municipality.objects.visible_to(user).in_bulk(list(ids))
    return Municipality.objects.members().in_bulk(list(ids))


class ChosenBlock(ChooserBlock):
    """One chosen thing. Subclasses name the kind (as in BodyBlock), the model, and what a reader may see of it."""

    kind = ""

    @cached_property
    def target_model(self) -> Any:
        return VIEWSETS[self.kind].model

    @cached_property
    def widget(self) -> Any:
        return VIEWSETS[self.kind].widget_class()

    def shown(self, user: Person, ids: Iterable[int]) -> dict[int, Any]:
        raise NotImplementedError

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        request = context.get("request")
        user = getattr(request, "user", None) or AnonymousUser()
        found = self._of_page(user, value, context.get("parts"), request)
        return {**context, "chosen": found.get(value.pk) if value else None, "is_member": MEMBERS in keys_of(user)}

    def _of_page(self, user: Person, value: Any, parts: Any, request: Any) -> dict[int, Any]:
        """What the reader may see of all things of this kind on the page; read once for a request."""
        if request is None or not parts:
            return self.shown(user, [value.pk]) if value else {}
        seen: dict[str, dict[int, Any]] = request.__dict__.setdefault("_chosen_things", {})
        if self.kind not in seen:
            mine = (block.value for block, _anchor in parts if block.block_type == self.kind)
            seen[self.kind] = self.shown(user, {each.pk for each in mine if each})
        return seen[self.kind]


class ThreadBlock(ChosenBlock):
    kind = "thread"

    class Meta:
        icon = "comment"
        label = _("Thread of the forum")
        help_text = _("Shown to members only; others see nothing in its place.")
        template = "home/blocks/thread.html"

    def shown(self, user: Person, ids: Iterable[int]) -> dict[int, Any]:
        return shown_threads(user, ids)


class PersonBlock(ChosenBlock):
    kind = "person"

    class Meta:
        icon = "user"
        label = _("Person")
        help_text = _("Shown to everybody only if the person opened something of their profile to everybody.")
        template = "home/blocks/person.html"

    def shown(self, user: Person, ids: Iterable[int]) -> dict[int, Any]:
        return shown_people(user, ids)


class MunicipalityBlock(ChosenBlock):
    kind = "municipality"

    class Meta:
        icon = "site"
        label = _("Municipality")
        template = "home/blocks/municipality.html"

    def shown(self, user: Person, ids: Iterable[int]) -> dict[int, Any]:
        return shown_municipalities(user, ids)
