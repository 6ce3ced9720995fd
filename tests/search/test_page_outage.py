"""The page when what it asks does not answer: it comes all the same, and says so."""

import psycopg
import pytest
from django.test import Client

from search.conf import ELASTICSEARCH
from tests.factories import make_area, make_member, make_thread

from .pages import ask, index_everything, text, titles


@pytest.mark.django_db
def test_the_fast_search_is_away(settings):
    member = make_member()
    make_thread(make_area(), title="Vereine bei Stromausfall")
    index_everything()
    settings.SEARCH = {"ENGINE": ELASTICSEARCH, "URL": "http://127.0.0.1:9"}  # nobody listens there
    answer = ask(member, q="Verein")
    assert titles(answer) == {"Vereine bei Stromausfall"}
    assert "Die schnelle Suche antwortet gerade nicht." in text(answer)
    assert "Die schnelle Suche" in text(ask(member, q="Quastenflosser"))


def test_the_database_is_too_slow(own_database, settings):
    settings.SEARCH = {"DATABASE_SECONDS": 0.2}
    client = Client()
    client.force_login(make_member())
    with psycopg.connect(own_database) as other:
        other.execute("LOCK TABLE search_searchdocument IN ACCESS EXCLUSIVE MODE")
        answer = client.get("/suche/?q=Verein")
    assert answer.status_code == 200
    assert "Die Suche braucht gerade zu lange" in text(answer)
    assert 'value="Verein"' in text(answer)
    assert "Kein Treffer" in text(client.get("/suche/?q=Verein"))


@pytest.mark.django_db
def test_who_searches_without_end_waits_a_minute(settings):
    """Members one by one; visitors, who may share an address, five times as often."""
    settings.SEARCH = {"SEARCHES_PER_MINUTE": 1}
    member, visitor = Client(), Client(REMOTE_ADDR="203.0.113.77")
    member.force_login(make_member())
    for client, limit in ((member, 1), (visitor, 5)):
        assert [client.get("/suche/?q=Verein").status_code for _ in range(limit)] == [200] * limit
        answer = client.get("/suche/?q=Verein")
        assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 60
        assert "Bitte versuchen Sie es in einer Minute noch einmal." in text(answer)
        assert 'value="Verein"' in text(answer)
        assert client.get("/suche/").status_code == 200, "the empty page is no search"
