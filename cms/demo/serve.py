"""Everything the demo needs, from one command until Ctrl-C: servers, data, pages and sockets, worker, mail.

Pages and sockets are one process, which prepares the database first; the worker is another. PostgreSQL and Valkey are
the embedded ones. What is written stays in var/ for the next start.
"""

import http
import http.client
import os
import signal
import socket
import sys
import threading
import time

from cms import services
from cms.services.place import tail

from .child import HOST, WORKER, Child
from .mailbox import Folder, serve

MAX_DEATHS, DEATHS_WITHIN = 3, 60  # a child that dies this often in so many seconds ends the demo


class DemoError(RuntimeError):
    """The demo cannot go on; the text (German) says why."""


class Family:
    """The children, kept alive together and ended together."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.deaths: list[float] = []

    def start(self, child: Child) -> None:
        self.children.append(child)
        child.start()

    def keep_alive(self) -> None:
        """Start again what has died. Raises DemoError if that happens too often."""
        for child in filter(Child.has_died, self.children):
            now = time.monotonic()
            self.deaths = [moment for moment in self.deaths if now - moment < DEATHS_WITHIN] + [now]
            if len(self.deaths) >= MAX_DEATHS:
                raise DemoError(f"{child.name} endet immer wieder. Zuletzt in {child.log}:\n{tail(child.log, 20)}")
            print(f"{child.name} wurde unerwartet beendet und startet neu (Protokoll: {child.log}).", flush=True)
            child.start()

    def stop(self) -> None:
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.stop()


def main() -> int:
    """Run the demo until a signal ends it; leave no process behind. Returns the exit code."""
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: ending.set())
    try:
        port = _port()
    except DemoError as error:
        print(error, file=sys.stderr)
        return 1
    code = 0
    try:
        run(port, ending)
    except (DemoError, services.ServiceError) as error:
        print(error, file=sys.stderr)
        code = 1
    finally:
        services.stop()
    print("Beendet.")
    return code


def run(port: int, ending: threading.Event) -> None:
    """Bring everything up, keep it up until `ending`, take it down. Raises DemoError, ServiceError."""
    print("PostgreSQL und Valkey …", flush=True)
    services.start()
    mailbox = serve(Folder(services.var_dir() / "mail"))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "RATSCHLAG_DEMO": "1",
        "BASE_URL": f"http://{HOST}:{port}",
        "SMTP_HOST": mailbox.hostname,
        "SMTP_PORT": str(mailbox.port),
        "PYTHONUNBUFFERED": "1",
    }
    logs = services.var_dir() / "log"
    web_command = [sys.executable, "-m", "cms.demo.web", str(port)]
    web = Child("Der Webserver", web_command, environment, logs / "web.log", is_heard=True)
    family = Family()
    try:
        family.start(web)
        while not ending.wait(0.1) and not _answers(port, web):
            family.keep_alive()
        if not ending.is_set():
            family.start(Child("Der Worker", WORKER, environment, logs / "worker.log"))
            mails = services.var_dir() / "mail"
            print(f"\nBereit: {environment['BASE_URL']}   Mails: {mails}   Beenden: Strg-C", flush=True)
        while not ending.wait(1):
            family.keep_alive()
            services.start()  # nothing to do, unless somebody has stopped them
    finally:
        print("\nWird beendet …", flush=True)
        family.stop()
        mailbox.stop()


def _port() -> int:
    """The port asked for, if it is free. Raises DemoError."""
    text = os.environ.get("PORT", "8000")
    try:
        with socket.create_server((HOST, int(text))):
            return int(text)
    except (ValueError, OverflowError) as error:
        raise DemoError(f"PORT={text} ist keine Portnummer.") from error
    except OSError as error:
        raise DemoError(
            f"Port {text} ist nicht frei. Läuft die Demonstration schon? Sonst: PORT=8001 make demo"
        ) from error


def _answers(port: int, web: Child) -> bool:
    """Whether the home page is there. Raises DemoError if it is broken."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", "/")
        status = connection.getresponse().status
    except OSError:
        return False
    finally:
        connection.close()
    if status != http.HTTPStatus.OK:
        raise DemoError(f"Die Startseite antwortet mit {status}. Zuletzt in {web.log}:\n{tail(web.log, 20)}")
    return True
