"""One run: start the site, measure the rows that are wanted, print and keep them."""

import argparse
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

from . import results, table
from .results import Row
from .site import Site, running_site


def main(options: argparse.Namespace, reports: Path) -> int:
    """Returns the exit code: 1 where a goal that must be met is missed."""
    with running_site(options.posts, anew=options.rebuild, stale=options.stale) as site:
        rows = measure(site, options.only, options.repeats)
    results.write(rows, options.output or reports / "bench.json")
    print(table.as_text(rows))
    return 0


def measure(site: Site, only: Sequence[str], repeats: int) -> list[Row]:
    """All rows whose names fit one of the patterns, with the rows of the floor they are compared with."""
    from .page_rows import PageRun
    from .pages import all_pages

    pages = all_pages(site.member, site.client())
    wanted = [page for page in pages if _fits(page.name, only)]
    floors = {page.floor for page in wanted}
    return PageRun(site, [page for page in pages if page in wanted or page.name in floors], say).rows(repeats)


def say(line: str) -> None:
    print(line, flush=True)


def _fits(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)
