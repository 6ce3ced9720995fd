"""One site and one database for all, and the table that is printed at the end."""

from pathlib import Path

import pytest

from tests.harness.database import copied_database, url_of_copy

from .post_office import Mood
from .town import FaultySite, Town, forget_jobs

HEAD = ("fault", "what was counted", "result")
_rows = []


def pytest_collection_modifyitems(config, items):
    """They run by ``make test-faults`` alone: minutes, and servers that others need."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.faults)
            if not config.option.markexpr:
                item.add_marker(pytest.mark.skip(reason="runs with make test-faults"))


def pytest_terminal_summary(terminalreporter):
    if _rows:
        widths = [max(len(str(row[number])) for row in [HEAD, *_rows]) for number in range(3)]
        terminalreporter.section("faults")
        for row in [HEAD, *_rows]:
            terminalreporter.line("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)))


@pytest.fixture
def note():
    """``note(fault, what, result)``: a row of the table."""
    return lambda *row: _rows.append(row)


@pytest.fixture(scope="session")
def whole_town(django_db_setup, django_db_blocker):
    site = FaultySite(url_of_copy("faults"))
    with django_db_blocker.unblock(), copied_database("faults"):
        site.start()
        site.worker.kill()
        try:
            yield Town(site)
        finally:
            site.stop()


@pytest.fixture
def town(whole_town, django_db_blocker):
    """The people; the site's pages and sockets run, its worker does not."""
    with django_db_blocker.unblock():
        yield whole_town
        whole_town.site.worker.kill()
        whole_town.site.post_office.mood = Mood.TAKES
        forget_jobs()
