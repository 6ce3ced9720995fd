"""The virus scanner: clamd's INSTREAM, where ``FORUM["CLAMD"]`` names one (host:port, or the path of a socket)."""

import socket
from pathlib import Path

from . import conf

CHUNK = 128 * 1024
PATIENCE = 30  # seconds without a word from the scanner


class ScannerAway(Exception):
    """The scanner cannot be reached, or says something that is neither yes nor no."""


def is_configured() -> bool:
    """Whether files are scanned at all; where not, no page claims it."""
    return bool(conf.value("CLAMD"))


def is_clean(path: Path) -> bool:
    """Asks the scanner; raises ScannerAway."""
    try:
        with _connect(conf.value("CLAMD")) as scanner, path.open("rb") as file:
            scanner.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                scanner.sendall(len(chunk).to_bytes(4, "big") + chunk)
            scanner.sendall(bytes(4))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < 4096 and (part := scanner.recv(4096)):
                answer += part
    except OSError as error:
        raise ScannerAway(str(error)) from error
    words = answer.rstrip(b"\0\n").decode(errors="replace")
    if words == "stream: OK":
        return True
    if words.startswith("stream: ") and words.endswith(" FOUND"):
        return False
    raise ScannerAway(words)


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        scanner = socket.socket(socket.AF_UNIX)
        scanner.settimeout(PATIENCE)
        try:
            scanner.connect(address)
        except OSError:
            scanner.close()
            raise
        return scanner
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)
