"""How often one may try. The numbers stand in settings.ACCOUNT_LIMITS, the counters in PostgreSQL.

allauth has counters too; they serve where a counter belongs to one person. Where a whole town hall shares one (by the
computer's address), allauth's would refuse people: it polls for a lock and gives up after a second. Ours wait in line.
"""

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import Rate, apply_rate, parse_rates, truncate_ip
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .cache import PostgresCache

WRONG_PASSWORD = "wrong_password"  # noqa: S105  guesses, by computer and by the account's address
MAIL_TO_ADDRESS = "mail_to_address"  # mails anybody can make the site send to one address
RETRY_AFTER = 60  # seconds; the shortest of the limits


@dataclass(frozen=True)
class Try:
    """One try as it stands in one counter."""

    counter: str
    moment: float
    seconds: float


def rates_of(action: str) -> list[Rate]:
    """The limits of an action, e.g. »100/m/ip,5/5m/key«: tries per minute, hour, day; by computer, person, or key."""
    return parse_rates(settings.ACCOUNT_LIMITS.get(action))


def count(request: HttpRequest, action: str, key: str = "") -> list[Try] | None:
    """Counts one try; None when it was one too many by any of the limits. One short transaction per limit."""
    tries = []
    for rate in rates_of(action):
        attempt = Try(_counter(action, rate, _subject(request, rate, key)), time.time(), rate.duration)
        if not _add(attempt, rate):
            return None
        tries.append(attempt)
    return tries


def may(request: HttpRequest, action: str, key: str = "") -> bool:
    """Counts one try; False when it was one too many."""
    return count(request, action, key) is not None


def take_back(tries: Iterable[Try]) -> None:
    """Uncounts tries: a password that was right is no guess. All others stay counted."""
    for attempt in tries:
        _cache().change(attempt.counter, partial(_without, attempt.moment), attempt.seconds)


def forget(action: str, key: str) -> None:
    """Empties the counters that belong to this key, for example after a new password came by mail."""
    _cache().delete_many([_counter(action, rate, key) for rate in rates_of(action) if rate.per == "key"])


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The answer 429, for our limits and allauth's (``handler429`` in cms.urls)."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _without(moment: float, moments: list[float] | None) -> list[float]:
    return [each for each in moments or [] if each != moment]


def _add(attempt: Try, rate: Rate) -> bool:
    allowed = False

    def add(moments: list[float] | None) -> list[float]:
        nonlocal allowed
        allowed, kept = apply_rate(list(moments or []), attempt.moment, rate)
        return kept

    _cache().change(attempt.counter, add, rate.duration)
    return allowed


def _subject(request: HttpRequest, rate: Rate, key: str) -> str:
    if rate.per == "ip":
        return truncate_ip(get_adapter().get_client_ip(request))
    return str(request.user.pk) if rate.per == "user" else key


def _counter(action: str, rate: Rate, subject: str) -> str:
    """The counter's name; hashed, so that no list of addresses stands in the cache."""
    return f"limit:{action}:{rate}:{hashlib.sha256(subject.encode()).hexdigest()}"


def _cache() -> PostgresCache:
    cache = caches["default"]
    assert isinstance(cache, PostgresCache), "accounts.E003"
    return cache
