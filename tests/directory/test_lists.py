"""The lists of people and municipalities: who stands in them, in which order, what they cost."""

import pytest

from directory.enums import Audience, Direction
from directory.models import Expertise
from tests.factories import (
    make_applicant,
    make_editor,
    make_member,
    make_municipality,
    make_profile,
    make_tag,
    make_topic,
)

pytestmark = pytest.mark.django_db

PEOPLE, MUNICIPALITIES = "/verzeichnis/", "/verzeichnis/kommunen/"


@pytest.fixture
def viewer(client):
    user = make_member(make_municipality("Zz", label="Stadt Zz"), first_name="Zoe", last_name="Zzz")
    client.force_login(user)
    return user


def names(response):
    return [row.name for row in response.context["rows"]]


def labels(response):
    return [each.label for each in response.context["page"].items]


@pytest.mark.parametrize("address", [PEOPLE, MUNICIPALITIES, "/verzeichnis/kommunen/x/", "/verzeichnis/personen/x/"])
def test_anonymous_people_are_asked_to_log_in_and_applicants_see_nothing(client, address):
    assert client.get(address).status_code == 302
    client.force_login(make_applicant())
    assert client.get(address).status_code == 404


def test_people_stand_in_german_order(client, viewer):
    for last_name in ("Özdemir", "Ostermann", "Zander", "Äpfel", "Apel", "Straßer", "Strassner", "ozan"):
        make_member(first_name="A", last_name=last_name)
    found = [name.removeprefix("A ") for name in names(client.get(PEOPLE))]
    assert found == ["Apel", "Äpfel", "Ostermann", "ozan", "Özdemir", "Straßer", "Strassner", "Zander", "Zoe Zzz"]


def test_only_members_of_today_are_listed(client, viewer):
    make_member(first_name="Weg", last_name="Gegangen", is_active=False)
    make_applicant(first_name="Noch", last_name="Draußen")
    make_profile(make_editor(first_name="Aus", last_name="Geschäftsstelle"), function="Geschäftsstelle")
    assert names(client.get(PEOPLE)) == ["Aus Geschäftsstelle", "Zoe Zzz"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("vosskuhl", ["Petra Voßkuhl"]),
        ("PETRA", ["Petra Voßkuhl"]),
        ("kuhl petra", ["Petra Voßkuhl"]),
        ("burgermeisterburo", ["Petra Voßkuhl"]),
        ("coesfeld", ["Petra Voßkuhl"]),
        ("petra hagen", []),
        ("%", []),
        ("' OR 1=1 --", []),
        ("\x00petra", ["Petra Voßkuhl"]),
    ],
)
def test_the_filter_finds_names_functions_and_municipalities(client, viewer, words, found):
    make_member(make_municipality("Coesfeld"), function="Bürgermeisterbüro", first_name="Petra", last_name="Voßkuhl")
    response = client.get(PEOPLE, {"q": words})
    assert names(response) == found
    assert response.context["overview"].people == len(found)


def test_expertise_stands_in_the_list_only_for_its_audience(client, viewer):
    for audience, subject in ((Audience.MEMBERS, "Notfallplanung"), (Audience.NOBODY, "Geheimthema")):
        profile = make_profile(make_member(), offers_audience=audience)
        Expertise.objects.create(profile=profile, direction=Direction.OFFERS, topic=make_topic(subject))
    page = client.get(PEOPLE)
    assert "Notfallplanung" in page.text and "Geheimthema" not in page.text


@pytest.mark.parametrize("address", [PEOPLE, MUNICIPALITIES])
def test_pages_follow_each_other_without_gap_or_double(client, viewer, settings, address):
    settings.DIRECTORY = {**settings.DIRECTORY, "PAGE_SIZE": 3}
    for number, name in enumerate(("Ähren", "Berg", "Berg", "Cappel", "Dorf", "Essel")):
        make_member(make_municipality(name, slug=f"stadt-{number}"), last_name=name, first_name="A")
    read = names if address == PEOPLE else labels
    response, pages = client.get(address), []
    while True:
        pages.append(read(response))
        if not response.context["page"].next:
            break
        response = client.get(address, {"ab": response.context["page"].next})
    assert [len(page) for page in pages] == [3, 3, 1]
    everything = [name for page in pages for name in page]
    assert everything == sorted(everything, key=lambda name: name.replace("Ä", "A").split()[-1])
    back = client.get(address, {"vor": response.context["page"].previous})
    assert read(back) == pages[1]
    assert read(client.get(address, {"vor": back.context["page"].previous})) == pages[0]


@pytest.mark.parametrize("cursor", ["~", "x", "a~1~x", "a~99999999999999999999", "~" * 500, "\x00~1"])
def test_a_broken_cursor_reads_the_first_page(client, viewer, cursor):
    for side in ("ab", "vor"):
        assert names(client.get(PEOPLE, {side: cursor})) == ["Zoe Zzz"]


def test_municipalities_are_those_of_the_network_unless_all_are_wanted(client, viewer):
    make_municipality("Anders", is_member=False)
    assert labels(client.get(MUNICIPALITIES)) == ["Stadt Zz"]
    response = client.get(MUNICIPALITIES, {"auswahl": "alle"})
    assert labels(response) == ["Stadt Anders", "Stadt Zz"]
    assert response.context["overview"].municipalities == 2


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_the_list_of_people_costs_the_same_for_1_3_and_20_rows(client, viewer, django_assert_num_queries, rows):
    for _ in range(rows):
        profile = make_profile(make_member())
        Expertise.objects.create(profile=profile, direction=Direction.OFFERS, tag=make_tag())
    client.get(PEOPLE)  # fills the local cache of the frame
    # session, user with keys, bell; own municipality, page with mandates, expertise, facets twice; other members
    for address, number in ((PEOPLE, 7), (f"{PEOPLE}?ansicht=karte&bezirk=Münster", 8)):
        with django_assert_num_queries(number):
            client.get(address)


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_the_list_of_municipalities_costs_the_same_for_1_3_and_20_rows(client, viewer, django_assert_num_queries, rows):
    for _ in range(rows):
        make_municipality()
    client.get(MUNICIPALITIES)
    # session, user with keys, bell; own municipality, page, facets with both counts; other members
    for address, number in ((MUNICIPALITIES, 6), (f"{MUNICIPALITIES}?ansicht=karte&bezirk=Münster", 7)):
        with django_assert_num_queries(number):
            client.get(address)
