"""The editors' area: who approves, what the mails say, what the start page shows, and that nobody else is asked."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow

from directory.models import Signing
from forum.actions.reports import report_post
from forum.enums import ReportKind
from home.models import ContentPage, NewsIndexPage, NewsPage
from home.starter import create_starter_pages
from tests.factories import (
    make_admin,
    make_area,
    make_editor,
    make_member,
    make_municipality,
    make_post,
    make_signing,
    make_speaker,
    make_thread,
    make_user,
)
from tests.harness.jobs import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def groups(db):
    call_command("setup_groups", stdout=StringIO())


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def make_reviewer(**fields):
    return make_user(groups=["Redaktion", "Freigabe"], **fields)


class TestApproval:
    @pytest.fixture
    def home(self):
        return create_starter_pages()

    def submit(self, client, home):
        index = NewsIndexPage.objects.child_of(home).get()
        address = reverse("wagtailadmin_pages:add", args=["home", "newspage", index.pk])
        form = {
            "title": "Neue Förderrunde",
            "slug": "neue-foerderrunde",
            "published_on": "2026-11-20",
            "teaser": "Bis März können Anträge gestellt werden.",
            "body-count": "0",
            "action-submit": "1",
        }
        response = client.post(address, form)
        assert response.status_code == 302, response.context["form"].errors
        return NewsPage.objects.get(slug="neue-foerderrunde")

    def test_a_second_person_publishes_and_both_are_told_in_german(self, home, mailoutbox):
        editor, reviewer = make_editor(), make_reviewer()
        page = self.submit(signed_in(editor), home)
        assert not page.live
        assert not mailoutbox
        run_jobs("office.send_approval_mail")
        [mail] = mailoutbox
        assert mail.to == [reviewer.email]
        assert mail.subject.startswith("Die Seite „Neue Förderrunde“ wurde zur Freigabe")
        assert f"Guten Tag {reviewer.get_full_name()}," in mail.body
        assert "/redaktion/pages/" in mail.body
        client = signed_in(reviewer)
        task = page.current_workflow_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
        assert "Neue Förderrunde" in client.get("/redaktion/").content.decode()
        assert client.post(address, {"comment": ""}).status_code in (200, 302)
        page.refresh_from_db()
        assert page.live
        run_jobs("office.send_approval_mail")
        assert [mail.to for mail in mailoutbox] == [[reviewer.email], [editor.email]]
        assert "freigegeben" in mailoutbox[-1].subject
        assert "Neue Förderrunde" in Client().get("/").content.decode()

    def test_who_is_not_in_the_group_cannot_approve(self, home):
        editor = make_editor()
        page = self.submit(signed_in(editor), home)
        task = page.current_workflow_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
        signed_in(make_editor()).post(address, {"comment": ""})
        page.refresh_from_db()
        assert not page.live

    def test_one_workflow_for_all_pages_and_setting_up_again_changes_nothing(self):
        def found():
            root = Page.get_first_root_node()
            return (
                list(Workflow.objects.values_list("pk", "name")),
                list(GroupApprovalTask.objects.values_list("pk", "name", "groups__name")),
                root.get_workflow().pk,
            )

        before = found()
        assert [name for _pk, name in before[0]] == ["Freigabe durch die Geschäftsstelle"]
        assert [row[1:] for row in before[1]] == [("Freigabe durch die Geschäftsstelle", "Freigabe")]
        call_command("setup_groups", stdout=StringIO())
        assert found() == before

    def test_freigabe_alone_gives_no_membership(self):
        person = make_user(groups=["Freigabe"])
        assert signed_in(person).get("/redaktion/").status_code == 404
        names = Group.objects.get(name="Freigabe").permissions.values_list("codename", flat=True)
        assert list(names) == ["access_admin"]


def report(post):
    report_post(actor=make_member(), post=post, kind=ReportKind.PERSONAL)


def make_due_page(home, number, **fields):
    page = home.add_child(instance=ContentPage(title=f"Alte Seite {number}", slug=f"alt-{number}", **fields))
    page.save_revision().publish()
    return page


class TestStartPage:
    def make_work(self, count):
        """So many of everything that waits."""
        home = create_starter_pages()
        long_ago = timezone.now() - timedelta(days=4)
        area, asker, speaker = make_area(), make_member(), make_speaker()
        for number in range(count):
            make_thread(area, asker, title=f"Wartende Frage {number}", at=long_ago)
            make_due_page(home, number, checked_on=timezone.localdate() - timedelta(days=400))
            report(make_post(make_thread(area, asker, kind="experience"), speaker))

    @pytest.mark.parametrize("count", [1, 3, 20])
    def test_statements(self, count):
        self.make_work(count)
        client = signed_in(make_editor())
        client.get("/redaktion/")
        with CaptureQueriesContext(connection) as found:
            page = client.get("/redaktion/").content.decode()
        for name in ("Offene Meldungen", "Fragen ohne Antwort", "Seiten prüfen"):
            assert f"{name} ({count})" in page
        assert len(found) == 26

    @pytest.mark.parametrize("make_person", [make_editor, make_admin])
    def test_every_number_is_the_length_of_its_list(self, make_person):
        self.make_work(3)
        insider = make_speaker()
        secret = make_area("Geheimer Kreis", members=[insider])
        make_thread(secret, insider, title="Vertrauliche Frage", at=timezone.now() - timedelta(days=9))
        make_thread(title="Frische Frage")
        client = signed_in(make_person())
        page = client.get("/redaktion/").content.decode()
        assert ("Vertrauliche Frage" in page) == (make_person is make_admin)
        assert "Frische Frage" not in page
        for heading, name, query in (
            ("Offene Meldungen", "netzwerk_faelle_modeladmin_index", "?faelle=offen"),
            ("Fragen ohne Antwort", "netzwerk_themen_modeladmin_index", "?antwort=offen"),
            ("Seiten prüfen", "office_pages_to_check", ""),
        ):
            address = reverse(name) + query
            number = int(re.search(rf"{heading} \((\d+)\)", page)[1])
            assert f'href="{address}"' in page
            assert len(client.get(address).context["object_list"]) == number, heading

    def test_an_empty_day(self):
        page = signed_in(make_editor()).get("/redaktion/").content.decode()
        for sentence in ("Keine Meldung wartet auf Sie.", "Jede Frage hat eine Antwort.", "im letzten Jahr geprüft."):
            assert sentence in page

    def test_what_is_due(self):
        home = create_starter_pages()
        today, year_ago = timezone.localdate(), timezone.now() - timedelta(days=366)
        make_due_page(home, 1, checked_on=today - timedelta(days=365))
        make_due_page(home, 2, checked_on=today - timedelta(days=366))
        never = make_due_page(home, 3)
        ContentPage.objects.filter(pk=never.pk).update(last_published_at=year_ago)
        found = signed_in(make_editor()).get(reverse("office_pages_to_check")).context["object_list"]
        assert {page.title for page in found} == {"Alte Seite 2", "Alte Seite 3"}

    @pytest.mark.parametrize("make_person", [make_editor, make_admin])
    def test_nobody_elses_server_is_named(self, make_person):
        client = signed_in(make_person(is_superuser=make_person is make_admin))
        for path in ("/redaktion/", "/redaktion/netzwerk/personen/", "/redaktion/pages/", "/redaktion/account/"):
            page = client.get(path).content.decode()
            foreign = re.findall(
                r'(?:src|srcset|data-[\w-]*url[\w-]*)="(?:https?:)?//(?!testserver|127\.0\.0\.1)[^"]*"', page
            )
            assert not foreign, path
            assert "gravatar" not in page
            assert "<script>" not in page


class TestSignings:
    LIST = "/redaktion/snippets/ratschlag_directory/signing/"

    def test_the_office_adds_a_signatory(self):
        client = signed_in(make_editor())
        form = {
            "organisation": "Bürgerstiftung Musterstadt",
            "signed_on": "2026-11-05",
            "precision": "day",
            "evidence": "documented",
        }
        assert client.post(f"{self.LIST}add/", form).url == self.LIST
        assert "Bürgerstiftung Musterstadt" in client.get(self.LIST).content.decode()
        twice = client.post(f"{self.LIST}add/", form)
        assert (twice.status_code, Signing.objects.count()) == (200, 1)

    def test_who_signs_is_one(self):
        client = signed_in(make_editor())
        form = {"signed_on": "2026-11-05", "precision": "day", "evidence": "documented"}
        assert client.post(f"{self.LIST}add/", form).status_code == 200
        assert not Signing.objects.exists()

    @pytest.mark.parametrize("count", [1, 3, 20])
    def test_statements_of_the_list(self, count):
        client = signed_in(make_editor())
        client.get(self.LIST)
        for _ in range(count):
            make_signing(make_municipality())
        with CaptureQueriesContext(connection) as asked:
            client.get(self.LIST)
        assert len(asked) == 12
