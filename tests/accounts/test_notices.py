"""A person hears of what concerns the safety of their account: in the list, and by a mail nobody can read away."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from cms.accounts.actions import change_password, confirm_address_change, request_address_change
from cms.accounts.models import KnownDevice
from cms.accounts.tasks import tidy_up
from notifications.actions import mark_read
from notifications.models import Delivery, Notification
from notifications.registry import lines_for
from tests.factories import PASSWORD, make_applicant, make_member

from .conftest import link_in

pytestmark = pytest.mark.django_db

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Edg/140.0"
NEWER_EDGE = EDGE.replace("140.0", "141.0")
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1"


def sign_in(person, user_agent):
    client = Client(HTTP_USER_AGENT=user_agent)
    assert client.post("/konto/anmelden/", {"login": person.email, "password": PASSWORD}).status_code == 302
    return client


def read_by(person):
    rows = Notification.objects.visible_to(person).unread().order_by("-updated_at", "-pk")
    return [str(line) for line in lines_for(rows).values()]


def test_a_new_device_is_told_once_and_never_the_first(run_jobs, mailoutbox):
    member = make_member()
    sign_in(member, EDGE)
    sign_in(member, NEWER_EDGE)
    assert read_by(member) == []
    sign_in(member, IPHONE)
    sign_in(member, IPHONE)
    run_jobs()
    assert read_by(member) == ["In Ihrem Konto hat sich ein Gerät angemeldet, das hier neu ist: Safari unter iPhone"]
    [mail] = mailoutbox
    assert mail.to == [member.email]
    assert mail.subject == "Neue Anmeldung in Ihrem Konto"
    assert "das hier neu ist: Safari unter iPhone, am " in mail.body


def test_devices_of_open_sessions_are_known_from_the_start():
    member = make_member()
    sign_in(member, EDGE)
    sign_in(member, IPHONE)
    KnownDevice.objects.all().delete()
    Notification.objects.all().delete()
    sign_in(member, EDGE)
    sign_in(member, IPHONE)
    assert read_by(member) == []
    assert UserSession.objects.filter(user=member).count() == 4


def test_a_device_unused_for_a_year_is_forgotten():
    member = make_member()
    sign_in(member, EDGE)
    KnownDevice.objects.update(last_used_at=timezone.now() - timedelta(days=366))
    tidy_up(0)
    assert not KnownDevice.objects.exists()


def test_a_new_password_is_told_to_applicants_too_and_reading_it_stops_no_mail(run_jobs, mailoutbox):
    person = make_applicant()
    change_password(user=person, password="Leiter-Wolke-Mappe-4")
    assert read_by(person) == ["Ihr Passwort wurde geändert."]
    assert not Delivery.objects.exists(), "its mail is the account's own"
    mark_read(user=person, everything=True)
    run_jobs()
    assert [mail.subject for mail in mailoutbox] == ["Ihr Passwort wurde geändert"]
    change_password(user=person, password="Leiter-Wolke-Mappe-5")
    assert read_by(person) == ["Ihr Passwort wurde geändert."], "the next time is told again"


def test_a_new_address_is_told_to_the_person_and_to_the_old_address(run_jobs, mailoutbox):
    member = make_member(email="alt@rathaus.example")
    request_address_change(actor=member, address="neu@rathaus.example")
    run_jobs()
    confirm_address_change(token=link_in(mailoutbox[-1]).rstrip("/").rsplit("/", 1)[1])
    run_jobs()
    assert mailoutbox[-1].to == ["alt@rathaus.example"]
    assert read_by(member) == ["Ihr Konto gehört jetzt zu einer anderen E-Mail-Adresse."]
