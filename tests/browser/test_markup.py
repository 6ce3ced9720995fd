"""Nothing people can write runs in a browser, whatever field it stands in and whichever page shows it."""

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from forum.actions.editing import edit_post
from forum.actions.moderation import hide_post
from forum.actions.reports import report_post
from forum.enums import Verb
from forum.models import (
    Bookmark,
    Draft,
    ModerationCase,
    ModerationEntry,
    Poll,
    PollOption,
    TaggedThread,
    Thread,
    ThreadOutcome,
)
from kit.models import Tag
from tests.factories import make_admin, make_area, make_member, make_post, make_speaker, make_thread
from tests.factories.files import make_file
from tests.factories.forum import NO_LIMITS
from tests.security.canaries import hide_canaries
from tests.security.crawl import addresses
from tests.security.markup import fill
from tests.security.vectors import FIRST, VECTORS

from .inline import Inline

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
EACH = len(FIRST)


@pytest.fixture
def browse(browser, browser_context_args, settings, tmp_path):
    """`browse(person)`: a tab of theirs. Lists are long, so that few pages show many texts."""
    settings.FORUM = {**settings.FORUM, **NO_LIMITS, "THREADS_PER_PAGE": EACH, "POSTS_PER_PAGE": EACH}
    settings.FORUM["FILES_ROOT"] = tmp_path
    contexts = []

    def browse(person):
        client = Client()
        client.force_login(person)
        contexts.append(browser.new_context(**browser_context_args))
        return Inline(contexts[-1], client)

    yield browse
    for context in contexts:
        context.close()


def make_walls(speaker):
    """As many threads, posts, people, entries of the log, drafts and tags as there are vectors."""
    people = [make_member() for _ in range(EACH // 2)]
    area, now = make_area(description="Worum es geht."), timezone.now()
    wall = make_thread(area, people[0], tags=["Eins"])
    posts = [make_post(wall, people[number % len(people)]) for number in range(EACH - 1)]
    edit_post(actor=posts[1].author, post=posts[1], source="Anders.", edit_count=0)
    for post in posts[2:6]:
        report_post(actor=people[-1], post=post, kind="other", text="Bitte ansehen.")
    hide_post(actor=speaker, post=posts[7], reason="Namen")
    tags = Tag.objects.bulk_create(Tag(name=f"Name {number}", slug=f"wand-{number}") for number in range(EACH))
    common = {"area": area, "created_at": now, "kind": "question"}
    threads = Thread.objects.bulk_create(
        Thread(title=f"Thema {n}", author=people[n // 2], bumped_at=now, tag_ids=[tags[n].pk], **common)
        for n in range(EACH)
    )
    pairs = zip(tags, threads, strict=True)
    TaggedThread.objects.bulk_create(TaggedThread(tag=tag, content_object=thread) for tag, thread in pairs)
    ModerationEntry.objects.bulk_create(
        ModerationEntry(actor=speaker, verb=Verb.LOCK, area=area, thread=thread, reason="Grund") for thread in threads
    )
    Draft.objects.bulk_create(
        Draft(user=speaker, key=f"new-{n:016x}", title="Titel", body="Text", created_at=now, updated_at=now)
        for n in range(EACH)
    )
    poll = Poll.objects.create(post=posts[10], question="Wann?", kind="single", created_at=now)
    PollOption.objects.bulk_create(PollOption(poll=poll, position=n, text=f"Tag {n}") for n in range(20))
    Bookmark.objects.bulk_create(Bookmark(user=speaker, post=post, created_at=now) for post in posts)
    for post in posts[11:20]:
        make_file(post.author, f"Satzung {post.pk}.pdf", post=post)
    ThreadOutcome.objects.create(thread=wall, worked="yes", sentence="Gut.", author=people[0], created_at=now)
    return wall, posts


@pytest.mark.feature("FF-24")
def test_fifty_vectors_in_the_texts_of_many_pages(browse):
    speaker = make_speaker()
    wall, posts = make_walls(speaker)
    assert fill(FIRST) > 9 * EACH
    wall, tab = Thread.objects.select_related("area").get(pk=wall.pk), browse(speaker)
    found = []
    for path in (
        "/forum/",
        wall.get_absolute_url(),
        f"{wall.get_absolute_url()}?zitieren={posts[9].pk}#antwort",
        f"/forum/beitrag/{posts[1].pk}/verlauf/",
        f"/forum/beitrag/{posts[1].pk}/bearbeiten/",
        f"{wall.get_absolute_url()}drucken/",
        "/forum/entwuerfe/",
        "/forum/merkliste/",
        "/forum/dateien/",
        ModerationCase.objects.first().get_absolute_url(),
        "/moderation/protokoll/",
        "/moderation/schlagwoerter/",
        "/verzeichnis/",
        posts[0].author.profile.get_absolute_url(),
    ):
        found += tab.visit(path)
    assert not found, "\n".join(found)
    tab.visit("/forum/")
    assert tab.page.inner_text("main").count("pwn") > EACH
    tab.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=//evil.example/x onerror=pwn()>')")
    assert len(tab.found()) >= 3  # the element, its script, its address: else nothing would be found whatever happened


@pytest.mark.slow
def test_all_vectors_in_the_texts_of_all_pages(browse, settings, tmp_path):
    """Every address of the site, with other vectors each time, in turn for a speaker and for the administration."""
    settings.MEDIA_ROOT = tmp_path
    found, begin = hide_canaries(), 0
    speaker = make_speaker()
    make_walls(speaker)
    paths = sorted(
        {path for name, path in addresses(found) if not path.startswith(("/redaktion/", "/_util/", "/favicon.ico"))}
    )
    tabs = [browse(speaker), browse(make_admin())]
    complaints = []
    while begin < len(VECTORS):
        with transaction.atomic():
            fill(VECTORS[begin : begin + EACH])
            for path in paths:
                complaints += tabs[begin // EACH % 2].visit(path)
            transaction.set_rollback(True)
        begin += EACH
    assert not complaints, "\n".join(complaints[:50])
