import os

import pytest
from django.test import override_settings

from search import engine as search_engine
from search.conf import ELASTICSEARCH, POSTGRES
from search.engines import elasticsearch
from tests.harness.search import SearchServer


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
    """Each of the two engines is what the site has; Elasticsearch with indexes of this module's own."""
    if request.param == POSTGRES:
        yield POSTGRES
        return
    url = request.getfixturevalue("search_server")
    name = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{request.module.__name__.rpartition('.')[2]}"
    with override_settings(SEARCH={"ENGINE": ELASTICSEARCH, "URL": url, "INDEX": name, "SERVER_SECONDS": 60}):
        elasticsearch.remove_all()
        yield ELASTICSEARCH
        elasticsearch.remove_all()


@pytest.fixture(autouse=True)
def forget_failures():
    search_engine.breaker.close()
    yield
    search_engine.breaker.close()
