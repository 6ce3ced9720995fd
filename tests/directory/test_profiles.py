"""Profiles: their addresses, who sees which field, who edits."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from directory.actions import ProfileChanges, edit_profile, ensure_profiles
from directory.enums import Audience, Direction
from directory.models import Expertise, Mandate, Profile
from directory.sections import ProfileSection, _sections, register_profile_section
from forum.actions.editing import withdraw_post
from forum.actions.moderation import hide_post
from tests.factories import (
    make_admin,
    make_applicant,
    make_area,
    make_contact,
    make_editor,
    make_mandate,
    make_member,
    make_municipality,
    make_post,
    make_profile,
    make_speaker,
    make_tag,
    make_thread,
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
    Expertise.objects.create(profile=profile, direction=Direction.OFFERS, topic=make_topic(), note=SECRETS["offers"])
    Expertise.objects.create(profile=profile, direction=Direction.SEEKS, tag=make_tag(SECRETS["seeks"]))
    return profile


EVERYTHING, NOTHING = set(SECRETS), set()
# Who sees a field by its audience: nobody, my municipality, members, everyone.
VIEWERS = {
    "self": (lambda here, person: person, (EVERYTHING, EVERYTHING, EVERYTHING, EVERYTHING)),
    "colleague": (lambda here, person: make_member(here), (NOTHING, EVERYTHING, EVERYTHING, EVERYTHING)),
    "own contact": (lambda here, person: make_contact(here), (NOTHING, EVERYTHING, EVERYTHING, EVERYTHING)),
    "member": (lambda here, person: make_member(), (NOTHING, NOTHING, EVERYTHING, EVERYTHING)),
    "contact elsewhere": (lambda here, person: make_contact(), (NOTHING, NOTHING, EVERYTHING, EVERYTHING)),
    "speaker": (lambda here, person: make_speaker(), (NOTHING, NOTHING, EVERYTHING, EVERYTHING)),
    "office": (lambda here, person: make_editor(), (NOTHING, NOTHING, EVERYTHING, EVERYTHING)),
    "administration": (lambda here, person: make_admin(), (NOTHING, NOTHING, EVERYTHING, EVERYTHING)),
    "left the municipality": (lambda here, person: moved_away(here), (NOTHING, NOTHING, EVERYTHING, EVERYTHING)),
    "applicant": (lambda here, person: make_applicant(), (NOTHING, NOTHING, NOTHING, NOTHING)),
    "anonymous": (lambda here, person: None, (NOTHING, NOTHING, NOTHING, NOTHING)),
}


def moved_away(municipality):
    person = make_user()
    make_mandate(person, municipality, begins_on="2020-01-01", ends_on="2022-01-01")
    make_mandate(person, begins_on="2022-01-01")
    return person


@pytest.mark.parametrize("viewer", VIEWERS)
def test_each_field_is_shown_to_its_audience_only(client, viewer):
    """The addresses that show a person: their page, the list that finds them, their municipality."""
    municipality = make_municipality()
    profile = person_with_everything(Audience.NOBODY, municipality)
    make, table = VIEWERS[viewer]
    if person := make(municipality, profile.person):
        client.force_login(person)
    paths = [profile.get_absolute_url(), "/verzeichnis/?q=Voßkuhl", municipality.get_absolute_url()]
    for audience, expected in zip(Audience, table, strict=True):
        Profile.objects.filter(pk=profile.pk).update(**{f"{name}_audience": audience for name in SECRETS})
        pages = [client.get(path).text for path in paths]
        seen = {name for name, text in SECRETS.items() if any(text in page for page in pages)}
        assert seen == expected, f"{audience.label}: {seen ^ expected}"


@pytest.mark.parametrize(("eyes", "least"), [("kommune", 1), ("mitglieder", 2), ("alle", 3)])
def test_the_preview_shows_what_others_see(client, eyes, least):
    profile = person_with_everything(Audience.NOBODY, make_municipality())
    client.force_login(profile.person)
    for audience in Audience:
        Profile.objects.filter(pk=profile.pk).update(**{f"{name}_audience": audience for name in SECRETS})
        page = client.get("/verzeichnis/mein-profil/vorschau/", {"als": eyes})
        shown = {name for name, text in SECRETS.items() if text in page.text}
        assert shown == (EVERYTHING if audience >= least else NOTHING)
    assert client.get("/verzeichnis/mein-profil/vorschau/", {"als": "chef"}).status_code == 404


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
    assert page_of not in client.get("/verzeichnis/").text


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
    with django_assert_num_queries(6):  # session, user with keys, bell; profile with mandate, expertise; latest posts
        client.get(profile.get_absolute_url())


def test_the_last_mandate_stands_beside_the_name(client):
    person = make_user()
    make_mandate(person, make_municipality("Alt"), begins_on="2018-01-01", ends_on="2020-01-01")
    make_mandate(person, make_municipality("Neu"), begins_on="2020-01-01")
    client.force_login(make_member())
    page = client.get(person.profile.get_absolute_url())
    assert "Stadt Neu" in page.text and "Stadt Alt" not in page.text


@pytest.mark.parametrize("posts", [1, 3, 20])
def test_the_latest_posts_stand_on_the_page_at_the_same_cost(client, django_assert_num_queries, posts):
    author, area = make_member(), make_area()
    threads = [make_thread(area, author, title=f"Thema Nummer {number}") for number in range(posts)]
    path = author.profile.get_absolute_url()
    client.force_login(make_member())
    client.get("/verzeichnis/")
    with django_assert_num_queries(6):  # session, user with keys, bell; profile with mandate, expertise; latest posts
        page = client.get(path)
    newest = [thread.title for thread in reversed(threads)][:5]
    assert [post.thread.title for post in page.context["sections"][0][1]["posts"]] == newest
    assert all(title in page.text for title in newest)


def test_a_thread_stands_there_once_with_the_newest_post(client):
    author = make_member()
    thread = make_thread(make_area(), author, title="Viel besprochen")
    make_post(thread, make_member())
    newest = make_post(thread, author)
    client.force_login(make_member())
    page = client.get(author.profile.get_absolute_url())
    assert page.text.count("Viel besprochen") == 1 and newest.get_absolute_url() in page.text


def test_posts_are_those_the_viewer_may_read(client):
    author, insider, outsider = make_member(), make_member(), make_member()
    open_area, closed_area = make_area(), make_area(members=[author, insider])
    make_thread(open_area, author, title="Offene Frage")
    make_thread(closed_area, author, title="Geschlossene Frage")
    hidden = make_post(make_thread(open_area, insider, title="Ausgeblendeter Beitrag"), author)
    hide_post(actor=make_speaker(), post=hidden, reason="Bitte ohne Namen.")
    withdraw_post(actor=author, post=make_post(make_thread(open_area, insider, title="Zurückgezogen"), author))
    titles = ("Offene Frage", "Geschlossene Frage", "Ausgeblendeter Beitrag", "Zurückgezogen")
    for viewer, seen in (
        (outsider, titles[:1]),
        (insider, titles[:2]),
        (author, titles[:2]),
        (make_speaker(), titles[:1]),
        (make_admin(), titles[:2]),
    ):
        client.force_login(viewer)
        page = client.get(author.profile.get_absolute_url()).text
        assert tuple(title for title in titles if title in page) == seen


def test_who_speaks_for_the_network_is_said(client):
    speaker = make_speaker()
    client.force_login(make_member())
    assert "Sprecherteam" in client.get(speaker.profile.get_absolute_url()).text
