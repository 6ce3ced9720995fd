"""Events: lists, pages and calendars, as visitors and members meet them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import Page, PageViewRestriction

from home.feeds import upcoming_events
from home.models import EventIndexPage, EventPage
from tests.factories import make_applicant, make_member, make_topic

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def event_index(home):
    return EventIndexPage.objects.child_of(home).get()


def add_event(index, title="Werkstatt Strategie", *, days=7, hours=2, **fields):
    starts_at = fields.pop("starts_at", None) or timezone.now() + timedelta(days=days)
    ends_at = fields.pop("ends_at", None) or starts_at + timedelta(hours=hours)
    place = fields.pop("place", "Hagen")
    return index.add_child(instance=EventPage(title=title, starts_at=starts_at, ends_at=ends_at, place=place, **fields))


def close(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def entries(client, path):
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content).walk("VEVENT")


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_the_next_events_cost_one_statement(event_index, rows, django_assert_num_queries):
    for day in range(rows):
        add_event(event_index, f"Termin {day}", days=rows - day)
    with django_assert_num_queries(1):
        found = upcoming_events(AnonymousUser())
    assert [event.title for event in found] == [f"Termin {day}" for day in reversed(range(rows))][:3]


def test_the_next_events_are_those_a_person_may_open(event_index):
    add_event(event_index, "Vorbei", days=-2)
    add_event(event_index, "Läuft", hours=48, starts_at=timezone.now() - timedelta(hours=1))
    add_event(event_index, "Entwurf", live=False)
    close(add_event(event_index, "Intern"))
    for person, titles in [
        (AnonymousUser(), ["Läuft"]),
        (make_applicant(), ["Läuft"]),
        (make_member(), ["Läuft", "Intern"]),
    ]:
        assert [event.title for event in upcoming_events(person)] == titles
    close(Page.objects.get(pk=event_index.pk))
    assert upcoming_events(AnonymousUser()) == []


def test_what_is_to_come_by_month_and_what_was_by_year(client, event_index):
    add_event(event_index, "Weihnachtstreffen", starts_at=datetime(2031, 12, 8, 9, 30, tzinfo=BERLIN))
    add_event(event_index, "Jahresbeginn", starts_at=datetime(2032, 1, 1, 0, 0, tzinfo=BERLIN))
    add_event(event_index, "Sommertreffen", starts_at=datetime(2024, 6, 3, 10, 0, tzinfo=BERLIN))
    page = text(client, "/termine/")
    assert page.index("Dezember 2031") < page.index("Weihnachtstreffen") < page.index("Januar 2032")
    assert "Sommertreffen" not in page and 'href="/termine/2024/"' in page
    assert "9:30 bis 11:30 Uhr · Hagen" in page
    past = text(client, "/termine/2024/")
    assert "Sommertreffen" in past and "Weihnachtstreffen" not in past
    assert client.get("/termine/2023/").status_code == 404


def test_one_kind_only(client, event_index):
    add_event(event_index, "Ein Treffen", kind="netzwerktreffen")
    add_event(event_index, "Ein Kurzformat", kind="kurzformat", place="", is_online=True)
    page = text(client, "/termine/?art=kurzformat")
    assert "Ein Kurzformat" in page and "Ein Treffen" not in page
    assert "Zurzeit ist kein Termin dieser Art geplant" in text(client, "/termine/?art=spitzentreffen")
    assert "Ein Treffen" in text(client, "/termine/?art=%00gibt-es-nicht")


@pytest.mark.parametrize("rows", [1, 3, 20])
@pytest.mark.parametrize(
    ("path", "statements"), [("/termine/", 12), ("/termine/2024/", 12), ("/termine/kalender.ics", 9)]
)
def test_statements_for_one_three_and_twenty_events(
    client, event_index, rows, path, statements, django_assert_num_queries
):
    topic = make_topic()
    for number in range(rows):
        add_event(event_index, f"Bald {number}", topic=topic)
        add_event(
            event_index, f"Damals {number}", starts_at=datetime(2024, 5, 2, 10, number, tzinfo=BERLIN), topic=topic
        )
    client.get(path)  # fills the caches of the process
    with django_assert_num_queries(statements):
        client.get(path)


def test_the_way_into_the_video_room_is_for_members(client, event_index):
    add_event(event_index, "Online", slug="online", is_online=True, joining_info="<p>Raum 4711-Zilpzalp</p>")
    addresses = ("/termine/online/", "/termine/online/kalender.ics", "/termine/kalender.ics", "/termine/", "/")
    for person in (None, make_applicant()):
        if person:
            client.force_login(person)
        for address in addresses:
            assert "Zilpzalp" not in client.get(address).content.decode(), address
    client.force_login(make_member())
    assert "Raum 4711-Zilpzalp" in text(client, "/termine/online/")
    assert "Zilpzalp" not in client.get("/termine/online/kalender.ics").content.decode()


def test_cancelled_and_past_events_say_so(client, event_index):
    add_event(event_index, slug="abgesagt", is_cancelled=True)
    add_event(event_index, slug="vorbei", days=-3)
    assert "Dieser Termin ist abgesagt" in text(client, "/termine/abgesagt/")
    assert "Dieser Termin ist vorbei" in text(client, "/termine/vorbei/")
    [entry] = entries(client, "/termine/abgesagt/kalender.ics")
    assert entry["STATUS"] == "CANCELLED"


@pytest.mark.parametrize(("month", "offset"), [(1, 1), (7, 2)])
def test_a_calendar_keeps_german_time_in_winter_and_summer(client, event_index, month, offset):
    event = add_event(
        event_index,
        "Treffen; mit, Zeichen",
        slug="treffen",
        starts_at=datetime(2032, month, 15, 10, 0, tzinfo=BERLIN),
        venue="Rathaus\nBerliner Straße 70",
        teaser="Erste Zeile, zweite Zeile: äöüß " * 5,
    )
    [entry] = entries(client, "/termine/treffen/kalender.ics")
    assert entry["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert entry.start.astimezone(UTC).hour == 10 - offset
    assert entry["SUMMARY"] == "Treffen; mit, Zeichen"
    assert entry["LOCATION"] == "Rathaus, Berliner Straße 70, Hagen"
    assert entry["UID"] == str(event.translation_key)
    assert entry["URL"].endswith("/termine/treffen/")
    calendar = Calendar.from_ical(client.get("/termine/treffen/kalender.ics").content)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


def test_the_calendar_of_all_events(client, event_index):
    add_event(event_index, "Bald")
    add_event(event_index, "Damals", days=-400)
    assert [entry["SUMMARY"] for entry in entries(client, "/termine/kalender.ics")] == ["Damals", "Bald"]


def test_only_events_have_a_calendar_and_only_news_a_feed(client, event_index):
    for path in ("/hilfe/kalender.ics", "/termine/feed.xml", "/gibt-es-nicht/feed.xml", "/aktuelles/kalender.ics"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize(
    ("begin", "end", "told"),
    [
        ((2032, 3, 1, 10, 0), (2032, 3, 1, 12, 30), "Montag, 1. März 2032, 10:00 bis 12:30 Uhr"),
        ((2032, 3, 1, 10, 0), (2032, 3, 2, 0, 0), "Montag, 1. März 2032, 10:00 bis 0:00 Uhr"),
        (
            (2032, 3, 1, 10, 0),
            (2032, 3, 2, 15, 0),
            "Montag, 1. März 2032, 10:00 Uhr bis Dienstag, 2. März 2032, 15:00 Uhr",
        ),
    ],
)
def test_how_the_time_is_told(client, event_index, begin, end, told):
    times = {"starts_at": datetime(*begin, tzinfo=BERLIN), "ends_at": datetime(*end, tzinfo=BERLIN)}
    add_event(event_index, slug="zeit", **times)
    assert told in text(client, "/termine/zeit/")


@pytest.mark.parametrize(
    ("hours", "place", "field"), [(-1, "Hagen", "ends_at"), (0, "Hagen", "ends_at"), (1, "", "place")]
)
def test_what_editors_may_not_enter(event_index, hours, place, field):
    now = timezone.now()
    event = EventPage(title="Termin", starts_at=now, ends_at=now + timedelta(hours=hours), place=place)
    with pytest.raises(ValidationError) as caught:
        event_index.add_child(instance=event)
    assert field in caught.value.message_dict
