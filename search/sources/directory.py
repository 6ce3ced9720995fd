"""People and municipalities, as members find them. Nobody else can open their pages."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import override

from directory import conf
from directory.access import municipality_key
from directory.enums import Audience, Direction
from directory.models import Expertise, Municipality, Profile
from directory.querysets import ProfileQuerySet
from kit.access import MEMBERS
from search.documents import Document
from search.query import Kind

from . import Source, register

FULLEST, FOR_MEMBERS = range(2)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def register_sources() -> None:
    register(Source(Kind.MUNICIPALITY, municipality_documents, Municipality.objects.all))
    register(Source(Kind.PERSON, person_documents, Profile.objects.all, part_count=2))


def municipality_documents(ids: Sequence[int]) -> Iterator[Document]:
    """One statement."""
    for each in Municipality.objects.filter(pk__in=ids).select_related("district"):
        yield Document(
            kind=Kind.MUNICIPALITY,
            object_id=each.pk,
            room=MEMBERS,
            title=each.label,
            text=" ".join(filter(None, [each.official_name, each.district.label if each.district else ""])),
            labels=[each.name, _kind_of(each), each.region, each.key],
            date=_moment(each.member_since) if each.member_since else LONG_AGO,
            affiliation=each.key,
        )


def _kind_of(municipality: Municipality) -> str:
    """What it is called in the site's first language, whichever language the job runs in."""
    with override(settings.LANGUAGE_CODE):
        return str(municipality.kind_label)


def person_documents(ids: Sequence[int]) -> Iterator[Document]:
    """For members, and a fuller one for the person's own municipality where that sees more. Two statements."""
    expertise = Expertise.objects.select_related("topic", "tag")
    profiles: ProfileQuerySet = Profile.objects.filter(pk__in=ids)
    found = profiles.listed().with_mandate().select_related("person").prefetch_related(Prefetch("expertise", expertise))
    for profile in found:
        yield from _of_person(profile)


def _of_person(profile: Any) -> Iterator[Document]:
    mandate: dict[str, Any] = profile.mandate_data or {}
    for_members = _of_profile(profile, mandate, Audience.MEMBERS)
    own = municipality_key(mandate["key"]) if mandate else ""
    fullest = _of_profile(profile, mandate, Audience.MUNICIPALITY)
    sees_more = bool(own) and fullest != for_members
    if sees_more:
        yield Document(part=FULLEST, room=own, **fullest)
    yield Document(part=FOR_MEMBERS, room=MEMBERS, fuller_rooms=[own] if sees_more else [], **for_members)


def _of_profile(profile: Profile, mandate: dict[str, Any], reach: Audience) -> dict[str, Any]:
    """What is found of a person by those for whom a field must be open as far as ``reach``."""
    offers = _expertise(profile, Direction.OFFERS, reach, profile.offers_audience)
    seeks = _expertise(profile, Direction.SEEKS, reach, profile.seeks_audience)
    notes = [each.note for each in chain(offers, seeks) if each.note]
    function = mandate.get("function") or profile.function
    return {
        "kind": Kind.PERSON,
        "object_id": profile.pk,
        "title": conf.display_name(profile.person),
        "text": "\n".join([*([profile.about] if profile.about_audience >= reach else []), *notes, *map(str, seeks)]),
        "date": profile.created_at,
        "topics": [each.topic.slug for each in offers if each.topic],
        "tags": [each.tag.name for each in offers if each.tag],
        "labels": [function, mandate.get("label", ""), *(each.topic.name for each in offers if each.topic)],
        "affiliation": mandate.get("key", ""),
    }


def _expertise(profile: Profile, direction: Direction, reach: Audience, audience: int) -> list[Expertise]:
    if audience < reach:
        return []
    return [each for each in profile.expertise.all() if each.direction == direction]


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
