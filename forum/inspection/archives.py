"""Office documents are ZIP archives: whether one holds what its ending says, and nothing that unpacks without end.

What is embedded in a document (the table behind a chart) is looked into like the document, one level deep.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from .refusal import Refused

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
RATIO_COUNTS_FROM = 10 * 1024 * 1024  # a few kilobytes of spaces are no bomb
MAX_ENTRIES = 5_000
MAX_DIRECTORY = 2 * 1024 * 1024  # bytes
CHUNK = 64 * 1024

ODF = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
    "odp": b"application/vnd.oasis.opendocument.presentation",
}
_OOXML = b"application/vnd.openxmlformats-officedocument."
OOXML = {
    "docx": _OOXML + b"wordprocessingml.document.main+xml",
    "xlsx": _OOXML + b"spreadsheetml.sheet.main+xml",
    "pptx": _OOXML + b"presentationml.presentation.main+xml",
}
ARCHIVES = (
    ".zip",
    ".7z",
    ".rar",
    ".gz",
    ".tgz",
    ".bz2",
    ".xz",
    ".tar",
    ".cab",
    ".iso",
    ".jar",
    *(f".{e}" for e in ODF),
)
MACROS = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS = ("basic/", "scripts/")
END = b"PK\x05\x06"


def check(ending: str, source: str) -> None:
    """Raises Refused."""
    with Path(source).open("rb") as file:
        try:
            _check(file, ending, {"left": MAX_UNPACKED}, is_embedded=False)
        except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, struct.error) as error:
            raise Refused("unsafe") from error


def _check(file: IO[bytes], ending: str, budget: dict[str, int], *, is_embedded: bool) -> None:
    size = file.seek(0, 2)
    _check_end(file, size)
    with ZipFile(file) as archive:
        entries = archive.infolist()
        _check_entries(entries, size, budget)
        names = {entry.filename for entry in entries}
        if ending in ODF:
            _check_odf(archive, ending, names)
        elif ending in OOXML:
            _check_ooxml(archive, ending, names)
        for entry in entries:
            _check_entry(archive, entry, ending, budget, is_embedded)


def _check_end(file: IO[bytes], size: int) -> None:
    """The archive is the whole file, and its directory is small: asked before anything reads it."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise Refused("mismatch")
    file.seek(max(0, size - 65_557))
    tail = file.read()
    place = tail.rfind(END)
    if place < 0 or len(tail) - place < 22:
        raise Refused("unsafe")
    count, length, offset, comment = struct.unpack("<HIIH", tail[place + 10 : place + 22])
    if count > MAX_ENTRIES or length > MAX_DIRECTORY or 0xFFFF_FFFF in (length, offset):
        raise Refused("unsafe")
    end = size - len(tail) + place
    if offset + length != end or end + 22 + comment != size:
        raise Refused("unsafe")


def _check_entries(entries: list[ZipInfo], size: int, budget: dict[str, int]) -> None:
    names = [entry.filename for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    budget["left"] -= unpacked
    is_bomb = unpacked > RATIO_COUNTS_FROM and unpacked > size * MAX_RATIO
    if len(entries) > MAX_ENTRIES or len(set(names)) != len(names) or budget["left"] < 0 or is_bomb:
        raise Refused("unsafe")
    for entry in entries:
        is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        parts = entry.filename.replace("\\", "/").split("/")
        if is_link or entry.flag_bits & 1 or entry.filename.startswith(("/", "\\")) or ".." in parts:
            raise Refused("unsafe")


def _check_odf(archive: ZipFile, ending: str, names: set[str]) -> None:
    if "mimetype" not in names or "content.xml" not in names or archive.read("mimetype").strip() != ODF[ending]:
        raise Refused("mismatch")
    if any(name.lower().startswith(MACRO_FOLDERS) for name in names):
        raise Refused("macro")


def _check_ooxml(archive: ZipFile, ending: str, names: set[str]) -> None:
    if "[Content_Types].xml" not in names:
        raise Refused("mismatch")
    types = archive.read("[Content_Types].xml")
    is_macro = b"macroenabled" in types.lower() or any(name.lower().endswith(MACROS) for name in names)
    if is_macro or any("/activex/" in name.lower() for name in names):
        raise Refused("macro")
    if OOXML[ending] not in types:
        raise Refused("mismatch")


def _check_entry(archive: ZipFile, entry: ZipInfo, ending: str, budget: dict[str, int], is_embedded: bool) -> None:
    name = entry.filename.lower()
    inner = name.rpartition(".")[2]
    if ending != "zip" and "/embeddings/" in name and inner in OOXML and not is_embedded:
        with TemporaryFile() as copy:
            for chunk in _chunks(archive, entry):
                copy.write(chunk)
            _check(copy, inner, budget, is_embedded=True)
    elif name.endswith(ARCHIVES) or (inner in OOXML and ending != "zip"):
        raise Refused("unsafe")
    elif ending != "zip" and name.endswith((".xml", ".rels", ".rdf")):
        _check_xml(_chunks(archive, entry))


def _chunks(archive: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _check_xml(chunks: Iterator[bytes]) -> None:
    """Well-formed and without entities of its own: they are what makes a small file large, or read another one."""
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse_entity
    parser.ExternalEntityRefHandler = _refuse_entity
    try:
        is_empty = True
        for chunk in chunks:
            parser.Parse(chunk, False)
            is_empty = False
        if not is_empty:
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refused("xml") from error


def _refuse_entity(*_: object) -> int:
    raise Refused("xml")
