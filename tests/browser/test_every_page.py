"""Every page of the demo network, as each role that has it: no accessibility finding in light or dark, nothing cut off
at 320 pixels, no console message, no request to another host (the last two are watched in every browser test)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.accounts.models import User
from cms.demo.seed import seed
from directory.models import Mandate, Municipality, Profile
from forum.models import Area, ModerationCase, ModerationEntry, Poll, Post, Thread, ThreadOutcome
from kit.models import Tag, TagGroup
from notifications.models import Announcement, MailPreference, Notification

from .conftest import PATIENCE, Watch, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def network(site):
    seed(timezone.now(), "Ehrenamt-verbindet", lambda line: None)
    return site


@pytest.fixture(scope="module")
def visitor(network, browser, browser_context_args):
    """`visitor(role)`: one tab for all pages of a role, which loads styles and fonts once, and its watch."""
    known = {}

    def visitor(role):
        if role not in known:
            context, watch = browser.new_context(base_url=network.url, **browser_context_args), Watch()
            context.set_default_timeout(PATIENCE)
            watch.expect("status of 404")
            watch.add(context)
            if role:
                sign_in(context, account(role), network.url)
            known[role] = context.new_page(), watch
        return known[role]

    yield visitor
    for page, _watch in known.values():
        page.context.close()


def account(name):
    return User.objects.get(email=f"{name}@demo.example")


def answered_thread():
    return Thread.objects.filter(accepted_post__isnull=False, reply_count__gt=4, area__is_closed=False).first()


def profile_of(name):
    return Profile.objects.get(person=account(name)).get_absolute_url()


def profile_away():
    """Of somebody on leave who has a deputy."""
    away = MailPreference.objects.filter(deputy__isnull=False).first()
    return Profile.objects.get(person=away.user_id).get_absolute_url()


def mandate_of(name):
    return Mandate.objects.current().select_related("municipality").get(person=account(name))


def open_case():
    return ModerationCase.objects.open().filter(is_referred=False).first()


def open_poll():
    return Poll.objects.filter(is_secret=False).latest("pk")


def summarised_thread():
    return Thread.objects.get(summary_post__isnull=False)


def open_area():
    return Area.objects.filter(is_closed=False).first()


PAGES = {
    "antrag": {"pending": lambda: "/uebersicht/"},
    "mitglied": {
        "dashboard": lambda: "/uebersicht/",
        "threads": lambda: "/forum/",
        "threads-unread": lambda: "/forum/?ansicht=ungelesen",
        "threads-fitting": lambda: "/forum/?ansicht=passend",
        "notifications-waiting": lambda: "/mitteilungen/?filter=wartend",
        "area": lambda: open_area().get_absolute_url(),
        "thread": lambda: answered_thread().get_absolute_url(),
        "thread-print": lambda: answered_thread().get_absolute_url() + "drucken/",
        "files": lambda: "/forum/dateien/",
        "search-files": lambda: "/suche/?q=Ehrenamtskarte&bereich=dateien",
        "thread-person": lambda: f"{answered_thread().get_absolute_url()}?von={answered_thread().author_id}",
        "thread-implementers": lambda: answered_thread().get_absolute_url() + "umgesetzt/",
        "threads-since": lambda: "/forum/?ansicht=seit-besuch&wie=meine",
        "bookmarks": lambda: "/forum/merkliste/",
        "bookmark": lambda: reverse("forum:bookmark", args=[answered_thread().last_post_id]),
        "post-same": lambda: reverse("forum:post-same", args=[foreign_post().pk]),
        "feed-settings": lambda: reverse("forum:feed-settings"),
        "thread-create": lambda: "/forum/neu/",
        "thread-create-asked": lambda: "/forum/digitalisierung/neu/",
        "thread-edit": lambda: (
            Thread.objects.filter(author=account("mitglied")).first().get_absolute_url() + "bearbeiten/"
        ),
        "post-edit": lambda: reverse("forum:post-edit", args=[own_post().pk]),
        "post-report": lambda: reverse("forum:post-report", args=[answered_thread().last_post_id]),
        "post-actions": lambda: reverse("forum:post-actions", args=[answered_thread().last_post_id]),
        "shortcuts": lambda: reverse("forum:shortcuts"),
        "post-history": lambda: reverse("forum:post-history", args=[own_post().pk]),
        "thread-poll": lambda: reverse("forum:poll", args=[open_poll().pk]),
        "poll-votes": lambda: reverse("forum:poll-votes", args=[open_poll().pk]),
        "thread-create-poll": lambda: "/forum/neu/?umfrage=1",
        "thread-with-summary": lambda: summarised_thread().get_absolute_url(),
        "thread-with-outcome": lambda: ThreadOutcome.objects.latest("thread").thread.get_absolute_url(),
        "notifications": lambda: "/mitteilungen/",
        "notification-settings": lambda: "/mitteilungen/einstellungen/",
        "digest-preview": lambda: "/mitteilungen/einstellungen/vorschau/",
        "requests": lambda: "/mitteilungen/bitten/",
        "mail-address": lambda: "/mitteilungen/adresse/",
        "announcement": lambda: Announcement.objects.latest("sent_at").get_absolute_url(),
        "profile-to-confirm": lambda: "/verzeichnis/mein-profil/vorschau/",
        "profile-away": lambda: profile_away(),
        "subscriptions": lambda: "/forum/abonnements/",
        "drafts": lambda: "/forum/entwuerfe/",
        "draft-opened": lambda: "/forum/neu/?entwurf=new-00000001",
        "thread-level": lambda: answered_thread().get_absolute_url() + "abonnieren/",
        "tag-level": lambda: "/forum/schlagwort/vereine/abonnieren/",
        "account": lambda: "/konto/",
        "directory": lambda: "/verzeichnis/?thema=krisen&bezirk=Arnsberg",
        "directory-map": lambda: "/verzeichnis/kommunen/?ansicht=karte",
        "municipality": lambda: Municipality.objects.filter(is_member=True).first().get_absolute_url(),
        "profile": lambda: profile_of("kollegin"),
        "profile-edit": lambda: "/verzeichnis/mein-profil/bearbeiten/",
        "profile-preview": lambda: "/verzeichnis/mein-profil/vorschau/",
        "message": lambda: profile_of("kollegin") + "nachricht/",
        "search": lambda: "/suche/?q=Vereine+Notfallplan&zeitraum=drei-jahre",
        "search-people": lambda: "/suche/?q=Digitalisierung&bereich=personen",
        "search-corrected": lambda: "/suche/?q=Ehrenamtskrate",
        "search-nothing": lambda: "/suche/?q=Quastenflosser&bereich=kommunen",
        "missing": lambda: "/forum/gibt-es-nicht/",
    },
    "neu": {
        "dashboard-first-day": lambda: "/uebersicht/",
        "welcome-topics": lambda: "/willkommen/themen/",
        "welcome-offers": lambda: "/willkommen/beratung/",
        "welcome-mail": lambda: "/willkommen/e-mail/",
        "own-topics": lambda: "/konto/themen/",
        "own-offers": lambda: "/konto/beratung/",
    },
    "ansprechperson": {
        "invitations": lambda: "/einladungen/",
        "mandate-edit": lambda: reverse("directory:mandate-edit", args=[mandate_of("ansprechperson").pk]),
        "municipality-edit": lambda: mandate_of("ansprechperson").municipality.get_absolute_url() + "bearbeiten/",
    },
    "sprecherin": {
        "poll-close": lambda: reverse("forum:poll-close", args=[open_poll().pk]),
        "thread-summary": lambda: summarised_thread().get_absolute_url() + "zusammenfassung/",
        "announcement-write": lambda: "/mitteilungen/ankuendigung/",
        "drafts-scheduled": lambda: "/forum/entwuerfe/",
        "draft-schedule": lambda: "/forum/entwuerfe/new-00000002/planen/",
        "cases": lambda: "/moderation/",
        "case": lambda: open_case().get_absolute_url(),
        "case-edit": lambda: reverse("moderation:case-edit", args=[open_case().pk]),
        "case-done": lambda: ModerationCase.objects.closed().first().get_absolute_url(),
        "log": lambda: "/moderation/protokoll/",
        "entry-undo": lambda: reverse("moderation:entry-undo", args=[ModerationEntry.objects.get(verb="hide").pk]),
        "areas": lambda: "/moderation/bereiche/",
        "area-create": lambda: "/moderation/bereiche/neu/",
        "area-edit": lambda: "/moderation/bereiche/digitalisierung/",
        "tags": lambda: "/moderation/schlagwoerter/",
        "tag-groups": lambda: "/moderation/schlagwoerter/gruppen/",
        "tag-group": lambda: reverse("moderation:tag-group", args=[TagGroup.objects.get().pk]),
        "tag": lambda: reverse("moderation:tag", args=[Tag.objects.get(slug="vereine").pk]),
        "area-members": lambda: reverse("moderation:area-members", args=[Area.objects.get(is_closed=True).slug]),
        "thread-moderated": lambda: answered_thread().get_absolute_url(),
        "thread-move": lambda: answered_thread().get_absolute_url() + "verschieben/",
        "thread-lock": lambda: answered_thread().get_absolute_url() + "schliessen/",
        "thread-pin": lambda: answered_thread().get_absolute_url() + "anheften/",
        "post-hide": lambda: reverse("forum:post-hide", args=[answered_thread().last_post_id]),
    },
    "admin": {"post-erase": lambda: reverse("moderation:post-erase", args=[answered_thread().last_post_id])},
    None: {
        "home": lambda: "/",
        "home-english": lambda: "/en/",
        "events": lambda: "/termine/",
        "event": lambda: "/termine/fruehjahrstreffen/",
        "news": lambda: "/aktuelles/",
        "news-page": lambda: "/aktuelles/netzwerktreffen-programm/",
        "members": lambda: "/mitglieder/",
        "declaration": lambda: "/netzwerk/gemeinsame-erklaerung/",
        "speakers": lambda: "/netzwerk/sprecherteam/",
        "questions": lambda: "/haeufige-fragen/",
        "contact-english": lambda: "/en/contact/",
        "login": lambda: "/konto/anmelden/",
        "password-reset": lambda: reverse("account_reset_password"),
        "contact": lambda: "/kontakt/",
        "barrier": lambda: "/barriere-melden/",
        "rules": lambda: "/regeln/",
        "help": lambda: "/hilfe/",
        "privacy": lambda: "/datenschutz/",
        "search": lambda: "/suche/",
        "search-found": lambda: "/suche/?q=Ehrenamtskarte",
        "nowhere": lambda: "/gibt-es-nicht/",
    },
}
CASES = [(role, name) for role, pages in PAGES.items() for name in pages]


def foreign_post():
    return Post.objects.public().exclude(author=account("mitglied")).filter(thread__area__is_closed=False).first()


def own_post():
    return Post.objects.public().filter(author=account("mitglied"), thread__area__is_closed=False).first()


@pytest.mark.parametrize(("role", "name"), CASES, ids=[f"{role or 'public'}-{name}" for role, name in CASES])
def test_page(visitor, browser_context_args, axe, role, name):
    page, watch = visitor(role)
    page.set_viewport_size(browser_context_args["viewport"])
    page.emulate_media(color_scheme="light")
    page.goto(PAGES[role][name]())
    axe(page)
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, f"{page.url} is {width} pixels wide at 320"
    assert not watch.unexpected(), "\n".join(watch.unexpected())


@pytest.mark.parametrize(
    "fault",
    [
        "document.documentElement.removeAttribute('lang')",
        "document.querySelector('h1').style.color = matchMedia('(prefers-color-scheme: dark)').matches ? '#333' : ''",
    ],
)
def test_a_fault_is_found(visitor, axe, fault):
    """Else the tests above would find nothing whatever happened; the second is there in the dark only."""
    page, _watch = visitor(None)
    page.emulate_media(color_scheme="dark")
    page.goto("/regeln/")
    page.evaluate(fault)
    with pytest.raises(AssertionError, match="accessibility violations"):
        axe(page)


def test_the_bell_and_the_list_agree(network, new_context, login):
    member = account("mitglied")
    context = new_context()
    login(context, member)
    page = context.new_page()
    page.goto("/mitteilungen/?ansicht=ungelesen")
    count = Notification.objects.visible_to(member).unread().count()
    assert count > 0
    assert page.locator(".kn-notif--unread").count() == count
