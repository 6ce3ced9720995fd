"""Whether the content of a file is what its ending says; a process of its own looks into pictures and archives."""

import codecs
import json
import re
import subprocess
import sys
import threading
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from .file_rules import refusal

PATIENCE = 30  # seconds for one file
PATIENCE_FOR_OTHERS = 20  # seconds; with those of the file itself less than a proxy waits
CHUNK = 64 * 1024  # bytes of a text that are held at a time
TEXTS = ("txt", "md", "csv")
PICTURES = ("png", "jpg", "jpeg", "webp", "gif")
ROOT = Path(__file__).resolve().parents[1]
# What a browser or a system would take for something else than words.
_ACTIVE_STARTS = (
    "<!doctype",
    "<html",
    "<head",
    "<body",
    "<script",
    "<svg",
    "<?xml",
    "<?php",
    "<%",
    "#!",
    "mime-version:",
    "%pdf",
    "pk\x03",
    "mz",
    "gif8",
    "{\\rtf",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_one_at_a_time = threading.BoundedSemaphore(1)  # so that a web process never pays for two


def check_content(ending: str, source: Path, small: Path) -> dict[str, Any]:
    """Facts of a picture (width and height), which is replaced by one written anew, with a small one beside it.

    Raises FileRefused.
    """
    if ending in TEXTS:
        _check_text(ending, source)
        return {}
    if ending == "pdf":
        _check_pdf(source)
        return {}
    is_picture = ending in PICTURES
    target = source.with_name(f"{source.name}.new")
    try:
        facts = inspect(ending, source, target, small if is_picture else None)
        if "refused" in facts:
            raise refusal(facts.pop("refused"), ending, facts)
        if is_picture:
            target.replace(source)
        return facts
    finally:
        target.unlink(missing_ok=True)


def inspect(ending: str, source: Path, target: Path, small: Path | None) -> dict[str, Any]:
    """What forum.inspection says of the file; »unsafe« where its process did not end well.

    One at a time in a process: »busy« where those before take too long.
    """
    command = [sys.executable, "-m", "forum.inspection", ending, str(source), str(target), str(small or "")]
    environment = {"PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    if not _one_at_a_time.acquire(timeout=PATIENCE_FOR_OTHERS):
        return {"refused": "busy", "seconds": PATIENCE_FOR_OTHERS}
    try:
        done = subprocess.run(
            command, env=environment, cwd=source.parent, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return {"refused": "unsafe"}
    finally:
        _one_at_a_time.release()
    try:
        return dict(json.loads(done.stdout)) if done.returncode == 0 else {"refused": "unsafe"}
    except ValueError:
        return {"refused": "unsafe"}


def _check_text(ending: str, source: Path) -> None:
    """Words in some encoding: no control characters, and nothing that is code at first sight."""
    with source.open("rb") as file:
        is_utf16 = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        file.seek(0)
        # Of other encodings only the signs of ASCII are looked for, which are the same bytes in all of them.
        encoding, errors = ("utf-16", "strict") if is_utf16 else ("utf-8", "replace")
        pieces = codecs.iterdecode(iter(partial(file.read, CHUNK), b""), encoding, errors)
        try:
            first = next(pieces, "")
            start = first[:512].replace("\ufeff", "").lstrip().lower()
            is_text = not start.startswith(_ACTIVE_STARTS) and not any(map(_CONTROL.search, chain([first], pieces)))
        except UnicodeDecodeError:
            is_text = False
    if not is_text:
        raise refusal("mismatch", ending, {})


def _check_pdf(source: Path) -> None:
    """A PDF from its first byte to its last: nothing stands before it, no archive behind it."""
    with source.open("rb") as file:
        head = file.read(8)
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_557))
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    is_archive = place >= 0 and place + 22 + int.from_bytes(tail[place + 20 : place + 22], "little") == len(tail)
    if not head.startswith(b"%PDF-") or b"%%EOF" not in tail or is_archive:
        raise refusal("mismatch", "pdf", {})
