"""One member sends a small file, again and again. What the worker reads in it later is no part of the row."""

import random
from collections.abc import Callable
from statistics import median
from uuid import uuid4

from django.db import transaction

from forum import file_storage
from forum.actions.files import delete_files
from forum.models import Attachment

from .client import Client
from .load import Meter, one_after_another, percentile, spread
from .people import UPLOADER, members, sign_in
from .results import Row
from .site import Site
from .statements import COUNT, HEADER

NAME, FILE_NAME, PATH = "upload", "Satzung.pdf", "/forum/anhang/"
SIZE = 100_000


def small_pdf() -> bytes:
    """A PDF of 100 kB, nearly all of it a stream nobody looks into."""
    head = f"%PDF-1.4\n1 0 obj\n<< /Length {SIZE - 200} >>\nstream\n".encode()
    tail = b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    return head + random.Random(SIZE).randbytes(SIZE - len(head) - len(tail)) + tail


def upload_row(site: Site, repeats: int, tell: Callable[[str], None]) -> Row:
    """CPU and latency of the request; rows and files are deleted after each repeat."""
    [person] = members(1, skip=UPLOADER)
    meter = Meter(site.processes.web, site.processes.postgres)
    client = Client(site.processes.web.port, sign_in([person])[0])
    before = set(Attachment.objects.filter(uploader=person).values_list("pk", flat=True))
    content, row, latencies, faults = small_pdf(), Row(NAME), [], []

    def send(headers: dict[str, str] | None = None) -> str:
        answer = client.upload(PATH, FILE_NAME, content, {"client_key": str(uuid4())}, headers)
        return answer.header(HEADER)

    try:
        row.statements = int(send({HEADER: COUNT}))
        for repeat in range(repeats):
            tell(f"uploads, repeat {repeat + 1} of {repeats}")
            _take_back(person, before)
            meter.learn_idle()
            sample = one_after_another(meter, send)
            row.repeats.append(sample.cpu_ms)
            latencies += sample.latencies_ms
            faults += _faults(person, before, len(sample.latencies_ms))
    finally:
        client.close()
        _take_back(person, before)
    row.cpu_ms, row.noise = median(row.repeats), spread(row.repeats)
    row.p50_ms, row.p95_ms, row.p99_ms = (percentile(latencies, percent) for percent in (50, 95, 99))
    row.proof = f"FAILED: {', '.join(faults)}" if faults else f"{len(latencies)} files of {SIZE} bytes kept"
    return row


def _faults(person: object, before: set[int], sent: int) -> list[str]:
    """What is wrong with the files of one repeat."""
    kept = Attachment.objects.filter(uploader=person, size=SIZE).exclude(pk__in=before)
    whole = [name for name in kept.values_list("stored_name", flat=True) if file_storage.path_of(name or "").exists()]
    return [] if len(whole) == sent else [f"{len(whole)} of {sent} files are there"]


def _take_back(person: object, before: set[int]) -> None:
    added = Attachment.objects.filter(uploader=person).exclude(pk__in=before).values_list("pk", flat=True)
    with transaction.atomic():
        delete_files(list(added))
