"""The groups of the editors' area: exactly these rights, and who gets in (rows W01, W11, W12)."""

from io import StringIO
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Collection, Page

from cms.accounts.groups import editorial_collection
from tests.factories import PASSWORD, make_admin, make_applicant, make_contact, make_editor, make_member, make_speaker

from .conftest import signed_in

pytestmark = pytest.mark.django_db

FILES = {
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtailcore.add_collection",
    "wagtailcore.change_collection",
    "wagtailcore.delete_collection",
}
REDAKTION = {
    "home.add_faqentry",
    "home.change_faqentry",
    "home.delete_faqentry",
    "home.publish_faqentry",
    "ratschlag_directory.add_signing",
    "ratschlag_directory.change_signing",
    "ratschlag_directory.delete_signing",
    "ratschlag_kit.add_topic",
    "ratschlag_kit.change_topic",
    "home.change_enquiry",
    "home.delete_enquiry",
    "home.view_enquiry",
    "simple_translation.submit_translation",
    "wagtailadmin.access_admin",
}
ADMINISTRATION = REDAKTION | {
    "accounts.add_user",
    "accounts.change_user",
    "auth.add_group",
    "auth.change_group",
    "auth.delete_group",
    "wagtailcore.add_locale",
    "wagtailcore.change_locale",
    "wagtailcore.delete_locale",
    "wagtailcore.add_site",
    "wagtailcore.change_site",
    "wagtailcore.delete_site",
    "wagtailcore.add_task",
    "wagtailcore.change_task",
    "wagtailcore.delete_task",
    "wagtailcore.add_workflow",
    "wagtailcore.change_workflow",
    "wagtailcore.delete_workflow",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
}


@pytest.fixture
def groups():
    set_up()


def set_up():
    call_command("setup_groups", stdout=StringIO())


def names(permissions):
    found = permissions.values_list("content_type__app_label", "codename")
    return {f"{app_label}.{codename}" for app_label, codename in found}


def rights_of(name):
    """(rights anywhere, {page: rights}, {collection: rights})"""
    group = Group.objects.get(name=name)
    pages, collections = {}, {}
    for each in group.page_permissions.select_related("permission__content_type", "page"):
        right = f"{each.permission.content_type.app_label}.{each.permission.codename}"
        pages.setdefault(each.page.depth, set()).add(right)
    for each in group.collection_permissions.select_related("permission__content_type", "collection"):
        right = f"{each.permission.content_type.app_label}.{each.permission.codename}"
        collections.setdefault(each.collection.name, set()).add(right)
    return names(group.permissions), pages, collections


def test_redaktion_writes_pages_and_files_and_nothing_else(groups):
    pages = {1: {"wagtailcore.add_page", "wagtailcore.change_page", "wagtailcore.publish_page"}}
    assert rights_of("Redaktion") == (REDAKTION, pages, {"Redaktion": FILES})


def test_administration_also_looks_after_people_and_settings(groups):
    settings = {f"{model._meta.app_label}.change_{model._meta.model_name}" for model in settings_registry}
    assert settings
    pages = {
        1: {
            "wagtailcore.add_page",
            "wagtailcore.bulk_delete_page",
            "wagtailcore.change_page",
            "wagtailcore.lock_page",
            "wagtailcore.publish_page",
            "wagtailcore.unlock_page",
        }
    }
    root = Collection.get_first_root_node().name
    assert rights_of("Administration") == (ADMINISTRATION | settings, pages, {root: FILES})


def test_running_it_again_changes_nothing(groups):
    before = [rights_of(name) for name in ("Redaktion", "Administration")]
    ids = list(Group.objects.order_by("pk").values_list("pk", "name"))
    set_up()
    assert [rights_of(name) for name in ("Redaktion", "Administration")] == before
    assert list(Group.objects.order_by("pk").values_list("pk", "name")) == ids
    assert Collection.objects.filter(name="Redaktion").count() == 1


