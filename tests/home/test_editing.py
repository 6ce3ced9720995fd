"""The forms editors meet for each kind of page: German, complete, and what they save is what visitors see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.accounts.groups import set_up_groups
from home.models import EventIndexPage, EventPage
from tests.factories import make_admin, make_topic

LABELS = {
    "eventpage": ("Zugang (nur für Mitglieder)", "Gebäude und Adresse", "abgesagt", "Themenfeld"),
    "newspage": ("Alternativtext", "Bildunterschrift und Quelle", "Themenfeld"),
    "contentpage": ("Notiz für die Redaktion", "Sprecherteam"),
    "memberspage": ("Einleitung",),
}


@pytest.fixture
def admin(client, home):
    set_up_groups()
    client.force_login(make_admin())
    return client


@pytest.mark.parametrize("model", LABELS)
def test_the_form_speaks_german(admin, home, model):
    parents = {"eventpage": EventIndexPage.objects.get(), "newspage": home.get_children().get(slug="aktuelles")}
    parent = parents.get(model, home)
    page = admin.get(reverse("wagtailadmin_pages:add", args=["home", model, parent.pk])).content.decode()
    for label in LABELS[model]:
        assert label in page, label


def test_an_event_from_the_form_to_the_page(admin, home):
    index, topic = EventIndexPage.objects.get(), make_topic("Digitalisierung")
    begin = timezone.localtime(timezone.now() + timedelta(days=30)).replace(hour=10, minute=0)
    data = {
        "title": "Werkstatt Karten",
        "slug": "werkstatt-karten",
        "kind": "workshop",
        "topic": topic.pk,
        "starts_at": begin.strftime("%Y-%m-%d %H:%M"),
        "ends_at": (begin + timedelta(hours=-1)).strftime("%Y-%m-%d %H:%M"),
        "place": "Hagen",
        "joining_info": '{"blocks": [], "entityMap": {}}',
        "body": streamfield([]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0},
        "action-publish": "1",
    }
    add = reverse("wagtailadmin_pages:add", args=["home", "eventpage", index.pk])
    refused = admin.post(add, nested_form_data(data))
    assert "Das Ende liegt vor dem Beginn" in refused.content.decode() and not EventPage.objects.exists()
    data["ends_at"] = (begin + timedelta(hours=2)).strftime("%Y-%m-%d %H:%M")
    admin.post(add, nested_form_data(data))
    page = admin.get("/termine/werkstatt-karten/").content.decode()
    assert "10:00 bis 12:00 Uhr" in page and "Digitalisierung" in page
