"""What other apps show of people, for many at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, QuerySet

from kit.access import MEMBERS, SPEAKER, users_with
from kit.addresses import addresses
from kit.conditions import is_one_of
from kit.prepared import Given, Prepared

from . import conf
from .querysets import latest_mandate


@dataclass(frozen=True)
class AuthorFacts:
    """A person as members know them. ``is_former``: nobody any more whom one could ask."""

    id: int
    name: str
    url: str
    municipality: str
    function: str
    is_speaker: bool
    is_former: bool


def author_facts(user_ids: Iterable[int]) -> dict[int, AuthorFacts]:
    """Facts of these people by id. One statement, however many, and none for nobody."""
    ids = list(set(user_ids))
    if not ids:
        return {}
    address = addresses("directory:profile", str)
    return {person.pk: _facts(person, address) for person in _people.rows(ids=ids)}


def _people_with_facts() -> QuerySet[Any]:
    me = {"pk": OuterRef("pk")}
    people = get_user_model()._default_manager.filter(is_one_of("pk", Given("ids")))
    return people.annotate(
        profile_slug=F("profile__slug"),
        own_function=F("profile__function"),
        mandate_data=latest_mandate("pk", "label", "function"),
        is_speaker=Exists(users_with(SPEAKER).filter(**me)),
        is_member=Exists(users_with(MEMBERS).filter(**me)),
    )


_people = Prepared(_people_with_facts)


def _facts(person: Any, address: Callable[[str], str]) -> AuthorFacts:
    mandate = person.mandate_data or {}
    slug = person.profile_slug
    return AuthorFacts(
        id=person.pk,
        name=conf.display_name(person),
        url=address(slug) if slug else "",
        municipality=mandate.get("label", ""),
        function=mandate.get("function") or person.own_function or "",
        is_speaker=person.is_speaker,
        is_former=not person.is_member,
    )
