"""»Übersicht«: its numbers are those of the lists they lead to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_applicant, make_area, make_member, make_post, make_speaker, make_thread, make_threads

pytestmark = pytest.mark.django_db

OVERVIEW = "/uebersicht/"


@pytest.fixture
def member(client):
    user = make_member(first_name="Miriam", last_name="Tenbrink")
    client.force_login(user)
    return user


def titles(rows):
    return [row.thread.title for row in rows]


def test_it_greets_by_full_name_and_is_useful_on_the_first_day(client, member):
    page = client.get(OVERVIEW)
    assert "Miriam Tenbrink" in page.text
    assert "Alles gelesen" in page.text and "Stellen Sie die erste Frage" in page.text


def test_unread_threads_stand_first_and_in_one_list_only(client, member):
    own = make_thread(author=member, title="Meine eigene Frage")
    new = make_thread(title="Eine neue Frage")
    make_post(own, text="Eine Antwort für Sie.")
    make_thread(title="Vor langer Zeit gefragt", at=timezone.now() - timedelta(days=200))
    response = client.get(OVERVIEW)
    assert titles(response.context["unread"]) == ["Meine eigene Frage", "Eine neue Frage"]
    assert titles(response.context["latest"]) == ["Vor langer Zeit gefragt"]
    assert all(row.is_unread for row in response.context["unread"])
    assert new.title in response.text


def test_every_number_equals_its_list(client, member):
    area = make_area()
    make_thread(area, member)
    for thread in make_threads(3, area=area):
        make_post(thread, member)
    make_threads(2, area=area)
    counts = client.get(OVERVIEW).context["counts"]
    assert counts == {"ungelesen": "5", "unbeantwortet": "3", "meine": "4", "abonniert": "4"}
    for view, number in counts.items():
        response = client.get("/forum/", {"ansicht": view})
        assert len(response.context["threads"].rows) == int(number), view


def test_a_closed_area_stays_closed_here(client, member):
    speaker = make_speaker()
    make_thread(make_area(members=[speaker]), speaker, title="Nur für uns")
    assert "Nur für uns" not in client.get(OVERVIEW).text
    client.force_login(speaker)
    assert "Nur für uns" in client.get(OVERVIEW).text


def test_applicants_read_that_their_admission_is_under_way(client):
    make_thread(title="Nur für Mitglieder")
    client.force_login(make_applicant())
    page = client.get(OVERVIEW)
    assert page.status_code == 200 and "Aufnahme läuft" in page.text and "Nur für Mitglieder" not in page.text


@pytest.mark.parametrize("threads", [1, 3, 20])
def test_it_costs_the_same_for_1_3_and_20_threads(client, member, django_assert_num_queries, threads):
    for thread in make_threads(threads, tags=["vereine"]):
        make_post(thread)
    client.get(OVERVIEW)  # fills the local cache of the frame
    with django_assert_num_queries(9):  # session, user, keys, bell; unread, latest, tags, authors, counts
        client.get(OVERVIEW)
