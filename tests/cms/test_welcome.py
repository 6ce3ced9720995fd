"""First login: three questions, asked once, never in the way."""

import pytest
from django.contrib.auth import get_user_model

from cms.welcome.offers import offers_of
from directory.actions import MAX_SUBJECTS
from directory.enums import Direction
from directory.models import Expertise, Profile
from forum.enums import Level
from forum.models import Subscription
from kit.models import Tag
from notifications.models import MailPreference
from tests.factories import (
    PASSWORD,
    make_applicant,
    make_area,
    make_editor,
    make_member,
    make_tag,
    make_topic,
)

pytestmark = pytest.mark.django_db

TOPICS, OFFERS, MAIL, OVERVIEW = "/willkommen/themen/", "/willkommen/beratung/", "/willkommen/e-mail/", "/uebersicht/"


def sign_in(client, user, **data):
    return client.post("/konto/anmelden/", {"login": user.email, "password": PASSWORD, **data})["Location"]


@pytest.fixture
def newcomer(client):
    user = make_member(welcomed_at=None)
    client.force_login(user)
    return user


def levels(user):
    return dict(Subscription.objects.filter(user=user).values_list("area__name", "level"))


def test_the_first_sign_in_leads_there_and_the_second_does_not(client):
    user = make_member(welcomed_at=None)
    assert sign_in(client, user) == "/willkommen/"
    assert client.get("/willkommen/")["Location"] == TOPICS
    assert client.get(OVERVIEW).status_code == 200, "nobody is held up"
    assert client.post(TOPICS, {"skip": "1"})["Location"] == OFFERS
    client.logout()
    assert sign_in(client, user) == OVERVIEW, "asked once, even if not to the end"


@pytest.mark.parametrize(
    ("make", "target", "lands"),
    [
        (make_member, "/forum/", "/forum/"),  # a link in a mail leads where it says
        (make_member, OVERVIEW, "/willkommen/"),  # who asked for the overview lands on it
        (make_applicant, "", OVERVIEW),  # »Aufnahme läuft«
    ],
)
def test_where_else_a_first_sign_in_leads(client, make, target, lands):
    assert sign_in(client, make(welcomed_at=None), next=target) == lands


def test_three_questions_and_each_answer_is_kept_at_once(client, newcomer):
    digital, law = make_area("Digitales"), make_area("Recht")
    topic = make_topic("Strategie")
    page = client.get(TOPICS)
    assert "Schritt 1 von 3" in page.text and "Zurück" not in page.text and "checked" not in page.text
    assert client.post(TOPICS, {"areas": [digital.pk]})["Location"] == OFFERS
    assert levels(newcomer) == {"Digitales": Level.WATCHING}
    page = client.get(OFFERS)
    assert "Schritt 2 von 3" in page.text and f'href="{TOPICS}"' in page.text
    assert client.post(OFFERS, {"topics": [topic.pk], "tags": "Vereine, #Förderung"})["Location"] == MAIL
    assert [str(row) for row in offers_of(newcomer)] == ["Strategie", "Vereine", "Förderung"]
    assert "Schritt 3 von 3" in client.get(MAIL).text
    response = client.post(MAIL, {"mail": "keine"}, follow=True)
    assert response.redirect_chain == [(OVERVIEW, 302)] and "Das war alles" in response.text
    assert MailPreference.objects.get(user=newcomer).paused_at
    back = client.get(TOPICS).context["form"]
    assert back["areas"].value() == [digital.pk], "going back shows what was chosen"
    assert client.get(OFFERS).context["form"]["tags"].value() == "Vereine, Förderung"
    assert client.get(MAIL).context["form"]["mail"].value() == "keine"
    assert client.post(TOPICS, {"areas": [law.pk]})["Location"] == OFFERS
    assert levels(newcomer) == {"Digitales": Level.NORMAL, "Recht": Level.WATCHING}


def test_skipping_changes_nothing_but_goes_on(client, newcomer):
    area = make_area()
    for step, following in ((TOPICS, OFFERS), (OFFERS, MAIL), (MAIL, OVERVIEW)):
        data = {"skip": "1", "areas": [area.pk], "tags": "vereine", "mail": "keine"}
        assert client.post(step, data)["Location"] == following
    assert not levels(newcomer) and not offers_of(newcomer) and not MailPreference.objects.exists()


