"""Filters: what each viewer may find by them, which addresses they have, and what »Kommunen wie meine« means."""

import re
from types import SimpleNamespace

import pytest

from directory.enums import Audience, Direction
from directory.models import Expertise
from tests.factories import make_editor, make_member, make_municipality, make_profile, make_tag, make_topic

pytestmark = pytest.mark.django_db

PEOPLE, MUNICIPALITIES = "/verzeichnis/", "/verzeichnis/kommunen/"


@pytest.fixture
def here(db, client):
    """A viewer, a colleague of theirs and somebody elsewhere."""
    town = make_municipality("Coesfeld", region="Münster", population=36_000)
    found = SimpleNamespace(viewer=make_member(town, last_name="Selbst"), town=town)
    found.people = {
        "self": found.viewer,
        "colleague": make_member(town, last_name="Kollegin"),
        "elsewhere": make_member(make_municipality("Hagen"), last_name="Fern"),
    }
    client.force_login(found.viewer)
    return found


@pytest.mark.parametrize(
    ("audience", "found"),
    [
        (Audience.NOBODY, {"self"}),
        (Audience.MUNICIPALITY, {"self", "colleague"}),
        (Audience.MEMBERS, {"self", "colleague", "elsewhere"}),
        (Audience.PUBLIC, {"self", "colleague", "elsewhere"}),
    ],
)
def test_closed_expertise_is_found_by_nothing_and_named_nowhere(client, here, audience, found):
    """Neither by a facet nor by words; and who may see none of it learns not even that the subject exists."""
    for name, person in here.people.items():
        make_profile(person, offers_audience=audience)
        topic = make_topic(f"Geheimnis {name}", slug=f"geheim-{name}")
        Expertise.objects.create(profile=person.profile, direction=Direction.OFFERS, topic=topic)
    everything = "&".join(f"thema=geheim-{name}" for name in here.people)
    for query in (everything, "q=geheimnis"):
        response = client.get(f"{PEOPLE}?{query}")
        assert {row.profile.person for row in response.context["rows"]} == {here.people[name] for name in found}
        towns = {town for town, _number in client.get(f"{MUNICIPALITIES}?{query}").context["rows"]}
        assert towns == {here.people[name].mandates.get().municipality for name in found}
    for page in (client.get(PEOPLE), client.get(f"{PEOPLE}?{everything}"), client.get(MUNICIPALITIES)):
        assert {name for name in here.people if f"Geheimnis {name}" in page.text} == found


def test_a_synonym_is_found_by_the_tag_it_stands_for(client, here):
    tag = make_tag("Ehrenamtskarte")
    synonym = make_tag("Ehrenamtspass", canonical=tag)
    Expertise.objects.create(profile=here.viewer.profile, direction=Direction.OFFERS, tag=synonym)
    for address in (f"{PEOPLE}?schlagwort=ehrenamtskarte", f"{PEOPLE}?q=ehrenamtspass"):
        [row] = client.get(address).context["rows"]
        assert [subject.label for subject in row.subjects] == ["Ehrenamtskarte"]
    assert [subject.is_match for subject in row.subjects] == [False]  # the words were the synonym's


def test_the_most_frequent_subjects_come_first_and_the_rest_is_folded(client, here):
    topics = [make_topic(f"Thema {number}") for number in range(9)]
    for number, topic in enumerate(topics):
        for person in list(here.people.values())[: 1 + number // 3]:
            Expertise.objects.create(profile=person.profile, direction=Direction.OFFERS, topic=topic)
    response = client.get(PEOPLE, {"thema": "thema-0"})
    facet = response.context["overview"].facets[0]
    assert [(option.value, option.number) for option in facet.options] == [
        ("thema-0", 1), ("thema-6", 3), ("thema-7", 3), ("thema-8", 3), ("thema-3", 2), ("thema-4", 2)
    ]  # fmt: skip
    assert len(facet.more) == 3 and "3 weitere anzeigen" in response.text


def links(response, css):
    return re.findall(rf'<a class="{css}" href="([^"]+)"', response.text.replace("&amp;", "&"))


def test_chips_take_one_filter_away_and_equal_filters_have_one_address(client, here):
    one = client.get(f"{PEOPLE}?groesse=20-50k&bezirk=M%C3%BCnster&q=selbst&bezirk=Arnsberg&art=&ansicht=karte&thema=")
    other = client.get(f"{PEOPLE}?bezirk=Arnsberg&q=+selbst&ansicht=karte&groesse=20-50k&bezirk=M%C3%BCnster&wie=nix")
    canonical = "?q=selbst&bezirk=Arnsberg&bezirk=M%C3%BCnster&groesse=20-50k&ansicht=karte"
    assert one.context["queries"]["now"] == other.context["queries"]["now"] == canonical
    assert links(one, "kn-chip") == [
        f"{PEOPLE}?bezirk=Arnsberg&bezirk=M%C3%BCnster&groesse=20-50k&ansicht=karte",
        f"{PEOPLE}?q=selbst&bezirk=M%C3%BCnster&groesse=20-50k&ansicht=karte",
        f"{PEOPLE}?q=selbst&bezirk=Arnsberg&groesse=20-50k&ansicht=karte",
        f"{PEOPLE}?q=selbst&bezirk=Arnsberg&bezirk=M%C3%BCnster&ansicht=karte",
    ]
    assert f'href="{PEOPLE}?ansicht=karte">Alle Filter entfernen' in one.text
    assert "Filter (3 aktiv)" in one.text
    assert names_of(client.get(PEOPLE + canonical)) == names_of(one) == ["Selbst"]


def names_of(response):
    return [row.profile.person.last_name for row in response.context["rows"]]


@pytest.mark.parametrize("query", ["thema=%00", "groesse=riesig&art=mond", "wie=nirgends", "bezirk=" + "x" * 999])
def test_nonsense_is_no_error(client, here, query):
    assert client.get(f"{PEOPLE}?{query}").status_code == client.get(f"{MUNICIPALITIES}?{query}").status_code == 200


def test_municipalities_like_mine_share_kind_and_size(client, here):
    make_member(make_municipality("Gleich", kind="kreisfreie_stadt", population=49_999), last_name="Gleich")
    make_municipality("Gemeinde Gleich", kind="gemeinde", population=20_000)
    make_municipality("Größer", population=50_000)
    make_municipality("Kleiner", population=19_999)
    make_municipality("Kreis", kind="kreis", population=36_000)
    make_municipality("Außen", population=36_000, is_member=False)
    page = client.get(MUNICIPALITIES)
    assert f"{MUNICIPALITIES}?wie=stadt-coesfeld" in page.text.replace("&amp;", "&")
    like_mine = client.get(MUNICIPALITIES, {"wie": here.town.slug})
    alike = ["Stadt Gemeinde Gleich", "Stadt Gleich", "Stadt Hagen"]  # Hagen: the factory's 25,000
    assert [each.label for each, _number in like_mine.context["rows"]] == alike
    assert "Kommunen wie meine<span" in like_mine.text  # the chip
    assert names_of(client.get(PEOPLE, {"wie": here.town.slug})) == ["Fern", "Gleich"]
    page = client.get(here.town.get_absolute_url())
    assert sorted(each.label for each in page.context["similar"]) == alike
    client.force_login(make_editor())
    assert "Kommunen wie meine" not in client.get(PEOPLE).text
    assert "Wie Stadt Coesfeld<span" in client.get(PEOPLE, {"wie": here.town.slug}).text
