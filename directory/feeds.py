"""Page-sized reads: what the lists and pages show to one viewer, in a fixed number of statements."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise

from kit.access import Person

from . import conf, policy
from .enums import Audience, Direction
from .filters import Wanted
from .models import Expertise, Municipality, Profile
from .querysets import ProfileQuerySet, folded

ROW_SUBJECTS = 5
NOTHING = Wanted()


@dataclass(frozen=True)
class Role:
    """The municipality a person speaks for, or spoke for last."""

    key: str
    label: str
    slug: str
    kind: str | Promise
    population: int | None
    region: str
    latitude: float | None
    longitude: float | None
    function: str
    is_contact: bool
    begins_on: str
    ends_on: str | None
    pk: int
    is_member: bool
    member_since: str | None

    @classmethod
    def of(cls, mandate: dict[str, Any] | None) -> "Role | None":
        if not mandate:
            return None
        return cls(**{**mandate, "kind": conf.kind_label(mandate["kind"])})

    @property
    def is_in_force(self) -> bool:
        return self.ends_on is None or self.ends_on > timezone.localdate().isoformat()

    @property
    def network_year(self) -> str:
        """Since when the municipality belongs to the network; empty where it does not, or nobody knows."""
        return (self.member_since or "")[:4] if self.is_member else ""


@dataclass(frozen=True)
class Subject:
    """What a person offers advice on, and the filter that finds it. ``is_match``: the list was asked for it."""

    label: str
    query: str
    is_match: bool = False


@dataclass(frozen=True)
class PersonRow:
    """One row of the people list. ``number`` is that of the municipality on the map beside the list."""

    profile: Profile
    name: str
    role: Role | None
    function: str
    offers: Sequence[Subject]
    number: int | None = None

    @property
    def subjects(self) -> Sequence[Subject]:
        """As much of the offers as a row has room for."""
        return self.offers[:ROW_SUBJECTS]


def person_rows(viewer: Person, profiles: Sequence[Profile], wanted: Wanted = NOTHING) -> list[PersonRow]:
    """Rows of profiles read by ``for_list``; costs no statement."""
    return [_row(viewer, profile, wanted) for profile in profiles]


def colleagues(viewer: Person, municipality: Municipality) -> list[PersonRow]:
    """The people who speak for a municipality today, contact people first. Two statements."""
    profiles: ProfileQuerySet = Profile.objects.for_list(viewer)
    rows = person_rows(viewer, list(profiles.of_municipality(municipality).order_by(F("sort_name"), "pk")))
    return sorted(rows, key=lambda row: not (row.role and row.role.is_contact))


def advice_of(rows: Iterable[PersonRow]) -> list[tuple[Subject, int]]:
    """What these people offer advice on and how many of them, the most frequent first. No statement."""
    numbers = Counter(subject for row in rows for subject in row.offers)
    return sorted(numbers.items(), key=lambda counted: (-counted[1], folded(counted[0].label)))


class Seen:
    """Which fields of a profile somebody sees. ``reach``: how far a field must be open for them (policy.reach_of)."""

    def __init__(self, profile: Profile, reach: Audience) -> None:
        self.profile = profile
        self.reach = reach

    def may_see(self, audience: int) -> bool:
        return Audience(audience) >= self.reach

    def expertise(self, direction: Direction) -> list[Expertise]:
        audience = self.profile.offers_audience if direction == Direction.OFFERS else self.profile.seeks_audience
        if not self.may_see(audience):
            return []
        return [subject for subject in self.profile.expertise.all() if subject.direction == direction]


def _row(viewer: Person, profile: Any, wanted: Wanted) -> PersonRow:
    role = Role.of(profile.mandate_data)
    reach = policy.reach_of(viewer, profile, role.key if role else None)
    offers = Seen(profile, reach).expertise(Direction.OFFERS)
    return PersonRow(
        profile=profile,
        name=conf.display_name(profile.person),
        role=role,
        function=(role.function if role else "") or profile.function,
        offers=_subjects(offers, wanted),
    )


def _subjects(offers: Sequence[Expertise], wanted: Wanted) -> list[Subject]:
    """What was asked for first, each subject once: a synonym appears as the tag it stands for."""
    words, found = folded(wanted.words).split(), {}
    for offer in offers:
        subject = offer.topic or (offer.tag and offer.tag.canonical) or offer.tag
        if subject is None:
            continue
        field, label = ("topics" if offer.topic else "tags"), str(subject)
        is_match = subject.slug in getattr(wanted, field) or any(word in folded(label) for word in words)
        found[label] = Subject(label, NOTHING.query(**{field: (subject.slug,)}), is_match)
    return sorted(found.values(), key=lambda subject: not subject.is_match)
