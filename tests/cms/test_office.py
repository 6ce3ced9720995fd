"""The office's operational lists: through the door, constant, to look at; buttons only where the policy allows."""

import csv
import io
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from cms.accounts.groups import set_up_groups
from directory.models import Profile
from forum.actions.moderation import hide_post
from forum.actions.reports import report_post
from forum.enums import ReportKind
from forum.models import Thread
from tests.factories import (
    PASSWORD,
    make_admin,
    make_area,
    make_contact,
    make_editor,
    make_member,
    make_municipality,
    make_speaker,
    make_thread,
)
from tests.security.inventory import url_patterns
from tests.security.tables import changed, fingerprint

pytestmark = pytest.mark.django_db

BASE = "/redaktion/netzwerk/"
LISTS = ["themen", "faelle", "personen", "kommunen", "schlagwoerter"]


@pytest.fixture(autouse=True)
def groups(db):
    set_up_groups()


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def with_password(person):
    client = signed_in(person)
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    return client


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def make_rows(kind, count):
    area, town = make_area(), make_municipality()
    for number in range(count):
        match kind:
            case "themen":
                make_thread(area, make_member(town))
            case "faelle":
                post = make_thread(area, make_speaker(town)).last_post
                report_post(actor=make_member(town), post=post, kind=ReportKind.TONE)
            case "personen":
                make_member(town, is_contact=number % 2 == 0)
            case "kommunen":
                make_contact(make_municipality())
            case "schlagwoerter":
                make_thread(area, make_member(town), tags=[f"wort{number}"])


def statements_of(client, path, status=200):
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        response = client.get(path)
        assert response.status_code == status
        b"".join(response.streaming_content) if response.streaming else response.content
    return len(found)


@pytest.mark.parametrize(
    ("kind", "of_list", "of_inspect"),
    [("themen", 16, 11), ("faelle", 14, 11), ("personen", 14, 11), ("kommunen", 16, 11), ("schlagwoerter", 15, 12)],
)
@pytest.mark.parametrize("count", [1, 3, 20])
def test_statements_of_lists_and_of_one_row(kind, of_list, of_inspect, count):
    make_rows(kind, count)
    client = signed_in(make_editor())
    assert statements_of(client, f"{BASE}{kind}/") == of_list
    row = client.get(f"{BASE}{kind}/").context["object_list"][0]
    assert statements_of(client, f"{BASE}{kind}/inspect/{row.pk}/") == of_inspect


@pytest.mark.parametrize(("kind", "statements"), [("themen", 7), ("schlagwoerter", 7)])
@pytest.mark.parametrize("count", [1, 3, 20])
def test_statements_of_exports(kind, statements, count):
    make_rows(kind, count)
    assert statements_of(signed_in(make_editor()), f"{BASE}{kind}/?export=csv") == statements


@pytest.mark.parametrize(("kind", "statements"), [("personen", 9), ("kommunen", 9)])
@pytest.mark.parametrize("count", [1, 3, 20])
def test_statements_of_exports_for_a_purpose(kind, statements, count):
    make_rows(kind, count)
    client = with_password(make_editor())
    data = {"purpose": "Einladungen zum Treffen", "file_format": "csv"}
    client.post(f"{BASE}{kind}/export/", data)
    with CaptureQueriesContext(connection) as found:
        response = client.post(f"{BASE}{kind}/export/", data)
        lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) > count
    assert len(found) == statements


def closed_thread(**fields):
    insider = make_speaker()
    area = make_area("Vertrauliches Amselnest", members=[insider])
    return make_thread(area, insider, title="Amsel und Drossel", tags=["amselwort"], **fields)


