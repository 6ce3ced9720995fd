"""The site's processes as in production, the floor's beside them, and what they cost."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from cms import services
from cms.demo.child import GUNICORN, HOST, WEB, WORKER, Child

TICKS = os.sysconf("SC_CLK_TCK")
WEB_WORKERS = 2
PATIENCE = 60  # seconds until a server counts as not starting
FLOOR = [*GUNICORN, "tests.performance.floor.asgi:application"]


class Tree:
    """A process with all it has started."""

    def __init__(self, root: int) -> None:
        self.root = root

    def pids(self) -> list[int]:
        found, new = [], [self.root]
        while new:
            pid = new.pop()
            found.append(pid)
            with contextlib.suppress(OSError):
                for task in Path(f"/proc/{pid}/task").iterdir():
                    new.extend(int(child) for child in (task / "children").read_text().split())
        return found

    def cpu_seconds(self) -> float:
        """User and system time of the living, and of those the root has seen end (PostgreSQL's helpers are short)."""
        return sum(self._ticks(pid) for pid in self.pids()) / TICKS

    def pss_mb(self) -> float:
        """Memory, with pages shared by several processes counted once."""
        return sum(self._pss_kb(pid) for pid in self.pids()) / 1024

    def pss_of_each_mb(self) -> list[int]:
        """The same by process, the largest first."""
        return sorted((round(self._pss_kb(pid) / 1024) for pid in self.pids()), reverse=True)

    def _ticks(self, pid: int) -> int:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0
        user, system, ended_user, ended_system = map(int, fields[11:15])
        return user + system + (ended_user + ended_system if pid == self.root else 0)

    @staticmethod
    def _pss_kb(pid: int) -> int:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            return 0
        return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


class Server(Child):
    """A server and its processes; the last word of its command is its address."""

    @property
    def port(self) -> int:
        return int(self.command[-1].rpartition(":")[2])

    @property
    def tree(self) -> Tree:
        assert self.process
        return Tree(self.process.pid)

    def wait_until_ready(self) -> None:
        """Until each of its processes has answered. Raises RuntimeError."""
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.has_died() or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not answer:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), timeout=PATIENCE) as connection:
            connection.sendall(f"GET /gesundheit/ HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
            return connection.recv(12).startswith(b"HTTP/1.1")
        return False


class Pausable(Child):
    """The worker: the others can be measured without it."""

    @property
    def tree(self) -> Tree:
        assert self.process
        return Tree(self.process.pid)

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Stands still meanwhile; for seconds only, else its jobs count as stalled."""
        assert self.process
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)


class Processes:
    """`web`, `socket`, `worker` and `floor`; `postgres` is the tree of the embedded server."""

    def __init__(self, ports: list[int], postgres_pid: int) -> None:
        web, sockets, floor = (f"{HOST}:{port}" for port in ports)
        as_in_the_image = {**os.environ, "MALLOC_ARENA_MAX": "2"}
        several = {**as_in_the_image, "WEB_CONCURRENCY": str(WEB_WORKERS)}
        single = {**as_in_the_image, "WEB_CONCURRENCY": "1"}
        floor_environment = {**several, "DJANGO_SETTINGS_MODULE": "tests.performance.floor.settings"}
        self.web = Server("web", [*WEB, "--bind", web], several, log_file("web"))
        self.socket = Server("socket", [*WEB, "--bind", sockets], single, log_file("socket"))
        self.worker = Pausable("worker", WORKER, single, log_file("worker"))
        self.floor = Server("floor", [*FLOOR, "--bind", floor], floor_environment, log_file("floor"))
        self.postgres = Tree(postgres_pid)

    def start(self) -> None:
        for child in self._children:
            child.start()
        for server in (self.web, self.socket, self.floor):
            server.wait_until_ready()

    def stop(self) -> None:
        for child in self._children:
            child.ask_to_end()
        for child in self._children:
            child.stop()

    @property
    def _children(self) -> list[Child]:
        return [self.web, self.socket, self.worker, self.floor]


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as probes:
        return [probes.enter_context(socket.create_server((HOST, 0))).getsockname()[1] for _ in range(count)]


def log_file(name: str) -> Path:
    """The file of a process's errors, empty."""
    log = services.var_dir() / "log" / f"{name}.log"
    log.unlink(missing_ok=True)
    return log