def test_rights_given_by_hand_are_taken_back_and_people_stay(groups):
    editor = make_editor()
    group = Group.objects.get(name="Redaktion")
    from django.contrib.auth.models import Permission

    group.permissions.add(Permission.objects.get(codename="change_user"))
    group.page_permissions.all().delete()
    set_up()
    test_redaktion_writes_pages_and_files_and_nothing_else(None)
    assert editor in group.user_set.all()


def test_wagtails_sample_groups_go_unless_used(groups):
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()
    used = Group.objects.create(name="Moderators")
    used.user_set.add(make_member())
    set_up()
    assert Group.objects.filter(name="Moderators").exists()


class TestEditorsArea:
    @pytest.mark.parametrize("path", ["/redaktion/", "/redaktion/pages/", "/redaktion/users/", "/redaktion/quatsch/"])
    def test_members_may_not_enter_and_read_why(self, groups, path):
        for make in (make_member, make_contact, make_speaker):
            response = signed_in(make()).get(path)
            assert response.status_code == 403
            assert "gehört der Geschäftsstelle" in response.content.decode()

    def test_applicants_find_nothing(self, groups):
        assert signed_in(make_applicant()).get("/redaktion/").status_code == 404

    @pytest.mark.parametrize("make", [make_editor, make_admin])
    def test_office_and_administration_enter(self, groups, make):
        assert signed_in(make()).get("/redaktion/").status_code == 200

    @pytest.mark.parametrize("path", ["/redaktion/", "/redaktion/pages/2/", "/redaktion/quatsch/"])
    def test_anonymous_people_sign_in_and_land_there(self, groups, client, path):
        assert client.get(path)["Location"] == f"/konto/anmelden/?next={path}"

    def test_wagtails_own_login_and_reset_lead_to_ours(self, groups, client):
        from urllib.parse import unquote

        assert unquote(client.get("/redaktion/login/")["Location"]) == "/konto/anmelden/?next=/redaktion/"
        address = client.get("/redaktion/login/?next=/redaktion/pages/")["Location"]
        assert unquote(address) == "/konto/anmelden/?next=/redaktion/pages/"
        for path in ("/_util/login/", "/en/_util/login/"):
            assert client.get(f"{path}?next=/forum/")["Location"] == "/konto/anmelden/?next=/forum/"
        for path in ("/redaktion/password_reset/", "/redaktion/password_reset/confirm/x/y/"):
            assert client.get(path)["Location"] == "/konto/passwort/vergessen/"
        editor = signed_in(make_editor())
        assert editor.post("/redaktion/logout/")["Location"] == "/"
        assert editor.get("/redaktion/").status_code == 302

    @pytest.mark.parametrize(
        "path",
        [
            "/redaktion/redirects/",
            "/redaktion/sites/",
            "/redaktion/locales/",
            "/redaktion/workflows/list/",
        ],
    )
    def test_the_office_has_nothing_of_people_and_settings(self, groups, path):
        response = signed_in(make_editor()).get(path)
        assert response.status_code in (302, 403)
        assert signed_in(make_admin()).get(path).status_code == 200

    @pytest.mark.parametrize("path", ["/redaktion/users/", "/redaktion/users/new/", "/redaktion/groups/"])
    def test_people_and_groups_ask_the_administration_for_the_password_again(self, groups, path):
        assert signed_in(make_editor()).get(path)["Location"] == "/redaktion/"
        admin = signed_in(make_admin())
        asked = admin.get(path)["Location"]
        assert asked == f"/konto/bestaetigen/?next={quote(path, safe='')}"
        assert admin.post(asked, {"password": PASSWORD})["Location"] == path
        assert admin.get(path).status_code == 200

    def test_settings_neither(self, groups):
        for model in settings_registry:
            path = f"/redaktion/settings/{model._meta.app_label}/{model._meta.model_name}/"
            assert signed_in(make_editor()).get(path, follow=True).redirect_chain[-1:] == [("/redaktion/", 302)]
            assert signed_in(make_admin()).get(path, follow=True).status_code == 200

    def test_the_office_writes_pages(self, groups):
        client = signed_in(make_editor())
        home = Page.objects.filter(depth=2).first()
        assert client.get(f"/redaktion/pages/{home.pk}/edit/").status_code == 200
        assert client.get("/redaktion/images/add/").status_code == 200
        assert client.get("/redaktion/documents/multiple/add/").status_code == 200
        editorial_collection().add_child(name="Fotos 2026")
        assert "Fotos 2026" in client.get("/redaktion/collections/").content.decode()


