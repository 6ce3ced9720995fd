"""Fixtures of all tests. Servers start with the run, in the tests' own folder of var/, and end with it."""

import fcntl
import os
import shutil

import pytest
from django.core.cache import caches
from django.test.utils import teardown_databases

from cms import services

from .harness.chromium import CHROMIUM
from .harness.database import copied_database, disconnect_everybody, migrated_database, url_of_copy
from .harness.network import forbid_foreign_connections
from .harness.site import Site

RUN = pytest.StashKey[object]()
LONGEST = {"test_every_page.py", "test_other_site.py"}  # of those with a browser

# Playwright runs an event loop in the test's thread, beside which Django would refuse database work.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

forbid_foreign_connections()


def pytest_configure(config: pytest.Config) -> None:
    config.option.output = str(services.var_dir() / "playwright")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium (apt-get install chromium, or CHROMIUM=path)"))
        if item.get_closest_marker("slow") and not config.option.markexpr:
            item.add_marker(pytest.mark.skip(reason="runs with make test-long"))
        database = item.get_closest_marker("django_db")
        if (database and database.kwargs.get("transaction")) or "transactional_db" in item.fixturenames:
            raise pytest.UsageError(f"{item.nodeid}: use own_database, a flush would spoil the database for the others")
    # Playwright leaves an event loop running in this thread, beside which no other test could run one of its own. Files
    # are dealt out whole: one with a single browser test goes last; of these the longest first, so that all processes
    # of the run end at nearly the same time.
    in_browsers = {item.path for item in items if "browser" in item.fixturenames}
    items.sort(key=lambda item: (item.path in in_browsers, item.path.name not in LONGEST))


def pytest_sessionstart(session: pytest.Session) -> None:
    if session.config.getoption("numprocesses", None):
        return  # only deals out the tests; each of its processes comes by here itself
    folder = services.var_dir()
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        pytest.exit(f"Another test run uses {folder}; set RATSCHLAG_VAR to have two.", returncode=2)
    session.config.stash[RUN] = lock
    services.start(fsync=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if lock := session.config.stash.get(RUN, None):
        services.stop()
        shutil.rmtree(services.var_dir() / "media" / "forum", ignore_errors=True)
        lock.close()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_keepdb, django_db_createdb):
    """The migrated database: tests roll back in it, or work on a copy of it."""
    with django_db_blocker.unblock():
        old = migrated_database(keep=django_db_keepdb and not django_db_createdb)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            disconnect_everybody()
            teardown_databases(old, 0)


@pytest.fixture
def own_database(django_db_setup, django_db_blocker):
    """A database of the test's own, for real transactions, several connections, or a worker. The fixture is its URL."""
    with django_db_blocker.unblock(), copied_database("own") as url:
        yield url


@pytest.fixture(scope="session")
def processes(django_db_setup):
    """The processes of `site`, which start with the first module that asks for it."""
    site = Site(url_of_copy("site"))
    yield site
    site.stop()


@pytest.fixture(scope="module")
def site(processes, django_db_blocker):
    """The whole site as processes, with a database that the tests of one module share, this process included."""
    with django_db_blocker.unblock(), copied_database("site"):
        try:
            processes.start()
            yield processes
        finally:
            processes.rest()


@pytest.fixture(autouse=True)
def forget_cached_chrome():
    """The process' own cache outlives the roll-back of what it was filled from."""
    caches["local"].clear()
