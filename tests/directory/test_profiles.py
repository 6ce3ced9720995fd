"""Profiles: their addresses, who sees which field, who edits."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from directory.actions import ProfileChanges, edit_profile, ensure_profiles
from directory.enums import Audience, Direction
from directory.models import Expertise, Mandate, Profile
from directory.sections import ProfileSection, _sections, register_profile_section
from tests.factories import (
    make_admin,
    make_applicant,
    make_contact,
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

pytestmark = pytest.mark.django_db

SECRETS = {
    "email": "geheim.postfach@rathaus.example",
    "phone": "02000 00 11 22",
    "about": "Ich kenne mich mit Hochwasser aus.",
    "offers": "Notfallplanung",
    "seeks": "Vereinsportal",
}


def person_with_everything(audience, municipality):
    person = make_member(municipality, email=SECRETS["email"], first_name="Petra", last_name="Voßkuhl")
    fields = {f"{name}_audience": audience for name in SECRETS}
    profile = make_profile(person, phone=SECRETS["phone"], about=SECRETS["about"], **fields)
    Expertise.objects.create(profile=profile, direction=Direction.OFFERS, topic=make_topic(SECRETS["offers"]))
    Expertise.objects.create(profile=profile, direction=Direction.SEEKS, tag=make_tag(SECRETS["seeks"]))
    return profile


def shown(client, viewer, profile):
    client.force_login(viewer)
    page = client.get(profile.get_absolute_url())
    return {name for name, text in SECRETS.items() if text in page.text}


@pytest.mark.parametrize("audience", Audience)
def test_each_field_is_shown_to_its_audience_only(client, audience):
    municipality = make_municipality()
    profile = person_with_everything(audience, municipality)
    assert shown(client, profile.person, profile) == set(SECRETS)
    colleague = shown(client, make_member(municipality), profile)
    assert colleague == (set(SECRETS) if audience >= Audience.MUNICIPALITY else set())
    for viewer in (make_member(), make_contact(), make_speaker(), make_editor(), make_admin()):
        assert shown(client, viewer, profile) == (set(SECRETS) if audience >= Audience.MEMBERS else set())


def test_how_to_reach_a_person_is_closed_until_they_open_it(client):
    profile = person_with_everything(Audience.MEMBERS, make_municipality())
    fresh = Profile(person=make_user())
    assert (fresh.email_audience, fresh.phone_audience) == (Audience.NOBODY, Audience.NOBODY)
    assert {fresh.about_audience, fresh.offers_audience, fresh.seeks_audience} == {Audience.MEMBERS}
    assert profile.person.email not in client.get("/verzeichnis/").text


def test_name_function_and_municipality_are_seen_by_all_members(client):
    municipality = make_municipality("Coesfeld", label="Kreis Coesfeld", kind="kreis")
    profile = person_with_everything(Audience.NOBODY, municipality)
    client.force_login(make_member())
    page = client.get(profile.get_absolute_url())
    for text in ("Petra Voßkuhl", "Fachstelle Ehrenamt", "Kreis Coesfeld"):
        assert text in page.text


def test_a_former_member_keeps_a_page_without_contact(client):
    profile = person_with_everything(Audience.MEMBERS, make_municipality())
    Mandate.objects.update(ends_on="2026-01-01", begins_on="2020-01-01")
    page_of = profile.get_absolute_url()
    client.force_login(make_member())
    page = client.get(page_of)
    assert "ehemals" in page.text and SECRETS["about"] in page.text
    assert SECRETS["email"] not in page.text and SECRETS["phone"] not in page.text
    assert "Petra Voßkuhl" not in client.get("/verzeichnis/").text


def test_applicants_are_no_part_of_the_directory(client):
    profile = make_profile(make_applicant())
    client.force_login(make_member())
    assert client.get(profile.get_absolute_url()).status_code == 404
    client.force_login(make_applicant())
    assert client.get(make_member().profile.get_absolute_url()).status_code == 404


def test_own_profile_has_a_fixed_address(client):
    member = make_member()
    client.force_login(member)
    assert client.get("/verzeichnis/mein-profil/").url == member.profile.get_absolute_url()
    client.force_login(make_editor())
    assert client.get("/verzeichnis/mein-profil/").url == "/verzeichnis/"


def test_namesakes_get_addresses_of_their_own():
    people = [make_user(first_name="Jörg", last_name="Müller-Groß") for _ in range(3)]
    ensure_profiles(people=people[:2])
    ensure_profiles(people=people)
    slugs = list(Profile.objects.order_by("person").values_list("slug", flat=True))
    assert slugs == ["joerg-mueller-gross", "joerg-mueller-gross-2", "joerg-mueller-gross-3"]


def test_editing_the_own_profile_replaces_expertise():
    profile = person_with_everything(Audience.MEMBERS, make_municipality())
    topic = make_topic("Digitalisierung")
    wanted = [Expertise(direction=Direction.OFFERS, topic=topic, note="Vereinsportal seit 2021")]
    changes = ProfileChanges({"phone": "02000 1", "phone_audience": Audience.PUBLIC}, wanted)
    edit_profile(actor=profile.person, profile=profile, changes=changes)
    profile.refresh_from_db()
    assert (profile.phone, profile.phone_audience) == ("02000 1", Audience.PUBLIC)
    assert [str(subject) for subject in profile.expertise.all()] == ["Digitalisierung"]


@pytest.mark.parametrize("fields", [{"phone": "1" * 41}, {"phone_audience": 9}])
def test_impossible_values_are_refused(fields):
    profile = make_member().profile
    with pytest.raises(ValidationError):
        edit_profile(actor=profile.person, profile=profile, changes=ProfileChanges(fields))


def test_only_listed_fields_can_be_edited():
    profile = make_member().profile
    with pytest.raises(ValueError, match="slug"):
        edit_profile(actor=profile.person, profile=profile, changes=ProfileChanges({"slug": "chef"}))


def test_nobody_edits_somebody_elses_profile():
    profile = make_member().profile
    for other in (make_member(), make_contact(), make_speaker(), make_editor(), make_admin()):
        with pytest.raises(PermissionDenied):
            edit_profile(actor=other, profile=profile, changes=ProfileChanges({"about": "Hallo"}))
    with pytest.raises(Http404):
        edit_profile(actor=make_applicant(), profile=profile, changes=ProfileChanges({"about": "Hallo"}))


def test_other_apps_add_sections(client):
    section = ProfileSection("test", "kit/components/note.html", lambda viewer, person: {"title": person.last_name})
    register_profile_section(section)
    register_profile_section(ProfileSection("nothing", "kit/components/note.html", lambda viewer, person: None))
    try:
        client.force_login(make_member())
        page = client.get(make_member().profile.get_absolute_url())
    finally:
        for name in ("test", "nothing"):
            del _sections[name]
    assert page.context["sections"][0][0] == "kit/components/note.html"
    assert len(page.context["sections"]) == 1


@pytest.mark.parametrize("subjects", [1, 3, 20])
def test_a_profile_costs_as_much_for_20_subjects_as_for_one(client, django_assert_num_queries, subjects):
    profile = make_member().profile
    for _ in range(subjects):
        Expertise.objects.create(profile=profile, direction=Direction.OFFERS, tag=make_tag())
    client.force_login(make_member())
    client.get("/verzeichnis/")  # fills the local cache of the frame
    with django_assert_num_queries(7):  # session, user, keys, bell; profile with mandate, expertise; latest posts
        client.get(profile.get_absolute_url())


def test_the_last_mandate_stands_beside_the_name(client):
    person = make_user()
    make_mandate(person, make_municipality("Alt"), begins_on="2018-01-01", ends_on="2020-01-01")
    make_mandate(person, make_municipality("Neu"), begins_on="2020-01-01")
    client.force_login(make_member())
    page = client.get(person.profile.get_absolute_url())
    assert "Stadt Neu" in page.text and "Stadt Alt" not in page.text
