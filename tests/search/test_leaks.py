"""200 hidden or restricted objects with words of their own: nobody who may not read them learns of a single one.

Half of them were closed after they had been indexed, and no job has run since.
"""

import random
from itertools import batched
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import override_settings
from wagtail.models import BaseViewRestriction, PageViewRestriction

from directory.actions import ProfileChanges, edit_profile
from directory.enums import Audience
from forum.actions.editing import withdraw_post
from forum.actions.moderation import hide_post, move_thread
from home.models import ContentPage
from home.starter import create_starter_pages
from kit.access import keys_of
from search.engine import find
from search.language import MOST_WORDS
from search.query import LONGEST_QUERY, SearchQuery, Tab
from search.rebuild import rebuild
from tests.factories import (
    make_admin,
    make_applicant,
    make_area,
    make_contact,
    make_editor,
    make_member,
    make_municipality,
    make_post,
    make_profile,
    make_speaker,
    make_thread,
)
from tests.factories.forum import NO_LIMITS

EVERYBODY = ("anonymous", "applicant", "member", "contact", "speaker", "editor", "admin")
COMMON = "Feuersalamander"  # stands in everything, open or closed
LETTERS = "bdfgklmnprt"


class Words:
    """Unlikely words, and who may read each."""

    def __init__(self):
        self.random = random.Random(200)
        self.readers = {}

    def new(self, *readers):
        word = "".join(self.random.choice(LETTERS) + self.random.choice("aeiou") for _ in range(7)) + "x"
        self.readers[word] = set(readers)
        return f"{word} {COMMON}"

    def closed_to(self, role):
        return [word for word, readers in self.readers.items() if role not in readers]


def make_people():
    return SimpleNamespace(
        anonymous=AnonymousUser(),
        applicant=make_applicant(),
        member=make_member(),
        contact=make_contact(),
        speaker=make_speaker(),
        editor=make_editor(),
        admin=make_admin(),
        author=make_speaker(),
    )


def make_world():
    """Everything is written; then indexed; then the second half is closed."""
    words, people = Words(), make_people()
    author, town = people.author, make_municipality("Molchau")
    closed, public = make_area("Intern", members=[author]), make_area("Offen")
    talk = make_thread(public, author, title=f"Alle reden über {COMMON}")
    for _ in range(30):
        make_thread(closed, author, title=words.new("admin"), tags=[words.new("admin").split()[0]])
    moved = [make_thread(public, author, title="Titel", text=words.new("admin")) for _ in range(20)]
    posts = [make_post(talk, author, text=words.new()) for _ in range(60)]
    for post in posts[:20]:
        hide_post(actor=author, post=post, reason="Test")
    profiles = [make_profile(make_member(town), about=words.new()) for _ in range(30)]
    for number, profile in enumerate(profiles[:20]):
        profile.about_audience = (Audience.NOBODY, Audience.MUNICIPALITY)[number % 2]
        profile.save()
    home = create_starter_pages()
    for number in range(15):
        home.add_child(instance=ContentPage(title=words.new(), slug=f"entwurf-{number}", live=False))
    members_only = ("member", "contact", "speaker", "editor", "admin")
    private = [ContentPage(title=words.new(*members_only), slug=f"intern-{number}") for number in range(15)]
    for page in private:
        home.add_child(instance=page)
    assert len(words.readers) == 200

    rebuild(lambda *_: None)

    for thread in moved:
        move_thread(actor=author, thread=thread, target=closed)
    for post in posts[20:40]:
        hide_post(actor=author, post=post, reason="Test")
    for post in posts[40:]:
        withdraw_post(actor=author, post=post)
    for profile in profiles[20:]:
        edit_profile(actor=profile.person, profile=profile, changes=ProfileChanges({"about_audience": Audience.NOBODY}))
    for page in private:
        PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.LOGIN)
    return SimpleNamespace(words=words, people=people, closed=closed, public=public, talk=talk)


@pytest.fixture(scope="module")
def world(engine, django_db_setup, django_db_blocker):
    from django.conf import settings

    without_limits = override_settings(FORUM={**settings.FORUM, **NO_LIMITS})
    with django_db_blocker.unblock(), without_limits, transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def ask(world, role, text):
    found = find(SearchQuery(text), keys_of(getattr(world.people, role)))
    assert not found.is_fallback
    return found


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_closed_word_has_no_hit_no_number_and_no_correction(world, role):
    for words in batched(world.words.closed_to(role), MOST_WORDS, strict=False):
        text = " ".join(words)
        assert len(text) <= LONGEST_QUERY
        found = ask(world, role, text)  # any of the words would do
        assert (list(found.hits), found.total, found.answered, found.corrected_to) == ([], 0, 0, "")
        assert set(found.tabs.values()) == {0}
        assert found.topics == {}


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_misspelt_closed_word_is_not_put_right(world, role):
    words = world.words.closed_to(role)[::10]
    for typed in (word[:5] + word[6:] for word in words):
        found = ask(world, role, typed)
        assert (found.corrected_to, found.total) == ("", 0)


@pytest.mark.parametrize("role", EVERYBODY)
def test_numbers_of_a_common_word_count_only_what_is_open(world, role):
    found = ask(world, role, COMMON)
    is_inside = role not in ("anonymous", "applicant")
    threads = {"admin": 50}.get(role, 0) + 1 if is_inside else 0  # closed ones, and the open talk
    stale = 20 if role == "admin" else 0  # moved ones wait for their job
    assert found.total == found.tabs[Tab.ALL] == threads - stale
    assert set(found.topics) == ({world.public.topic.slug} if is_inside else set())


def test_the_words_are_there_for_those_who_may_read_them(world):
    """Else the tests above would find nothing whatever happened."""
    open_to_admin = [word for word, readers in world.words.readers.items() if readers == {"admin"}]
    assert ask(world, "admin", open_to_admin[0]).total == 1
