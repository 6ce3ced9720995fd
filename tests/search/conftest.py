import os

import pytest
from django.db import transaction
from django.test import override_settings

from search import engine as search_engine
from search.conf import ELASTICSEARCH, POSTGRES
from search.engines import elasticsearch
from tests.harness.search import SearchServer

from .pages import build_world


@pytest.fixture(scope="session")
def search_server():
    """The address of a real Elasticsearch; without one the test is skipped with the reason."""
    server = SearchServer()
    server.start()
    if server.reason:
        server.stop()
        pytest.skip(f"no Elasticsearch: {server.reason}")
    yield server.url
    server.stop()


@pytest.fixture(scope="module", params=[POSTGRES, ELASTICSEARCH])
def engine(request):
    """Each of the two engines is what the site has."""
    if request.param == ELASTICSEARCH:
        request.getfixturevalue("with_elasticsearch")
    return request.param


@pytest.fixture(scope="module")
def with_elasticsearch(request, search_server):
    """The site has Elasticsearch, with indexes of this module's and this process' own."""
    name = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{request.module.__name__.rpartition('.')[2]}"
    with override_settings(SEARCH={"ENGINE": ELASTICSEARCH, "URL": search_server, "INDEX": name, "SERVER_SECONDS": 60}):
        elasticsearch.remove_all()
        yield
        elasticsearch.remove_all()


@pytest.fixture(autouse=True)
def forget_failures():
    search_engine.breaker.close()
    yield
    search_engine.breaker.close()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The network of pages.py, indexed; each test rolls back its own part."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)
