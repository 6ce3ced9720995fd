"""Many open pages' sockets in one loop: no library stands between the frame's arrival and the clock."""

import base64
import json
import os
import re
import resource
import selectors
import socket
import struct
import time
from collections.abc import Sequence
from http.cookies import SimpleCookie
from typing import Any

from cms.demo.child import HOST

FEW = 50  # sockets opened at a time
PATIENCE = 20  # seconds for an answer
VERSION = re.compile(rb'"version": ?(\d+)')


def allow_many_files() -> None:
    """This process and those it starts may have as many sockets as the system allows."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Sockets:
    """Sockets of as many people, all with the same thread on screen."""

    def __init__(self, port: int, origin: str, cookies: Sequence[dict[str, str]], thread_id: int) -> None:
        self.version = 0
        self._port, self._origin, self._thread_id = port, origin, thread_id
        self._sockets: list[socket.socket] = []
        self._selector = selectors.DefaultSelector()
        for start in range(0, len(cookies), FEW):
            self._open(cookies[start : start + FEW])

    def arrivals(self, begin: float) -> list[float]:
        """Milliseconds from ``begin`` until each socket has heard of a newer version. Raises TimeoutError."""
        waiting = set(self._sockets)
        found: list[float] = []
        newest = self.version
        while waiting:
            events = self._selector.select(PATIENCE)
            if not events:
                raise TimeoutError(f"{len(waiting)} of {len(self._sockets)} sockets heard nothing")
            for key, _mask in events:
                data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                now = time.perf_counter()
                version = max(map(int, VERSION.findall(data)), default=0)
                if version > self.version and key.fileobj in waiting:
                    waiting.discard(key.fileobj)  # type: ignore[arg-type]
                    found.append((now - begin) * 1000)
                    newest = max(newest, version)
        self.version = newest
        return found

    def close(self) -> None:
        self._selector.close()
        for each in self._sockets:
            each.close()

    def _open(self, people: Sequence[dict[str, str]]) -> None:
        """Handshake, the thread on screen, and a ping whose answer says that the person was let in."""
        opened = []
        for cookies in people:
            each = socket.create_connection((HOST, self._port), timeout=PATIENCE)
            each.sendall(self._handshake(cookies))
            opened.append(each)
        for each in opened:
            answer = _read_until(each, b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 101"):
                raise RuntimeError(f"socket refused: {answer[:200]!r}")
            each.sendall(
                _frame({"type": "watch", "stream": "thread", "id": self._thread_id}) + _frame({"type": "ping"})
            )
        for each in opened:
            _read_until(each, b'"pong"')
            self._sockets.append(each)
            self._selector.register(each, selectors.EVENT_READ)

    def _handshake(self, cookies: dict[str, str]) -> bytes:
        jar = SimpleCookie(cookies).output(attrs=[], header="", sep=";").strip()
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /ws/ HTTP/1.1",
            f"Host: {HOST}:{self._port}",
            f"Origin: {self._origin}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
            f"Cookie: {jar}",
        ]
        return "\r\n".join([*lines, "", ""]).encode()


def _frame(content: dict[str, Any]) -> bytes:
    """A short text frame. Browsers mask theirs; a mask of zeros changes nothing."""
    text = json.dumps(content).encode()
    return struct.pack("!BB4x", 0x81, 0x80 | len(text)) + text


def _read_until(connection: socket.socket, end: bytes) -> bytes:
    data = b""
    while end not in data:
        part = connection.recv(4096)
        if not part:
            raise RuntimeError(f"socket closed: {data[-200:]!r}")
        data += part
    return data