def test_topics_are_the_open_areas_and_closed_ones_stay_as_they_are(client, newcomer):
    make_area("Offen")
    closed = make_area("Unter uns", members=[newcomer])
    secret = make_area("Anderswo", members=[])
    make_area("Früher", is_archived=True)
    loud = make_area("Für alle", default_level=Level.WATCHING)
    Subscription.objects.create(user=newcomer, area=closed, level=Level.WATCHING)
    form = client.get(TOPICS).context["form"]
    assert {area.name for area in form.fields["areas"].queryset} == {"Offen", "Für alle"}
    assert form["areas"].value() == [loud.pk], "what is watched by default is ticked"
    for foreign in (secret.pk, closed.pk, 10**9, "x"):
        assert client.post(TOPICS, {"areas": [foreign]}).status_code == 422
    client.post(TOPICS, {})
    assert levels(newcomer) == {"Unter uns": Level.WATCHING, "Für alle": Level.NORMAL}


def test_offers_keep_notes_and_what_is_sought_and_follow_synonyms(client, newcomer):
    profile = Profile.objects.get(person=newcomer)
    topic, tag, sought = make_topic(), make_tag("haftung"), make_tag("wirkung")
    make_tag("versicherungsschutz", canonical=tag)
    Expertise.objects.create(profile=profile, direction=Direction.OFFERS, topic=topic, note="seit 2012")
    Expertise.objects.create(profile=profile, direction=Direction.SEEKS, tag=sought)
    client.post(OFFERS, {"topics": [topic.pk], "tags": "Versicherungsschutz"})
    assert [(str(row), row.note) for row in offers_of(newcomer)] == [(topic.name, "seit 2012"), ("haftung", "")]
    assert profile.expertise.get(direction=Direction.SEEKS).tag == sought


@pytest.mark.parametrize("tags", ["x", "a b!", ", ".join(f"wort{number}" for number in range(21)), "y" * 701])
def test_impossible_tags_are_said_at_the_field_and_make_nothing(client, newcomer, tags):
    page = client.post(OFFERS, {"tags": tags})
    assert page.status_code == 422 and 'aria-invalid="true"' in page.text
    assert not Tag.objects.exists() and not offers_of(newcomer)


@pytest.mark.parametrize("address", ["/willkommen/", TOPICS, OFFERS, MAIL, "/konto/themen/", "/konto/beratung/"])
def test_only_members_are_asked(client, address):
    for method in (client.get, client.post):
        assert method(address)["Location"].startswith("/konto/anmelden/")
    client.force_login(make_applicant())
    for method in (client.get, client.post):
        assert method(address, {"areas": [make_area().pk], "tags": "vereine", "mail": "keine"}).status_code == 404


def test_without_a_profile_there_are_two_questions(client):
    client.force_login(make_editor(welcomed_at=None))
    assert "Schritt 1 von 2" in client.get(TOPICS).text
    assert client.post(TOPICS, {})["Location"] == MAIL
    assert client.get(OFFERS).status_code == 404 == client.post(OFFERS, {"tags": "vereine"}).status_code


def test_later_each_question_stands_in_the_account(client, newcomer):
    area = make_area()
    page = client.get("/konto/")
    assert 'href="/konto/beratung/"' in page.text
    assert 'href="/forum/abonnements/"' in page.text, "where areas stand beside tags and threads"
    for address, data in (("/konto/themen/", {"areas": [area.pk]}), ("/konto/beratung/", {"tags": "vereine"})):
        assert "Schritt" not in client.get(address).text
        response = client.post(address, data, follow=True)
        assert response.redirect_chain == [(address, 302)] and "Gespeichert" in response.text
    assert levels(newcomer) and offers_of(newcomer)
    assert get_user_model().objects.get(pk=newcomer.pk).welcomed_at is None, "that was not the welcome"
    client.force_login(make_applicant())
    assert client.get("/konto/themen/").status_code == 404 and "abonnements" not in client.get("/konto/").text


@pytest.mark.parametrize("count", [1, 3, 20])
def test_each_page_costs_the_same_for_1_3_and_20(client, newcomer, django_assert_num_queries, count):
    for _ in range(count):
        make_area()
        Expertise.objects.create(profile=newcomer.profile, direction=Direction.OFFERS, tag=make_tag())
    client.get(TOPICS)
    # session, user with keys, bell, steps; watched areas and areas / offers and topics / a pause and the kinds of mails
    for address, statements in ((TOPICS, 6), (OFFERS, 6), (MAIL, 6)):
        with django_assert_num_queries(statements):
            client.get(address)


def test_more_subjects_than_a_profile_takes_are_refused_with_what_was_typed(client):
    topics = [make_topic() for _ in range(MAX_SUBJECTS + 1)]
    client.force_login(make_member())
    page = client.post("/konto/beratung/", {"topics": [topic.pk for topic in topics], "tags": "Vereine"})
    assert page.status_code == 422 and "Höchstens 10 Angaben" in page.text and "Vereine" in page.text
