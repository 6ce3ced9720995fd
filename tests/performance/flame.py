"""Where a page spends its time in Python: a flame graph of both web processes while the page is asked for.

Threads count while they hold the interpreter: neither waiting for PostgreSQL nor for the next request.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from .load import CONNECTIONS, run_threads
from .pages import all_pages
from .site import Site

SECONDS, SAMPLES_PER_SECOND = 15, 400
PY_SPY = Path(sys.executable).with_name("py-spy")


def draw(site: Site, name: str, reports: Path, tell: Callable[[str], None]) -> int:
    """Writes bench-profile-<name>.svg and returns an exit code. Without its rights (ptrace) py-spy says why."""
    pages = {page.name: page for page in all_pages(site.member, site.client())}
    if name not in pages:
        tell(f"No such page: {name}. There are {', '.join(pages)}.")
        return 2
    page = pages[name]
    server = site.processes.floor if page.is_floor else site.processes.web
    target = reports / f"bench-profile-{name}.svg"
    for client in [site.client(page.asked_by) for _ in range(20)]:
        client.get(page.path)
        client.close()
    command = [str(PY_SPY), "record", "--subprocesses", "--pid", str(server.tree.root), "--output", str(target)]
    command += ["--duration", str(SECONDS), "--rate", str(SAMPLES_PER_SECOND), "--gil"]
    profiler = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def ask() -> None:
        client = site.client(page.asked_by)
        request = client.get_bytes(page.path)
        while profiler.poll() is None:
            client.send(request, status=200)
        client.close()

    time.sleep(0.5)
    run_threads([(ask, ())] * (CONNECTIONS // 2))
    if profiler.returncode == 0:
        tell(f"{target}")
    return profiler.returncode