@pytest.mark.parametrize("make_person", [make_editor, make_admin])
def test_what_one_may_not_know_of_stands_in_no_list_filter_or_file(make_person):
    thread = closed_thread()
    hidden = make_thread(title="Der Kolibri ist weg")
    hide_post(actor=make_speaker(), post=hidden.last_post, reason="Bitte nicht")
    person = make_person()
    client = signed_in(person)
    sees_all = make_person is make_admin
    for path in ("themen/", "themen/?q=Amsel", "themen/?export=csv", "themen/?bereich=vertrauliches-amselnest",
                 "schlagwoerter/", "schlagwoerter/?export=csv"):  # fmt: skip
        response = client.get(BASE + path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = body.decode().replace("?q=Amsel", "").replace('value="Amsel"', "").replace("vertrauliches-amselnest", "")
        assert ("amsel" in text.lower()) == sees_all, path
        assert ("Kolibri" in text) == (sees_all and path in ("themen/", "themen/?export=csv")), path
    tag = thread.tags.get()
    for path in (f"themen/inspect/{thread.pk}/", f"themen/schliessen/{thread.pk}/", f"schlagwoerter/inspect/{tag.pk}/"):
        assert client.get(BASE + path).status_code == (200 if sees_all else 404), path


def test_the_address_filters_by_declared_fields_only():
    make_rows("personen", 3)
    client = signed_in(make_editor())
    everybody = client.get(f"{BASE}personen/").context["result_count"]
    for query in (
        "person__password__startswith=x",
        "person__email__contains=rathaus",
        "mandate_data=1",
        "gibtsnicht=1",
    ):
        assert client.get(f"{BASE}personen/?{query}").context["result_count"] == everybody


ODD = """q=%00 p=999999 p=-1 p=abc o=99 o=-x.1 stand=x bereich=x%22 kind__exact=%27 antwort=offen antwort=x export=pdf
    ot=asc e=1"""


@pytest.mark.parametrize("query", ODD.split())
def test_odd_addresses_are_no_errors(query):
    make_rows("themen", 1)
    assert signed_in(make_editor()).get(f"{BASE}themen/?{query}").status_code in (200, 302, 404)


def test_odd_keys_are_not_found():
    client = signed_in(make_editor())
    for kind in LISTS:
        for key in ("abc", "0", "9" * 30, "-1"):
            assert client.get(f"{BASE}{kind}/inspect/{key}/").status_code == 404


def office_addresses():
    return [(name, pattern) for name, pattern in url_patterns() if name.startswith("netzwerk_")]


def test_members_words_cannot_be_written_there():
    """No address of the lists creates, edits or deletes; what is posted to else is an act with a policy."""
    make_rows("themen", 1)
    thread, profile = Thread.objects.get(), Profile.objects.first()
    names = {name.rpartition("_")[2] for name, _pattern in office_addresses()}
    assert names == {"index", "inspect", "schliessen", "oeffnen", "deaktivieren", "freischalten", "export"}
    client = with_password(make_admin())
    before = fingerprint()
    for kind, pk in (("themen", thread.pk), ("faelle", 1), ("personen", profile.pk), ("schlagwoerter", 1)):
        for path in ("create/", f"edit/{pk}/", f"delete/{pk}/", f"history/{pk}/", f"usage/{pk}/"):
            for method in ("get", "post", "put", "patch", "delete"):
                assert getattr(client, method)(f"{BASE}{kind}/{path}").status_code == 404, path
        for path in ("", f"inspect/{pk}/"):
            for method in ("post", "put", "patch", "delete"):
                data = {"title": "Anders", "name": "Anders"}
                assert getattr(client, method)(f"{BASE}{kind}/{path}", data).status_code in (404, 405), path
    assert not changed(before, fingerprint())


@pytest.mark.parametrize("make_person", [make_member, make_contact, make_speaker])
def test_others_do_not_enter(make_person):
    make_rows("themen", 1)
    client = signed_in(make_person())
    for kind in LISTS:
        for path in ("", "?export=csv", "export/", "inspect/1/"):
            assert client.get(f"{BASE}{kind}/{path}").status_code == 403


class TestThreadButtons:
    def test_the_office_closes_its_own_threads_only(self):
        editor = make_editor()
        own, other = make_thread(author=editor), make_thread()
        client = signed_in(editor)
        page = page_of(client, f"{BASE}themen/")
        assert f"/themen/schliessen/{own.pk}/" in page
        assert f"/themen/schliessen/{other.pk}/" not in page
        refused = client.post(f"{BASE}themen/schliessen/{other.pk}/", {"reason": "Schluss"})
        assert urlsplit(refused.url).path == "/redaktion/"
        other.refresh_from_db()
        assert not other.is_locked

    def test_the_administration_closes_and_reopens_by_a_page_with_a_token(self):
        thread = make_thread()
        client = Client(enforce_csrf_checks=True)
        client.force_login(make_admin())
        path = f"{BASE}themen/schliessen/{thread.pk}/"
        page = page_of(client, path)
        assert "Niemand kann mehr antworten" in page
        assert client.post(path, {"reason": "Erledigt"}).status_code == 403
        thread.refresh_from_db()
        assert not thread.is_locked
        token = client.cookies["csrftoken"].value
        client.post(path, {"reason": "Erledigt", "csrfmiddlewaretoken": token})
        thread.refresh_from_db()
        assert (thread.is_locked, thread.lock_reason) == (True, "Erledigt")
        assert thread.moderation_entries.get().verb == "lock"
        page = page_of(client, f"{BASE}themen/")
        assert f"/themen/oeffnen/{thread.pk}/" in page and f"/themen/schliessen/{thread.pk}/" not in page
        client.post(f"{BASE}themen/oeffnen/{thread.pk}/", {"csrfmiddlewaretoken": token})
        thread.refresh_from_db()
        assert not thread.is_locked


class TestPeopleButtons:
    def test_the_office_closes_and_opens_an_account(self):
        make_contact(town := make_municipality())
        person = make_member(town)
        client = signed_in(make_editor())
        path = f"{BASE}personen/deaktivieren/{person.profile.pk}/"
        assert path in page_of(client, f"{BASE}personen/")
        assert "sofort abgemeldet" in page_of(client, path)
        client.post(path, {})
        person.refresh_from_db()
        assert not person.is_active
        page = page_of(client, f"{BASE}personen/?konto=geschlossen")
        assert f"/freischalten/{person.profile.pk}/" in page
        client.post(f"{BASE}personen/freischalten/{person.profile.pk}/", {})
        person.refresh_from_db()
        assert person.is_active

    def test_the_last_contact_person_needs_a_word(self):
        person = make_contact()
        client = signed_in(make_editor())
        path = f"{BASE}personen/deaktivieren/{person.profile.pk}/"
        response = client.post(path, {})
        assert "keine Ansprechperson mehr" in response.content.decode()
        client.post(path, {"without_successor": "on"})
        person.refresh_from_db()
        assert not person.is_active

    def test_accounts_of_higher_rank_and_the_own_one_have_no_button(self):
        from tests.factories.directory import make_profile

        editor, admin = make_editor(), make_admin()
        own, higher = make_profile(editor), make_profile(admin)
        client = signed_in(editor)
        page = page_of(client, f"{BASE}personen/")
        for profile in (own, higher):
            assert f"/deaktivieren/{profile.pk}/" not in page
            assert client.post(f"{BASE}personen/deaktivieren/{profile.pk}/", {}).url == "/redaktion/"
        admin.refresh_from_db()
        assert admin.is_active
        assert f"/deaktivieren/{own.pk}/" in page_of(signed_in(admin), f"{BASE}personen/")


class TestExport:
    def test_nothing_leaves_without_password_and_purpose(self):
        make_rows("personen", 2)
        client = signed_in(make_editor())
        assert client.get(f"{BASE}personen/?export=csv").status_code == 404
        assert urlsplit(client.get(f"{BASE}personen/export/").url).path == "/konto/bestaetigen/"
        client.post("/konto/bestaetigen/", {"password": PASSWORD})
        assert client.post(f"{BASE}personen/export/", {"purpose": "", "file_format": "csv"}).status_code == 200
        assert not ModelLogEntry.objects.filter(action="office.export_directory").exists()

    def test_it_is_written_down_and_holds_no_addresses(self):
        person = make_member()
        editor = make_editor()
        client = with_password(editor)
        data = {"purpose": "Einladungen zum Netzwerktreffen", "file_format": "csv"}
        response = client.post(f"{BASE}personen/export/", data)
        text = b"".join(response.streaming_content).decode()
        assert person.last_name in text
        assert person.email not in text
        entry = ModelLogEntry.objects.get(action="office.export_directory")
        assert (entry.user, entry.data) == (editor, {"list": "personen", "purpose": "Einladungen zum Netzwerktreffen"})

    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r="])
    def test_what_a_spreadsheet_would_run_is_text(self, sign):
        make_thread(title=f"{sign}HYPERLINK(1)")
        client = signed_in(make_editor())
        table = b"".join(client.get(f"{BASE}themen/?export=csv").streaming_content).decode()
        [_head, row] = csv.reader(io.StringIO(table))
        assert row[0].startswith("'")
        workbook = load_workbook(io.BytesIO(b"".join(client.get(f"{BASE}themen/?export=xlsx").streaming_content)))
        cell = workbook.active.cell(2, 1)
        assert cell.data_type == "s" and cell.value.startswith("'")

    def test_empty_cells_are_empty_and_zeros_are_zeros(self):
        make_thread()
        make_municipality(region="", population=None)
        client = with_password(make_editor())
        [_head, row] = csv.reader(
            io.StringIO(b"".join(client.get(f"{BASE}themen/?export=csv").streaming_content).decode())
        )
        assert row[3] == "0"
        data = {"purpose": "Bericht an das Ministerium", "file_format": "csv"}
        table = b"".join(client.post(f"{BASE}kommunen/export/", data).streaming_content).decode()
        assert ["", "", "ja"] in [row[3:6] for row in csv.reader(io.StringIO(table))]


@pytest.mark.parametrize(
    ("kind", "words"), [("themen", "satzung"), ("personen", "zebrafink"), ("kommunen", "zebrastadt")]
)
def test_words_find_rows(kind, words):
    town = make_municipality("Zebrastadt")
    make_thread(make_area(), make_member(town, last_name="Zebrafink"), title="Wer hat eine Satzung?")
    make_rows(kind, 2)
    client = signed_in(make_editor())
    assert client.get(f"{BASE}{kind}/?q={words}").context["result_count"] == 1
    assert client.get(f"{BASE}{kind}/?q=gibtesnicht").context["result_count"] == 0


def test_a_list_names_the_editors_area_and_has_one_button_for_its_export():
    content = page_of(signed_in(make_editor()), f"{BASE}personen/")
    assert content.count("/redaktion/netzwerk/personen/export/") == 1
    assert "Profile - Redaktion</title>" in content
