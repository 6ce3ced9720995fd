"""A way to the real Valkey that can be cut or stopped, and an ear at its other end."""

import contextlib
import selectors
import socket
import threading
import uuid
from urllib.parse import unquote, urlsplit

import msgpack
import redis

from cms import services


class Line:
    """A TCP port in front of Valkey. ``cut()``: refuses and drops; ``hold()``: takes connections, passes nothing on."""

    def __init__(self):
        self._selector = selectors.DefaultSelector()
        self._pairs = {}
        self._is_held = False
        self._is_cut = False
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._ends = threading.Event()
        self._selector.register(self._server, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}"

    def cut(self):
        self._is_cut = True

    def hold(self):
        self._is_held = True

    def restore(self):
        self._is_cut = self._is_held = False

    def close(self):
        self._ends.set()
        self._thread.join(5)
        self._drop_all()
        self._server.close()
        self._selector.close()

    def _work(self):
        while not self._ends.is_set():
            if self._is_cut:
                self._drop_all()
            for key, _ in self._selector.select(0.02):
                if key.fileobj is self._server:
                    self._accept()
                elif not self._is_held:
                    self._pass_on(key.fileobj)
            if self._is_held:
                self._ends.wait(0.02)

    def _accept(self):
        near, _ = self._server.accept()
        if self._is_cut:
            near.close()
            return
        far = socket.socket(socket.AF_UNIX)
        far.connect(unquote(urlsplit(services.valkey_url()).path))
        for one, other in ((near, far), (far, near)):
            self._pairs[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _pass_on(self, source):
        data = b""
        with contextlib.suppress(OSError):
            data = source.recv(65536)
        if data:
            with contextlib.suppress(OSError):
                self._pairs[source].sendall(data)
        else:
            self._drop(source)

    def _drop(self, one):
        other = self._pairs.pop(one, None)
        self._pairs.pop(other, None)
        for end in filter(None, (one, other)):
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(end)
            end.close()

    def _drop_all(self):
        for one in list(self._pairs):
            self._drop(one)


class Ear:
    """Hears every message that reaches the real Valkey under a prefix."""

    def __init__(self, prefix):
        self._prefix = f"{prefix}__group__"
        self._client = redis.Redis.from_url(services.valkey_url())
        self._pubsub = self._client.pubsub()
        self._pubsub.psubscribe(f"{self._prefix}*")
        assert self._pubsub.get_message(timeout=2)["type"] == "psubscribe"
        self._heard = []

    @property
    def heard(self):
        while message := self._pubsub.get_message(timeout=0.01):
            self._heard.append(
                (message["channel"].decode().removeprefix(self._prefix), msgpack.unpackb(message["data"]))
            )
        return list(self._heard)

    def close(self):
        self._pubsub.close()
        self._client.close()


@contextlib.contextmanager
def line_to_valkey(settings):
    """The channel layer goes through a line of the test's own. Yields the line and an ear."""
    prefix = uuid.uuid4().hex
    line, ear = Line(), Ear(prefix)
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [line.url], "prefix": prefix},
        }
    }
    try:
        yield line, ear
    finally:
        line.close()
        ear.close()
