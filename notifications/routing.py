"""The sockets' way in: ``/ws/``, for pages of this site only."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from channels.sessions import CookieMiddleware
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from . import conf
from .consumers import live

SOCKET_PATH = "/ws/"
DEFAULT_PORTS = {"http": 80, "https": 443}

Scope = dict[str, Any]
Application = Callable[..., Awaitable[None]]
Origin = tuple[str, str, int]


def websocket_application() -> Application:
    """The ASGI application for the ``websocket`` protocol; call it after Django is set up.

    Refuses the handshake (403) at other addresses, and to pages of other origins: a browser sends cookies with a socket
    whichever page opens it, and names that page in ``Origin``.
    """
    admitted: Application = CookieMiddleware(live)

    async def application(scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if scope["path"] == SOCKET_PATH and is_own_origin(scope):
            await admitted(scope, receive, send)
        else:
            await receive()  # websocket.connect
            await send({"type": "websocket.close"})

    return application


def is_own_origin(scope: Scope) -> bool:
    """Whether the page that opens this socket is one of NOTIFICATIONS["ORIGINS"]; by default one of the site's
    address, or of the very scheme and host the socket is opened at.

    Scheme, host and port must all agree; a missing or ``null`` Origin is refused. Channels' validators compare hosts.
    """
    headers = _headers(scope)
    origin = _parse(headers.get("origin", ""))
    if origin is None:
        return False
    listed = conf.origins()
    if listed is not None:
        return origin in {_parse(each) for each in listed}
    return origin in {_parse(conf.base_url()), _handshake_origin(scope, headers)}


def _headers(scope: Scope) -> dict[str, str]:
    """The handshake's headers by their lower-case names; of a doubled one nothing is believed."""
    seen: dict[str, str] = {}
    for raw_name, value in scope["headers"]:
        name = raw_name.decode("latin-1").lower()
        seen[name] = "" if name in seen else value.decode("latin-1")
    return seen


def _handshake_origin(scope: Scope, headers: dict[str, str]) -> Origin | None:
    """Scheme, host and port this handshake came to, if ALLOWED_HOSTS knows the host."""
    host = (headers.get("x-forwarded-host") if settings.USE_X_FORWARDED_HOST else None) or headers.get("host", "")
    domain, _port = split_domain_port(host)
    allowed = settings.ALLOWED_HOSTS or ([".localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else [])
    if not domain or not validate_host(domain, allowed):
        return None
    return _parse(f"{_scheme(scope, headers)}://{host}")


def _scheme(scope: Scope, headers: dict[str, str]) -> str:
    """http or https, as Django decides it for pages: a proxy's header counts only where the settings name it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure_value = settings.SECURE_PROXY_SSL_HEADER
        value = headers.get(name.removeprefix("HTTP_").replace("_", "-").lower())
        if value is not None:
            return "https" if value.split(",", 1)[0].strip() == secure_value else "http"
    return "https" if scope.get("scheme") == "wss" else "http"


def _parse(origin: str) -> Origin | None:
    """Scheme, host and port of an origin, or None for anything else."""
    try:
        parts = urlsplit(origin.lower())
        port = parts.port
    except ValueError:
        return None
    is_bare = origin.lower() == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
    if not is_bare or parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or DEFAULT_PORTS[parts.scheme]
