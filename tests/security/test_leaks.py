"""Nobody reads what they may not: not by address, fragment, header, redirect, count, bell or mail.

Four words stand in everything confidential (canaries.py). Each address, with real ids, is asked as somebody who must
not meet them.
"""

import re
from datetime import timedelta
from functools import cache

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from notifications.actions.sending import send_due_mails
from notifications.models import Delivery, Notification
from tests.factories import make_area, make_post, make_thread
from tests.factories.forum import NO_LIMITS
from tests.notifications.digest import digest_now

from .canaries import BANNED, hide_canaries
from .crawl import NO_ID, NO_SLUG, WAYS, addresses, ask, comparable, text_of, without_echo
from .tables import know_the_sizes

WORD = re.compile(r"(?:kanari|zeisig|kolibri|amsel)[\w.-]*", re.IGNORECASE)


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker, tmp_path_factory):
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with media, django_db_blocker.unblock(), transaction.atomic():
        found = hide_canaries()
        call_command("rebuild_search", verbosity=0)
        know_the_sizes()
        yield found
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def rolled_back(found, settings):
    settings.FORUM = {**settings.FORUM, **NO_LIMITS}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def visit(found):
    """`visit(actor)`: a signed-in browser."""

    def visit(actor):
        client = Client()
        person = getattr(found.people, actor, None)
        if person is not None:
            client.force_login(person)
        return client

    return visit


def meets(actor, response, path):
    """The banned words in an answer."""
    words = set(WORD.findall(without_echo(text_of(response), path)))
    return {word for word in words if word.lower().startswith(BANNED[actor])}


@pytest.mark.parametrize("actor", BANNED)
def test_no_address_shows_a_word(found, visit, actor):
    client, leaks, asked = visit(actor), {}, set()
    for name, path in addresses(found):
        for way in WAYS[:1] if path.startswith("/redaktion/") else WAYS:
            with transaction.atomic():
                response = ask(client, path, way)
                transaction.set_rollback(True)
            asked.add(name)
            assert response.status_code < 500, (path, way)
            if words := meets(actor, response, path):
                leaks[f"{way[0]} {path} {dict(way[1])}"] = words
    assert not leaks
    assert len(asked) > 250


QUESTIONS = [
    "/forum/?schlagwort=kanarimarke",
    "/forum/?schlagwort=kanarikiste",
    "/forum/?ansicht=ungelesen",
    "/forum/?ansicht=unbeantwortet",
    "/forum/?ansicht=abonniert",
    "/forum/?ansicht=meine",
    "/forum/?ansicht=abonniert-ungelesen",
    "/forum/?ansicht=passend",
    "/forum/personen/?q=Ko&bereich=kanarikreis",
    "/forum/schlagwoerter/?q=kanari",
    "/suche/aehnliche/?titel=Kanarititel im Kreis",
    "/suche/aehnliche/?titel=Kanariumzug und Kanarikiste",
    "/forum/neu/",
    "/moderation/protokoll/?thema={thread}",
    "/mitteilungen/?filter=ungelesen",
    "/mitteilungen/?filter=wartend",
    "/willkommen/themen/",
    "/willkommen/beratung/",
    "/mitteilungen/?filter=antworten",
    "/verzeichnis/?q=kanari",
    "/verzeichnis/?schlagwort=kanariwissen",
    "/verzeichnis/mein-profil/bearbeiten/",
    "/verzeichnis/kommunen/?q=kanari",
    "/suche/?q=kanari",
    "/suche/?q=kanarititel&bereich=forum",
    "/suche/?q=kanarititl",
    "/suche/?q=zeisigversteckt",
    "/suche/?q=zeisigfassung",
    "/suche/?q=kolibri",
    "/suche/?q=kolibrititel",
    "/suche/?q=kolibritext&sortierung=neueste",
    "/suche/?q=kolibriseite",
    "/suche/?q=amselentwurf",
    "/suche/?q=amselneu&bereich=seiten",
    "/stand/?thread={thread}&version=1",
    "/stand/?stream=thread&id={thread}&version=1",
    "/stand/?thread={moved}&version=1",
    "/konto/anmelden/?next=/forum/beitrag/{post}/",
    "/alte-adresse/",
    "/amselentwurf/",
    "/en/amselentwurf/",
    "/amselmorgen/",
    "/kolibriseite/",
    "/ehrenamtskarte/",
    "/sitemap.xml",
    "/robots.txt",
    "{document}",
    "{open}?zitieren={post}",
    "{open}?antwort_auf={post}",
    "{open}?zitieren={hidden}",
    "{open}neue/?nach=0",
    "{open}?ab=1",
]


@pytest.mark.parametrize("actor", BANNED)
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_brings_a_word_to_light(found, visit, actor, question):
    path = question.format(
        thread=found.secret_threads[0].pk,
        moved=found.secret_threads[1].pk,
        post=found.secret_posts[1].pk,
        hidden=found.removed_posts[0].pk,
        document=found.document.url,
        open=found.open_thread.get_absolute_url(),
    )
    for way in WAYS[:2]:
        response = ask(visit(actor), path, way)
        assert response.status_code < 500
        words = meets(actor, response, path)
        typed = {word for word in words if word.lower() in path.lower()}  # what was asked for is echoed
        assert not words - typed


@pytest.mark.parametrize("actor", ["member", "speaker"])
def test_who_lost_an_area_loses_its_notifications_bell_and_mails(found, visit, actor):
    person = getattr(found.people, actor)
    assert Notification.objects.filter(user=person).exists()
    client = visit(actor)
    assert client.get("/stand/").json() == {"bell": 0}
    assert client.get(f"/stand/?thread={found.secret_threads[0].pk}").json() == {"bell": 0, "thread": None}
    assert 'data-bell="0"' in client.get("/forum/").content.decode()

    Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    send_due_mails()
    digest_now(*get_user_model().objects.filter(notifications__isnull=False).distinct())
    assert mail.outbox, "the people of the area are told"
    assert person.email not in {address for each in mail.outbox for address in each.to}


