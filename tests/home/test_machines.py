"""What proxies, monitors and search engines ask for, and the pages of errors."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from tests.factories import make_admin, make_applicant, make_editor, make_member

LEGAL = ("/impressum/", "/datenschutz/", "/barrierefreiheit/")


def test_live_answers_without_database(django_assert_num_queries, client, db):
    with django_assert_num_queries(0):
        answer = client.get("/gesundheit/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("make_person", "code"),
    [(None, 404), (make_applicant, 404), (make_member, 404), (make_editor, 404), (make_admin, 200)],
)
def test_ready_is_for_administrators_from_outside(client, db, make_person, code):
    if make_person:
        client.force_login(make_person())
    answer = client.get("/gesundheit/bereit/", headers={"x-forwarded-for": "203.0.113.7"})
    assert answer.status_code == code


def test_ready_is_for_neighbours(client, db):
    answer = client.get("/gesundheit/bereit/", REMOTE_ADDR="10.0.0.5")
    assert answer.status_code == 200
    told = answer.json()
    assert told["datenbank"] and told["migrationen"] and told["gescheiterte_auftraege"] == []
    assert told["werte"]["jobs_failed"] == 0
    assert client.get("/gesundheit/bereit/", REMOTE_ADDR="203.0.113.7").status_code == 404
    assert client.get("/gesundheit/bereit/", REMOTE_ADDR="").status_code == 404


def test_ready_says_no_when_migrations_are_missing(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'home'")
    answer = client.get("/gesundheit/bereit/")
    assert answer.status_code == 503
    assert answer.json() == {"datenbank": True, "migrationen": False}


def test_robots_name_the_sitemap_and_stay_out_of_the_members_area(client, home):
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    text = answer.content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text and "Disallow: /forum/" in text
    assert "/hilfe/" in client.get("/sitemap.xml").content.decode()


def test_the_icon(client, db):
    assert client.get("/favicon.ico").headers["Location"].endswith("favicon.svg")


@pytest.mark.parametrize("make_person", [None, make_applicant, make_member])
def test_a_missing_page_helps_everybody_on(client, home, make_person):
    if make_person:
        client.force_login(make_person())
    answer = client.get("/gibt-es-nicht/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Diese Seite gibt es nicht" in page
    for address in (*LEGAL, "/barriere-melden/", "/kontakt/"):
        assert f'href="{address}' in page, address
    assert ("kn-header--member" in page) is (make_person is make_member)


def test_a_missing_page_of_the_members_area_looks_like_the_members_area(client, home):
    client.force_login(make_member())
    page = client.get("/forum/beitrag/999999/").content.decode()
    assert "Diese Seite gibt es nicht" in page and "kn-header--member" in page


def test_forbidden_says_why(client, home):
    client.force_login(make_member())
    answer = client.get("/moderation/")
    assert answer.status_code in (403, 404)
    if answer.status_code == 403:
        assert "Das ist Ihnen nicht erlaubt" in answer.content.decode()


def fail(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [path("kaputt/", fail)]


def test_an_error_of_ours_needs_nothing_to_be_shown(settings, django_assert_num_queries, db):
    settings.ROOT_URLCONF = __name__
    with django_assert_num_queries(0):
        answer = Client(raise_request_exception=False).get("/kaputt/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Das hat leider nicht geklappt" in page and "broken on purpose" not in page
    for address in LEGAL:
        assert f'href="{address}"' in page


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_standalone_pages_render_without_context(template):
    page = render_to_string(template)
    assert page.strip().startswith("<!doctype html>") and 'lang="de"' in page
    assert "style=" not in page and "<script" not in page
