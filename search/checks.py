"""What is wrong with the setting SEARCH, said at the start and not by the first search."""

from typing import Any
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, register

from .conf import ELASTICSEARCH, POSTGRES, conf


@register
def check_search(**kwargs: Any) -> list[CheckMessage]:
    settings = conf()
    if settings.engine not in (POSTGRES, ELASTICSEARCH):
        return [Error(f"SEARCH['ENGINE'] is {POSTGRES!r} or {ELASTICSEARCH!r}.", id="search.E001")]
    if settings.engine == ELASTICSEARCH and not _is_address(settings.url):
        hint = "Set ELASTICSEARCH_URL, for example http://user:password@host:9200, with the port."
        return [Error("Elasticsearch has no address.", hint=hint, id="search.E002")]
    return []


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port is not None
    except ValueError:
        return False
