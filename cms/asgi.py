"""One server command for everything: pages through WSGI threads, sockets through Channels.

Django's own ASGI path costs synchronous pages four to ten times as much (docs/adr/0003), so HTTP goes through a2wsgi.
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

pages: Any = get_wsgi_application()
http = WSGIMiddleware(pages, workers=int(os.environ.get("WEB_THREADS", "4")))

from channels.routing import ProtocolTypeRouter

from notifications.routing import websocket_application

application = ProtocolTypeRouter({"http": http, "websocket": websocket_application()})
