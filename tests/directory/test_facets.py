"""Facets: their numbers against a count by hand, for every viewer."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from directory.enums import Audience, Direction, band_of
from directory.models import Expertise, Municipality
from kit.access import forget_keys
from tests.factories import (
    make_editor,
    make_mandate,
    make_member,
    make_municipality,
    make_profile,
    make_speaker,
    make_tag,
    make_topic,
    make_user,
)

PEOPLE, MUNICIPALITIES = "/verzeichnis/", "/verzeichnis/kommunen/"
OPEN = (Audience.MEMBERS, Audience.PUBLIC)


@pytest.fixture(scope="module")
def network(django_db_setup, django_db_blocker):
    """24 people of seven municipalities; each offers some of six subjects to an audience of their own."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def build():
    towns = [
        make_municipality("Ahlen", region="Münster", population=53_000),
        make_municipality("Beckum", region="Münster", population=37_000),
        make_municipality("Brilon", region="Arnsberg", population=25_000),
        make_municipality("Hagen", region="Arnsberg", population=190_000, kind="kreisfreie_stadt"),
        make_municipality("Nottuln", region="Münster", population=19_000, kind="gemeinde"),
        make_municipality("Kreis Unna", region="Arnsberg", population=395_000, kind="kreis"),
        make_municipality("Draußen", region="Köln", population=30_000, is_member=False),
    ]
    topics = [make_topic(name) for name in ("Notfallplanung", "Spontanhilfe", "Strategie")]
    tags = [make_tag(name) for name in ("Vereinsportal", "Ehrenamtskarte")]
    synonym = make_tag("Ehrenamtspass", canonical=tags[1])
    people = []
    for number in range(24):
        make = make_speaker if number == 5 else make_member
        person = make(towns[number % len(towns)], first_name="Person", last_name=f"Nummer {number:02}")
        profile = make_profile(person, offers_audience=Audience(number % 4))
        for subject in {*topics[number % 3 :: 2], *topics[number % 2 : 1]}:
            Expertise.objects.create(profile=profile, direction=Direction.OFFERS, topic=subject)
        for subject in ([tags[0]], [tags[1], synonym], [synonym], [])[number % 3 if number < 20 else 3]:
            Expertise.objects.create(profile=profile, direction=Direction.OFFERS, tag=subject)
        Expertise.objects.create(profile=profile, direction=Direction.SEEKS, topic=topics[number % 3])
        people.append(person)
    away = make_member(towns[0], last_name="Weg", is_active=False)
    Expertise.objects.create(profile=away.profile, direction=Direction.OFFERS, topic=topics[0])
    moved = make_user(last_name="Gezogen")
    today = timezone.localdate()
    make_mandate(moved, towns[0], ends_on=today)
    make_mandate(moved, towns[1], begins_on=today)
    Expertise.objects.create(profile=moved.profile, direction=Direction.OFFERS, topic=topics[0])
    make_profile(moved, offers_audience=Audience.MUNICIPALITY)
    retired = make_speaker(towns[3], last_name="Ohne Amt")
    retired.mandates.update(ends_on=today - timedelta(days=9))
    Expertise.objects.create(profile=retired.profile, direction=Direction.OFFERS, topic=topics[1])
    viewers = {
        "colleague": people[0],
        "other": people[8],
        "speaker": people[5],
        "office": make_editor(),
        "moved": moved,
    }
    return SimpleNamespace(towns=towns, people=[*people, moved, retired], viewers=viewers)


# --- The same by hand, from each person's own page ------------------------------------------------------------------


def by_hand(network, viewer):
    """What the viewer may know of each listed person: municipality and visible offers, as their profile page says."""
    from directory.profile_feed import visible_profile

    forget_keys(viewer)
    found = []
    for person in network.people:
        seen = visible_profile(viewer, person.profile.slug)
        mandate = person.mandates.current().select_related("municipality").first()
        subjects = {
            ("thema", offer.topic.slug) if offer.topic else ("schlagwort", (offer.tag.canonical or offer.tag).slug)
            for offer in seen.offers
        }
        town = mandate.municipality if mandate else None
        found.append(SimpleNamespace(name=str(person), town=town, subjects=subjects))
    return found


def facts(town):
    return {"bezirk": {town.region}, "art": {town.kind}, "groesse": {band_of(town.population)}} if town else {}


def fits(own, subjects, query, without=()):
    """OR within a facet, AND between facets; topics and tags are one facet."""
    wanted = {(name, value) for name in ("thema", "schlagwort") for value in query.get(name, [])}
    if wanted and "expertise" not in without and not wanted & subjects:
        return False
    return all(
        own.get(name, set()) & set(query[name])
        for name in ("bezirk", "art", "groesse")
        if name in query and name not in without
    )


def expected_people(known, query):
    def found(without):
        return [person for person in known if fits(facts(person.town), person.subjects, query, without)]

    numbers = Counter(subject for person in found({"expertise"}) for subject in person.subjects)
    for name in ("bezirk", "art", "groesse"):
        numbers.update((name, value) for person in found({name}) if person.town for value in facts(person.town)[name])
    return {person.name for person in found(())}, numbers


def expected_municipalities(known, query):
    towns = {town.pk: town for town in Municipality.objects.members()}
    subjects = {pk: set() for pk in towns}
    for person in known:
        if person.town and person.town.pk in subjects:
            subjects[person.town.pk] |= person.subjects

    def found(without):
        return [pk for pk, town in towns.items() if fits(facts(town), subjects[pk], query, without)]

    numbers = Counter(subject for pk in found({"expertise"}) for subject in subjects[pk])
    for name in ("bezirk", "art", "groesse"):
        numbers.update((name, value) for pk in found({name}) for value in facts(towns[pk])[name])
    return {towns[pk].label for pk in found(())}, numbers


QUERIES = [
    {},
    {"thema": ["notfallplanung"]},
    {"thema": ["notfallplanung"], "schlagwort": ["ehrenamtskarte"]},
    {"thema": ["spontanhilfe", "strategie"], "bezirk": ["Arnsberg", "Münster"], "art": ["stadt"]},
    {"schlagwort": ["vereinsportal"], "groesse": ["20-50k", "50-100k"]},
    {"bezirk": ["Münster"], "art": ["stadt", "gemeinde"], "groesse": ["10-20k", "20-50k"]},
    {"bezirk": ["Köln"]},
    {"thema": ["gibt-es-nicht"]},
]


def numbers_of(response):
    options = [option for facet in response.context["overview"].facets for option in (*facet.options, *facet.more)]
    return {(option.name, option.value): option.number for option in options if option.number}


@pytest.mark.parametrize("role", ["colleague", "other", "speaker", "office", "moved"])
def test_numbers_are_those_of_a_count_by_hand(network, db, client, settings, role):
    settings.DIRECTORY = {**settings.DIRECTORY, "PAGE_SIZE": 100}
    viewer = network.viewers[role]
    client.force_login(viewer)
    known = by_hand(network, viewer)
    for query in QUERIES:
        names, numbers = expected_people(known, query)
        labels, in_towns = expected_municipalities(known, query)
        response = client.get(PEOPLE, query)
        assert {row.name for row in response.context["rows"]} == names, query
        assert numbers_of(response) == numbers, query
        overview = response.context["overview"]
        assert (overview.people, overview.municipalities) == (len(response.context["rows"]), len(labels)), query
        response = client.get(MUNICIPALITIES, query)
        assert {each.label for each, _number in response.context["rows"]} == labels, query
        assert numbers_of(response) == in_towns, query
        assert response.context["overview"].people == overview.people, query
