"""What the forum shows of people and bodies comes from the directory."""

import pytest
from django.utils import translation

from cms.wiring import affiliation_of, affiliation_words, author_cards, display_name, likeness_of
from directory.actions import record_municipalities
from forum.conf import Likeness
from forum.models import Affiliation
from tests.factories import (
    make_applicant,
    make_editor,
    make_mandate,
    make_member,
    make_municipality,
    make_profile,
    make_speaker,
    make_thread,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_affiliations_follow_the_directory():
    municipality = make_municipality("Witten", key="05954036", population=95_000, region="Arnsberg")
    row = Affiliation.objects.get(key="05954036")
    assert (row.label, row.kind, row.band, row.region) == ("Stadt Witten", "stadt", "50-100k", "Arnsberg")
    assert row.url == municipality.get_absolute_url()
    municipality.label, municipality.population = "Universitätsstadt Witten", 101_000
    record_municipalities(municipalities=[municipality])
    row.refresh_from_db()
    assert (row.label, row.band) == ("Universitätsstadt Witten", "100-500k")


def test_a_post_keeps_the_affiliation_of_its_day():
    municipality = make_municipality(key="05111000", population=600_000, kind="kreisfreie_stadt")
    author = make_member(municipality)
    post = make_thread(author=author).last_post
    assert affiliation_of(author) == "05111000"
    assert (post.affiliation.key, post.affiliation_kind, post.affiliation_band) == (
        "05111000",
        "kreisfreie_stadt",
        "500k-",
    )
    assert affiliation_of(make_editor()) is None


@pytest.mark.feature("FF-17")
def test_a_post_shows_kind_and_band_as_they_were_then(client):
    municipality = make_municipality("Witten", population=95_000)
    thread = make_thread(author=make_member(municipality))
    municipality.population, municipality.kind = 101_000, "kreisfreie_stadt"
    record_municipalities(municipalities=[municipality])
    client.force_login(make_member())
    page = client.get(thread.get_absolute_url()).text
    assert "Stadt Witten (Kreisangehörige Stadt, 50.000 bis 100.000 Einwohner)" in page
    assert affiliation_words("", "") == "" and affiliation_words("landschaftsverband", "") == "Landschaftsverband"


@pytest.mark.feature("FF-18")
def test_what_makes_municipalities_like_mine():
    town = make_municipality("Witten", population=95_000)
    assert likeness_of(make_member(town)) == Likeness("50-100k", ("stadt", "gemeinde", "kreisfreie_stadt"))
    district = make_municipality("Unna", kind="kreis", population=400_000)
    assert likeness_of(make_member(district)) == Likeness("100-500k", ("kreis",))
    assert likeness_of(make_editor()) is None
    thread = make_thread(author=make_member(town))
    assert (thread.affiliation_kind, thread.affiliation_band) == ("stadt", "50-100k")


def test_author_cards_of_all_kinds_of_people(django_assert_num_queries):
    people = {
        "member": make_member(make_municipality("Witten"), function="Ehrenamtsbüro"),
        "speaker": make_speaker(),
        "deactivated": make_speaker(is_active=False),
        "left": make_user(),
        "office": make_editor(),
        "nobody yet": make_applicant(),
    }
    make_mandate(people["left"], make_municipality("Hagen"), begins_on="2019-01-01", ends_on="2020-01-01")
    make_profile(people["office"], function="Geschäftsstelle")
    with translation.override("de"), django_assert_num_queries(1):
        cards = author_cards([*(person.pk for person in people.values()), 999_999_999])
    card = {name: cards[person.pk] for name, person in people.items()}
    assert (card["member"].affiliation, card["member"].function) == ("Stadt Witten", "Ehrenamtsbüro")
    assert card["member"].url == people["member"].profile.get_absolute_url()
    assert {name for name, each in card.items() if each.badge == "Sprecherteam"} == {"speaker"}
    assert {name for name, each in card.items() if each.is_former} == {"deactivated", "left", "nobody yet"}
    assert card["left"].affiliation == "Stadt Hagen"
    assert (card["office"].function, card["office"].affiliation) == ("Geschäftsstelle", "")
    assert 999_999_999 not in cards


def test_no_address_stands_in_for_a_name():
    nameless = make_user(first_name="", last_name="")
    assert display_name(nameless) == "Person ohne Namen"
    assert nameless.email not in author_cards([nameless.pk])[nameless.pk].name
