"""The demonstration network: what stands in it, that it is deterministic, and that it never meets production."""

import io
import os
import random
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from cms.demo.seed.world import document, table
from cms.management.commands.demo import PASSWORD
from directory.confirmation import ask_to_confirm
from directory.enums import Evidence
from directory.models import Expertise, Mandate, Municipality, Profile, Signing, SpeakerTerm
from forum.actions.counters import reconcile
from forum.case_feed import cases_of
from forum.enums import Visibility
from forum.models import (
    Affiliation,
    Area,
    ModerationCase,
    ModerationEntry,
    Poll,
    PollOption,
    PollVote,
    Post,
    PostMention,
    Reaction,
    Thread,
    ThreadOutcome,
)
from forum.requests import ask_authors, ask_for_outcomes, ask_team
from forum.thread_feed import ListFilter, tab_counts
from home.models import NewsPage
from kit.access import ADMIN, MEMBERS, OFFICE, SPEAKER, keys_of, users_with
from kit.models import Tag, Topic
from kit.richtext import clean, to_text
from notifications import registry, requests
from notifications.actions import requests as requests_actions
from notifications.models import Delivery, Notification, Request
from notifications.registry import Line
from notifications.requests import RequestKind
from search.expertise import ask_experts
from tests.harness.database import copied_database


@pytest.fixture(scope="module")
def network(django_db_setup, django_db_blocker):
    """The whole demonstration in a database of its own."""
    with django_db_blocker.unblock(), copied_database("demo"):
        call_command("demo", force=True, stdout=io.StringIO())
        yield


pytestmark = pytest.mark.usefixtures("network")


def account(name):
    return get_user_model().objects.get(email=f"{name}@demo.example")


def test_the_bodies_of_the_land_are_there_with_their_facts():
    real = Municipality.objects.filter(is_fictitious=False)
    assert Counter(real.values_list("kind", flat=True)) == {
        "stadt": 250,
        "gemeinde": 124,
        "kreis": 31,
        "kreisfreie_stadt": 22,
        "regierungsbezirk": 5,
        "landschaftsverband": 2,
    }
    hagen = real.get(key="05914000")
    assert (hagen.label, hagen.region, hagen.band) == ("Stadt Hagen", "Arnsberg", "100-500k")
    assert real.get(key="05958004").district.label == "Hochsauerlandkreis"
    assert Affiliation.objects.count() == Municipality.objects.count() == 437


def test_members_and_signings_say_how_sure_they_are():
    members = Municipality.objects.members().filter(is_fictitious=False)
    documented = {row["key"]: row for row in table("members.csv")}
    assert members.count() == 105 and len(documented) == 38
    for municipality in members:
        row = documented.get(municipality.key)
        if row is None:
            assert municipality.membership_evidence == Evidence.ASSUMED
        else:
            assert municipality.membership_evidence == row["evidence"] != Evidence.ASSUMED
            assert municipality.source_url == row["source"]
    assert Signing.objects.filter(municipality__in=members).count() == 105
    assert Signing.objects.exclude(organisation="").count() == 3


def test_281_people_speak_for_the_members_each_with_a_contact_person():
    mandates = Mandate.objects.current().filter(person__is_active=True)
    assert mandates.count() == 281
    assert not mandates.filter(function="").exists()
    contacts = set(mandates.filter(is_contact=True).values_list("municipality", flat=True))
    assert contacts == set(Municipality.objects.members().values_list("pk", flat=True))
    silent = Profile.objects.filter(person__mandates__isnull=False, expertise=None)
    assert [profile.person.email for profile in silent] == ["neu@demo.example"], "has never signed in"
    assert Expertise.objects.count() > 500
    names = Counter(get_user_model().objects.values_list("first_name", "last_name"))
    assert max(names.values()) == 1


def test_exactly_two_people_are_the_speaker_team():
    assert SpeakerTerm.objects.current().count() == users_with(SPEAKER).count() == 2
    assert account("sprecherin") in users_with(SPEAKER)


