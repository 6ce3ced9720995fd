"""One person's page, as one viewer may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch
from django.db.models.functions import Coalesce

from kit.access import MEMBERS, SPEAKER, Person, users_with
from notifications.absences import Absence, absence_of

from . import conf, policy
from .enums import Audience, Direction
from .feeds import Role, Seen
from .mails import address_of
from .models import Expertise, Profile
from .querysets import ProfileQuerySet, offers_seen_by

SUGGESTED = 10


@dataclass(frozen=True)
class VisibleProfile:
    """What one viewer may see of a person; closed fields are empty. ``can_write``: a message through the site."""

    profile: Profile
    name: str
    role: Role | None
    function: str
    is_speaker: bool
    is_former: bool
    is_own: bool
    can_write: bool
    mandate_to_edit: int | None
    email: str = ""
    phone: str = ""
    phone_hours: str = ""
    about: str = ""
    absence: Absence | None = None
    offers: Sequence[Expertise] = field(default_factory=list)
    seeks: Sequence[Expertise] = field(default_factory=list)

    @property
    def is_silent(self) -> bool:
        """Whether the person says nothing of themselves to this viewer."""
        return not (self.offers or self.seeks or self.about)


def visible_profile(viewer: Person, slug: str) -> VisibleProfile | None:
    """The person's page as this viewer may see it, or None. Two statements."""
    profile = _profiles(viewer).filter(slug=slug).first()
    if profile is None:
        return None
    role = Role.of(profile.mandate_data)
    return _seen_by(viewer, profile, role, policy.reach_of(viewer, profile, role.key if role else None))


def own_profile(person: Person, *, as_seen_from: Audience = Audience.NOBODY) -> VisibleProfile | None:
    """One's own page as somebody else sees it: a colleague, a member, anybody; None without one. Two statements."""
    profile = _profiles(person).filter(person=person.pk).first()
    return _seen_by(person, profile, Role.of(profile.mandate_data), as_seen_from) if profile else None


def suggested_tags(viewer: Person) -> list[str]:
    """The keywords under which most colleagues offer help, as far as this viewer may know of it. One statement."""
    named = offers_seen_by(viewer).filter(tag__isnull=False)
    names = named.values(name=Coalesce("tag__canonical__name", "tag__name")).annotate(number=Count("pk"))
    return [row["name"] for row in names.order_by("-number", "name")[:SUGGESTED]]


def _profiles(viewer: Person) -> Any:
    profiles: ProfileQuerySet = Profile.objects.visible_to(viewer)
    me = {"pk": OuterRef("person")}
    return (
        profiles.with_mandate()
        .select_related("person__mail_preference__deputy__profile")
        .prefetch_related(Prefetch("expertise", Expertise.objects.select_related("topic", "tag__canonical")))
        .annotate(
            is_speaker=Exists(users_with(SPEAKER).filter(**me)), is_member=Exists(users_with(MEMBERS).filter(**me))
        )
    )


def _seen_by(viewer: Person, profile: Any, role: Role | None, reach: Audience) -> VisibleProfile:
    seen, person = Seen(profile, reach), profile.person
    shows_phone = profile.is_member and seen.may_see(profile.phone_audience)
    is_own = profile.person_id == viewer.pk
    return VisibleProfile(
        profile=profile,
        name=conf.display_name(person),
        role=role,
        function=(role.function if role else "") or profile.function,
        is_speaker=profile.is_speaker,
        is_former=not profile.is_member,
        is_own=is_own,
        can_write=profile.is_member and not is_own and bool(address_of(person)),
        mandate_to_edit=_mandate_to_edit(viewer, role),
        email=address_of(person) if profile.is_member and seen.may_see(profile.email_audience) else "",
        phone=profile.phone if shows_phone else "",
        phone_hours=profile.phone_hours if shows_phone else "",
        about=profile.about if seen.may_see(profile.about_audience) else "",
        absence=absence_of(person) if profile.is_member else None,
        offers=seen.expertise(Direction.OFFERS),
        seeks=seen.expertise(Direction.SEEKS),
    )


def _mandate_to_edit(viewer: Person, role: Role | None) -> int | None:
    """The id of the mandate in force, for those who may change it."""
    if role is None or not role.is_in_force or not policy.acts_for_municipality(viewer, role.key):
        return None
    return role.pk
