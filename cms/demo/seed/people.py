"""280 invented people: names, mandates, profiles, expertise, the accounts one can log in with, and the speakers."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from cms.accounts.models import User
from directory.actions import ensure_profiles
from directory.enums import Audience, Direction, Precision
from directory.models import Expertise, Mandate, Municipality, Profile, SpeakerTerm
from forum.actions.tagging import get_tags
from kit.tags import tags_by_name

from .areas import topics_by_slug
from .world import Person, World, address_part, document

PEOPLE_COUNT = 280
FORMER_COUNT = 6
NEWCOMER_SHARE = 0.12
DOMAIN = "rathaus.example"


def seed_people(world: World, password: str) -> None:
    """Writes users, mandates, profiles with expertise, and speaker terms. Only the named accounts get a password."""
    facts = document("people.yaml")
    _fixed_people(world, facts)
    _invented_people(world, facts)
    _write_users(world, password)
    Mandate.objects.bulk_create(_mandate(world, person) for person in world.people if person.municipality)
    _write_terms(world)
    ensure_profiles(people=[person.user for person in world.people if person.municipality or person.function])
    _write_profiles(world, facts)
    _write_told_profiles(world, facts)


def _fixed_people(world: World, facts: dict[str, Any]) -> None:
    for account in facts["accounts"]:
        person = _fixed(world, account)
        person.weight = 7 if person.municipality else 0
        world.accounts[account["email"]] = person
        if account.get("is_speaker"):
            world.speakers.append(person)
    world.speakers.append(_fixed(world, facts["second_speaker"]))
    for entry in facts["former_speakers"]:
        _fixed(world, entry)


def _fixed(world: World, facts: dict[str, Any]) -> Person:
    user = User(first_name=facts["first_name"], last_name=facts["last_name"], email=facts.get("email", ""))
    person = Person(user, function=facts.get("function", ""), is_contact=facts.get("is_contact", False), weight=4)
    if key := facts.get("key"):
        person.municipality = world.municipalities[key]
        long_ago = (world.now.date() - timedelta(days=6 * 365)).replace(day=1)
        person.begins_on = max(person.municipality.member_since or long_ago, long_ago)
    world.people.append(person)
    return person


def _invented_people(world: World, facts: dict[str, Any]) -> None:
    taken = {(person.user.first_name, person.user.last_name) for person in world.people}
    spoken_for = sum(1 for person in world.people if person.municipality)
    members = sorted((body for body in world.municipalities.values() if body.is_member), key=lambda body: body.key)
    with_contact = {person.municipality.key for person in world.people if person.municipality and person.is_contact}
    seats = [(body, True) for body in members if body.key not in with_contact]
    weights = [_seats_weight(body) for body in members]
    more = PEOPLE_COUNT - spoken_for - len(seats)
    seats += [(body, False) for body in world.random.choices(members, weights, k=more)]
    seats += [(body, False) for body in world.random.choices(members, weights, k=FORMER_COUNT)]
    for number, (body, is_contact) in enumerate(seats):
        first, last = _new_name(world, facts, taken)
        person = Person(User(first_name=first, last_name=last), body, is_contact=is_contact)
        person.function = world.random.choice(facts["functions"].get(body.kind, facts["functions"]["stadt"]))
        person.begins_on = _entry_day(world, body, years=6)
        person.is_former = number >= len(seats) - FORMER_COUNT
        person.weight = 3.0 / (1 + number % 40) ** 0.6
        world.people.append(person)


def _seats_weight(body: Municipality) -> float:
    """Large administrations send more people; the invented ones stay small."""
    return 0.1 if body.is_fictitious else 1 + (body.population or 0) ** 0.35 / 40


def _new_name(world: World, facts: dict[str, Any], taken: set[tuple[str, str]]) -> tuple[str, str]:
    while True:
        first, last = world.random.choice(facts["first_names"]), world.random.choice(facts["last_names"])
        if (first, last) not in taken:
            taken.add((first, last))
            return (f"Dr. {first}" if world.random.random() < facts["title_share"] else first), last


def _entry_day(world: World, body: Municipality, *, years: int) -> date:
    """A first working day of a month, after the municipality joined; some people came only last year."""
    today = world.now.date()
    is_newcomer = world.random.random() < NEWCOMER_SHARE
    days = world.random.randint(40, 330) if is_newcomer else world.random.randint(460, 365 * years)
    day = (today - timedelta(days=days)).replace(day=1)
    since = body.member_since or day
    earliest = since if body.member_since_precision == Precision.DAY else since.replace(day=1)
    return min(max(day, earliest), today - timedelta(days=30))


def _write_users(world: World, password: str) -> None:
    hashed = make_password(password)
    logged_in = {id(person.user) for person in world.accounts.values()}
    used: set[str] = set()
    for person in world.people:
        user = person.user
        user.email = user.email or _address(person, used)
        user.password = hashed if id(user) in logged_in else make_password(None)
        user.is_active = not person.is_former
        joined = person.begins_on or world.now.date() - timedelta(days=500)
        user.date_joined = timezone.make_aware(datetime.combine(joined, time(9)))
        user.welcomed_at = user.date_joined
    User.objects.bulk_create(person.user for person in world.people)
    memberships = [
        User.groups.through(user=world.accounts[account["email"]].user, group=Group.objects.get(name=account["group"]))
        for account in document("people.yaml")["accounts"]
        if "group" in account
    ]
    User.groups.through.objects.bulk_create(memberships)


def _address(person: Person, used: set[str]) -> str:
    name = f"{address_part(person.user.first_name)}.{address_part(person.user.last_name)}"
    host = address_part(person.municipality.name) if person.municipality else "netzwerk"
    address = f"{name}@{host}.{DOMAIN}"
    number = 1
    while address in used:
        number += 1
        address = f"{name}{number}@{host}.{DOMAIN}"
    used.add(address)
    return address


def _mandate(world: World, person: Person) -> Mandate:
    assert person.municipality and person.begins_on
    ended = world.now.date() - timedelta(days=world.random.randint(20, 200)) if person.is_former else None
    return Mandate(
        person=person.user,
        municipality=person.municipality,
        function=person.function,
        is_contact=person.is_contact,
        begins_on=min(person.begins_on, ended) if ended else person.begins_on,
        ends_on=ended,
    )


def _write_terms(world: World) -> None:
    """Two speakers today, two before them."""
    change = (world.now.date() - timedelta(days=560)).replace(day=1)
    earlier = change.replace(year=change.year - 2)
    names = {(entry["first_name"], entry["last_name"]) for entry in document("people.yaml")["former_speakers"]}
    former = [person for person in world.people if (person.user.first_name, person.user.last_name) in names]
    SpeakerTerm.objects.bulk_create(
        [SpeakerTerm(person=person.user, begins_on=change) for person in world.speakers]
        + [SpeakerTerm(person=person.user, begins_on=earlier, ends_on=change) for person in former]
    )


def _write_profiles(world: World, facts: dict[str, Any]) -> None:
    profiles = {profile.person_id: profile for profile in Profile.objects.all()}
    topics = topics_by_slug()
    tags = get_tags(facts["expertise_tags"])
    expertise: list[Expertise] = []
    for person in world.people:
        profile = profiles.get(person.user.pk)
        if profile is None:
            continue
        _fill(world, person, profile, facts)
        person.topics = world.random.sample(sorted(topics), world.random.choice([1, 1, 2, 2, 3]))
        for position, slug in enumerate(person.topics):
            note = world.random.choice(facts["notes"][slug]) if world.random.random() < 0.5 else ""
            expertise.append(
                Expertise(profile=profile, direction=Direction.OFFERS, topic=topics[slug], note=note, position=position)
            )
        for direction, most in ((Direction.OFFERS, 2), (Direction.SEEKS, 3)):
            for position, tag in enumerate(world.random.sample(tags, world.random.randint(0, most))):
                expertise.append(Expertise(profile=profile, direction=direction, tag=tag, position=5 + position))
    fields = ["function", "phone", "phone_hours", "about", "email_audience", "phone_audience"]
    Profile.objects.bulk_update(profiles.values(), fields, batch_size=300)
    Expertise.objects.bulk_create(expertise)


def _write_told_profiles(world: World, facts: dict[str, Any]) -> None:
    """Profiles that people.yaml tells whole, instead of the ones made up."""
    for account in facts["accounts"]:
        told = account.get("profile")
        if not told:
            continue
        profile = Profile.objects.get(person=world.accounts[account["email"]].user)
        profile.phone, profile.phone_hours, profile.about = told["phone"], told["phone_hours"], told["about"]
        profile.phone_audience = profile.email_audience = Audience.MEMBERS
        profile.save()
        profile.expertise.all().delete()
        rows = [(Direction.OFFERS, name, note) for name, note in told["offers"].items()]
        rows += [(Direction.SEEKS, name, "") for name in told["seeks"]]
        tags = tags_by_name([name for _direction, name, _note in rows])
        Expertise.objects.bulk_create(
            Expertise(profile=profile, direction=direction, tag=tags[name], note=note, position=position)
            for position, (direction, name, note) in enumerate(rows)
        )


def _fill(world: World, person: Person, profile: Profile, facts: dict[str, Any]) -> None:
    chance = world.random.random
    profile.function = "" if person.municipality else person.function
    if chance() < 0.45 and person.begins_on:
        profile.about = world.random.choice(facts["about"]).format(year=person.begins_on.year)
    if chance() < 0.4:
        profile.phone = f"02000 00 {world.random.randint(10, 99)} {world.random.randint(10, 99)}"
        profile.phone_hours = world.random.choice(facts["phone_hours"])
        profile.phone_audience = world.random.choice([Audience.NOBODY, Audience.MUNICIPALITY, Audience.MEMBERS])
    profile.email_audience = world.random.choice([Audience.NOBODY, Audience.MEMBERS, Audience.MEMBERS])
