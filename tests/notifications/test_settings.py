import pytest

from notifications import conf
from notifications.checks import check_settings


def ids(settings, **values):
    settings.NOTIFICATIONS = values
    return [message.id for message in check_settings()]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"MAIL_DELAY_MINUTES": 0}, []),
        ({"MAIL_DELAY_MINUTE": 5}, ["notifications.E001"]),
        ({"MAIL_DELAY_MINUTES": -1}, ["notifications.E002"]),
        ({"MAIL_DELAY_MINUTES": "10"}, ["notifications.E002"]),
        ({"MAIL_DELAY_MINUTES": True}, ["notifications.E002"]),
        ({"MAX_MAILS_A_DAY": "20"}, ["notifications.E002"]),
        ({"MAX_MAILS_OF_A_CAUSE": 0}, []),
        ({"HOLIDAYS": ("DE", "NW")}, []),
        ({"HOLIDAYS": ("AT", None)}, []),
        ({"HOLIDAYS": ("DE", "Nordrhein")}, ["notifications.E007"]),
        ({"HOLIDAYS": "DE-NW"}, ["notifications.E007"]),
        ({"MAIL_DEFAULTS": {"digest_hour": 9, "quiet_weekend": False}}, []),
        ({"MAIL_DEFAULTS": {"digest_time": 9}}, ["notifications.E008"]),
        ({"MAIL_DEFAULTS": {"absent_from": "2026-01-01"}}, ["notifications.E008"]),
        ({"MAIL_DEFAULTS": [9]}, ["notifications.E008"]),
        ({"BOUNCE_ADDRESS": "kein-at-zeichen"}, ["notifications.E009"]),
        ({"BOUNCE_ADDRESS": "a+b@site.example"}, ["notifications.E009"]),
        ({"BOUNCE_ADDRESS": "x" * 25 + "@site.example"}, ["notifications.E009"]),
        ({"BOUNCE_ADDRESS": "rueckweg@site.example"}, []),
        ({"DISPLAY_NAME": "tests.notifications.nowhere.name"}, ["notifications.E003"]),
        ({"LANGUAGE_OF": "nonsense"}, ["notifications.E003"]),
        ({"DISPLAY_NAME": 5}, ["notifications.E003"]),
        ({"DISPLAY_NAME": "django.conf.settings"}, ["notifications.E003"]),
        ({"DISPLAY_NAME": "cms.wiring.display_name", "LANGUAGE_OF": "cms.wiring.language_of"}, []),
        ({"ORIGINS": "https://a.example"}, ["notifications.E004"]),
        ({"ORIGINS": ["a.example"]}, ["notifications.E004"]),
        ({"ORIGINS": ["https://a.example/"]}, ["notifications.E004"]),
        ({"ORIGINS": ["https://[a"]}, ["notifications.E004"]),
        ({"ORIGINS": ["https://a.example", "http://b.example:8000"]}, []),
        ({"BASE_URL": "netzwerk.example"}, ["notifications.E005"]),
        ({"BASE_URL": "https://netzwerk.example/x"}, ["notifications.E005"]),
    ],
)
def test_what_is_wrong_with_the_setting_is_said(settings, values, expected):
    assert ids(settings, **values) == expected


def test_a_setting_that_is_no_dictionary(settings):
    settings.NOTIFICATIONS = ["MAIL_DELAY_MINUTES"]
    assert [message.id for message in check_settings()] == ["notifications.E001"]


def test_without_a_channel_layer_there_is_a_warning(settings):
    settings.CHANNEL_LAYERS = {}
    assert ids(settings) == ["notifications.W001"]


def test_an_installation_without_the_setting_works(settings):
    del settings.NOTIFICATIONS
    assert conf.mail_delay_minutes() == 10
    assert conf.display_name("Anna Öztürk") == "Anna Öztürk"
    assert conf.language_of(None) == settings.LANGUAGE_CODE
    assert conf.base_url() == settings.WAGTAILADMIN_BASE_URL
    assert conf.origins() is None
