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
