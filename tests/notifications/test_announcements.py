"""Messages to all: who may, the confirm step, the limit, and who gets a mail."""

from uuid import uuid4

import pytest
from django.utils import timezone

from directory.enums import Direction
from directory.models import Expertise
from forum.enums import Level
from forum.models import Subscription
from notifications import announcement_lines
from notifications.actions import pause_mail, set_kind_mail
from notifications.actions.announcing import KIND
from notifications.enums import Mail
from notifications.models import Announcement, Delivery, Notification
from tests.factories import make_applicant, make_area, make_editor, make_member, make_profile, make_speaker
from tests.harness.jobs import run_jobs

pytestmark = pytest.mark.django_db

PAGE = "/mitteilungen/ankuendigung/"
JOB = "notifications.tell_of_announcement"


def message(**changes):
    words = {"title": "Netzwerktreffen verlegt", "text": "Wir treffen uns in Hagen.\n\nBis bald."}
    return {"audience": "members", **words, "idempotency_key": str(uuid4()), **changes}


def send(client, **changes):
    return client.post(PAGE, {**message(**changes), "senden": "1"}, follow=True)


def mailed():
    return set(Delivery.objects.open().values_list("user", flat=True))


@pytest.fixture
def speaker(client):
    announcement_lines.register()
    person = make_speaker(first_name="Änne", last_name="Öztürk")
    client.force_login(person)
    return person


def test_nothing_is_sent_before_the_number_of_receivers_was_shown(speaker, client):
    members = [make_member() for _ in range(3)]
    make_applicant()
    former = make_member()
    former.mandates.update(ends_on=timezone.localdate())
    page = client.post(PAGE, message())
    assert page.context["number"] == len(members)
    text = page.content.decode()
    assert "3 Personen bekommen sie" in text
    assert "<p>Bis bald.</p>" in text
    assert not Announcement.objects.exists()

    back = client.post(PAGE, {**message(), "zurueck": "1"}).content.decode()
    assert "Wir treffen uns in Hagen." in back

    page = send(client)
    assert "Ihre Ankündigung ist unterwegs zu 3 Personen." in page.content.decode()
    run_jobs(JOB)
    assert mailed() == {member.pk for member in members}
    assert not Notification.objects.filter(user=speaker).exists()
    client.force_login(members[0])
    assert "Änne Öztürk" in client.get("/mitteilungen/").content.decode()
    assert "Bis bald." in client.get(Announcement.objects.get().get_absolute_url()).content.decode()


def test_it_goes_out_to_who_reads_digests_but_not_to_who_wants_none_or_pauses(speaker, client):
    usual, digest, off, paused = (make_member() for _ in range(4))
    set_kind_mail(user=digest, wish_key=KIND, mail=Mail.DIGEST)
    set_kind_mail(user=off, wish_key=KIND, mail=Mail.OFF)
    pause_mail(user=paused)
    send(client)
    run_jobs(JOB)
    assert mailed() == {usual.pk, digest.pk}
    assert Notification.objects.filter(user__in=[off, paused]).count() == 2, "on the website it stands for all"


def test_a_second_click_sends_nothing_a_second_time(speaker, client):
    member = make_member()
    key = str(uuid4())
    for _ in range(2):
        send(client, idempotency_key=key)
        run_jobs(JOB)
    assert Announcement.objects.count() == 1
    assert Notification.objects.filter(user=member).count() == 1


def test_three_a_day_are_enough(speaker, client):
    make_member()
    for _ in range(3):
        send(client)
    page = send(client)
    assert page.status_code == 422
    text = page.content.decode()
    assert "In 24 Stunden können nur 3 Ankündigungen gesendet werden" in text
    assert "Wir treffen uns in Hagen." in text, "nothing typed is lost"
    assert Announcement.objects.count() == 3


def test_a_topic_reaches_those_it_concerns(speaker, client):
    area = make_area("Digitalisierung")
    seeks, watches, muted, _other = (make_member() for _ in range(4))
    for person in (seeks, muted):
        Expertise.objects.create(profile=make_profile(person), direction=Direction.SEEKS, topic=area.topic)
    Subscription.objects.create(user=watches, area=area, level=Level.WATCHING)
    Subscription.objects.create(user=muted, area=area, level=Level.MUTED)
    send(client, audience=f"topic-{area.topic_id}")
    run_jobs(JOB)
    assert mailed() == {seeks.pk, watches.pk}


@pytest.mark.parametrize("fields", [{"audience": "topic-0"}, {"title": ""}, {"text": " "}, {"idempotency_key": "x"}])
def test_what_is_refused(speaker, client, fields):
    assert send(client, **fields).status_code == 422
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(("make", "status"), [(make_member, 403), (make_applicant, 404), (make_editor, 200)])
def test_who_may_announce(client, make, status):
    client.force_login(make())
    assert client.get(PAGE).status_code == status