def test_a_post_cannot_pull_in_words_its_author_may_not_read(found, visit):
    """By answering or quoting a post by its id."""
    client, open_thread = visit("member"), found.open_thread
    address = reverse("forum:thread-reply", args=[open_thread.area.slug, open_thread.slug, open_thread.pk])
    for post in [*found.secret_posts, *found.removed_posts[:2]]:
        body = f'<blockquote data-quote="{post.pk}"><p>Bitte</p></blockquote><p>Dazu eine Frage.</p>'
        answer = client.post(address, {"body": body, "reply_to": post.pk}, follow=True)
        assert answer.status_code == 200
        assert not meets("member", answer, address)
        assert f"/beitrag/{post.pk}/" not in answer.content.decode() or post in found.removed_posts


def pairs(found):
    """What must not be known of, and the same question about what does not exist."""
    for name, path in addresses(found):
        if name.startswith(("forum:", "moderation:", "notifications:", "accounts:")) and re.search(r"\d", path):
            yield path, re.sub(r"\d+(?=/)", str(NO_ID), path, count=1)
        elif found.closed.slug in path:
            yield path, path.replace(found.closed.slug, NO_SLUG)
    thread = found.secret_threads[0].pk
    yield f"/stand/?thread={thread}&version=1", f"/stand/?thread={NO_ID}&version=1"
    yield f"/moderation/protokoll/?thema={thread}", f"/moderation/protokoll/?thema={NO_ID}"
    yield "/forum/?schlagwort=kanarimarke", f"/forum/?schlagwort={NO_SLUG}"
    yield "/forum/personen/?q=Ko&bereich=kanarikreis", f"/forum/personen/?q=Ko&bereich={NO_SLUG}"
    yield "/amselentwurf/", f"/{NO_SLUG}/"
    yield "/alte-adresse/", f"/{NO_SLUG}/"


@pytest.mark.parametrize("actor", ["anonymous", "applicant", "deactivated", "member"])
def test_what_is_forbidden_answers_as_what_is_missing(found, visit, actor):
    client, differences = visit(actor), []

    @cache  # many addresses miss the same
    def answer(path, way):
        with transaction.atomic():
            answer = comparable(ask(client, path, WAYS[way]), path)
            transaction.set_rollback(True)
        return answer

    for secret, missing in pairs(found):
        for way in (0, 1, 4, 6):
            if is_for_members(found, secret) and actor == "member":
                continue
            if (first := answer(secret, way)) != (second := answer(missing, way)):
                differences.append((WAYS[way], secret, missing, first[0], second[0]))
    assert not differences


def is_for_members(found, path):
    """Whether the member may know of it: a hidden post is a stub, an edited one has other words now."""
    known = [found.removed_posts[0], found.removed_posts[2]]
    return any(f"/beitrag/{post.pk}/" in path for post in known)


LISTS = [
    "/uebersicht/",
    "/forum/",
    "/forum/?ansicht=ungelesen",
    "/forum/?ansicht=unbeantwortet",
    "/forum/?ansicht=abonniert",
    "/forum/?ansicht=meine",
    "/forum/?ansicht=abonniert-ungelesen",
    "/forum/?ansicht=passend",
    "/forum/kolibribereich/",
    "/forum/neu/",
    "/mitteilungen/",
    "/verzeichnis/",
    "/verzeichnis/kommunen/",
    "/verzeichnis/kommunen/{town}/",
    "/verzeichnis/personen/{author}/",
    "/suche/?q=kolibri",
    "/suche/?q=kanarineu",
    "/suche/?q=kanarineuus&bereich=forum",
    "/stand/",
    "/moderation/",
    "/moderation/bereiche/",
]


@pytest.mark.parametrize("actor", ["member", "speaker"])
def test_pages_are_the_same_with_and_without_a_closed_area(found, visit, actor):
    """No count, filter, order or menu tells that something happens behind a door."""
    client = visit(actor)
    paths = [path.format(town=found.town.slug, author=found.people.author.profile.slug) for path in LISTS]

    def pages():
        return {path: comparable(client.get(path), path) for path in paths}

    pages()  # what is cached for a minute is cached now
    before = pages()
    area = make_area("Kanarineu", members=[found.people.author])
    thread = make_thread(area, found.people.author, title="Kanarineues Thema", tags=["kanarineu", "kolibrimarke"])
    make_post(thread, found.people.author)
    call_command("rebuild_search", verbosity=0)
    after = pages()
    assert [path for path in paths if before[path] != after[path]] == []


def test_the_words_are_where_they_should_be(found, visit):
    """Else the tests above would find nothing whatever happened."""
    client = visit("author")
    thread = found.secret_threads[0]
    page = client.get(thread.get_absolute_url()).content.decode()
    assert {"Kanarititel", "Kanaritext", "Kanarizweite", "kanarimarke", "Kanarikreis", "Kanarischluss"} <= set(
        re.findall(r"[Kk]anari\w+", page)
    )
    history = client.get(reverse("forum:post-history", args=[found.secret_posts[1].pk])).content.decode()
    assert "Kanarierste" in history
    assert "Zeisigversteckt" in client.get(found.open_thread.get_absolute_url()).content.decode()
    for word in ("Kanaritext", "Kanariumzug", "Kolibrititel"):
        found_page = client.get(f"/suche/?q={word}").content.decode()
        assert f"<mark>{word}" in found_page
