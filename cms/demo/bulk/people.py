"""Members by the thousand: accounts nobody logs in to, mandates at the real bodies, profiles, expertise."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from cms.accounts.models import User
from cms.demo.seed.areas import topics_by_slug
from cms.demo.seed.world import address_part, document
from directory.enums import Audience, Direction
from directory.models import Expertise, Mandate, Municipality, Profile
from kit.access import MEMBERS, users_with
from kit.models import Tag, Topic
from kit.tags import get_tags

YEARS_AGO = timedelta(days=4 * 365)  # before the first post
BATCH = 1000


def add_people(wanted: int, numbers: random.Random, now: datetime) -> list[User]:
    """Writes so many members that with those who are there it makes ``wanted``; returns the new ones."""
    facts = document("people.yaml")
    missing = max(0, wanted - users_with(MEMBERS).count())
    nobody = make_password(None)
    people = [_user(facts, numbers, number, now, nobody) for number in range(1, missing + 1)]
    User.objects.bulk_create(people, batch_size=BATCH)
    members = Municipality.objects.members().filter(is_fictitious=False).order_by("key")
    seats = numbers.choices(list(members), [1 + (body.population or 0) ** 0.35 / 40 for body in members], k=missing)
    Mandate.objects.bulk_create(
        [
            Mandate(
                person=person,
                municipality=body,
                function=numbers.choice(facts["functions"].get(body.kind, facts["functions"]["stadt"])),
                begins_on=now.date() - timedelta(days=numbers.randint(30, YEARS_AGO.days)),
            )
            for person, body in zip(people, seats, strict=True)
        ],
        batch_size=BATCH,
    )
    profiles = [_profile(facts, numbers, person) for person in people]
    Profile.objects.bulk_create(profiles, batch_size=BATCH)
    topics, tags = sorted(topics_by_slug().items()), get_tags(facts["expertise_tags"])
    Expertise.objects.bulk_create(
        (row for profile in profiles for row in _expertise(facts, numbers, profile, topics, tags)), batch_size=BATCH
    )
    return people


def _user(facts: dict[str, Any], numbers: random.Random, number: int, now: datetime, password: str) -> User:
    first, last = numbers.choice(facts["first_names"]), numbers.choice(facts["last_names"])
    joined = now - YEARS_AGO
    return User(
        email=f"{address_part(f'{first} {last}')}.{number}@mitglieder.example",
        first_name=first,
        last_name=last,
        password=password,
        date_joined=joined,
        welcomed_at=joined,
    )


def _profile(facts: dict[str, Any], numbers: random.Random, person: User) -> Profile:
    nobody, municipality, members, public = Audience
    has_phone = numbers.random() < 0.4
    return Profile(
        person=person,
        slug=f"{address_part(person.get_full_name())}-m{person.pk}",
        about=numbers.choice(facts["about"]).format(year=person.date_joined.year) if numbers.random() < 0.45 else "",
        phone=f"02000 00 {numbers.randint(10, 99)} {numbers.randint(10, 99)}" if has_phone else "",
        phone_hours=numbers.choice(facts["phone_hours"]) if has_phone else "",
        email_audience=numbers.choice([nobody, members, members]),
        phone_audience=numbers.choice([nobody, municipality, members]),
        about_audience=numbers.choice([municipality, members, members, public]),
        offers_audience=numbers.choice([municipality, members, members, members]),
        seeks_audience=numbers.choice([municipality, members, members, members]),
    )


def _expertise(
    facts: dict[str, Any], numbers: random.Random, profile: Profile, topics: list[tuple[str, Topic]], tags: list[Tag]
) -> Iterator[Expertise]:
    for position, (slug, topic) in enumerate(numbers.sample(topics, numbers.choice([1, 1, 2, 2, 3]))):
        note = numbers.choice(facts["notes"][slug]) if numbers.random() < 0.5 else ""
        yield Expertise(profile=profile, direction=Direction.OFFERS, topic=topic, note=note, position=position)
    for direction, most in ((Direction.OFFERS, 2), (Direction.SEEKS, 3)):
        for position, tag in enumerate(numbers.sample(tags, numbers.randint(0, most))):
            yield Expertise(profile=profile, direction=direction, tag=tag, position=5 + position)
