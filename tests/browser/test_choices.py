"""Choosing what to hear, and how: preferences, muting, pause, unsubscribing from a mail, mails that come back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from forum.enums import Level
from forum.models import Subscription
from notifications.models import KindPreference, MailPreference
from notifications.tokens import unsubscribe_token
from tests.factories import PASSWORD, make_member, make_thread

from .hands import Keyboard, Mouse

pytestmark = pytest.mark.browser

SETTINGS = "/mitteilungen/einstellungen/"


@pytest.fixture
def anna(site):
    return make_member(first_name="Anna", last_name="Alt")


@pytest.fixture
def page(new_context, login, anna):
    context = new_context()
    login(context, anna)
    return context.new_page()


@pytest.mark.parametrize("hands", [Keyboard])
def test_preferences_are_changed_paused_and_turned_on_again(page, anna, hands, axe):
    hand = hands(page)
    page.goto(SETTINGS)
    hand.choose(page.get_by_label("jemand Sie erwähnt"), "Gar nicht")
    hand.tick(page.get_by_role("radio", name="einmal in der Woche"))
    hand.choose(page.get_by_label("am", exact=True), "Dienstag")
    hand.choose(page.get_by_label("von", exact=True), "19:00 Uhr")
    hand.press(page.get_by_role("button", name="Speichern"))
    expect(page.get_by_text("Gespeichert.")).to_be_visible()
    expect(page.get_by_label("es in abonnierten Themen Neues gibt")).to_have_value("digest")
    expect(page.locator("option:checked", has_text="Dienstags um 8:00 Uhr").first).to_be_attached()
    row = MailPreference.objects.get(user=anna)
    assert (row.rhythm, row.digest_weekday, row.quiet_from) == ("weekly", 1, 19)
    assert KindPreference.objects.get(user=anna).kind == "forum.mention"

    hand.press(page.get_by_role("button", name="E-Mails anhalten"))
    expect(page.get_by_text("E-Mails sind angehalten")).to_be_visible()
    axe(page)
    hand.press(page.get_by_role("button", name="E-Mails wieder senden"))
    expect(page.get_by_text("E-Mails sind angehalten")).to_have_count(0)
    hand.press(page.get_by_role("link", name="Was stünde in der nächsten Zusammenfassung?"))
    expect(page.get_by_role("heading", level=2)).to_have_text("Vorschau der Zusammenfassung")


@pytest.mark.parametrize("hands", [Mouse, Keyboard])
def test_a_thread_is_muted_until_a_day_and_seen_among_the_subscriptions(new_context, login, anna, hands, axe):
    """Without JavaScript."""
    context = new_context(java_script_enabled=hands is Keyboard)
    login(context, anna)
    page = context.new_page()
    hand = hands(page)
    thread = make_thread(title="Haftung im Vorstand")
    page.goto(thread.get_absolute_url())
    hand.press(page.get_by_role("link", name=re.compile("^Weitere Möglichkeiten")))
    hand.tick(page.get_by_role("radio", name="nichts (stumm)"))
    until = timezone.localdate() + timedelta(days=9)
    if hands is Mouse:
        page.get_by_label("Stumm bis einschließlich").fill(until.isoformat())
    else:
        # As the browser of the tests writes days.
        hand.write(page.get_by_label("Stumm bis einschließlich"), until.strftime("%m%d%Y"))
    hand.press(page.get_by_role("button", name="Speichern"))
    expect(page.get_by_text("Dieses Thema ist stumm geschaltet")).to_be_visible()
    row = Subscription.objects.get(user=anna)
    assert (row.level, row.until) == (Level.MUTED, until)

    page.goto("/forum/abonnements/")
    expect(page.get_by_text(re.compile("stumm bis einschließlich"))).to_be_visible()
    hand.choose(page.get_by_label("Sie hören von: Haftung im Vorstand"), "erste Antwort")
    hand.press(page.get_by_role("button", name="Speichern (Thema)"))
    expect(page.get_by_text("Gespeichert.")).to_be_visible()
    row.refresh_from_db()
    assert (row.level, row.until) == (Level.FIRST, None)
    if hands is Keyboard:
        axe(page)


@pytest.mark.parametrize("hands", [Keyboard])
def test_unsubscribing_from_a_mail_needs_no_login(new_context, anna, hands, axe):
    page = new_context().new_page()
    hand = hands(page)
    page.goto(f"/mitteilungen/abmelden/{unsubscribe_token(anna.pk)}/?art=forum.mention")
    assert not KindPreference.objects.filter(user=anna).exists()
    axe(page)
    hand.press(page.get_by_role("button", name="Keine E-Mails, wenn jemand Sie erwähnt"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert KindPreference.objects.get(user=anna).mail == "off"
    page.goto(f"/mitteilungen/abmelden/{unsubscribe_token(anna.pk)}/")
    hand.press(page.get_by_role("button", name="Keine E-Mails mehr senden"))
    expect(page.get_by_text("Sie erhalten keine E-Mails zu Mitteilungen mehr")).to_be_visible()
    assert MailPreference.objects.get(user=anna).paused_at


@pytest.mark.parametrize("hands", [Keyboard])
def test_who_gets_no_mails_because_they_came_back_is_told_when_signing_in(new_context, anna, hands, axe):
    now = timezone.now()
    MailPreference.objects.create(
        user=anna, bounce_count=3, last_bounce_at=now, address_paused_at=now, bounced_address=anna.email
    )
    page = new_context().new_page()
    hand = hands(page)
    page.goto("/konto/anmelden/")
    hand.write(page.get_by_label("E-Mail-Adresse"), anna.email)
    hand.write(page.get_by_label("Passwort", exact=True), PASSWORD)
    hand.send(page.get_by_label("Passwort", exact=True))
    banner = page.locator('a[href="/mitteilungen/adresse/"]').first
    expect(banner).to_be_visible()
    axe(page)
    hand.press(banner)
    again = page.get_by_role("button", name="Diese Adresse wieder verwenden")
    expect(again).to_be_visible()
    axe(page)
    hand.press(again)
    expect(page.get_by_text("E-Mails gehen wieder an Ihre Adresse.")).to_be_visible()
    expect(page.locator('a[href="/mitteilungen/adresse/"]')).to_have_count(0)
    assert MailPreference.objects.get(user=anna).address_paused_at is None
