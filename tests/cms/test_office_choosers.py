"""Threads, people and municipalities on pages: chosen through the door, shown to those who may know of them."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.accounts.groups import set_up_groups
from directory.enums import Audience
from forum.actions.moderation import hide_post
from home.models import ContentPage
from home.starter import create_starter_pages
from tests.factories import (
    make_admin,
    make_applicant,
    make_area,
    make_contact,
    make_editor,
    make_member,
    make_municipality,
    make_speaker,
    make_thread,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db):
    set_up_groups()
    return create_starter_pages()


def signed_in(person):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def make_page(home, *blocks, slug="auswahl"):
    raw = [{"type": kind, "value": thing.pk} for kind, thing in blocks]
    page = home.add_child(instance=ContentPage(title="Auswahl", slug=slug, body=json.dumps(raw)))
    page.save_revision().publish()
    return page


def text_of(person, slug="auswahl"):
    response = signed_in(person).get(f"/{slug}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", ["thread_chooser", "person_chooser", "municipality_chooser"])
def test_dialogs_open_search_and_choose(name):
    thread, town = make_thread(title="Zebrafink im Garten"), make_municipality("Zebrastadt")
    person = make_member(town, first_name="Zebra", last_name="Muster")
    thing = {"thread_chooser": thread, "person_chooser": person.profile, "municipality_chooser": town}[name]
    client = signed_in(make_editor())
    for view, query in (("choose", ""), ("choose_results", "?q=zebra"), ("choose_results", "?q=zebra&multiple=1")):
        answer = client.get(reverse(f"{name}:{view}") + query)
        assert answer.status_code == 200 and "Zebra" in answer.content.decode(), (view, query)
    assert "Zebra" not in client.get(reverse(f"{name}:choose_results") + "?q=nichtda").content.decode()
    assert client.get(reverse(f"{name}:chosen", args=[thing.pk])).json()["step"] == "chosen"
    for odd in ("abc", "0", "9" * 30):
        assert client.get(reverse(f"{name}:chosen", args=[odd])).status_code == 404
    assert client.get(reverse(f"{name}:chosen_multiple") + "?id=abc&id=0").status_code == 200


@pytest.mark.parametrize("make_person", [make_editor, make_admin])
def test_threads_of_closed_areas_and_hidden_ones_are_not_offered(make_person):
    """Not even to who may read them: others edit the page, too."""
    insider = make_speaker()
    secret = make_thread(make_area("Zu", members=[insider]), insider, title="Amselnest geheim")
    hidden = make_thread(title="Amselnest versteckt")
    hide_post(actor=insider, post=hidden.last_post, reason="Nein")
    client = signed_in(make_person())
    assert "Amselnest" not in client.get(reverse("thread_chooser:choose")).content.decode()
    for thread in (secret, hidden):
        assert client.get(reverse("thread_chooser:chosen", args=[thread.pk])).status_code == 404


def test_each_reader_sees_what_they_may_know_of(home):
    insider = make_speaker()
    area = make_area()
    thread = make_thread(area, title="Wer hat eine Satzung?")
    person = make_member(first_name="Frieda", last_name="Verborgen")
    speaker = make_speaker(first_name="Sofie", last_name="Sprecherin")
    town, stranger = make_municipality("Musterhausen"), make_municipality("Fremdenfurt", is_member=False)
    make_page(home, ("thread", thread), ("person", person.profile), ("person", speaker.profile),
              ("municipality", town), ("municipality", stranger))  # fmt: skip
    sees = {
        "Wer hat eine Satzung?": 1,
        "Frieda Verborgen": 1,
        "Sofie Sprecherin": 2,
        "Musterhausen": 2,
        "Fremdenfurt": 1,
    }
    for reader, level in ((None, 2), (make_applicant(), 2), (make_member(), 1), (make_editor(), 1)):
        page = text_of(reader)
        for words, needed in sees.items():
            assert (words in page) == (needed >= level), (words, reader)
        assert ("/verzeichnis/" in page.partition("kn-stream")[2].partition("</main>")[0]) == (level == 1)
    person.profile.phone_audience = Audience.PUBLIC
    person.profile.phone = "02000 00 00 00"
    person.profile.save()
    page = text_of(None)
    assert "Frieda Verborgen" in page and "02000" not in page
    hide_post(actor=insider, post=thread.last_post, reason="Namen")
    assert "Satzung" not in text_of(make_member())


def test_a_thread_that_went_into_a_closed_area_is_named_nowhere(home):
    from forum.actions.moderation import move_thread

    speaker = make_speaker()
    thread = make_thread(title="Amsel und Drossel")
    page = make_page(home, ("thread", thread))
    editor = signed_in(make_editor())
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Amsel und Drossel" in editor.get(edit).content.decode()
    move_thread(actor=speaker, thread=thread, target=make_area("Zu", members=[speaker]))
    for address in (edit, "/auswahl/", reverse("wagtailadmin_pages:view_draft", args=[page.pk])):
        assert "Amsel" not in editor.get(address).content.decode(), address
    assert "Amsel und Drossel" in text_of(speaker)


def test_what_is_gone_leaves_nothing(home):
    town = make_municipality("Vergangenheim")
    make_page(home, ("municipality", town))
    town.delete()
    assert "Vergangenheim" not in text_of(make_member())


@pytest.mark.parametrize("count", [1, 3, 20])
def test_statements_of_a_page(home, count):
    area, author = make_area(), make_member()
    blocks = []
    for _ in range(count):
        contact = make_contact()
        blocks += [("thread", make_thread(area, author)), ("person", contact.profile)]
        blocks.append(("municipality", contact.mandates.get().municipality))
    make_page(home, *blocks)
    client = signed_in(make_member())
    client.get("/auswahl/")
    with CaptureQueriesContext(connection) as found:
        client.get("/auswahl/")
    kinds = ("ratschlag_forum_thread", "ratschlag_directory_profile", "ratschlag_directory_municipality")
    for table in kinds:
        assert sum(f'FROM "{table}"' in each["sql"] for each in found) <= 3, table
    assert len(found) == 21
