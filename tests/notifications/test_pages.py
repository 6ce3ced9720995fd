"""The list, the settings and the link that unsubscribes, through their addresses."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from kit.access import user_key
from notifications.actions import mark_read, rekey_group
from notifications.bell import bell_count
from notifications.feeds import PAGE_SIZE, name_of_day
from notifications.models import MailPreference, Notification
from notifications.preferences import has_paused
from notifications.tokens import unsubscribe_token
from tests.factories import make_applicant, make_member

from .world import MENTION, STREAM, tell

pytestmark = pytest.mark.django_db

LIST = "/mitteilungen/"
SETTINGS = "/mitteilungen/einstellungen/"
STAND = "/stand/"


@pytest.fixture
def anna():
    return make_member()


@pytest.fixture
def visitor(anna):
    visitor = Client()
    visitor.force_login(anna)
    return visitor


def page(visitor, address=LIST):
    response = visitor.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def rows(html):
    return html.count('class="kn-notif')


def test_a_row_leads_straight_to_the_post(visitor, anna):
    tell(anna, post=7, kind=MENTION, actor_id=5)
    html = page(visitor)
    assert "<b>Ayşe Demirel</b>" in html
    assert '<a href="/forum/beitrag/7/">Thema 1</a>' in html
    assert "„Text von Beitrag 7“" in html
    assert "Ungelesen:" in html
    assert '<h2 class="kn-day">Heute</h2>' in html


def test_text_of_others_is_no_html(visitor, anna, world):
    world.titles[1] = '<script>alert("x")</script>'
    tell(anna, post=1)
    html = page(visitor)
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_the_bell_counts_what_the_list_shows(visitor, anna):
    for thread in range(3):
        tell(anna, post=thread, thread=thread)
    tell(anna, post=9, thread=9, room="area:7")
    tell(anna, post=10, thread=10, kind=MENTION)
    mark_read(user=anna, group_key="thread:0")
    html = page(visitor)
    assert rows(html) == 4
    assert html.count("kn-notif--unread") == 3
    assert 'data-bell="3"' in html
    assert "Mitteilungen: 3 ungelesen" in html
    assert visitor.get(STAND).json() == {"bell": 3}
    assert bell_count(anna) == 3


@pytest.mark.parametrize(("chosen", "number"), [("", 4), ("ungelesen", 3), ("erwaehnungen", 1), ("antworten", 3)])
def test_filters(visitor, anna, chosen, number):
    for thread in range(3):
        tell(anna, post=thread, thread=thread)
    tell(anna, post=10, thread=10, kind=MENTION)
    mark_read(user=anna, group_key="thread:0")
    html = page(visitor, f"{LIST}?filter={chosen}")
    assert rows(html) == number
    for label, unread in (("Ungelesen", 3), ("Erwähnungen", 1), ("Antworten", 2)):
        assert f'{label} <span class="kn-n">{unread}' in html


def test_an_unknown_filter_is_refused(visitor):
    assert visitor.get(f"{LIST}?filter=__class__").status_code == 400


def test_beyond_the_cap_the_number_says_so(visitor, anna):
    for thread in range(101):
        tell(anna, post=thread, thread=thread)
    html = page(visitor)
    assert "Mitteilungen: 99+ ungelesen" in html
    assert 'Ungelesen <span class="kn-n">99+' in html
    assert visitor.get(STAND).json() == {"bell": 100}


@pytest.mark.parametrize("number", [1, 3, 20])
def test_statements_of_the_list(visitor, anna, number, django_assert_num_queries):
    for thread in range(number):
        tell(anna, post=thread, thread=thread, kind=MENTION if thread % 2 else "test_reply")
    page(visitor)  # menus and footer come from the cache
    with django_assert_num_queries(6):  # session, user with keys, page, unread by tab, wish for mails, bell
        assert rows(page(visitor)) == number


def test_one_question_for_all_kinds_of_an_app(visitor, anna, world):
    for thread in range(4):
        tell(anna, post=thread, thread=thread, kind=MENTION if thread % 2 else "test_reply")
    world.batches.clear()
    page(visitor)
    assert world.batches == [{anna.pk: 4}]


def test_pages_by_key(visitor, anna):
    total = 2 * PAGE_SIZE + 3
    start = timezone.now() - timedelta(days=30)
    for thread in range(total):
        tell(anna, post=thread, thread=thread)
    for number, row in enumerate(Notification.objects.order_by("pk")):
        Notification.objects.filter(pk=row.pk).update(updated_at=start + timedelta(minutes=number))
    seen, address = [], LIST
    while address:
        response = visitor.get(address)
        seen += [row.notification.object_id for _, day in response.context["days"] for row in day]
        older = response.context["page"].older
        address = f"{LIST}?vor={older.replace('+', '%2B')}" if older else ""
    assert seen == list(reversed(range(total)))


def test_a_broken_cursor_shows_the_first_page(visitor, anna):
    tell(anna, post=1)
    for cursor in ("x", "2026-01-01_1", "_", "%00", "9" * 300):
        assert rows(page(visitor, f"{LIST}?vor={cursor}")) == 1


def test_what_cannot_be_seen_any_more_says_so_and_can_be_marked(visitor, anna, world):
    tell(anna, post=1)
    world.hidden_threads.add(1)
    html = page(visitor)
    assert "Dieser Beitrag ist nicht mehr zu sehen." in html
    assert "Thema 1" not in html
    assert "Text von Beitrag" not in html
    assert 'data-bell="1"' in html


def test_an_empty_list_says_what_to_do(visitor):
    assert "Noch keine Mitteilungen" in page(visitor)
    assert "Nichts ungelesen" in page(visitor, f"{LIST}?filter=ungelesen")


def test_marking_read_and_unread_by_buttons(visitor, anna):
    tell(anna, post=1)
    row = Notification.objects.get()
    here = f"{LIST}?filter=antworten"
    read = reverse("notifications:notification-read", args=[row.pk])
    unread = reverse("notifications:notification-unread", args=[row.pk])
    assert f'action="{read}"' in page(visitor)
    response = visitor.post(read, {"zurueck": here})
    assert (response.status_code, response["Location"]) == (302, here)
    assert bell_count(anna) == 0
    assert f'action="{unread}"' in page(visitor)
    visitor.post(unread, {"zurueck": here})
    assert bell_count(anna) == 1
    visitor.post("/mitteilungen/gelesen/")
    assert bell_count(anna) == 0
    assert "Alle Mitteilungen sind als gelesen markiert." in page(visitor)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_button_leads_to_no_other_site(visitor, anna, target):
    response = visitor.post("/mitteilungen/gelesen/", {"zurueck": target})
    assert response["Location"] == LIST


def test_rows_of_others_cannot_be_marked(visitor):
    ben = make_member()
    tell(ben, post=1)
    address = reverse("notifications:notification-read", args=[Notification.objects.get().pk])
    assert visitor.post(address).status_code == 404
    assert bell_count(ben) == 1


@pytest.mark.parametrize(
    "address", ["/mitteilungen/gelesen/", "/mitteilungen/1/gelesen/", "/mitteilungen/1/ungelesen/"]
)
def test_reading_is_marked_by_posts_with_a_token_only(visitor, anna, address):
    tell(anna, post=1)
    assert visitor.get(address).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(anna)
    assert strict.post(address).status_code == 403
    assert bell_count(anna) == 1


@pytest.mark.parametrize("address", [LIST, SETTINGS, "/mitteilungen/gelesen/", "/mitteilungen/1/gelesen/"])
def test_anonymous_people_are_asked_to_sign_in(address):
    for response in (Client().get(address), Client().post(address)):
        assert response.status_code == 302
        assert "/konto/anmelden/" in response["Location"]


def test_applicants_find_nothing_here():
    applicant = make_applicant()
    tell(applicant, post=1)
    tell(applicant, post=2, thread=2, room=user_key(applicant.pk))
    visitor = Client()
    visitor.force_login(applicant)
    for address in (LIST, SETTINGS, STAND):
        response = visitor.get(address)
        assert response.status_code == (401 if address == STAND else 404)
        assert "Thema" not in response.content.decode()


def test_the_views_do_not_rely_on_the_sites_wall(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "MembersOnly" not in name]
    applicant = make_applicant()
    tell(applicant, post=1)
    visitor = Client()
    assert visitor.get(STAND).status_code == 401
    assert visitor.get(LIST).status_code == 302
    visitor.force_login(applicant)
    assert visitor.get(STAND).status_code == 401
    assert visitor.get(LIST).status_code == 404
    assert visitor.post("/mitteilungen/gelesen/").status_code == 404


def test_a_thread_moved_away_leaves_list_and_bell(visitor, anna):
    tell(anna, post=1)
    rekey_group(group_key="thread:1", room="area:7")
    assert rows(page(visitor)) == 0
    assert visitor.get(STAND).json()["bell"] == 0


def test_stand_answers_for_a_thread_through_the_door(visitor, world, django_assert_num_queries):
    world.rooms = {1: "members", 2: "area:7", 3: "members"}
    world.hidden_threads.add(3)
    with django_assert_num_queries(3):  # session, user with keys, bell; the stream here asks nothing
        response = visitor.get(STAND, {STREAM: 1, "version": 34})
    assert response.json() == {"bell": 0, STREAM: {"id": 1, "version": 35}}
    assert "no-store" in response["Cache-Control"]
    assert visitor.get(STAND, {"bell": 1, "stream": STREAM, "id": 1, "version": 34}).json() == response.json()
    for number in (2, 3, 404, "x", "-1", "9" * 30, "٣"):
        assert visitor.get(STAND, {STREAM: number, "version": 1}).json() == {"bell": 0, STREAM: None}
    assert visitor.get(STAND, {"stream": "unknown", "id": 1}).json() == {"bell": 0}


def test_stand_says_401_as_json_to_anonymous_people():
    response = Client().get(STAND, {STREAM: 1})
    assert response.status_code == 401
    assert response.json() == {"fehler": "anmeldung_noetig"}


def test_the_link_shows_a_button_and_changes_nothing_until_it_is_pressed(anna):
    url = f"/mitteilungen/abmelden/{unsubscribe_token(anna.pk)}/"
    visitor = Client(enforce_csrf_checks=True)
    for _ in range(3):
        response = visitor.get(url)
        assert response.status_code == 200
        assert "Keine E-Mails mehr senden" in response.content.decode()
        assert "no-store" in response["Cache-Control"]
    assert not MailPreference.objects.exists()
    response = visitor.post(url)
    assert "Sie erhalten keine E-Mails zu Mitteilungen mehr" in response.content.decode()
    assert has_paused(anna)
    assert visitor.post(url).status_code == 200


def test_the_link_shows_nothing_of_the_person(anna):
    html = Client().get(f"/mitteilungen/abmelden/{unsubscribe_token(anna.pk)}/").content.decode()
    assert anna.email not in html
    assert anna.last_name not in html


def test_forged_links_are_nothing(anna):
    good = unsubscribe_token(anna.pk)
    for token in (
        good[:-1],
        good + "x",
        f"{anna.pk}.",
        str(anna.pk),
        "x",
        good.replace(str(anna.pk), str(anna.pk + 1)),
    ):
        for method in ("get", "post"):
            assert getattr(Client(), method)(f"/mitteilungen/abmelden/{token}/").status_code == 404
    gone = f"/mitteilungen/abmelden/{unsubscribe_token(10**9)}/"
    assert Client().post(gone).status_code == 404
    assert not MailPreference.objects.exists()


@pytest.mark.parametrize(
    ("day", "german", "english"),
    [
        (date(2026, 11, 23), "Heute", "Today"),
        (date(2026, 11, 22), "Gestern", "Yesterday"),
        (date(2026, 11, 19), "Donnerstag, 19. November", "Thursday, 19 November"),
        (date(2026, 11, 16), "16. November 2026", "16 November 2026"),
        (date(2025, 3, 7), "7. März 2025", "7 March 2025"),
    ],
)
def test_names_of_days(day, german, english):
    today = date(2026, 11, 23)
    with translation.override("de"):
        assert name_of_day(day, today) == german
    with translation.override("en"):
        assert name_of_day(day, today) == english


def test_rows_stand_under_the_day_in_berlin(visitor, anna):
    tell(anna, post=1)
    Notification.objects.update(updated_at=datetime.fromisoformat("2026-03-07T23:30:00+00:00"))
    assert '<h2 class="kn-day">8. März 2026</h2>' in page(visitor)


def test_the_script_stays_small():
    from pathlib import Path

    import notifications

    assert (Path(notifications.__file__).parent / "static/notifications/live.js").stat().st_size < 8192
