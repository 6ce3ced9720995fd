"""Digests over a real SMTP server: whom they reach, what they tell, and that they come once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.actions import (
    mark_read,
    pause_mail,
    queue,
    rekey_group,
    resume_mail,
    set_kind_mail,
    set_preferences,
    withdraw_events,
)
from notifications.actions.digesting import DIGESTS, send_due_digests
from notifications.actions.planning import plan_digests
from notifications.actions.sending import send_due_mails
from notifications.digests import MAX_ROWS, SHOWN, content_of
from notifications.enums import Rhythm
from notifications.models import Delivery, Digest, Notification
from notifications.registry import Section
from tests.factories import make_area, make_member

from .digest import at, digest_at, happened
from .smtp import Postman, mailers, serve
from .world import MENTION, NEWS, REPLY, tell

pytestmark = pytest.mark.django_db

# A Tuesday that is over, in winter time. The site's default in tests is a digest at 8:00 on every day, never quiet.
EIGHT = datetime(2026, 11, 17, 7, tzinfo=UTC)
EVENING = EIGHT - timedelta(hours=14)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def postman(settings):
    postman = Postman()
    controller = serve(postman)
    settings.MAILERS = mailers(controller.port)
    settings.NOTIFICATIONS = {**settings.NOTIFICATIONS, "BASE_URL": "https://netzwerk.example"}
    yield postman
    controller.stop()


def receivers(postman):
    return sorted(mail["To"] for mail in postman.mails)


def test_at_eight_people_read_what_they_did_not_see_and_that_once(postman):
    anna, ben, cem = make_member(), make_member(), make_member()
    tell(anna, ben, post=1, kind=NEWS)
    tell(anna, post=2, thread=2, kind=NEWS)
    mark_read(user=ben, everything=True)
    happened(EVENING)
    assert digest_at(EIGHT - MINUTE) == 0
    assert digest_at(EIGHT) == 1
    [mail] = postman.mails
    assert mail["To"] == anna.email
    text = mail.get_body().get_content()
    assert "Thema 1" in text and "Thema 2" in text
    assert [digest_at(EIGHT + later) for later in (MINUTE, DAY, 7 * DAY)] == [0, 0, 0]
    assert len(postman.mails) == 1
    assert cem.email not in receivers(postman)


def test_the_next_digest_tells_what_came_since(postman):
    anna = make_member()
    tell(anna, post=1, kind=NEWS)
    tell(anna, post=2, thread=2, kind=NEWS)
    happened(EVENING)
    digest_at(EIGHT)
    tell(anna, post=3, thread=2, kind=NEWS)
    happened(EVENING + DAY)
    digest_at(EIGHT + DAY)
    second = postman.mails[1].get_body().get_content()
    assert "Thema 2" in second and "Thema 1" not in second
    assert postman.mails[0]["Message-ID"] != postman.mails[1]["Message-ID"]


def test_what_came_after_eight_waits_for_tomorrow(postman):
    anna = make_member()
    tell(anna, post=1, kind=NEWS)
    happened(EIGHT + MINUTE)
    assert digest_at(EIGHT + 5 * MINUTE) == 0
    assert digest_at(EIGHT + DAY) == 1


def test_an_event_at_eight_does_not_hide_what_came_before(postman):
    anna = make_member()
    tell(anna, post=1, kind=NEWS)
    happened(EVENING - DAY)
    digest_at(EIGHT - DAY)
    tell(anna, post=2, kind=NEWS)
    happened(EVENING)
    tell(anna, post=3, kind=NEWS)
    happened(EIGHT + MINUTE)
    assert digest_at(EIGHT + 2 * MINUTE) == 1


def test_what_has_a_mail_of_its_own_is_not_told_twice(postman):
    anna = make_member()
    tell(anna, post=1, kind=MENTION)
    tell(anna, post=2, thread=2, kind=NEWS)
    happened(EVENING)
    Delivery.objects.update(due_at=EIGHT + MINUTE)
    digest_at(EIGHT)
    assert "Thema 1" not in postman.mails[0].get_body().get_content(), "its own mail comes in a minute"
    send_due_mails()
    assert len(postman.mails) == 2
    assert digest_at(EIGHT + DAY) == 0


def test_a_worker_that_comes_late_still_sends_it_and_one_that_comes_very_late_the_next_day(postman):
    anna, ben = make_member(), make_member()
    tell(anna, post=1, kind=NEWS)
    happened(EVENING)
    assert digest_at(EIGHT + timedelta(hours=5)) == 1
    tell(ben, post=2, thread=2, kind=NEWS)
    happened(EVENING)
    assert digest_at(EIGHT + timedelta(hours=7)) == 0
    assert digest_at(EIGHT + DAY) == 1


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), ["2026-03-29", "2026-03-30"]),  # 2:00 does not exist
        (datetime(2026, 10, 24, 12, tzinfo=UTC), ["2026-10-25", "2026-10-26"]),  # 2:00 comes twice
    ],
)
@pytest.mark.parametrize("hour", [2, 8])
def test_once_a_day_across_the_clock_changes(postman, first, days, hour):
    anna = make_member()
    set_preferences(user=anna, digest_hour=hour)
    moment, thread = first, 0
    while moment < first + timedelta(hours=44):
        thread += 1
        tell(anna, post=thread, thread=thread, kind=NEWS)
        happened(moment)
        digest_at(moment + 10 * MINUTE)
        moment += timedelta(minutes=30)
    assert [str(day) for day in Digest.objects.order_by("period").values_list("period", flat=True)] == days
    assert len(postman.mails) == 2


def test_who_moves_the_hour_after_the_digest_gets_no_second_one_today(postman):
    anna = make_member()
    tell(anna, post=1, kind=NEWS)
    happened(EVENING)
    digest_at(EIGHT)
    set_preferences(user=anna, digest_hour=10)
    tell(anna, post=2, thread=2, kind=NEWS)
    happened(EIGHT + MINUTE)
    assert digest_at(EIGHT + timedelta(hours=2)) == 0
    assert digest_at(EIGHT + DAY + timedelta(hours=2)) == 1


def test_schedules_of_many_people_in_one_run(postman):
    daily, weekly, late, away, nobody = (make_member() for _ in range(5))
    set_preferences(user=weekly, rhythm=Rhythm.WEEKLY)
    set_preferences(user=late, digest_hour=9)
    set_preferences(user=away, absent_from=date(2026, 11, 13), absent_until=date(2026, 11, 19))
    pause_mail(user=nobody)
    tell(daily, weekly, late, away, nobody, post=1, kind=NEWS)
    happened(EVENING)
    with CaptureQueriesContext(connection) as statements, at(EIGHT):
        assert plan_digests() == 1
    assert len([each for each in statements if "SAVEPOINT" not in each["sql"]]) == 2
    assert digest_at(EIGHT + timedelta(hours=1)) == 1
    assert receivers(postman) == sorted([daily.email, late.email])
    assert digest_at(EIGHT + 3 * DAY) == 1  # the day after the absence
    assert postman.mails[-1]["To"] == away.email
    assert digest_at(EIGHT + 6 * DAY) == 1  # Monday
    assert postman.mails[-1]["To"] == weekly.email


def test_what_came_in_a_pause_is_not_mailed_late(postman):
    anna = make_member()
    pause_mail(user=anna)
    tell(anna, post=1, kind=NEWS)
    happened(EVENING)
    resume_mail(user=anna)
    assert digest_at(EIGHT) == 0
    tell(anna, post=2, thread=2, kind=NEWS)
    happened(EVENING + DAY)
    digest_at(EIGHT + DAY)
    assert "Thema 1" not in postman.mails[0].get_body().get_content()


def test_a_kind_that_is_not_wanted_is_not_told_and_not_told_late(postman):
    anna = make_member()
    set_kind_mail(user=anna, wish_key=NEWS, mail="off")
    tell(anna, post=1, kind=NEWS)
    happened(EVENING)
    assert digest_at(EIGHT) == 0
    set_kind_mail(user=anna, wish_key=NEWS, mail="digest")
    assert digest_at(EIGHT) == 0
    tell(anna, post=2, thread=2, kind=NEWS)
    happened(EVENING + DAY)
    digest_at(EIGHT + DAY)
    assert "Thema 1" not in postman.mails[0].get_body().get_content()


def test_an_absence_found_when_it_is_sent_leaves_everything_to_the_digest_after_it(postman):
    anna = make_member()
    tell(anna, post=1, kind=NEWS)
    happened(EVENING)
    with at(EIGHT):
        plan_digests()
        set_preferences(user=anna, absent_from=EIGHT.date(), absent_until=EIGHT.date())
        send_due_digests()
    assert postman.mails == []
    assert not Digest.objects.open().exists()
    digest_at(EIGHT + DAY)
    assert "Thema 1" in postman.mails[0].get_body().get_content()


def read(anna, world):
    mark_read(user=anna, everything=True)


def withdraw(anna, world):
    withdraw_events(event_ids=["post:1"])


def move(anna, world):
    rekey_group(group_key="thread:1", room="area:7")


def hide(anna, world):
    world.hidden_threads.add(1)


def deactivate(anna, world):
    anna.is_active = False
    anna.save()


def lose_membership(anna, world):
    anna.mandates.all().delete()


def pause(anna, world):
    pause_mail(user=anna)


def unwish(anna, world):
    set_kind_mail(user=anna, wish_key=NEWS, mail="off")
    set_kind_mail(user=anna, wish_key=REPLY, mail="off")


LOSSES = [read, withdraw, move, hide, deactivate, lose_membership, pause, unwish]
RIGHTS = [move, hide, deactivate, lose_membership, withdraw]


@pytest.mark.parametrize("stage", ["planning", "claim", "sending"])
@pytest.mark.parametrize("act", LOSSES)
def test_what_is_lost_before_the_digest_goes_out_is_not_told(postman, world, act, stage):
    """Between event and planning, planning and claim, claim and sending."""
    anna, ben = make_member(), make_member()
    tell(anna, post=1, kind=NEWS)
    tell(ben, post=2, thread=2, kind=NEWS)
    happened(EVENING)
    with at(EIGHT):
        if stage == "planning":
            act(anna, world)
        plan_digests()
        if stage == "claim":
            act(anna, world)
        claimed = queue.claim(DIGESTS, EIGHT)
        if stage == "sending":
            act(anna, world)
        Digest.objects.filter(pk__in=claimed).update(due_at=EIGHT)
        send_due_digests()
    assert receivers(postman) == [ben.email]
    assert not Digest.objects.open().exists()


@pytest.mark.parametrize("kind", [NEWS, REPLY], ids=["digest", "single"])
@pytest.mark.parametrize("act", RIGHTS)
def test_what_is_lost_after_the_mail_is_not_read_on_the_website(postman, world, client, act, kind):
    anna = make_member()
    tell(anna, post=1, kind=kind)
    happened(EVENING)
    Delivery.objects.update(due_at=EVENING)
    send_due_mails()
    digest_at(EIGHT)
    assert receivers(postman) == [anna.email]
    client.force_login(anna)
    act(anna, world)
    page = client.get("/mitteilungen/", follow=True)
    assert "Thema 1" not in page.text


def test_a_row_of_a_lost_room_is_settled_and_comes_back_in_no_mail(postman):
    anna = make_member()
    tell(anna, post=1, kind=NEWS)
    happened(EVENING)
    rekey_group(group_key="thread:1", room="area:7")
    digest_at(EIGHT)
    rekey_group(group_key="thread:1", room="members")
    assert digest_at(EIGHT + DAY) == 0
    assert postman.mails == []


def test_death_between_the_servers_yes_and_our_note_doubles_one_digest_with_the_same_id(postman, monkeypatch):
    class Death(BaseException):
        pass

    def die(*args):
        raise Death

    people = [make_member() for _ in range(3)]
    tell(*people, post=1, kind=NEWS)
    happened(EVENING)
    with at(EIGHT):
        plan_digests()
        with monkeypatch.context() as patch, pytest.raises(Death):
            patch.setattr(queue.transaction, "atomic", die)
            send_due_digests()
    digest_at(EIGHT + 2 * MINUTE)
    ids = [mail["Message-ID"] for mail in postman.mails]
    assert (len(ids), len(set(ids))) == (4, 3)


def test_a_server_that_is_down_loses_no_digest(postman, settings):
    from .smtp import free_port

    anna = make_member()
    tell(anna, post=1, kind=NEWS)
    happened(EVENING)
    up, settings.MAILERS = settings.MAILERS, mailers(free_port())
    for number in range(20):
        digest_at(EIGHT + number * MINUTE)
    settings.MAILERS = up
    digest_at(EIGHT + 30 * MINUTE)
    assert receivers(postman) == [anna.email]


def test_a_kind_that_breaks_stops_no_other_and_is_told_when_it_works(postman, world):
    anna, ben = make_member(), make_member()
    tell(anna, post=1, kind=NEWS)
    tell(anna, ben, post=2, thread=2, kind=REPLY)
    Delivery.objects.update(cancelled_at=EVENING)
    happened(EVENING)
    world.broken_threads.add(1)
    digest_at(EIGHT)
    assert receivers(postman) == sorted([anna.email, ben.email])
    world.broken_threads.clear()
    assert digest_at(EIGHT + DAY) == 1
    assert "Thema 1" in postman.mails[-1].get_body().get_content()


def test_from_closed_rooms_a_digest_brings_links_alone(postman):
    anna = make_member()
    tell(anna, post=1, kind=NEWS)
    tell(anna, post=2, thread=2, kind=NEWS, room=make_area(members=[anna]).room)
    happened(EVENING)
    digest_at(EIGHT)
    text = postman.mails[0].get_body().get_content()
    assert "Text von Beitrag 1" in text
    assert "Text von Beitrag 2" not in text and "/forum/beitrag/2/" in text


def test_a_digest_is_in_sections_and_says_what_it_leaves_out():
    anna = make_member()
    for number in range(SHOWN + 3):
        tell(anna, post=number, thread=number, kind=NEWS)
    tell(anna, post=90, thread=90, kind=MENTION)
    Delivery.objects.update(cancelled_at=timezone.now())
    content = content_of([anna.pk], timezone.now())[anna.pk]
    assert [section.section for section in content.sections] == [Section.MENTIONS, Section.WATCHED]
    mentions, news = content.sections
    assert (len(mentions.entries), mentions.left_out) == (1, 0)
    assert (len(news.entries), news.left_out, news.count) == (SHOWN, 3, SHOWN + 3)
    assert [entry.notification.object_id for entry in news.entries][:2] == [SHOWN + 2, SHOWN + 1]
    assert content.told.keys() == set(Notification.objects.values_list("pk", flat=True))


def test_more_than_fits_is_told_the_next_time():
    anna = make_member()
    for number in range(MAX_ROWS + 1):
        tell(anna, post=number, thread=number, kind=NEWS)
    content = content_of([anna.pk], timezone.now())[anna.pk]
    assert len(content.told) == MAX_ROWS


@pytest.mark.parametrize("number", [1, 3, 20])
def test_statements_do_not_grow_with_the_people(number, django_assert_num_queries):
    people = [make_member(language="de") for _ in range(number)]
    tell(*people, post=1, kind=NEWS)
    tell(*people, post=2, thread=2, kind=NEWS, room="area:7")
    with django_assert_num_queries(4):  # people, keys, choices, rows (these tests' kinds ask nothing)
        contents = content_of([person.pk for person in people], timezone.now())
    assert all(content.count == 1 for content in contents.values())
    happened(EVENING)
    with django_assert_num_queries(4), at(EIGHT):  # begin, schedules, digests, commit
        assert plan_digests() == number


def test_nobodys_hour_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(3), at(EIGHT + timedelta(hours=12)):  # begin, schedules, commit
        plan_digests()


def test_two_workers_claim_different_digests_and_a_batch_is_one():
    people = [make_member() for _ in range(3)]
    Digest.objects.bulk_create(Digest(user=each, period=date(2026, 1, 1), due_at=EIGHT) for each in people)
    assert len(queue.claim(DIGESTS, EIGHT)) == 3
    assert queue.claim(DIGESTS, EIGHT) == []
