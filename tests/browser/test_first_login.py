"""A member's first day: three questions, overview, directory by two facets, profile, search, thread."""

import re

import pytest
from playwright.sync_api import expect

from directory.enums import Direction
from directory.models import Expertise
from directory.signals import profile_changed
from forum.enums import Level
from forum.models import Subscription
from notifications.models import MailPreference
from search.models import SearchDocument
from tests.factories import PASSWORD, make_area, make_member, make_municipality, make_thread, make_topic
from tests.harness.site import wait_for

from .hands import Keyboard, Mouse

pytestmark = pytest.mark.browser

TITLE = "Vereinsportal ablösen: Welche Lösung nutzen Sie?"


@pytest.fixture(scope="module")
def network(site):
    """Three people: one offers the topic in Detmold, one elsewhere, one in Detmold offers something else."""
    topic, other = make_topic("Digitalisierung"), make_topic("Versicherung")
    area = make_area("Digitalisierung", topic=topic)
    for name, region, offered in (
        ("Brücker", "Detmold", topic),
        ("Kanders", "Münster", topic),
        ("Heimbach", "Detmold", other),
    ):
        person = make_member(make_municipality(region=region), first_name="Michael", last_name=name)
        Expertise.objects.create(profile=person.profile, direction=Direction.OFFERS, topic=offered)
        profile_changed.send(type(person.profile), profile=person.profile)
    make_thread(area, person, title=TITLE)
    return site


@pytest.mark.parametrize("hands", [Mouse, Keyboard])
def test_first_login_to_thread(network, new_context, hands):
    newcomer = make_member(first_name="Carolin", last_name="Neumann", welcomed_at=None)
    page = new_context().new_page()
    hand = hands(page)
    page.goto("/konto/anmelden/")
    hand.write(page.get_by_label("E-Mail-Adresse"), newcomer.email)
    hand.write(page.get_by_label("Passwort", exact=True), PASSWORD)
    hand.send(page.get_by_label("Passwort", exact=True))
    three_questions(page, hand, newcomer)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Carolin Neumann")
    new = page.get_by_role("region", name="Neu für Sie")
    expect(new.get_by_role("link", name=TITLE)).to_be_visible()
    fitting = page.get_by_role("region", name="Offene Fragen zu Ihrer Expertise")
    expect(fitting).to_contain_text("Passt zu: Digitalisierung")

    hand.press(page.get_by_role("navigation", name="Mitgliederbereich").get_by_role("link", name="Verzeichnis"))
    hand.tick(page.get_by_role("group", name="Expertise").get_by_role("checkbox", name=re.compile("^Digitalisierung")))
    expect(page.get_by_role("link", name="Michael Heimbach")).to_have_count(0)
    hand.tick(page.get_by_role("group", name="Regierungsbezirk").get_by_role("checkbox", name=re.compile("^Detmold")))
    expect(page.locator(".kn-hit")).to_have_count(1)
    hand.press(page.get_by_role("link", name="Michael Brücker"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Michael Brücker")

    find_and_read(page, hand)


def three_questions(page, hand, newcomer):
    before = getattr(hand, "count", 0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welchen Themenfeldern möchten Sie folgen?")
    hand.tick(page.get_by_role("checkbox", name=re.compile("^Digitalisierung")))
    hand.press(page.get_by_role("button", name="Weiter"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Wozu können Sie beraten?")
    hand.tick(page.get_by_role("checkbox", name="Digitalisierung"))
    hand.write(page.get_by_label("Ihre Themen in Stichworten"), "Vereine")
    hand.press(page.get_by_role("button", name="Weiter"))
    expect(page.get_by_text("Schritt 3 von 3")).to_be_visible()
    hand.tick(page.get_by_role("radio", name="Keine E-Mails"))
    hand.press(page.get_by_role("button", name="Fertig"))
    expect(page.get_by_text("Das war alles.")).to_be_visible()
    assert getattr(hand, "count", 0) - before < 80, "two minutes, at a key a second"
    assert Subscription.objects.get(user=newcomer).level == Level.WATCHING
    assert newcomer.profile.expertise.count() == 2
    assert MailPreference.objects.get(user=newcomer).paused_at


def find_and_read(page, hand):
    """The search box of the header, the first hit, the thread."""
    wait_for(lambda: SearchDocument.objects.filter(title=TITLE).exists(), "the worker has not indexed the thread")
    field = page.get_by_label("Im Netzwerk suchen")
    hand.write(field, "Vereinsportal")
    hand.send(field)
    hand.press(page.get_by_role("main").get_by_role("link", name=TITLE).first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)


def test_without_scripts_and_back_again(network, new_context, login):
    newcomer = make_member(welcomed_at=None)
    context = new_context(java_script_enabled=False)
    login(context, newcomer)
    page = context.new_page()
    page.goto("/willkommen/")
    page.get_by_role("checkbox", name=re.compile("^Digitalisierung")).check()
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("link", name="Zurück").click()
    expect(page.get_by_role("checkbox", name=re.compile("^Digitalisierung"))).to_be_checked()
    for _ in range(3):
        page.get_by_role("button", name="Überspringen").click()
    expect(page).to_have_url(re.compile("/uebersicht/$"))
