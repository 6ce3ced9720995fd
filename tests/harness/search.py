"""The Elasticsearch that all processes of a test run share: started by the first that needs it, ended by the last."""

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cms import services
from cms.services import elasticsearch
from cms.services.place import ROOT

START = "from cms import services; print(services.start_search())"
STOP = "from cms import services; services.stop_search()"


@dataclass
class SearchServer:
    """``url``, or why there is none. Whoever holds the lock needs the server."""

    url: str = ""
    reason: str = ""
    lock: IO[str] | None = None

    def start(self) -> None:
        if url := os.environ.get("ELASTICSEARCH_URL"):
            self.url = url
            return
        self.reason = elasticsearch.missing()
        if self.reason:
            return
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        self.lock = (folder / "search.lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_SH)
        result = _run(START)
        if result.returncode:
            self.reason = result.stderr.strip().splitlines()[-1]
        else:
            self.url = result.stdout.strip()

    def stop(self) -> None:
        if self.lock is None:
            return
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _run(STOP)
        except BlockingIOError:
            pass  # another process goes on with it
        finally:
            self.lock.close()


def _folder() -> Path:
    """That of the whole run: each process of pytest -n has its own below it."""
    own = services.var_dir()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


def _run(code: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RATSCHLAG_VAR": str(_folder())}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
