"""The settings of the search: ``SEARCH``, read when asked for."""

from dataclasses import dataclass

from django.conf import settings

POSTGRES, ELASTICSEARCH = "postgres", "elasticsearch"
DATABASE_SECONDS = 1.2  # all statements of one search together
SERVER_SECONDS = 1.1  # all questions of one search to Elasticsearch together
SEARCHES_PER_MINUTE = 60  # of a person; each process counts for itself
PAUSE_SECONDS = 15  # so long a server that failed is not asked again by this process


@dataclass(frozen=True)
class Conf:
    """``index``: the beginning of the names of index and alias in Elasticsearch."""

    engine: str
    url: str
    index: str
    database_seconds: float
    server_seconds: float
    pause_seconds: float
    searches_per_minute: int | None


def conf() -> Conf:
    """What the site has set, with our values where it says nothing."""
    given = getattr(settings, "SEARCH", {})
    url = given.get("URL", "")
    return Conf(
        engine=given.get("ENGINE") or (ELASTICSEARCH if url else POSTGRES),
        url=url,
        index=given.get("INDEX", "ratschlag"),
        database_seconds=given.get("DATABASE_SECONDS", DATABASE_SECONDS),
        server_seconds=given.get("SERVER_SECONDS", SERVER_SECONDS),
        pause_seconds=given.get("PAUSE_SECONDS", PAUSE_SECONDS),
        searches_per_minute=given.get("SEARCHES_PER_MINUTE", SEARCHES_PER_MINUTE),
    )
