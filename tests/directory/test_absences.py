"""Where somebody would wait for an answer it says who is away, until when, and who stands in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.actions import set_preferences
from tests.factories import make_member, make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def away():
    person = make_member(first_name="Petra", last_name="Voßkuhl")
    deputy = make_member(first_name="Oğuz", last_name="Öztürk")
    today = timezone.localdate()
    set_preferences(user=person, absent_from=today, absent_until=today + timedelta(days=9), deputy=deputy)
    return person


def pages(client, person):
    address = make_profile(person).get_absolute_url()
    return [client.get(path).content.decode() for path in (address, f"{address}nachricht/")]


def suggestion(client):
    [person] = client.get("/forum/personen/?q=Petra").json()["people"]
    return person["affiliation"]


def test_profile_message_and_mention_name_the_deputy(away, client):
    client.force_login(make_member(first_name="Karl"))
    for page in pages(client, away):
        assert "Abwesend bis" in page
        assert "Oğuz Öztürk</a>" in page
    assert "abwesend bis" in suggestion(client)
    assert suggestion(client).endswith("Vertretung: Oğuz Öztürk")


@pytest.mark.parametrize("days", [(-9, -1), (1, 9)], ids=["over", "to come"])
def test_nothing_is_said_on_other_days(away, client, days):
    today = timezone.localdate()
    begin, end = (today + timedelta(days=number) for number in days)
    set_preferences(user=away, absent_from=begin, absent_until=end)
    client.force_login(make_member(first_name="Karl"))
    assert not any("Abwesend bis" in page for page in pages(client, away))
    assert "abwesend" not in suggestion(client)


def test_a_deputy_who_has_left_is_not_named(away, client):
    deputy = away.mail_preference.deputy
    type(deputy).objects.filter(pk=deputy.pk).update(is_active=False)
    client.force_login(make_member(first_name="Karl"))
    for page in pages(client, away):
        assert "Abwesend bis" in page
        assert "Oğuz" not in page
