"""Measures the rows that are one address: CPU, latency, throughput, statements, weight."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from statistics import median

from .client import Client
from .load import CONNECTIONS, Meter, Sample, at_once, one_after_another, percentile, spread
from .pages import Page
from .results import Row
from .site import Site
from .statements import COUNT, HEADER
from .weights import weigh

BLOCK = 6  # rows between two looks at the floor


class PageRun:
    """The measured pages with the floor's, through all repeats."""

    def __init__(self, site: Site, pages: Sequence[Page], tell: Callable[[str], None]) -> None:
        self.site = site
        self.tell = tell
        self.floors = [page for page in pages if page.is_floor]
        self.others = [page for page in pages if not page.is_floor]
        self.samples: dict[str, list[Sample]] = defaultdict(list)
        self.ratios: dict[str, list[float]] = defaultdict(list)
        processes = site.processes
        self.meters = {
            True: Meter(processes.floor, processes.postgres),
            False: Meter(processes.web, processes.postgres),
        }

    def rows(self, repeats: int) -> list[Row]:
        """Median of the repeats; the floor is measured in each of them, between the others."""
        self._warm()
        facts = {page.name: self._facts(page) for page in (*self.floors, *self.others)}
        for repeat in range(repeats):
            self.tell(f"pages, repeat {repeat + 1} of {repeats}")
            for meter in self.meters.values():
                meter.learn_idle()
            self._repeat()
        return [self._row(page, facts[page.name]) for page in (*self.floors, *self.others)]

    def _warm(self) -> None:
        """A repeat that does not count: each thread's connection has its statements planned ten times before it knows
        them, and both processes have loaded what they need."""
        for meter in self.meters.values():
            meter.settle()
        self._repeat()
        self.samples.clear()
        self.ratios.clear()

    def _facts(self, page: Page) -> Row:
        """What does not change from one request to the next."""
        client = self.site.client(page.asked_by)
        client.get(page.path)  # what is kept for a minute may have run out
        answer = client.get(page.path, {HEADER: COUNT})
        row = Row(page.name, statements=int(answer.header(HEADER)), floor=page.floor)
        if answer.header("content-type").startswith("text/html"):
            weights = weigh(client, page.path)
            row.html_gzip_kb, row.css_gzip_kb, row.js_gzip_kb = weights.html, weights.css, weights.js
        client.close()
        return row

    def _repeat(self) -> None:
        """Each row's ratio is that to its floor a few seconds before."""
        by_name = {page.name: page for page in self.floors}
        floor_samples: dict[str, list[Sample]] = defaultdict(list)
        blocks = [self.others[start : start + BLOCK] for start in range(0, len(self.others), BLOCK)]
        missing = by_name.keys() - {page.floor for page in self.others}
        for block, floors in [*((block, {page.floor for page in block}) for block in blocks), ([], missing)]:
            for name in sorted(floors):
                floor_samples[name].append(self._measure(by_name[name]))
            for page in block:
                sample = self._measure(page)
                self.samples[page.name].append(sample)
                self.ratios[page.name].append(sample.cpu_ms / floor_samples[page.floor][-1].cpu_ms)
        for name, found in floor_samples.items():
            self.samples[name].append(_together(found))

    def _measure(self, page: Page) -> Sample:
        client = self.site.client(page.asked_by)
        request = client.get_bytes(page.path)
        client.send(request, status=200)
        sample = one_after_another(self.meters[page.is_floor], lambda: client.send(request, status=200))
        client.close()
        several: list[Client] = [self.site.client(page.asked_by) for _ in range(CONNECTIONS)]
        sample.requests_per_s = at_once(several, page.path)
        for each in several:
            each.close()
        return sample

    def _row(self, page: Page, row: Row) -> Row:
        samples = self.samples[page.name]
        row.repeats = [sample.cpu_ms for sample in samples]
        row.ratios = self.ratios[page.name]
        row.cpu_ms, row.noise = median(row.repeats), spread(row.repeats)
        row.floor_ratio = median(row.ratios) if row.ratios else None
        row.requests_per_s = median(sample.requests_per_s or 0 for sample in samples)
        latencies = [latency for sample in samples for latency in sample.latencies_ms]
        row.p50_ms, row.p95_ms, row.p99_ms = (percentile(latencies, percent) for percent in (50, 95, 99))
        return row


def _together(samples: Sequence[Sample]) -> Sample:
    """Several looks at one row within a repeat as one."""
    return Sample(
        cpu_ms=median(sample.cpu_ms for sample in samples),
        latencies_ms=[latency for sample in samples for latency in sample.latencies_ms],
        requests_per_s=median(sample.requests_per_s or 0 for sample in samples),
    )
