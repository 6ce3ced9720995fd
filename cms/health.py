"""What a proxy or a monitor asks: does the process answer, can it work, and how much waits."""

import ipaddress
import sys
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kit.access import ADMIN, keys_of

from . import metrics as figures

OWN_NETWORKS = [
    ipaddress.ip_network(network)
    for network in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
]


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; no details, no database."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the database answers, what waits and what was set aside. For administrators and the machine's own
    network; for others it does not exist. A long queue is no reason to take the site off: the code speaks of the
    database only.
    """
    _require_insider(request)
    results: dict[str, Any] = {name: _works(check) for name, check in CHECKS.items()}
    if not all(results.values()):
        return JsonResponse(results, status=503)
    results["werte"] = {metric.name: metric.value for metric in figures.metrics()}
    results["gescheiterte_auftraege"] = figures.failed_jobs()
    return JsonResponse(results)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The same figures for Prometheus. Each process says how many sockets it serves itself."""
    _require_insider(request)
    return HttpResponse(figures.as_prometheus(), content_type="text/plain; version=0.0.4; charset=utf-8")


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an error nobody expected. While the database is away it says so to machines: come again."""
    response = defaults.server_error(request)
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        response.status_code = 503
        response["Retry-After"] = "30"
    return response


def _require_insider(request: HttpRequest) -> None:
    if not (_is_internal(request) or ADMIN in keys_of(request.user)):
        raise Http404


def _is_internal(request: HttpRequest) -> bool:
    """Asked directly by a neighbour, not through the proxy (which names the visitor in X-Forwarded-For)."""
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in network for network in OWN_NETWORKS)


def _works(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations() -> None:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError("unapplied migrations")


CHECKS: dict[str, Callable[[], None]] = {"datenbank": _database, "migrationen": _migrations}