def test_only_the_printed_accounts_can_log_in():
    users = get_user_model().objects.all()
    usable = {user.email for user in users if user.has_usable_password()}
    more = {"neu@demo.example", "freigabe@demo.example"}
    assert usable == {entry["email"] for entry in document("people.yaml")["accounts"]} | more
    assert authenticate(None, email="mitglied@demo.example", password=PASSWORD) == account("mitglied")


@pytest.mark.parametrize(
    ("name", "held", "missing"),
    [
        ("mitglied", {MEMBERS, "municipality:05566008"}, {SPEAKER, OFFICE, ADMIN, "contact:05566008"}),
        ("kollegin", {MEMBERS, "municipality:05954036"}, {SPEAKER, OFFICE, ADMIN}),
        ("ansprechperson", {MEMBERS, "contact:05958004"}, {SPEAKER, OFFICE, ADMIN}),
        ("sprecherin", {MEMBERS, SPEAKER, "contact:05558"}, {OFFICE, ADMIN}),
        ("redaktion", {MEMBERS, OFFICE}, {SPEAKER, ADMIN}),
        ("admin", {MEMBERS, ADMIN}, {SPEAKER, OFFICE}),
        ("antrag", set(), {MEMBERS, SPEAKER, OFFICE, ADMIN}),
    ],
)
def test_each_account_has_its_role(name, held, missing):
    keys = keys_of(account(name))
    assert held <= keys and not missing & keys


def test_areas_have_a_topic_each_and_the_speakers_their_own():
    assert Topic.objects.count() == 8
    assert set(Area.objects.filter(is_closed=False).values_list("topic", flat=True)) == set(
        Topic.objects.values_list("pk", flat=True)
    )
    closed = Area.objects.get(is_closed=True)
    assert set(closed.members.all()) == set(users_with(SPEAKER))
    assert closed.threads.count() == 2


def test_all_written_threads_are_there_word_for_word():
    written = [
        (script, topic["slug"])
        for topic in document("areas.yaml")["topics"]
        for script in document(f"threads/{topic['slug']}.yaml")["threads"]
    ]
    assert len(written) == 120 and sum(len(script["posts"]) for script, _area in written) == 900
    for script, area in random.Random(1).sample(written, 30):
        thread = Thread.objects.get(title=script["title"])
        posts = list(thread.posts.order_by("number"))
        assert (thread.area.slug, thread.kind, thread.reply_count) == (area, script["kind"], len(script["posts"]) - 1)
        assert [post.number for post in posts] == list(range(1, len(posts) + 1))
        assert sorted(Tag.objects.filter(pk__in=thread.tag_ids).values_list("name", flat=True)) == sorted(
            script["tags"]
        )
        accepted = script.get("accepted")
        assert thread.accepted_post_id == (posts[accepted - 1].pk if accepted else None)
        for entry, post in zip(script["posts"], posts, strict=True):
            first_line = entry["text"].split("\n")[0]
            if not set("@{*") & set(first_line):
                assert first_line in post.text
            assert dict(Counter(post.reactions.values_list("kind", flat=True))) == entry.get("reactions", {})


def test_bodies_are_as_the_forum_itself_would_have_stored_them():
    posts = Post.objects.all()
    assert not posts.filter(source__regex=r"@\{|\{kommune").exists()
    for post in posts:
        assert clean(post.source) == post.source
        assert to_text(post.source) == post.text
    assert PostMention.objects.count() > 90
    assert posts.filter(html__contains='class="kn-mention"').count() > 90
    quoting = posts.filter(html__contains='class="kn-quote"')
    assert quoting.count() > 100
    assert not quoting.exclude(html__contains="<header>").exists()
    assert not quoting.filter(reply_to=None).exists()


def test_counters_have_not_drifted_and_ids_follow_time():
    assert not reconcile()
    moments = list(Post.objects.order_by("pk").values_list("created_at", flat=True))
    assert moments == sorted(moments)


