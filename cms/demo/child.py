"""A process of ours: the demo keeps it alive, tests kill it."""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
GRACE = 8  # seconds a child has to end by itself

# The same for every role, here and in deploy/: pages and sockets differ by the proxy's path only.
GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "python:cms.server"]
WEB = [*GUNICORN, "cms.asgi:application"]
WORKER = [sys.executable, "manage.py", "procrastinate", "worker", "--shutdown-graceful-timeout", "5"]


@dataclass
class Child:
    """In a session of its own, so that the terminal's Ctrl-C reaches it through us only. Its output goes to `log`."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    is_heard: bool = False  # its standard output goes to the terminal, only errors to the log
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=None if self.is_heard else log,
                stderr=log,
                start_new_session=True,
            )

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        """End it, politely at first, and wait until it has gone."""
        self.ask_to_end()
        if self.process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(GRACE)
            self.kill()

    def kill(self) -> None:
        """End it at once, with everything it has started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
