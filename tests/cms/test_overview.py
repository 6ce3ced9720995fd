"""»Übersicht«: its numbers are those of the lists they lead to."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from directory.enums import Direction
from directory.models import Expertise
from forum.actions.answers import accept_answer
from forum.actions.drafts import DraftText, save_draft
from forum.actions.moderation import lock_a_thread
from forum.enums import Level
from forum.models import Subscription, Thread
from forum.notices import tell_of_post
from home.models import EventIndexPage, EventPage, HomePage
from home.starter import create_starter_pages
from notifications.models import Notification
from tests.factories import (
    make_applicant,
    make_area,
    make_member,
    make_post,
    make_speaker,
    make_tag,
    make_thread,
    make_threads,
    make_topic,
)

pytestmark = pytest.mark.django_db

OVERVIEW = "/uebersicht/"


@pytest.fixture
def member(client):
    user = make_member(first_name="Miriam", last_name="Tenbrink")
    client.force_login(user)
    return user


def watch(user, **what):
    Subscription.objects.create(user=user, level=Level.WATCHING, **what)


def offer(user, **subject):
    Expertise.objects.create(profile=user.profile, direction=Direction.OFFERS, **subject)


def titles(rows):
    return [row.thread.title for row in rows]


def tiles(page):
    """Address and number of each tile."""
    return dict(re.findall(r'<a class="kn-stat" href="([^"]+)"><b>([^<]+)</b>', page.text))


def listed(client, address):
    """How many rows the list behind a tile has, over all its pages."""
    rows, query = 0, ""
    while True:
        context = client.get(address + query).context
        if "threads" in context:
            rows += len(context["threads"].rows)
        else:
            rows += sum(len(rows) for _day, rows in context["days"])
        page = context["threads"].page if "threads" in context else context["page"]
        if not page.older:
            return rows
        query = f"&vor={page.older.replace('+', '%2B')}"


@pytest.fixture
def world(member):
    """Watched and not, read and not, fitting and not; more than one page of the notifications is not needed."""
    topic, tag = make_topic("Digitalisierung"), make_tag("vereine")
    area, other = make_area("Digitales", topic=topic), make_area("Recht")
    watch(member, area=area)
    offer(member, topic=topic)
    offer(member, tag=tag)
    colleague = make_member()
    for thread in make_threads(22, area=area, author=colleague, kind="discussion"):
        make_post(thread)
    open_ones = make_threads(2, area=area, author=colleague)
    tagged = make_thread(other, colleague, tags=["vereine"])
    make_thread(other, colleague, title="Passt nicht")
    make_thread(area, member, title="Meine eigene Frage")
    solved = make_thread(area, colleague, title="Gelöst")
    accept_answer(actor=colleague, post=make_post(solved))
    lock_a_thread(actor=make_speaker(), thread=make_thread(area, colleague, title="Geschlossen"), reason="Erledigt.")
    make_post(make_thread(area, colleague, title="Schon beantwortet"), member)
    make_thread(area, colleague, title="Lange her", at=timezone.now() - timedelta(days=91))
    quiet = make_thread(area, colleague, title="Stumm")
    Subscription.objects.create(user=member, thread=quiet, level=Level.MUTED)
    mention = f'<p><span data-mention="{member.pk}">@Miriam Tenbrink</span>, was meinen Sie?</p>'
    tell_of_post(make_post(tagged, text=mention).pk)
    tell_of_post(make_post(open_ones[0]).pk)
    tell_of_post(open_ones[1].last_post_id)  # a new thread is no answer
    return {"area": area, "fitting": {*open_ones, tagged, quiet}}


def test_every_number_equals_its_list(client, member, world):
    page = client.get(OVERVIEW)
    found = tiles(page)
    assert found == {
        "/forum/?ansicht=abonniert-ungelesen": "27",  # 22, 2, solved, closed, answered
        "/mitteilungen/?filter=wartend": "2",
        "/forum/?ansicht=passend": str(len(world["fitting"])),
    }
    for address, number in found.items():
        assert listed(client, address) == int(number), address


def test_the_oracle_of_what_is_unread_and_what_fits(client, member, world):
    """Told thread by thread in Python what the lists select in SQL."""
    threads = Thread.objects.for_list(member)
    mine = {sub.thread_id: sub.level for sub in Subscription.objects.filter(user=member, thread__isnull=False)}
    usual = {world["area"]: Level.WATCHING}
    watched = {each for each in threads if mine.get(each.pk, usual.get(each.area)) == Level.WATCHING}
    unread = {each.title for each in watched if each.is_unread}
    shown = client.get(OVERVIEW).context["overview"]
    assert shown.numbers.unread == str(len(unread)) and set(titles(shown.unread)) <= unread
    passend = client.get("/forum/?ansicht=passend").context["threads"].rows
    assert set(titles(passend)) == {each.title for each in world["fitting"]}
    assert {each.row.thread.title for each in shown.fitting} <= set(titles(passend))
    assert {tuple(each.fits) for each in shown.fitting} <= {("Digitalisierung",), ("vereine",)}
    [watched_area] = shown.areas
    in_area = client.get(watched_area.url).context["threads"]
    assert (watched_area.area, watched_area.unread) == (world["area"], in_area.counts["abonniert-ungelesen"])
    assert listed(client, watched_area.url) == int(watched_area.unread)


def test_beyond_99_it_says_so_here_and_there(client, member):
    area = make_area()
    watch(member, area=area)
    author = make_member()
    Thread.objects.bulk_create(
        Thread(
            area=area, kind="discussion", title=f"Thema {number}", author=author, created_at=timezone.now(),
            bumped_at=timezone.now(), next_number=2, last_public_number=1,
        )
        for number in range(101)
    )  # fmt: skip
    page = client.get(OVERVIEW)
    assert page.context["overview"].numbers.unread == "99+" == page.context["overview"].areas[0].unread
    assert client.get("/forum/?ansicht=abonniert-ungelesen").context["threads"].counts["abonniert-ungelesen"] == "99+"


def test_a_brand_new_member_is_led_on(client, member):
    page = client.get(OVERVIEW)
    assert "Miriam Tenbrink" in page.text
    for text, address in [
        ("Sie folgen noch keinem Themenfeld", "/konto/themen/"),
        ("Wozu können Sie beraten?", "/konto/beratung/"),
        ("Stellen Sie die erste Frage", "/forum/neu/"),
    ]:
        assert text in page.text and f'href="{address}"' in page.text
        assert client.get(address).status_code == 200
    assert set(tiles(page).values()) == {"0"}
    make_thread(title="Vor Ihrer Zeit", at=timezone.now() - timedelta(days=60))
    assert titles(client.get(OVERVIEW).context["overview"].latest) == ["Vor Ihrer Zeit"]


def test_the_next_event_is_a_tile_and_leads_the_list(client, member):
    home = HomePage.objects.get(pk=create_starter_pages().pk)
    index = EventIndexPage.objects.first() or home.add_child(instance=EventIndexPage(title="Termine", slug="termine"))
    begin = timezone.now() + timedelta(days=3)
    for number in range(4):
        at = begin + timedelta(days=number)
        index.add_child(
            instance=EventPage(
                title=f"Termin {number}",
                kind="kurzformat",
                starts_at=at,
                ends_at=at + timedelta(hours=1),
                is_online=True,
            )
        )
    page = client.get(OVERVIEW)
    assert [event.title for event in page.context["overview"].events] == ["Termin 0", "Termin 1", "Termin 2"]
    local = timezone.localtime(begin)
    assert tiles(page)["/termine/termin-0/"] == f"{local.day}."
    assert 'href="/termine/termin-0/../"' in page.text


def test_a_closed_area_stays_closed_here(client, member):
    speaker = make_speaker()
    area = make_area(members=[speaker], topic=make_topic("Geheimes Feld"))
    make_thread(area, speaker, title="Nur für uns")
    for user in (member, speaker):
        watch(user, area=area)
        offer(user, topic=area.topic)
    page = client.get(OVERVIEW)
    assert "Nur für uns" not in page.text and area.name not in page.text and set(tiles(page).values()) == {"0"}
    client.force_login(speaker)
    assert "Nur für uns" in client.get(OVERVIEW).text


def test_what_one_may_not_read_any_more_waits_no_longer(client, member):
    area = make_area(members=[member, author := make_member()])
    thread = make_thread(area, author)
    watch(member, thread=thread)
    tell_of_post(make_post(thread, author).pk)
    assert tiles(client.get(OVERVIEW))["/mitteilungen/?filter=wartend"] == "1"
    area.memberships.filter(user=member).delete()
    assert tiles(client.get(OVERVIEW))["/mitteilungen/?filter=wartend"] == "0"
    assert Notification.objects.filter(user=member).exists()


def test_applicants_read_that_their_admission_is_under_way(client):
    make_thread(title="Nur für Mitglieder")
    client.force_login(make_applicant())
    page = client.get(OVERVIEW)
    assert page.status_code == 200 and "Aufnahme läuft" in page.text and "Nur für Mitglieder" not in page.text


@pytest.mark.parametrize("count", [1, 3, 20])
def test_it_costs_the_same_for_1_3_and_20(client, member, django_assert_num_queries, count):
    offer(member, tag=make_tag("vereine"))
    author = make_member()
    for _ in range(count):
        area = make_area()
        watch(member, area=area)
        tell_of_post(make_post(make_thread(area, author, tags=["vereine"])).pk)
    client.get(OVERVIEW)  # fills the local cache of the frame
    # session, user with keys, bell; areas, interests, numbers, unread, fitting, tags, authors, waiting, events, drafts
    with django_assert_num_queries(13):
        client.get(OVERVIEW)
    client.get("/forum/")  # fills it with the frequent tags
    # the frame's four; areas, (interests,) page, tags, authors, counts of the tabs
    for view, statements in (("abonniert-ungelesen", 8), ("passend", 9)):
        with django_assert_num_queries(statements):
            client.get("/forum/", {"ansicht": view})


@pytest.mark.feature("FF-40")
def test_drafts_stand_beside_the_news(client, member):
    assert "/forum/entwuerfe/" not in client.get(OVERVIEW).text
    for number in range(4):
        text = DraftText(title=f"Angefangenes Thema {number}", body="<p>Noch nicht fertig.</p>")
        save_draft(actor=member, key=f"new-0000000{number}", revision=0, text=text)
    page = client.get(OVERVIEW).text
    assert [number for number in range(4) if f"Angefangenes Thema {number}" in page] == [1, 2, 3]
    assert 'href="/forum/neu/?entwurf=new-00000003"' in page and "Thema · gespeichert" in page