def test_posts_are_written_on_working_days_and_lately_most():
    now = timezone.now()
    posts = Post.objects.filter(created_at__lt=now - timedelta(hours=6))
    for moment in posts.values_list("created_at", flat=True):
        local = timezone.localtime(moment)
        assert local.weekday() < 5 and 7 <= local.hour < 17
    assert now - Post.objects.latest("created_at").created_at < timedelta(hours=3)
    assert now - Post.objects.earliest("created_at").created_at > timedelta(days=350)
    recent = Post.objects.filter(created_at__gt=now - timedelta(days=60)).count()
    assert (
        recent > Post.objects.filter(created_at__range=[now - timedelta(days=300), now - timedelta(days=240)]).count()
    )


def test_nobody_reacts_to_their_own_words_or_writes_before_they_came():
    assert not Reaction.objects.filter(user=F("post__author")).exists()
    for author, first in Post.objects.values_list("author", "created_at"):
        begun = Mandate.objects.filter(person=author).values_list("begins_on", flat=True).first()
        assert begun is not None and begun <= first.date()


def test_the_unpleasant_happens_to_the_invented_three_only():
    hidden = Post.objects.get(visibility=Visibility.HIDDEN)
    assert hidden.affiliation.key == "X02"
    entry = ModerationEntry.objects.get(verb="hide")
    assert entry.post == hidden and entry.actor in users_with(SPEAKER)
    thread = hidden.thread
    assert set(thread.posts.values_list("affiliation__key", flat=True)) == {"X01", "X02", "X03"}
    reported = ModerationCase.objects.values("post__thread")
    people = Post.objects.filter(thread__in=reported).values_list("affiliation__key", flat=True)
    assert set(people) == {"X01", "X02", "X03"}
    others = Post.objects.exclude(thread=thread).exclude(thread__in=reported)
    assert not others.filter(affiliation__key__startswith="X").exists()


def test_cases_of_every_kind_wait_for_the_team():
    speaker, today = account("sprecherin"), timezone.localdate()
    numbers = {view: cases_of(speaker, view, today).count() for view in ("gemeldet", "wartet", "geschaeftsstelle")}
    assert numbers == {"gemeldet": 2, "wartet": 1, "geschaeftsstelle": 1}
    assert cases_of(account("redaktion"), "offen", today).count() == 1
    assert set(cases_of(speaker, "erledigt", today).values_list("outcome", flat=True)) == {"kept", "moved"}
    assert not ModerationCase.objects.filter(opened_at__lt=F("post__created_at")).exists()


def test_the_member_finds_something_unread_and_a_ringing_bell():
    member = account("mitglied")
    assert 3 <= int(tab_counts(member, ListFilter())["ungelesen"]) <= 40
    bell = Notification.objects.filter(user=member, read_at=None)
    assert 2 <= bell.count() <= 15
    assert bell.filter(kind="forum.mention").exists()
    assert not Delivery.objects.exists()


def test_pages_answer_for_each_account():
    for name in ("mitglied", "sprecherin", "redaktion", "admin"):
        client = Client()
        client.force_login(account(name))
        thread = Thread.objects.filter(area__is_closed=False).latest("bumped_at")
        for address in ("/", "/uebersicht/", "/forum/", thread.get_absolute_url(), "/verzeichnis/", "/mitteilungen/"):
            assert client.get(address).status_code == 200, (name, address)
    assert NewsPage.objects.live().count() >= 4


def test_a_second_run_changes_nothing():
    member = account("mitglied")
    Thread.objects.filter(author=member).update(title="Von Hand geändert")
    before = [model.objects.count() for model in (get_user_model(), Thread, Post, Reaction, Notification, NewsPage)]
    output = io.StringIO()
    call_command("demo", force=True, stdout=output)
    after = [model.objects.count() for model in (get_user_model(), Thread, Post, Reaction, Notification, NewsPage)]
    assert before == after
    assert Thread.objects.filter(title="Von Hand geändert").exists()
    assert PASSWORD in output.getvalue() and "antrag@demo.example" in output.getvalue()


