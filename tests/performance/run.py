"""One run: start the site, measure the rows that are wanted, print and keep them."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from . import compare, goals, machine, results, table
from .results import Row
from .site import Site, running_site
from .sockets import allow_many_files

if TYPE_CHECKING:  # knows models, which need settings
    from .pages import Page


def main(options: argparse.Namespace, reports: Path) -> int:
    """Returns the exit code: 1 where a proof failed, or a goal that must be met is missed."""
    allow_many_files()
    search_server = os.environ.get("ELASTICSEARCH_URL", "")
    with running_site(options.posts, anew=options.rebuild, stale=options.stale) as site:
        if options.sql:
            return _print_statements(site, options.sql)
        if options.profile:
            from .flame import draw

            return draw(site, options.profile, reports, say)
        rows = measure(site, Choice(options.only, options.without), options.repeats, search_server)
        described = machine.describe(options.posts, options.repeats, os.environ["DATABASE_URL"])
    output = options.output or reports / "bench.json"
    results.write(rows, output)
    machine.write(described, output.with_name(f"{output.stem}-machine.json"))
    (output.with_suffix(".md")).write_text(table.as_markdown(rows) + "\n")
    say(f"\n{machine.as_text(described)}\n\n{table.as_text(rows)}\n")
    if options.compare:
        changes = compare.compare(results.read(options.compare), {row.name: row for row in rows})
        say(f"Against {options.compare}:\n{compare.as_text(changes)}\n")
    return _judge(rows, is_complete=options.only == ["*"] and not options.without)


@dataclass(frozen=True)
class Choice:
    """Which rows are wanted, by patterns of their names."""

    only: Sequence[str]
    without: Sequence[str] = ()

    def has(self, name: str) -> bool:
        return _fits(name, self.only) and not _fits(name, self.without)

    def pages(self, pages: Sequence["Page"], suffix: str = "") -> list["Page"]:
        """The wanted pages, and those of the floor that belong to them. The site's have ``suffix`` in their names."""
        wanted = [page for page in pages if self.has(page.name + ("" if page.is_floor else suffix))]
        floors = {page.floor for page in wanted}
        return [page for page in pages if page in wanted or page.name in floors]


def measure(site: Site, choice: Choice, repeats: int, search_server: str = "") -> list[Row]:
    """The wanted rows, with the rows of the floor they are compared with."""
    from . import digests, elasticsearch_rows, fan_out, live, replies, uploads
    from .page_rows import PageRun
    from .pages import all_pages

    pages = all_pages(site.member, site.client())
    rows = []
    if wanted := choice.pages(pages):
        rows += PageRun(site, wanted, say).rows(repeats)
    if choice.has("memory"):
        tree = site.processes.web.tree
        parts = " + ".join(map(str, tree.pss_of_each_mb()))
        rows.append(Row("memory", pss_mb=tree.pss_mb(), note=f"two web workers and their parents: {parts}"))
    searches = [page for page in pages if page.is_floor or page.name.startswith("search-")]
    rows += elasticsearch_rows.elasticsearch_rows(
        site, choice.pages(searches, elasticsearch_rows.SUFFIX), search_server, repeats, say
    )
    if any(choice.has(name) for name in replies.NAMES):
        rows += replies.reply_rows(site, repeats, say)
    if choice.has(uploads.NAME):
        rows.append(uploads.upload_row(site, repeats, say))
    if choice.has(fan_out.NAME):
        rows.append(fan_out.fan_out_row(site, repeats, say))
    if choice.has(digests.NAME):
        rows.append(digests.digest_row(site, say))
    rows += [live.live_row(site, name, say) for name in live.NAMES if choice.has(name)]
    return rows


def _fits(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def say(line: str) -> None:
    print(line, flush=True)


def _judge(rows: Sequence[Row], *, is_complete: bool) -> int:
    """Of a part of the table only those goals are judged whose rows were measured."""
    verdicts = goals.judge({row.name: row for row in rows})
    if not is_complete:
        verdicts = [verdict for verdict in verdicts if verdict.figure is not None]
    if verdicts:
        say(goals.as_text(verdicts))
        if not any(row.name == "floor-thread" for row in rows):
            say("Limits in ms and per second are not scaled: that needs --only floor-thread, too.")
    failed = [row for row in rows if row.proof.startswith("FAILED")]
    for row in failed:
        say(f"{row.name}: {row.proof}")
    return 1 if failed or not all(verdict.is_met for verdict in verdicts) else 0


def _print_statements(site: Site, name: str) -> int:
    """The statements of one page with their values and milliseconds, the slowest marked."""
    import json

    from .pages import all_pages
    from .statements import HEADER, TEXT

    [page] = (page for page in all_pages(site.member, site.client()) if page.name == name)
    client = site.client(page.asked_by)
    for _ in range(20):
        client.get(page.path)
    statements = json.loads(client.get(page.path, {HEADER: TEXT}).body)
    slowest = max(each["ms"] for each in statements)
    for number, each in enumerate(statements, start=1):
        say(f"{number:3} {each['ms']:7.2f} ms{' ←' if each['ms'] == slowest else ''}\n{each['sql']}\n")
    return 0
