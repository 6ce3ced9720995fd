"""The settings of Gunicorn: ``gunicorn -c python:cms.server cms.asgi:application`` (docs/adr/0027).

It loads the application once and forks the site's processes from it, so that they share most of their memory.
``WEB_CONCURRENCY`` sets their number.
"""

import gc
from typing import Any

from uvicorn_worker import UvicornWorker

# A browser sends nothing but short commands through its socket.
UVICORN: dict[str, Any] = {
    "ws": "websockets-sansio",
    "ws_max_size": 4096,  # bytes
    "ws_per_message_deflate": False,
    "timeout_graceful_shutdown": 5,  # seconds for the requests and sockets that are open
    "lifespan": "off",
    "access_log": False,
}


class Worker(UvicornWorker):
    CONFIG_KWARGS = UVICORN


worker_class = f"{__name__}.Worker"
preload_app = True
graceful_timeout = 8  # seconds: more than the processes give to their requests, less than Docker gives to us
keepalive = 5  # seconds
loglevel = "warning"
control_socket_disable = True


def when_ready(_server: Any) -> None:
    """Loads what the first request would, then puts it all out of the garbage collector's sight: its marks are written
    beside the objects, and a page of memory that one process has written to is no longer shared."""
    from django.db import connections
    from django.urls import get_resolver

    list(get_resolver().url_patterns)  # reads the modules of all addresses
    connections.close_all()
    gc.collect()
    gc.freeze()