def test_without_force_it_refuses_outside_the_demo():
    with pytest.raises(CommandError, match="neither the demo"):
        call_command("demo")


def test_it_refuses_where_people_are_already():
    get_user_model().objects.filter(email="mitglied@demo.example").update(email="anders@demo.example")
    try:
        with pytest.raises(CommandError, match="has people already"):
            call_command("demo", force=True)
    finally:
        get_user_model().objects.filter(email="anders@demo.example").update(email="mitglied@demo.example")


def test_it_never_runs_with_the_production_settings():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": "x" * 60,
        "BASE_URL": "https://netzwerk.example",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "VALKEY_URL": "redis://127.0.0.1:1/0",
        "SMTP_HOST": "127.0.0.1",
        "DEFAULT_FROM_EMAIL": "a@netzwerk.example",
        "OFFICE_EMAIL": "b@netzwerk.example",
    }
    command = [sys.executable, "-W", "ignore", "manage.py", "demo", "--force", "--skip-checks"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode != 0 and "never runs with the production settings" in result.stderr


def test_a_year_of_requests_never_exceeds_one_a_week(monkeypatch):
    """The past year of the network, with the requests there are, and one more app that asks a lot."""
    asks = RequestKind("test_ask", "test", 90, lambda by_user: {
        row.pk: Line(text="Bitte antworten Sie.", url="/") for rows in by_user.values() for row in rows
    })  # fmt: skip
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    monkeypatch.setattr(requests, "_requests", dict(requests._requests))
    requests.register_request(asks)
    chance, now = random.Random(20121205), timezone.now()
    people = list(users_with(MEMBERS).order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        Request.objects.all().delete()
        for profile in Profile.objects.all():
            profile.created_at = now - timedelta(days=chance.randrange(365, 730))
            profile.save(update_fields=["created_at"])
        for day in range(365, 0, -1):
            moment = now - timedelta(days=day)
            if day % 14 == 0:
                some = chance.sample(people, 20)
                requests_actions.open_requests(kind=asks.name, object_id=day, user_ids=some, room=MEMBERS, now=moment)
            if moment.weekday() in (0, 3):
                ask_to_confirm(moment)
                ask_authors(moment)
                ask_for_outcomes(moment)
                ask_team(moment)
                ask_experts(moment)
                requests_actions.tell_requests(moment)
        told = Request.objects.filter(told_at__isnull=False).order_by("told_at")
        days = defaultdict(list)
        for person, told_at in told.values_list("user", "told_at"):
            days[person].append(timezone.localdate(told_at))
        kinds = set(told.values_list("kind", flat=True))
        transaction.set_rollback(True)
    assert kinds >= {asks.name, "directory.confirm_profile", "forum.accept_answer", "forum.tell_outcome"}
    assert max(map(len, days.values())) > 5, "the year is full of requests"
    assert min(later - day for own in days.values() for day, later in pairwise(own)) >= timedelta(days=7)


def test_a_table_a_municipality_to_ask_and_a_picture_stand_in_texts_with_the_version_before():
    texts = [Post.objects.get(source__contains=part) for part in ("<table", "data-body", "<img")]
    assert [text.revisions.count() for text in texts] == [1, 1, 1]
    assert all(text.edited_at > text.created_at for text in texts)
    assert texts[1].affiliation_mentions.count() == 1


def test_polls_summary_and_outcomes_are_there():
    assert Poll.objects.count() == 3
    for option in PollOption.objects.filter(poll__is_secret=False):
        assert option.vote_count == option.votes.count()
    assert not PollVote.objects.filter(option__poll__is_secret=True).exists()
    assert not Thread.objects.filter(accepted_post__isnull=False, accepted_at=None).exists()
    assert Thread.objects.filter(summary_post__isnull=False).count() == 1
    assert ThreadOutcome.objects.exists()
