"""The log: what was done, for those who may know of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.actions.areas import add_people, create_area, edit_area, remove_people, set_archived
from forum.actions.editing import edit_post
from forum.actions.moderation import hide_post, lock_a_thread, move_thread, pin_thread, restore_post, unpin_thread
from forum.actions.moderation_log import changing_the_log
from forum.actions.threads import edit_thread
from forum.models import ModerationEntry
from tests.factories import (
    make_admin,
    make_area,
    make_contact,
    make_editor,
    make_member,
    make_post,
    make_speaker,
    make_thread,
)

pytestmark = pytest.mark.django_db
LOG = "/moderation/protokoll/"


@pytest.fixture
def speaker(client):
    user = make_speaker(first_name="Katharina", last_name="Lindemann")
    client.force_login(user)
    return user


def lines(client, url=LOG):
    """What each entry says, blanks folded."""
    rows = client.get(url).context["log"].rows
    return [" ".join(f"{row.what} {row.detail}".split()) for row in rows]


def test_every_act_has_its_line(client, speaker):
    author = make_member()
    area = make_area("Bereich A")
    thread = make_thread(area, author, title="Erster Titel")
    post = make_post(thread, author)
    colleague = make_member(first_name="Änne", last_name="Öztürk")
    until = timezone.make_aware(timezone.datetime(2027, 3, 2))
    move_thread(actor=speaker, thread=thread, target=make_area("Bereich B"))
    edit_thread(actor=speaker, thread=thread, title="Zweiter Titel", kind="question", tags=[], edit_count=0)
    edit_post(actor=speaker, post=post, source="Ohne Namen.", edit_count=0, reason="Namen entfernt")
    hide_post(actor=speaker, post=post, reason="Werbung")
    restore_post(actor=speaker, post=post)
    pin_thread(actor=speaker, thread=thread, until=until)
    unpin_thread(actor=speaker, thread=thread)
    lock_a_thread(actor=speaker, thread=thread, reason="Alles gesagt")
    closed = create_area(actor=speaker, name="Runde", slug="runde", description="", topic=None, is_closed=True)
    edit_area(actor=speaker, area=closed, name="Kreis", description="", topic=None)
    add_people(actor=speaker, area=closed, user_ids=[colleague.pk])
    remove_people(actor=speaker, area=closed, user_ids=[colleague.pk])
    set_archived(actor=speaker, area=closed, is_archived=True)
    set_archived(actor=speaker, area=closed, is_archived=False)
    assert lines(client) == [
        "Bereich wieder in Gebrauch genommen",
        "Bereich archiviert",
        "Personen entfernt Änne Öztürk",
        "Personen aufgenommen Änne Öztürk",
        "Bereich geändert Name vorher „Runde“",
        "Bereich angelegt",
        "geschlossen",
        "nicht mehr angeheftet",
        "angeheftet bis 1. März 2027",
        "wiederhergestellt",
        "ausgeblendet",
        "bearbeitet",
        "bearbeitet Titel vorher „Erster Titel“",
        "verschoben von „Bereich A“ nach „Bereich B“",
    ]
    page = client.get(LOG).text
    for text in ("Katharina Lindemann", "Beitrag 2 in „Zweiter Titel“", "Grund: Werbung", "Bereich „Kreis“"):
        assert text in page


def test_what_changes_nothing_is_not_logged(speaker):
    area = make_area()
    edit_area(actor=speaker, area=area, name=area.name, description="", topic=area.topic)
    set_archived(actor=speaker, area=area, is_archived=False)
    assert not ModerationEntry.objects.exists()


@pytest.mark.parametrize(
    ("make_person", "status"),
    [(make_member, 403), (make_contact, 403), (make_speaker, 200), (make_editor, 200), (make_admin, 200)],
)
def test_the_team_and_the_office_read_it(client, make_person, status):
    client.force_login(make_person())
    assert client.get(LOG).status_code == status


def test_acts_in_areas_one_cannot_read_are_not_there(client, speaker):
    other = make_speaker()
    closed = make_area("Krisenstab", members=[other])
    hidden_away = make_thread(closed, other, title="Geheime Lage")
    lock_a_thread(actor=other, thread=hidden_away, reason="Lage beendet")
    moved_in = make_thread(title="Vorher offen")
    move_thread(actor=other, thread=moved_in, target=closed)
    page = client.get(LOG).text
    for text in ("Geheime Lage", "Lage beendet", "Vorher offen", "Krisenstab"):
        assert text not in page
    assert client.get(f"{LOG}?thema={hidden_away.pk}").status_code == 404
    client.force_login(other)
    assert lines(client) == [f"verschoben von „{moved_in.area.name}“ nach „Krisenstab“", "geschlossen"]


def test_a_way_through_a_foreign_area_is_not_named(client, speaker):
    """Moved in and out again: where it stands now everybody may know, where it was not."""
    other = make_speaker()
    closed, home = make_area("Krisenstab", members=[other]), make_area("Zuhause")
    thread = make_thread(home)
    thread = move_thread(actor=other, thread=thread, target=closed)
    move_thread(actor=other, thread=thread, target=home)
    assert lines(client) == ["verschoben von „Zuhause“ in einen anderen Bereich"]


def test_the_office_does_not_learn_of_hidden_threads(client, speaker):
    thread = make_thread(title="Beleidigende Überschrift")
    hide_post(actor=speaker, post=thread.last_post, reason="Beleidigung")
    client.force_login(make_editor())
    assert "Beleidigende Überschrift" not in client.get(LOG).text


def test_the_log_of_one_thread(client, speaker):
    one, other = make_thread(title="Das eine Thema"), make_thread(title="Das andere Thema")
    for thread in (one, other):
        lock_a_thread(actor=speaker, thread=thread)
    page = client.get(f"{LOG}?thema={one.pk}")
    assert "Das eine Thema" in page.text and "Das andere Thema" not in page.text
    for malformed in ("x", "-1", "9" * 30, ""):
        assert client.get(f"{LOG}?thema={malformed}").status_code == 200


def test_titles_and_reasons_are_text(client, speaker):
    thread = make_thread(title="<b>Fett</b> gefragt")
    lock_a_thread(actor=speaker, thread=thread, reason="<script>alert(1)</script>")
    page = client.get(LOG).text
    assert "<b>Fett</b>" not in page and "<script>alert" not in page
    assert "&lt;b&gt;Fett&lt;/b&gt; gefragt" in page


def make_entries(speaker, count):
    thread = make_thread()
    for number in range(count):
        entry = ModerationEntry.objects.create(
            actor=speaker,
            verb="move",
            area=thread.area,
            thread=thread,
            reason=f"Grund {number}",
            after={"area": thread.area_id},
        )
        moment = timezone.now() - timedelta(hours=1, minutes=number // 2)  # pairs of the same moment
        with changing_the_log():
            ModerationEntry.objects.filter(pk=entry.pk).update(created_at=moment)


def reasons(response):
    return [row.entry.reason for row in response.context["log"].rows]


def test_pages_lead_through_all_entries_and_back(client, speaker):
    make_entries(speaker, 45)
    expected = list(ModerationEntry.objects.order_by("-created_at", "-pk").values_list("reason", flat=True))
    found, url, pages = [], LOG, []
    while url:
        response = client.get(url)
        pages.append(url)
        found += reasons(response)
        older = response.context["log"].page.older
        url = f"{LOG}?vor={older}" if older else ""
    assert found == expected
    assert len(pages) == 3
    back = client.get(f"{LOG}?nach={response.context['log'].page.newer}")
    assert reasons(back) == expected[20:40]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_log_costs_the_same_for_any_number(client, speaker, count, django_assert_num_queries):
    make_entries(speaker, count)
    client.get(LOG)  # fills the cache of the site's frame
    with django_assert_num_queries(7):  # session, person with keys, entries, areas named, people, bell, menu
        response = client.get(LOG)
    assert len(response.context["log"].rows) == count
