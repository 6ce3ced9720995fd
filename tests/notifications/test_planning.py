"""Single mails: whose they are, when they are due, and what is asked again right before they go out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from notifications.actions import mark_read, mark_unread, pause_mail, set_kind_mail, set_preferences
from notifications.actions.sending import send_due_mails
from notifications.digests import content_of
from notifications.models import Delivery, Notification
from tests.factories import make_member

from .digest import at
from .world import ACCEPTED, ALARM, MENTION, NEWS, REPLY, tell

pytestmark = pytest.mark.django_db

TUESDAY_NOON = datetime(2026, 11, 17, 11, tzinfo=UTC)
EVENING = datetime(2026, 11, 17, 19, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 11, 18, 6, tzinfo=UTC)  # 7:00 in Germany
FRIDAY_LATE = datetime(2026, 11, 20, 16, 55, tzinfo=UTC)  # ten minutes later it is 18:05
MONDAY_MORNING = datetime(2026, 11, 23, 6, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
QUIET = {"quiet_from": 18, "quiet_until": 7, "quiet_weekend": True}


@pytest.fixture
def quiet_site(settings):
    settings.NOTIFICATIONS = {**settings.NOTIFICATIONS, "MAIL_DEFAULTS": {}}


def due_of(person):
    return Delivery.objects.open().filter(user=person).values_list("due_at", flat=True).first()


def told_in_digest(person):
    content = content_of([person.pk], timezone.now())[person.pk]
    return {entry.notification.object_id for section in content.sections for entry in section.entries}


@pytest.mark.parametrize(
    ("event", "due"),
    [
        (TUESDAY_NOON, TUESDAY_NOON + TEN_MINUTES),
        (EVENING, NEXT_MORNING),
        (FRIDAY_LATE - TEN_MINUTES, FRIDAY_LATE),
        (FRIDAY_LATE, MONDAY_MORNING),
    ],
)
def test_a_mail_waits_ten_minutes_and_for_the_end_of_quiet_hours(quiet_site, event, due):
    anna = make_member()
    with at(event):
        tell(anna, post=1)
    assert due_of(anna) == due


def test_everybody_by_their_own_hours_in_one_statement(quiet_site, django_assert_num_queries):
    usual, owl, away, paused = (make_member() for _ in range(4))
    set_preferences(user=owl, quiet_from=2, quiet_until=4, quiet_weekend=False)
    set_preferences(user=away, absent_from=date(2026, 11, 17), absent_until=date(2026, 11, 20))
    pause_mail(user=paused)
    with at(EVENING), django_assert_num_queries(4):
        assert tell(usual, owl, away, paused, post=1) == 4
    assert (due_of(usual), due_of(owl)) == (NEXT_MORNING, EVENING + TEN_MINUTES)
    assert Delivery.objects.count() == 2
    assert told_in_digest(away) == {1}


def test_a_mail_that_an_absence_would_keep_is_told_by_the_digest_after_it(quiet_site):
    anna = make_member()
    set_preferences(user=anna, absent_from=date(2026, 11, 18), absent_until=date(2026, 11, 18))
    with at(EVENING):
        tell(anna, post=1)
    assert due_of(anna) is None
    with at(TUESDAY_NOON):
        tell(anna, post=2, thread=2)
    assert due_of(anna) == TUESDAY_NOON + TEN_MINUTES, "nobody is absent yet"


@pytest.mark.parametrize(
    ("kind", "choice", "is_planned", "is_in_digest"),
    [
        (MENTION, "", True, False),
        (NEWS, "", False, True),
        (MENTION, "instant", True, False),
        (MENTION, "digest", False, True),
        (MENTION, "off", False, False),
        (NEWS, "instant", True, False),
        (NEWS, "off", False, False),
    ],
)
def test_each_kind_comes_as_its_person_wishes(kind, choice, is_planned, is_in_digest):
    anna, other = make_member(), make_member()
    if choice:
        set_kind_mail(user=anna, wish_key=kind, mail=choice)
    tell(anna, other, post=1, kind=kind)
    assert (due_of(anna) is not None, told_in_digest(anna) == {1}) == (is_planned, is_in_digest)
    assert (due_of(other) is not None) == (kind == MENTION), "one person's wish is not another's"


def test_account_and_security_come_at_once_whatever_the_hour(quiet_site, settings):
    settings.NOTIFICATIONS = {**settings.NOTIFICATIONS, "MAX_MAILS_A_DAY": 0}
    anna = make_member()
    set_preferences(user=anna, absent_from=date(2026, 11, 17), absent_until=date(2026, 11, 30))
    pause_mail(user=anna)
    with at(EVENING):
        tell(anna, post=1, kind=ALARM)
        assert due_of(anna) == EVENING
        pause_mail(user=anna)
        send_due_mails()
    assert len(mail.outbox) == 1
    with pytest.raises(LookupError):
        set_kind_mail(user=anna, wish_key=ALARM, mail="off")


def test_a_day_has_its_limit_and_the_rest_waits_for_the_digest(settings):
    settings.NOTIFICATIONS = {**settings.NOTIFICATIONS, "MAX_MAILS_A_DAY": 3, "MAX_MAILS_OF_A_CAUSE": 99}
    anna, ben = make_member(), make_member()
    for number in range(5):
        tell(anna, post=number, thread=number, actor_id=number)
    tell(ben, post=0, thread=0, actor_id=7)
    assert Delivery.objects.filter(user=anna).count() == 3
    assert told_in_digest(anna) == {3, 4}
    assert Delivery.objects.filter(user=ben).count() == 1
    Delivery.objects.filter(user=anna).update(due_at=timezone.now() - timedelta(days=1, minutes=1))
    tell(anna, post=6, thread=6)
    assert Delivery.objects.filter(user=anna).count() == 4


@pytest.mark.parametrize("cause", ["actor", "group"])
def test_one_person_and_one_thread_have_their_limits(settings, cause):
    settings.NOTIFICATIONS = {**settings.NOTIFICATIONS, "MAX_MAILS_OF_A_CAUSE": 2}
    anna = make_member()
    for number in range(4):
        by_actor = {"thread": number, "actor_id": 7}
        tell(anna, post=number, kind=MENTION, **(by_actor if cause == "actor" else {"thread": 1, "actor_id": number}))
        Delivery.objects.open().update(sent_at=timezone.now(), due_at=timezone.now())
        if cause == "group":
            mark_read(user=anna, everything=True)
    assert Delivery.objects.filter(sent_at__isnull=False).count() == 2
    tell(anna, post=9, thread=9, actor_id=9)
    assert due_of(anna), "others still reach them"


def test_cancelled_mails_do_not_count(settings):
    settings.NOTIFICATIONS = {**settings.NOTIFICATIONS, "MAX_MAILS_A_DAY": 2}
    anna = make_member()
    for number in range(6):
        tell(anna, post=number, thread=number)
        mark_read(user=anna, everything=True)
    tell(anna, post=7, thread=7)
    assert due_of(anna)


def test_quiet_hours_set_meanwhile_hold_the_mail_until_they_end(quiet_site):
    anna = make_member()
    set_preferences(user=anna, quiet_from=0, quiet_until=0)
    with at(EVENING):
        tell(anna, post=1)
        set_preferences(user=anna, **QUIET)
    with at(EVENING + TEN_MINUTES):
        send_due_mails()
    assert mail.outbox == []
    assert due_of(anna) == NEXT_MORNING
    assert Delivery.objects.get().attempts == 0
    with at(NEXT_MORNING):
        send_due_mails()
    assert len(mail.outbox) == 1


def go_away(anna):
    set_preferences(user=anna, absent_from=date(2026, 11, 17), absent_until=date(2026, 11, 30))


def want_a_digest(anna):
    set_kind_mail(user=anna, wish_key=REPLY, mail="digest")


def bounce(anna):
    preference = set_preferences(user=anna)
    preference.address_paused_at, preference.bounced_address = TUESDAY_NOON, anna.email
    preference.save()


@pytest.mark.parametrize("act", [go_away, want_a_digest, bounce])
def test_what_is_chosen_meanwhile_leaves_the_mail_to_the_digest(act):
    anna = make_member()
    with at(TUESDAY_NOON):
        tell(anna, post=1)
        act(anna)
    with at(TUESDAY_NOON + TEN_MINUTES):
        send_due_mails()
    assert mail.outbox == []
    assert not Delivery.objects.open().exists()
    assert told_in_digest(anna) == {1}


def test_a_new_address_is_not_the_one_that_bounced():
    anna = make_member()
    bounce(anna)
    anna.email = "neu@rathaus.example"
    anna.save()
    with at(TUESDAY_NOON):
        tell(anna, post=1)
    with at(TUESDAY_NOON + TEN_MINUTES):
        send_due_mails()
    assert [each.to for each in mail.outbox] == [["neu@rathaus.example"]]


def test_a_heavier_event_that_is_not_wanted_at_once_holds_no_mail_back():
    """The row is named by the mention, which the person reads in the digest; the reply they want at once."""
    anna = make_member()
    set_kind_mail(user=anna, wish_key=MENTION, mail="digest")
    with at(TUESDAY_NOON):
        tell(anna, post=1, kind=REPLY)
        tell(anna, post=2, kind=MENTION)
    with at(TUESDAY_NOON + TEN_MINUTES):
        send_due_mails()
    assert len(mail.outbox) == 1


def test_what_was_mailed_is_not_in_the_digest_until_something_new_comes():
    anna = make_member()
    tell(anna, post=1, kind=ACCEPTED)
    Delivery.objects.update(due_at=timezone.now())
    send_due_mails()
    assert told_in_digest(anna) == set()
    tell(anna, post=2, kind=REPLY)
    assert due_of(anna) is None, "one single mail while the row is unread"
    assert told_in_digest(anna) == {1}


def test_a_row_marked_unread_is_mailed_no_more():
    anna = make_member()
    tell(anna, post=1, kind=NEWS)
    mark_read(user=anna, everything=True)
    mark_unread(user=anna, notification_ids=[Notification.objects.get().pk])
    assert told_in_digest(anna) == set()


def test_the_state_of_the_address_is_no_choice_of_a_person():
    with pytest.raises(TypeError):
        set_preferences(user=make_member(), bounce_count=0)


def test_a_first_choice_leaves_the_others_as_the_site_has_them():
    preference = set_preferences(user=make_member(), digest_hour=6)
    assert (preference.digest_hour, preference.quiet_from, preference.quiet_until) == (6, 0, 0)