class TestUsersInWagtail:
    """Wagtail's own forms work with our User, and do what our actions do."""

    def form(self, **changes):
        data = {"email": "Neu@Rathaus.example", "first_name": "Änne", "last_name": "Öztürk", "is_active": "on"}
        return {**data, **changes}

    @pytest.fixture
    def admin(self, groups):
        admin = signed_in(make_admin())
        admin.post("/konto/bestaetigen/", {"password": PASSWORD})
        return admin

    def test_a_new_account_gets_a_link_for_its_first_password(self, admin, run_jobs, mailoutbox, client):
        from django.contrib.auth import get_user_model

        from .conftest import link_in

        assert "password1" not in admin.get("/redaktion/users/new/").content.decode()
        response = admin.post("/redaktion/users/new/", self.form())
        assert response.status_code == 302, response.context and response.context["form"].errors
        user = get_user_model().objects.get(email="neu@rathaus.example")
        assert not user.has_usable_password()
        run_jobs()
        [mail] = mailoutbox
        assert (mail.to, mail.subject) == (["neu@rathaus.example"], "Ihr Konto")
        assert client.get(link_in(mail), follow=True).context["form"]

    def test_an_address_exists_once_in_any_case(self, admin):
        make_member(email="neu@rathaus.example")
        response = admin.post("/redaktion/users/new/", self.form())
        assert response.status_code == 200
        assert response.context["form"].errors["email"]

    def test_deactivating_there_ends_sessions_too(self, admin):
        from allauth.usersessions.models import UserSession
        from django.test import Client

        from tests.factories import PASSWORD

        member = make_member()
        theirs = Client()
        theirs.post("/konto/anmelden/", {"login": member.email, "password": PASSWORD})
        form = self.form(email=member.email)
        del form["is_active"]
        assert admin.post(f"/redaktion/users/edit/{member.pk}/", form).status_code == 302
        assert theirs.get("/konto/").status_code == 302
        assert not UserSession.objects.filter(user=member).exists()

    def test_deactivating_many_there_too(self, admin):
        from allauth.usersessions.models import UserSession
        from django.test import Client

        from tests.factories import PASSWORD

        member = make_member()
        Client().post("/konto/anmelden/", {"login": member.email, "password": PASSWORD})
        assert UserSession.objects.filter(user=member).exists()
        admin.post(f"/redaktion/bulk/accounts/user/set_active_state/?id={member.pk}", {"mark_as_active": "False"})
        member.refresh_from_db()
        assert not member.is_active
        assert not UserSession.objects.filter(user=member).exists()

    def test_a_changed_address_is_told_to_the_old_one(self, admin, run_jobs, mailoutbox):
        member = make_member(email="alt@rathaus.example")
        admin.post(f"/redaktion/users/edit/{member.pk}/", self.form())
        run_jobs()
        assert mailoutbox[-1].to == ["alt@rathaus.example"]
        assert mailoutbox[-1].subject == "Ihre E-Mail-Adresse wurde geändert"

    def test_nobody_is_deleted_there(self, admin):
        member = make_member()
        admin.post(f"/redaktion/users/delete/{member.pk}/")
        assert type(member).objects.filter(pk=member.pk).exists()
