"""The whole site as in production: processes for pages, sockets and jobs, Valkey, and a mail server that keeps all."""

import contextlib
import email
import email.policy
import os
import signal
import socket
import time
from collections.abc import Callable
from email.message import EmailMessage

from cms import services
from cms.demo import mailbox
from cms.demo.child import HOST, WEB, WORKER, Child

PATIENCE = 60  # seconds; a busy machine starts Django slowly


class Server(Child):
    """A server of pages and sockets. It listens as soon as it is ready to answer."""

    @property
    def port(self) -> int:
        return int(self.command[-1].rpartition(":")[2])

    def start(self) -> None:
        """Start it and wait until it is ready."""
        super().start()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        wait_for(self._is_ready, f"{self.name} is not ready, see {self.log}")

    def _is_ready(self) -> bool:
        if self.has_died():
            raise RuntimeError(f"{self.name} died:\n{self.log.read_text()}")
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), timeout=5):
            return True
        return False


class Valkey:
    """The test run's Valkey; other tests share it, so it must be running again in the end."""

    def start(self) -> None:
        services.start()

    def kill(self) -> None:
        [valkey] = (server for server in services.status() if server.name == "Valkey")
        assert valkey.pid, "only the embedded Valkey can be killed"
        os.kill(valkey.pid, signal.SIGKILL)


class Mails(list[EmailMessage]):
    """What the site has sent, in order of arrival."""

    async def handle_DATA(self, server, session, envelope) -> str:
        self.append(email.message_from_bytes(envelope.original_content, policy=email.policy.default))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self if address in str(mail["To"])]

    def wait_for(self, address: str) -> EmailMessage:
        """The newest mail to this address, as soon as there is one."""
        wait_for(lambda: self.to(address), f"no mail to {address}")
        return self.to(address)[-1]


class Site:
    """`url` serves pages, `live_url` sockets; `web`, `socket`, `worker`, `valkey` can be killed and started.

    `web` and `socket` outlive the database: another may take its place, as long as it has the same name.
    """

    def __init__(self, database_url: str) -> None:
        web_port, socket_port = _free_ports(2)
        self.url = f"http://{HOST}:{web_port}"
        self.live_url = f"ws://{HOST}:{socket_port}"
        self.mails = Mails()
        self._mailbox = mailbox.serve(self.mails)
        self._generation = services.var_dir() / "generation"
        self._generation.touch()
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "DATABASE_URL": database_url,
            "DATABASE_GENERATION": str(self._generation),
            "BASE_URL": self.url,
            "LIVE_URL": self.live_url,
            "SMTP_HOST": self._mailbox.hostname,
            "SMTP_PORT": str(self._mailbox.port),
        }
        self.web = self._child(Server, "web", [*WEB, "--bind", f"{HOST}:{web_port}"])
        self.socket = self._child(Server, "socket", [*WEB, "--bind", f"{HOST}:{socket_port}"])
        self.worker = self._child(Child, "worker", WORKER)
        self.valkey = Valkey()

    def start(self) -> None:
        """Start what does not run, on a database that is there."""
        self.mails.clear()
        self.valkey.start()
        for child in (self.web, self.socket, self.worker):
            if child.process is None or child.has_died():
                Child.start(child)  # all at once, then wait: starting Django takes time
        self.web.wait_until_ready()
        self.socket.wait_until_ready()

    def rest(self) -> None:
        """Let another database take the place of this one, in which the worker had its name and its jobs."""
        self.worker.kill()
        self._generation.touch()

    def stop(self) -> None:
        for child in (self.web, self.socket, self.worker):
            child.ask_to_end()
        for child in (self.web, self.socket, self.worker):
            child.stop()
        self._mailbox.stop()
        self.valkey.start()

    def _child[Kind: Child](self, kind: type[Kind], name: str, command: list[str]) -> Kind:
        log = services.var_dir() / "log" / f"{name}.log"
        log.unlink(missing_ok=True)
        return kind(name, command, self.environment, log)


def wait_for(condition: Callable[[], object], message: str, patience: float = PATIENCE) -> None:
    """Ask until the answer is yes. Raises TimeoutError."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(message)
        time.sleep(0.05)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as probes:
        return [probes.enter_context(socket.create_server((HOST, 0))).getsockname()[1] for _ in range(count)]
