"""Editing one's own profile, a municipality's own words, and what is refused."""

import pytest

from directory.actions import MAX_SUBJECTS
from directory.enums import Audience, Direction
from directory.models import Expertise, Municipality, Profile
from directory.signals import municipality_changed, profile_changed
from kit.models import Tag
from tests.factories import (
    make_admin,
    make_applicant,
    make_contact,
    make_editor,
    make_member,
    make_municipality,
    make_speaker,
    make_tag,
    make_topic,
)

pytestmark = pytest.mark.django_db

EDIT = "/verzeichnis/mein-profil/bearbeiten/"
CLOSED = {f"{name}_audience": Audience.NOBODY.value for name in ("email", "phone", "about", "offers", "seeks")}


@pytest.fixture
def heard():
    """How often somebody was told."""
    calls = []

    def hear(sender, **kwargs):
        calls.append(sender)

    profile_changed.connect(hear)
    municipality_changed.connect(hear)
    yield calls
    profile_changed.disconnect(hear)
    municipality_changed.disconnect(hear)


@pytest.fixture
def person():
    return make_member(email="petra@rathaus.example")


@pytest.fixture
def save(client, person):
    client.force_login(person)

    def save(**data):
        return client.post(EDIT, {**CLOSED, **data})

    return save


def subjects(person, direction):
    rows = Expertise.objects.filter(profile__person=person, direction=direction).select_related("topic", "tag")
    return [(str(row), row.note) for row in rows]


def test_everything_at_once(client, person, save, heard):
    crisis, digital = make_topic("Krisen"), make_topic("Digitales")
    make_tag("Vereinsportal")
    response = save(
        about=" Seit 2017 dabei.\r\n\r\nGern am Telefon. ",
        phone="02541 00-00",
        phone_hours="  Montag\tbis Donnerstag ",
        phone_audience=Audience.MEMBERS,
        email_audience=Audience.MUNICIPALITY,
        offers_audience=Audience.PUBLIC,
        **{f"offers_topic_{crisis.pk}": "on", f"offers_topic_note_{crisis.pk}": "Übungen"},
        offers_tags="Vereinsportal, #Ehrenamtskarte",
        seeks_topics=[digital.pk],
        seeks_tags="leichte Sprache",
    )
    profile = Profile.objects.get(person=person)
    assert response.url == profile.get_absolute_url()
    assert "Ihr Profil ist gespeichert." in client.get(response.url).text
    assert profile.about == "Seit 2017 dabei.\n\nGern am Telefon."
    assert (profile.phone, profile.phone_hours) == ("02541 00-00", "Montag bis Donnerstag")
    audiences = (profile.email_audience, profile.phone_audience, profile.about_audience, profile.offers_audience)
    assert audiences == (Audience.MUNICIPALITY, Audience.MEMBERS, Audience.NOBODY, Audience.PUBLIC)
    assert subjects(person, Direction.OFFERS) == [("Krisen", "Übungen"), ("Vereinsportal", ""), ("Ehrenamtskarte", "")]
    assert subjects(person, Direction.SEEKS) == [("Digitales", ""), ("leichte-Sprache", "")]
    assert heard == [Profile]


def test_the_form_shows_what_is_saved_and_saving_it_changes_nothing(client, person, save):
    crisis = make_topic("Krisen")
    first = {f"offers_topic_{crisis.pk}": "on", f"offers_topic_note_{crisis.pk}": "Übungen", "offers_tags": "Portal"}
    save(**first, seeks_topics=[crisis.pk], about="Ich.", about_audience=2)
    form = client.get(EDIT).context["form"]
    tag = Tag.objects.get(name="Portal")
    data = {name: form[name].value() for name in form.fields}
    assert data[f"offers_topic_note_{crisis.pk}"] == "Übungen" and data["offers_tags"] == "Portal"
    sent = {name: value for name, value in data.items() if value is not None and value is not False}
    assert client.post(EDIT, {**sent, f"offers_tag_note_{tag.pk}": "läuft seit 2021"}).status_code == 302
    assert subjects(person, Direction.OFFERS) == [("Krisen", "Übungen"), ("Portal", "läuft seit 2021")]
    assert subjects(person, Direction.SEEKS) == [("Krisen", "")]
    assert Profile.objects.get(person=person).about == "Ich."


def test_a_synonym_is_its_tag(person, save):
    Tag.objects.create(name="E-Karte", slug="e-karte", canonical=make_tag("Ehrenamtskarte"))
    save(offers_tags="E-Karte, Ehrenamtskarte")
    assert subjects(person, Direction.OFFERS) == [("Ehrenamtskarte", "")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"about": "x" * 2001}, "Ihr Text hat 2001 Zeichen, möglich sind 2000. Bitte kürzen Sie um 1."),
        ({"phone": "rufen Sie an"}, "Telefonnummer aus Ziffern"),
        ({"phone": "0" * 31}, "höchstens 30"),
        ({"phone_hours": "x" * 121}, "höchstens 120"),
        ({"phone_audience": 9}, "9 ist keine"),
        ({"phone_audience": ""}, "muss ausgefüllt werden"),
        ({"offers_tags": "x"}, "2 bis 30"),
        ({"offers_tags": ", ".join(f"Wort{n}" for n in range(MAX_SUBJECTS + 1))}, "Höchstens 10 Angaben, Sie haben 11"),
        ({"seeks_topics": [999_999]}, "999999"),
        ({"about": "a\x00b"}, "Null"),
    ],
)
def test_refusals_say_why_and_keep_what_was_typed(client, person, save, heard, data, message):
    page = save(**{"phone_hours": "Nur vormittags", "seeks_tags": "Leichte-Sprache", **data})
    assert page.status_code == 422
    assert message in page.text.replace("2.0", "20")
    assert "Leichte-Sprache" in page.text and ("Nur vormittags" in page.text or "phone_hours" in data)
    assert not Expertise.objects.exists() and not heard and not Tag.objects.filter(name__startswith="Wort").exists()


