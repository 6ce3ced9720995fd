"""A browser's requests at the lowest price: one connection kept open, nothing parsed that nobody asks for."""

import contextlib
import socket
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from cms.demo.child import HOST

CSRF_TOKEN = "b" * 32  # any will do, as long as cookie and form agree
END = b"\r\n\r\n"
BOUNDARY = "the-boundary-of-the-benchmark"


@dataclass(frozen=True)
class Response:
    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == name.lower().encode():
                return value.strip().decode("latin-1")
        return ""


class UnexpectedStatus(RuntimeError):
    """A measured request was not answered as it must be."""


class Client:
    """One keep-alive connection to a server, as the person whose cookies are given."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.port = port
        jar = SimpleCookie(cookies).output(attrs=[], header="", sep=";").strip()
        self._head = f"Host: {HOST}:{port}\r\nCookie: {jar}\r\nAccept: text/html\r\n"
        self._connection: socket.socket | None = None

    def get(self, path: str, headers: dict[str, str] | None = None, *, status: int = 200) -> Response:
        """Raises UnexpectedStatus."""
        return self.send(self.get_bytes(path, headers), status=status)

    def post(
        self, path: str, fields: dict[str, str], headers: dict[str, str] | None = None, *, status: int = 302
    ) -> Response:
        """Raises UnexpectedStatus."""
        return self.send(self.post_bytes(path, fields, headers), status=status)

    def upload(
        self, path: str, name: str, content: bytes, fields: dict[str, str], headers: dict[str, str] | None = None
    ) -> Response:
        """Sends a file as a page's script does. Raises UnexpectedStatus."""
        return self.send(self.upload_bytes(path, name, content, fields, headers), status=201)

    def get_bytes(self, path: str, headers: dict[str, str] | None = None) -> bytes:
        return f"GET {path} HTTP/1.1\r\n{self._head}{_lines(headers)}\r\n".encode()

    def post_bytes(self, path: str, fields: dict[str, str], headers: dict[str, str] | None = None) -> bytes:
        body = urlencode({"csrfmiddlewaretoken": CSRF_TOKEN, **fields}).encode()
        form = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        return f"POST {path} HTTP/1.1\r\n{self._head}{_lines({**form, **(headers or {})})}\r\n".encode() + body

    def upload_bytes(
        self, path: str, name: str, content: bytes, fields: dict[str, str], headers: dict[str, str] | None = None
    ) -> bytes:
        given = {"csrfmiddlewaretoken": CSRF_TOKEN, **fields}
        parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{given[key]}' for key in given]
        file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"'
        kind = "Content-Type: application/octet-stream\r\n\r\n"
        body = "\r\n".join([*parts, file, kind]).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        form = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Content-Length": str(len(body))}
        return f"POST {path} HTTP/1.1\r\n{self._head}{_lines({**form, **(headers or {})})}\r\n".encode() + body

    def send(self, request: bytes, *, status: int) -> Response:
        """One request and its answer; again on a new connection where the server has closed an idle one."""
        try:
            self.connection.sendall(request)
            response = self.receive()
        except (ConnectionError, EOFError):
            self.close()
            self.connection.sendall(request)
            response = self.receive()
        if response.status != status:
            line = request.split(b"\r\n", 1)[0].decode()
            raise UnexpectedStatus(f"{line}: {response.status} {response.header('location')}\n{response.body[:2000]!r}")
        return response

    @property
    def connection(self) -> socket.socket:
        if self._connection is None:
            self._connection = socket.create_connection((HOST, self.port), timeout=60)
            self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._connection

    def receive(self) -> Response:
        """The next answer. All of ours say their length."""
        data = bytearray()
        while (end := data.find(END)) < 0:
            data += self._some()
        head = bytes(data[:end])
        response = Response(int(head[9:12]), head, b"")
        length = end + len(END) + int(response.header("content-length") or 0)
        while len(data) < length:
            data += self._some()
        return Response(response.status, head, bytes(data[end + len(END) : length]))

    def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
        self._connection = None

    def _some(self) -> bytes:
        part = self.connection.recv(262144)
        if not part:
            raise EOFError
        return part


def _lines(headers: dict[str, str] | None) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
