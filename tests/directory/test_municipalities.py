"""Municipalities: writing the register's facts, bands, and the page of one."""

from datetime import date

import pytest

from directory.actions import record_municipalities
from directory.enums import BAND_LIMITS, Band, Evidence, Precision, band_of
from directory.models import Municipality
from directory.signals import municipality_changed
from tests.factories import make_contact, make_editor, make_member, make_municipality, make_signing

pytestmark = pytest.mark.django_db


def body(key, **fields):
    values = {"name": key, "label": f"Stadt {key}", "official_name": key, "slug": f"stadt-{key}", "kind": "stadt"}
    return Municipality(key=key, **{**values, **fields})


def test_bands_begin_at_their_limit():
    assert band_of(None) == ""
    assert [band_of(limit - 1) for limit, _band in BAND_LIMITS] == [band.value for _limit, band in BAND_LIMITS]
    assert [band_of(limit) for limit, _band in BAND_LIMITS] == Band.values[1:]


def test_the_register_is_written_by_key_and_keeps_what_is_the_networks_own():
    record_municipalities(municipalities=[body("05970", kind="kreis", population=276_000)])
    Municipality.objects.update(is_member=True, website="https://kreis.example")
    again = body("05970", kind="kreis", population=277_000, slug="anders", is_member=False)
    town = body("05970008", district_id="05970")
    heard = []

    def receiver(municipalities, **kwargs):
        heard.extend(sorted(each.key for each in municipalities))

    municipality_changed.connect(receiver)
    try:
        stored = record_municipalities(municipalities=[again, town])
    finally:
        municipality_changed.disconnect(receiver)
    district = Municipality.objects.get(key="05970")
    assert (district.population, district.slug) == (277_000, "stadt-05970")
    assert district.is_member and district.website
    assert Municipality.objects.get(key="05970008").district == district
    assert heard == ["05970", "05970008"] and len(stored) == 2


def test_recording_costs_the_same_for_many(django_assert_num_queries):
    # savepoint, upsert, read back, affiliations of the forum, a job of the search, savepoint
    with django_assert_num_queries(7):
        record_municipalities(municipalities=[body(f"{number:08}") for number in range(300)])


def page_of(client, municipality):
    client.force_login(make_member())
    return client.get(municipality.get_absolute_url())


@pytest.mark.parametrize(
    ("precision", "text"), [("day", "6. Dezember 2017"), ("month", "Dezember 2017"), ("year", "2017")]
)
def test_dates_are_shown_as_exactly_as_they_are_known(client, precision, text):
    municipality = make_municipality(member_since=date(2017, 12, 6), member_since_precision=Precision(precision))
    page = page_of(client, municipality)
    assert f"<dd>{text}</dd>" in page.text


@pytest.mark.parametrize(
    ("evidence", "text"),
    [
        (Evidence.DOCUMENTED, ""),
        (Evidence.DATE_ASSUMED, "das Jahr ist angenommen"),
        (Evidence.ASSUMED, "Mitgliedschaft und Jahr sind angenommen"),
    ],
)
def test_assumptions_are_marked(client, evidence, text):
    municipality = make_municipality(
        membership_evidence=evidence, membership_source="https://stadt.example/netzwerk", member_since=date(2017, 1, 1)
    )
    page = page_of(client, municipality)
    assert text in page.text and ("angenommen" in page.text) == bool(text)
    assert 'href="https://stadt.example/netzwerk"' in page.text


def test_a_source_is_only_a_link_where_it_is_an_address(client):
    page = page_of(client, make_municipality(membership_source="javascript:alert(1)"))
    assert 'href="javascript' not in page.text


def test_invented_municipalities_say_so(client):
    assert "erfunden" in page_of(client, make_municipality(is_fictitious=True)).text


def test_contact_people_come_first(client):
    municipality = make_municipality()
    make_member(municipality, first_name="A", last_name="Aal")
    make_contact(municipality, first_name="Z", last_name="Zander")
    make_member(first_name="Fremd", last_name="Person")
    response = page_of(client, municipality)
    assert [row.name for row in response.context["rows"]] == ["Z Zander", "A Aal"]


def test_the_page_names_signing_and_legal_class(client):
    municipality = make_municipality(size_class="grosse_kreisangehoerige_stadt")
    make_signing(municipality)
    page = page_of(client, municipality)
    assert "6. Dezember 2017" in page.text and "Große kreisangehörige Stadt" in page.text


def test_contact_people_and_office_see_the_way_to_invite(client):
    municipality = make_municipality(key="05111000")
    for person, is_offered in ((make_contact(municipality), True), (make_editor(), True), (make_contact(), False)):
        client.force_login(person)
        page = client.get(municipality.get_absolute_url())
        assert ("?kommune=05111000" in page.text) == is_offered


def test_an_unknown_municipality_is_not_found(client):
    client.force_login(make_member())
    assert client.get("/verzeichnis/kommunen/nirgendwo/").status_code == 404


@pytest.mark.parametrize("people", [1, 3, 20])
def test_the_page_costs_the_same_for_1_3_and_20_people(client, django_assert_num_queries, people):
    municipality = make_municipality()
    for _ in range(people):
        make_member(municipality)
    page_of(client, municipality)
    with django_assert_num_queries(7):  # session, user with keys, bell; municipality, people, expertise, similar ones
        client.get(municipality.get_absolute_url())
