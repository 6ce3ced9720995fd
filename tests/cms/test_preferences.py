"""The page of preferences: kinds, digest, quiet hours, absence, pause, preview."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import Mandate
from forum.notices import tell_of_post
from notifications.models import Delivery, Digest, KindPreference, MailPreference, Notification
from notifications.schedule import Schedule
from tests.factories import make_area, make_member, make_municipality, make_post, make_thread

pytestmark = pytest.mark.django_db

PAGE, PAUSE, PREVIEW = (f"/mitteilungen/einstellungen/{part}" for part in ("", "pause/", "vorschau/"))


@pytest.fixture
def anna(client):
    user = make_member(first_name="Anna", last_name="Alt")
    client.force_login(user)
    return user


def sent(client, **changes):
    """What the page sends as it stands, with these fields changed."""
    form = client.get(PAGE).context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values.items() if value is not None and value is not False} | changes


def test_the_account_says_where_one_is_also_in_the_preview(client, anna):
    for address in (PAGE, PREVIEW):
        assert f'href="{PAGE}" aria-current="page"' in client.get(address).text


def test_saving_what_stands_there_keeps_the_defaults(client, anna):
    assert client.post(PAGE, sent(client)).status_code == 302
    assert not KindPreference.objects.exists()
    row = MailPreference.objects.get(user=anna)
    assert Schedule.of(row) == Schedule.of(None)


def test_all_choices_are_kept_and_shown(client, anna):
    colleague = make_member(first_name="Ben", last_name="Bald", municipality=anna.mandates.get().municipality)
    changes = {
        "mail-forum.mention": "digest",
        "mail-forum.watched": "off",
        "rhythm": "weekly",
        "digest_weekday": 2,
        "digest_hour": 14,
        "quiet_from": 20,
        "quiet_until": 6,
        "absent_from": "2099-08-01",
        "absent_until": "2099-08-21",
        "deputy": colleague.pk,
    }
    MailPreference.objects.create(user=anna, quiet_weekend=True)
    data = sent(client, **changes)
    del data["quiet_weekend"]
    assert client.post(PAGE, data)["Location"] == PAGE
    row = MailPreference.objects.get(user=anna)
    assert (row.rhythm, row.digest_weekday, row.digest_hour) == ("weekly", 2, 14)
    assert (row.quiet_from, row.quiet_until) == (20, 6)
    assert (row.quiet_weekend, row.deputy, row.absent_until) == (False, colleague, date(2099, 8, 21))
    chosen = dict(KindPreference.objects.filter(user=anna).values_list("kind", "mail"))
    assert chosen == {"forum.mention": "digest", "forum.watched": "off"}
    html = client.get(PAGE).content.decode()
    assert "Mittwochs um 14:00 Uhr" in html
    assert 'value="2099-08-21"' in html


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"absent_from": "2099-08-01"}, "Bitte geben Sie den ersten und den letzten Tag an."),
        ({"absent_from": "2099-08-02", "absent_until": "2099-08-01"}, "Der letzte Tag liegt vor dem ersten."),
        ({"absent_from": "2020-08-01", "absent_until": "2020-08-02"}, "Dieser Tag ist vorbei."),
        ({"digest_hour": 24}, ""),
        ({"mail-forum.mention": "sms"}, ""),
        ({"deputy": 999999}, ""),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(client, anna, changes, message):
    response = client.post(PAGE, sent(client, **changes))
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not MailPreference.objects.exists()


def test_strangers_cannot_be_named_as_deputy_and_an_absence_that_is_over_begins_empty(client, anna):
    stranger = make_member(municipality=make_municipality())
    absence = {"absent_from": "2099-08-01", "absent_until": "2099-08-21"}
    assert client.post(PAGE, sent(client, **absence, deputy=stranger.pk)).status_code == 422
    yesterday = timezone.localdate() - timedelta(days=1)
    MailPreference.objects.create(user=anna, absent_from=yesterday, absent_until=yesterday)
    assert client.post(PAGE, sent(client)).status_code == 302
    assert MailPreference.objects.get(user=anna).absent_until is None


def test_a_pause_cancels_what_is_planned_and_ends_with_a_button(client, anna):
    thread = make_thread(author=anna)
    tell_of_post(make_post(thread).pk)
    assert Delivery.objects.open().filter(user=anna).exists()
    assert client.post(PAUSE)["Location"] == PAGE
    assert not Delivery.objects.open().filter(user=anna).exists()
    html = client.get(PAGE).content.decode()
    assert "E-Mails sind angehalten" in html
    assert "E-Mails wieder senden" in html
    assert "angehalten" in client.get(PREVIEW).content.decode()
    client.post(PAUSE, {"resume": "1"})
    assert "E-Mails sind angehalten" not in client.get(PAGE).content.decode()


def test_the_preview_says_what_the_next_digest_would_and_changes_nothing(client, anna):
    assert "Im Moment gibt es nichts zu berichten" in client.get(PREVIEW).content.decode()
    KindPreference.objects.create(user=anna, kind="forum.mention", mail="digest")
    thread = make_thread(title="Versicherungsschutz")
    text = f'<p><span data-mention="{anna.pk}">@Anna Alt</span> wissen Sie das?</p>'
    tell_of_post(make_post(thread, text=text).pk)
    for _ in range(2):
        html = client.get(PREVIEW).content.decode()
        assert "Versicherungsschutz" in html
        assert "Sie wurden erwähnt" in html
    assert not Digest.objects.filter(sent_at__isnull=False).exists()
    assert Notification.objects.get(user=anna).mailed_until is None


def test_the_preview_shows_nothing_of_a_room_that_was_lost(client, anna):
    area = make_area("Unter uns", members=[anna])
    KindPreference.objects.create(user=anna, kind="forum.mention", mail="digest")
    thread = make_thread(area=area, author=anna, title="Vertraulich")
    other = make_member()
    area.members.add(other)
    tell_of_post(make_post(thread, other, text=f'<p><span data-mention="{anna.pk}">@A</span> hier</p>').pk)
    assert "Vertraulich" not in client.get(PREVIEW).content.decode(), "confidential rooms: the link alone"
    area.members.remove(anna)
    assert "Unter uns" not in client.get(PREVIEW).content.decode()


def test_the_pages_cost_the_same_whatever_was_chosen(client, anna):
    assert Mandate.objects.filter(person=anna).exists()
    client.get(PAGE)
    with CaptureQueriesContext(connection) as before:
        client.get(PAGE)
    client.post(PAGE, sent(client, **{"mail-forum.mention": "off", "mail-forum.watched": "off"}))
    client.get(PAGE)
    with CaptureQueriesContext(connection) as after:
        client.get(PAGE)
    assert len(after) == len(before) == 6
