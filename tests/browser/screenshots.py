"""`make screenshots`: pictures of the demo network for docs/screenshots/, on servers of their own.

Fails if a picture gets too heavy for the repository.
"""

import os
from pathlib import Path
from typing import Any

from cms import services

SIZES = {"1366": (1366, 900), "390": (390, 844)}
MAX_BYTES = 300_000
ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = ROOT / "docs" / "screenshots"


def main() -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="cms.settings.dev",
        DJANGO_ALLOW_ASYNC_UNSAFE="true",
        RATSCHLAG_DEMO="1",
        RATSCHLAG_VAR=str(services.var_dir() / "screenshots"),
    )
    services.start(fsync=False)
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("demo")
        take_all()
    finally:
        services.stop()


def take_all() -> None:
    from playwright.sync_api import sync_playwright

    from tests.harness.chromium import ARGUMENTS, CHROMIUM
    from tests.harness.site import Site

    site = Site(services.database_url())
    site.environment["DJANGO_SETTINGS_MODULE"] = "cms.settings.dev"
    TARGET.mkdir(parents=True, exist_ok=True)
    try:
        site.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for suffix, (width, height) in SIZES.items():
                for account, addresses in pages().items():
                    context = browser.new_context(
                        base_url=site.url,
                        locale="de-DE",
                        timezone_id="Europe/Berlin",
                        viewport={"width": width, "height": height},
                        reduced_motion="reduce",
                    )
                    if account:
                        context.add_cookies([session_of(account, site.url)])
                    for name, address in addresses.items():
                        page = context.new_page()
                        page.goto(address, wait_until="networkidle")
                        picture = page.screenshot(path=TARGET / f"{name}-{suffix}.png")
                        page.close()
                        print(f"{name}-{suffix}.png  {len(picture) // 1000} kB")
                        if len(picture) > MAX_BYTES:
                            raise SystemExit(f"{name}-{suffix}.png is too heavy for the repository.")
                    context.close()
                take_mails(browser, suffix, width)
    finally:
        site.stop()


def take_mails(browser: Any, suffix: str, width: int) -> None:
    """Three kinds of mails, as they would go out now."""
    page = browser.new_page(viewport={"width": width, "height": 600})
    for name, html in mails().items():
        page.set_content(html)
        picture = page.screenshot(path=TARGET / f"{name}-{suffix}.png", full_page=True)
        print(f"{name}-{suffix}.png  {len(picture) // 1000} kB")
    page.close()


def mails() -> dict[str, str]:
    """Name and HTML: a mention, the digest, an invitation. Nothing is sent, and nothing stays in the database."""
    from django.conf import settings
    from django.core import mail
    from django.db import transaction
    from django.test import override_settings
    from django.utils import timezone, translation

    from cms.accounts import mails as account_mails
    from cms.accounts.models import Invitation, User
    from notifications.digests import content_of
    from notifications.mails import compose, compose_digest
    from notifications.models import Delivery, Digest, Notification
    from notifications.registry import lines_for

    member = User.objects.get(email="mitglied@demo.example")
    now = timezone.now()
    locmem = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    with transaction.atomic(), translation.override("de"), override_settings(MAILERS=locmem):
        Notification.objects.filter(user=member).unread().update(mailed_until=None)
        Delivery.objects.filter(user=member).delete()
        row = Notification.objects.filter(user=member, kind="forum.mention").latest("updated_at")
        mention = compose(Delivery(notification=row, user=member), lines_for([row])[row.pk])
        content = content_of([member.pk], now)[member.pk]
        digest = compose_digest(Digest(user=member, period=timezone.localdate()), content)
        contact = User.objects.get(email="ansprechperson@demo.example")
        town = contact.mandates.select_related("municipality").latest("pk").municipality
        invitation = Invitation(email="neu@rathaus.example", municipality=town, function="Fachstelle Ehrenamt")
        invitation.expires_at = now + Invitation.VALIDITY
        url = f"{settings.WAGTAILADMIN_BASE_URL}/einladung/"
        context = {"invitation": invitation, "inviter": contact, "url": url}
        mail.outbox = []
        account_mails.send(account_mails.INVITATION, invitation.email, "de", **context)
        transaction.set_rollback(True)
    found = {"mail-mention": mention, "mail-digest": digest, "mail-invitation": mail.outbox[0]}
    return {name: each.alternatives[0][0] for name, each in found.items()}


def session_of(account: str, url: str) -> Any:
    """The cookie of somebody signed in."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(get_user_model().objects.get(email=f"{account}@demo.example"))
    return {"name": name, "url": url, "value": client.cookies[name].value}


def pages() -> dict[str | None, dict[str, str]]:
    """Name and address of each picture, by the account that looks. The busiest solved question stands for threads."""
    from django.urls import reverse

    from directory.models import Profile
    from forum.models import ModerationCase, Poll, Post, Thread, ThreadOutcome

    case = ModerationCase.objects.open().filter(reports__kind="tone").earliest("pk")
    thread = Thread.objects.filter(accepted_post__isnull=False, area__is_closed=False).latest("reply_count")
    told = ThreadOutcome.objects.get(thread__author__email="mitglied@demo.example")
    return {
        None: {
            "home": "/",
            "event": "/termine/engagementstrategie-schritt-fuer-schritt/",
            "members": "/mitglieder/",
            "login": reverse("account_login"),
        },
        "neu": {"welcome": reverse("welcome:topics")},
        "mitglied": {
            "dashboard": reverse("dashboard:overview"),
            "thread-list": reverse("forum:index"),
            "thread": thread.get_absolute_url(),
            "thread-print": thread.get_absolute_url() + "drucken/",
            "thread-outcome": told.thread.get_absolute_url(),
            "thread-table": Post.objects.get(source__contains="<table").get_absolute_url(),
            "implementers": thread.get_absolute_url() + "umgesetzt/",
            "thread-summary": Thread.objects.get(summary_post__isnull=False).get_absolute_url(),
            "poll": reverse("forum:poll", args=[Poll.objects.filter(is_secret=False).latest("pk").pk]),
            "files": reverse("forum:file-list"),
            "composer": reverse("forum:thread-create"),
            "bookmarks": reverse("forum:bookmark-list"),
            "drafts": reverse("forum:draft-list"),
            "notifications": reverse("notifications:notification-list"),
            "settings": reverse("notifications:mail-settings"),
            "subscriptions": reverse("forum:subscriptions"),
            "feed-settings": reverse("forum:feed-settings"),
            "digest-preview": reverse("notifications:digest-preview"),
            "requests": reverse("notifications:request-list"),
            "directory": "/verzeichnis/?thema=krisen&bezirk=Arnsberg&bezirk=Münster",
            "directory-map": "/verzeichnis/?thema=krisen&bezirk=Arnsberg&bezirk=Münster&ansicht=karte",
            "search": "/suche/?q=Ehrenamtskarte",
            "profile": Profile.objects.get(person__email="sprecherin@demo.example").get_absolute_url(),
            "profile-edit": reverse("directory:profile-edit"),
        },
        "sprecherin": {
            "announcement-write": reverse("notifications:announcement-create"),
            "moderation": reverse("moderation:case-list"),
            "moderation-case": case.get_absolute_url(),
            "moderation-tags": reverse("moderation:tag-list"),
            "moderation-tag-groups": reverse("moderation:tag-group-list"),
            "moderation-area": "/moderation/bereiche/digitalisierung/",
        },
        "redaktion": {
            "editor-dashboard": reverse("wagtailadmin_home"),
            "modeladmin-threads": reverse("netzwerk_themen_modeladmin_index"),
        },
    }


if __name__ == "__main__":
    main()
