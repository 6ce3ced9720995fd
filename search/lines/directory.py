"""People and municipalities as results, with what they show to this viewer only."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import Direction
from directory.feeds import ROW_SUBJECTS, PersonRow, Seen, person_rows
from directory.models import Municipality, Profile
from directory.policy import reach_of
from kit.access import MEMBERS, Anybody, Person, keys_of
from kit.conditions import is_one_of
from kit.prepared import Given, Prepared

from ..highlight import Marker
from ..query import Hit, Kind
from .line import Badge, Line


def person_lines(user: Person, hits: Sequence[Hit], marker: Marker) -> dict[Hit, Line]:
    """Lines of the members of today among the hits. Two statements: profiles with mandates, expertise."""
    profiles = _profiles.rows(ids=[hit.object_id for hit in hits]) if MEMBERS in keys_of(user) else []
    rows = {row.profile.pk: row for row in person_rows(user, profiles)}
    return {hit: _person_line(user, rows[hit.object_id], marker) for hit in hits if hit.object_id in rows}


def _listed_profiles() -> Any:
    return Profile.objects.for_list(Anybody({MEMBERS})).filter(is_one_of("pk", Given("ids")))


_profiles: Prepared[Any] = Prepared(_listed_profiles)


def municipality_lines(user: Person, hits: Sequence[Hit], marker: Marker) -> dict[Hit, Line]:
    """Lines of the municipalities this person may know of. One statement."""
    found = Municipality.objects.visible_to(user).filter(pk__in=[hit.object_id for hit in hits])
    by_id = {each.pk: each for each in found.select_related("district")}
    return {hit: _municipality_line(by_id[hit.object_id], marker) for hit in hits if hit.object_id in by_id}


def _person_line(user: Person, row: PersonRow, marker: Marker) -> Line:
    role, profile = row.role, row.profile
    seen = Seen(profile, reach_of(user, profile, role.key if role else None))
    offers = seen.expertise(Direction.OFFERS)
    about = profile.about if seen.may_see(profile.about_audience) else ""
    labels = dict.fromkeys(str(each) for each in offers)
    return Line(
        kind=Kind.PERSON,
        label=gettext_lazy("Person"),
        icon="people",
        url=profile.get_absolute_url(),
        name=row.name,
        title=marker.mark(row.name),
        facts=tuple(marker.mark(fact) for fact in (role.label if role else "", row.function) if fact),
        snippet=marker.snippet(" ".join([about, *(f"{each}: {each.note}." for each in offers if each.note)])),
        person_id=profile.person_id,
        subjects=tuple(map(marker.mark, sorted(labels, key=marker.finds, reverse=True)[:ROW_SUBJECTS])),
    )


def _municipality_line(municipality: Municipality, marker: Marker) -> Line:
    district = municipality.district
    facts = (municipality.kind_label, district.label if district else "", municipality.region, municipality.band_label)
    return Line(
        kind=Kind.MUNICIPALITY,
        label=gettext_lazy("Municipality"),
        icon="place",
        url=municipality.get_absolute_url(),
        name=municipality.label,
        title=marker.mark(municipality.label),
        facts=tuple(marker.mark(str(fact)) for fact in facts if fact),
        badge=Badge(_("Member of the network"), "check", "success") if municipality.is_member else None,
    )