def test_the_function_of_a_mandate_is_not_ones_own_to_change(client, person, save):
    assert "function" not in client.get(EDIT).context["form"].fields
    save(function="Bürgermeisterin")
    assert Profile.objects.get(person=person).function == ""


def test_office_without_a_profile_gets_one(client, heard):
    editor = make_editor()
    client.force_login(editor)
    assert client.get(EDIT).status_code == 200
    assert not Profile.objects.filter(person=editor).exists()  # looking writes nothing
    client.post(EDIT, {**CLOSED, "function": "Geschäftsstelle"})
    assert Profile.objects.get(person=editor).function == "Geschäftsstelle" and heard == [Profile]


def test_applicants_prepare_theirs(client):
    person = make_applicant()
    client.force_login(person)
    assert client.get(EDIT).status_code == 200
    assert client.post(EDIT, {**CLOSED, "about": "Neu hier."}).url == EDIT
    assert Profile.objects.get(person=person).about == "Neu hier."
    client.force_login(make_member())
    assert client.get(Profile.objects.get(person=person).get_absolute_url()).status_code == 404


def test_suggested_keywords_are_open_ones(client, person):
    for name, audience in (("Offenes-Wort", Audience.MEMBERS), ("Geheimes-Wort", Audience.NOBODY)):
        other = make_member()
        Expertise.objects.create(profile=other.profile, direction=Direction.OFFERS, tag=make_tag(name))
        Profile.objects.filter(person=other).update(offers_audience=audience)
    client.force_login(person)
    page = client.get(EDIT).text
    assert "Offenes-Wort" in page and "Geheimes-Wort" not in page


@pytest.mark.parametrize("number", [1, 3, 20])
def test_the_form_costs_the_same(client, person, django_assert_num_queries, number):
    for _ in range(number):
        Expertise.objects.create(profile=person.profile, direction=Direction.OFFERS, tag=make_tag())
        Expertise.objects.create(profile=person.profile, direction=Direction.SEEKS, topic=make_topic())
    client.force_login(person)
    client.get("/verzeichnis/")
    # session, user, profile, mandate; topics, expertise; name of the municipality's room, bell; keywords, choices
    with django_assert_num_queries(9):
        client.get(EDIT)


OWN_WORDS = {"website": "https://www.stadt.example", "contact_email": "amt@stadt.example", "about": "Viele Vereine."}


@pytest.mark.parametrize("make", [make_contact, lambda _: make_editor(), lambda _: make_admin()])
def test_a_municipality_speaks_for_itself(client, make, heard):
    municipality = make_municipality(population=25_000)
    heard.clear()
    client.force_login(make(municipality))
    response = client.post(
        f"{municipality.get_absolute_url()}bearbeiten/", {**OWN_WORDS, "population": 1, "name": "Groß", "kind": "kreis"}
    )
    assert response.url == municipality.get_absolute_url()
    found = Municipality.objects.get(pk=municipality.pk)
    assert {name: getattr(found, name) for name in OWN_WORDS} == OWN_WORDS
    assert (found.population, found.name, found.kind) == (25_000, municipality.name, "stadt")
    assert heard == [Municipality]
    page = client.get(response.url).text
    assert all(text in page for text in OWN_WORDS.values())


@pytest.mark.parametrize("make", [make_contact, make_member, make_speaker])
def test_others_read_only(client, make):
    municipality = make_municipality()
    client.force_login(make())
    path = f"{municipality.get_absolute_url()}bearbeiten/"
    assert client.get(path).status_code == client.post(path, OWN_WORDS).status_code == 403
    assert "bearbeiten/" not in client.get(municipality.get_absolute_url()).text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"website": "javascript:alert(1)"}, "gültige"),
        ({"website": "ftp://stadt.example"}, "https://"),
        ({"website": "https://chef:geheim@stadt.example/"}, "keine Zugangsdaten"),
        ({"contact_email": "amt@stadt"}, "gültige"),
        ({"contact_email": "amt@stadt.example\r\nBcc: x@y.example"}, "gültige"),
        ({"about": "x" * 1501}, "1501"),
    ],
)
def test_own_words_are_checked(client, data, message):
    municipality = make_municipality()
    client.force_login(make_contact(municipality))
    page = client.post(f"{municipality.get_absolute_url()}bearbeiten/", {**OWN_WORDS, **data})
    assert page.status_code == 422 and message in page.text.replace("1.501", "1501")
    assert Municipality.objects.get(pk=municipality.pk).website == ""


def test_markup_is_text(client):
    municipality = make_municipality(about="<script>alert(1)</script>", website='https://a.example/?q="><b>')
    client.force_login(make_member())
    assert "<script>alert(1)" not in client.get(municipality.get_absolute_url()).text
