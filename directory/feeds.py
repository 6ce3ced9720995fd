"""Page-sized reads: what the lists and pages show to one viewer, in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch
from django.utils.functional import Promise

from kit.access import MEMBERS, SPEAKER, Person, users_with

from . import conf, policy
from .enums import Audience, Direction
from .models import Expertise, Municipality, Profile
from .querysets import ProfileQuerySet

ROW_SUBJECTS = 5


@dataclass(frozen=True)
class Role:
    """The municipality a person speaks for, or spoke for last."""

    key: str
    label: str
    slug: str
    kind: str | Promise
    population: int | None
    region: str
    function: str
    is_contact: bool
    begins_on: str

    @classmethod
    def of(cls, mandate: dict[str, Any] | None) -> "Role | None":
        if not mandate:
            return None
        names = ("key", "label", "slug", "population", "region", "function", "is_contact", "begins_on")
        return cls(**{name: mandate[name] for name in names}, kind=conf.kind_label(mandate["kind"]))


@dataclass(frozen=True)
class PersonRow:
    """One row of the people list."""

    profile: Profile
    name: str
    role: Role | None
    function: str
    subjects: Sequence[Expertise]


@dataclass(frozen=True)
class VisibleProfile:
    """What one viewer may see of a person; closed fields are empty."""

    profile: Profile
    name: str
    role: Role | None
    function: str
    is_speaker: bool
    is_former: bool
    is_own: bool
    email: str = ""
    phone: str = ""
    phone_hours: str = ""
    about: str = ""
    offers: Sequence[Expertise] = field(default_factory=list)
    seeks: Sequence[Expertise] = field(default_factory=list)


def person_rows(viewer: Person, profiles: Sequence[Profile]) -> list[PersonRow]:
    """Rows of profiles read by ``for_list``; costs no statement."""
    return [_row(viewer, profile) for profile in profiles]


def colleagues(viewer: Person, municipality: Municipality) -> list[PersonRow]:
    """The people who speak for a municipality today, contact people first. Two statements."""
    profiles: ProfileQuerySet = Profile.objects.for_list(viewer)
    rows = person_rows(viewer, list(profiles.of_municipality(municipality).order_by(F("sort_name"), "pk")))
    return sorted(rows, key=lambda row: not (row.role and row.role.is_contact))


def visible_profile(viewer: Person, slug: str) -> VisibleProfile | None:
    """The person's page as this viewer may see it, or None. Two statements."""
    me = {"pk": OuterRef("person")}
    profiles: ProfileQuerySet = Profile.objects.visible_to(viewer)
    profile: Any = (
        profiles.with_mandate()
        .select_related("person")
        .prefetch_related(Prefetch("expertise", Expertise.objects.select_related("topic", "tag")))
        .annotate(
            is_speaker=Exists(users_with(SPEAKER).filter(**me)), is_member=Exists(users_with(MEMBERS).filter(**me))
        )
        .filter(slug=slug)
        .first()
    )
    if profile is None:
        return None
    role = Role.of(profile.mandate_data)
    seen = _Seen(viewer, profile, role)
    person = profile.person
    can_be_reached = profile.is_member
    return VisibleProfile(
        profile=profile,
        name=conf.display_name(person),
        role=role,
        function=(role.function if role else "") or profile.function,
        is_speaker=profile.is_speaker,
        is_former=not profile.is_member,
        is_own=profile.person_id == viewer.pk,
        email=person.email if can_be_reached and seen.may_see(profile.email_audience) else "",
        phone=profile.phone if can_be_reached and seen.may_see(profile.phone_audience) else "",
        phone_hours=profile.phone_hours if can_be_reached and seen.may_see(profile.phone_audience) else "",
        about=profile.about if seen.may_see(profile.about_audience) else "",
        offers=seen.expertise(Direction.OFFERS),
        seeks=seen.expertise(Direction.SEEKS),
    )


class _Seen:
    """Which fields of a profile one viewer sees."""

    def __init__(self, viewer: Person, profile: Profile, role: Role | None) -> None:
        self.profile = profile
        self.reach = policy.reach_of(viewer, profile, role.key if role else None)

    def may_see(self, audience: int) -> bool:
        return Audience(audience) >= self.reach

    def expertise(self, direction: Direction) -> list[Expertise]:
        audience = self.profile.offers_audience if direction == Direction.OFFERS else self.profile.seeks_audience
        if not self.may_see(audience):
            return []
        return [subject for subject in self.profile.expertise.all() if subject.direction == direction]


def _row(viewer: Person, profile: Any) -> PersonRow:
    role = Role.of(profile.mandate_data)
    return PersonRow(
        profile=profile,
        name=conf.display_name(profile.person),
        role=role,
        function=(role.function if role else "") or profile.function,
        subjects=_Seen(viewer, profile, role).expertise(Direction.OFFERS)[:ROW_SUBJECTS],
    )
