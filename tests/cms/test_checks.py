"""Each system check finds what it is for, and the site's own settings pass them all."""

import pytest
from django.core.checks import run_checks
from django.db import connection

from cms.checks import check_cache_table

OURS = ("cms.", "kit.", "forum.", "directory.", "notifications.")


def found(**kwargs):
    return {message.id for message in run_checks(**kwargs) if message.id.startswith(OURS)}


def test_the_site_passes():
    assert found() == set()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SECURE_CSP", {}, "cms.E001"),
        ("SECURE_CSP", {"default-src": ["'none'"], "script-src": ["'self'", "'unsafe-inline'"]}, "cms.E001"),
        ("WAGTAIL_GRAVATAR_PROVIDER_URL", "//www.gravatar.com/avatar", "cms.E002"),
        ("WAGTAIL_ENABLE_UPDATE_CHECK", True, "cms.E002"),
        ("WAGTAIL_PRIVATE_PAGE_OPTIONS", {}, "cms.E003"),
        ("WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS", {"SHARED_PASSWORD": True}, "cms.E003"),
        ("LIVE_URL", "https://live.example", "cms.E006"),
        ("LIVE_URL", "wss:///live", "cms.E006"),
        ("LOGIN_URL", "/nirgends-anmelden/", "kit.W001"),
        ("DIRECTORY", {"KINDS": []}, "directory.E001"),
        ("DIRECTORY", {"INVITE_URL_NAME": "nirgends"}, "directory.W001"),
        ("DIRECTORY", {"MAP": "cms.maps.CITIES"}, "directory.E003"),
        ("DIRECTORY", {"MAP": "cms.nirgends"}, "directory.E003"),
    ],
)
def test_each_check_finds_its_mistake(settings, name, value, expected):
    setattr(settings, name, value)
    assert found() == {expected}


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_another_database_is_refused(settings):
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
    assert found() == {"kit.E001"}


def test_a_key_from_the_source_code_does_not_go_into_production(settings):
    assert "cms.E004" in found(include_deployment_checks=True)
    settings.SECRET_KEY = "x" * 60
    assert "cms.E004" not in found(include_deployment_checks=True)


def test_encrypted_pages_need_encrypted_sockets(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://netzwerk.example"
    settings.LIVE_URL = "ws://live.example"
    assert found() == {"cms.E007"}
    settings.LIVE_URL = "wss://live.example"
    assert found() == set()


@pytest.mark.django_db
def test_a_missing_cache_table_is_noticed():
    assert check_cache_table(None, ["default"]) == []
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE ratschlag_cache")
    assert [message.id for message in check_cache_table(None, ["default"])] == ["cms.W001"]
    assert check_cache_table(None, None) == []
