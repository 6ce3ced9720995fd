"""The search rows once more with Elasticsearch, where ELASTICSEARCH_URL names a server."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from cms.demo.child import HOST, WEB
from cms.services.place import ROOT

from .page_rows import PageRun
from .pages import Page
from .processes import WEB_WORKERS, Server, free_ports, log_file
from .results import Row
from .site import Site

SUFFIX = "-elasticsearch"


def elasticsearch_rows(
    site: Site, pages: Sequence[Page], url: str, repeats: int, tell: Callable[[str], None]
) -> list[Row]:
    """CPU of the site and PostgreSQL, without that of the search server. Writes an index of its own there."""
    if not url:
        return [
            Row(page.name + SUFFIX, note="not measured: no ELASTICSEARCH_URL") for page in pages if not page.is_floor
        ]
    environment = {**os.environ, "ELASTICSEARCH_URL": url, "WEB_CONCURRENCY": str(WEB_WORKERS)}
    tell("building the index in Elasticsearch")
    command = [sys.executable, "manage.py", "rebuild_search", "--engine", "elasticsearch", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    [port] = free_ports(1)
    server = Server("web-elasticsearch", [*WEB, "--bind", f"{HOST}:{port}"], environment, log_file("web-elasticsearch"))
    usual = site.processes.web
    server.start()
    try:
        server.wait_until_ready()
        site.processes.web = server
        rows = PageRun(site, pages, tell).rows(repeats)
    finally:
        site.processes.web = usual
        server.stop()
    return [replace(row, name=row.name + SUFFIX) for row in rows if not row.name.startswith("floor")]
