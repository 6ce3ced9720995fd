import pytest
from django.db import transaction

from home.models import HomePage
from home.starter import create_starter_pages


@pytest.fixture(scope="module")
def starter_pages(django_db_setup, django_db_blocker):
    """The starter pages in a transaction around the tests of a module; each test still rolls back its own part."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield create_starter_pages().pk
        transaction.set_rollback(True)


@pytest.fixture
def home(starter_pages, db):
    """The German home page, with everything below it."""
    return HomePage.objects.get(pk=starter_pages)


@pytest.fixture
def news_index(home):
    return home.get_children().get(slug="aktuelles").specific
