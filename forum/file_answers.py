"""Answers with a file: never shown in our name, in parts where a part is asked for, with headers alone to HEAD."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

CHUNK = 64 * 1024
POLICY = "default-src 'none'; sandbox"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$")


def file_answer(request: HttpRequest, path: Path, *, name: str, mime: str, etag: str) -> HttpResponseBase:
    """200, 206, 304 or 416. Raises FileNotFoundError. The right to read it was asked before."""
    size = path.stat().st_size
    tag = f'"{etag}"'
    first, last, is_part = 0, size - 1, False
    answer: HttpResponseBase
    if tag in request.headers.get("If-None-Match", ""):
        answer = HttpResponse(status=304)
    else:
        wanted = request.headers.get("Range", "") if request.headers.get("If-Range", tag) == tag else ""
        if match := _RANGE.match(wanted):
            part = _part(match[1], match[2], size)
            if part is None:
                answer = HttpResponse(status=416)
                answer.headers["Content-Range"] = f"bytes */{size}"
                return _guarded(answer, name, mime, tag)
            (first, last), is_part = part, True
        if request.method == "HEAD":
            answer = HttpResponse()
        else:
            answer = StreamingHttpResponse(_bytes(path, first, last - first + 1))
        answer.headers["Content-Length"] = str(last - first + 1)
        if is_part:
            answer.status_code = 206
            answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return _guarded(answer, name, mime, tag)


def _part(first: str, last: str, size: int) -> tuple[int, int] | None:
    if first:
        begin, end = int(first), min(int(last) if last else size - 1, size - 1)
    elif last and int(last):
        begin, end = max(0, size - int(last)), size - 1
    else:
        return None
    return (begin, end) if begin <= end else None


def _bytes(path: Path, first: int, left: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _guarded[Answer: HttpResponseBase](answer: Answer, name: str, mime: str, tag: str) -> Answer:
    headers = {
        "Content-Type": f"{mime}; charset=utf-8" if mime == "text/plain" else mime,
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "bytes",
        "ETag": tag,
    }
    for header, value in headers.items():
        answer.headers[header] = value
    return answer
