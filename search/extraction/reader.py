"""Reads the words of the file it gets as input and writes them as UTF-8. Started by search.extraction, never imported.

``reader.py <ending> <most characters> <bytes of memory> <seconds>``. Ends with a code other than 0 where it cannot.
"""

import codecs
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, BinaryIO

MOST_PAGES = 500
MOST_PARTS = 2000  # entries of a zip file
LARGEST_PART = 64 * 1024**2  # bytes, unpacked
CHUNK = 65_536
# Which parts of a zip file have text, and by which elements it is set apart.
OFFICE = {
    "docx": re.compile(r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml"),
    "xlsx": re.compile(r"xl/(sharedStrings|workbook|worksheets/sheet\d+)\.xml"),
    "pptx": re.compile(r"ppt/(slides|notesSlides)/(slide|notesSlide)\d+\.xml"),
    "odt": re.compile(r"content\.xml"),
    "ods": re.compile(r"content\.xml"),
    "odp": re.compile(r"content\.xml"),
}
TEXT_ELEMENTS = {"t"}  # of OOXML; in ODF all text inside paragraphs counts
BREAKS = {"p", "h", "br", "line-break", "tab", "si", "is", "s", "tc", "table-cell"}


class Words:
    """Collects text up to a limit."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.parts: list[str] = []

    @property
    def is_full(self) -> bool:
        return self.size >= self.limit

    def add(self, text: str) -> None:
        if not self.is_full:
            self.parts.append(text[: self.limit - self.size])
            self.size += len(self.parts[-1])

    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self.parts).splitlines())
        return "\n".join(line for line in lines if line)


def main() -> None:
    ending, (longest, memory, seconds) = sys.argv[1], map(int, sys.argv[2:])
    limit_itself(longest, memory, seconds)
    words = Words(longest)
    source = sys.stdin.buffer
    if ending == "pdf":
        read_pdf(source, words)
    elif ending in OFFICE:
        read_office(source, ending, words)
    else:
        read_plain(source, words)
    sys.stdout.buffer.write(words.text().encode("utf-8", "ignore"))


def limit_itself(longest: int, memory: int, seconds: int) -> None:
    """Before the first byte is read. Cannot be taken back."""
    for kind, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 4 * longest),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(kind, (value, value))


def read_pdf(source: BinaryIO, words: Words) -> None:
    from pypdf import PdfReader

    for number, page in enumerate(PdfReader(source, strict=False).pages):
        if number == MOST_PAGES or words.is_full:
            return
        words.add(page.extract_text() + "\n")


def read_office(source: BinaryIO, ending: str, words: Words) -> None:
    archive = zipfile.ZipFile(source)
    entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        raise ValueError("too many parts")
    for entry in sorted((each for each in entries if OFFICE[ending].fullmatch(each.filename)), key=by_number):
        with archive.open(entry) as part:
            read_xml(part, ending, words)


def by_number(entry: zipfile.ZipInfo) -> list[str | int]:
    """Slide 10 comes after slide 9."""
    return [int(each) if each.isdigit() else each for each in re.split(r"(\d+)", entry.filename)]


def read_xml(part: IO[bytes], ending: str, words: Words) -> None:
    """Nothing is kept of the tree; entities and document types are refused."""
    from defusedxml.ElementTree import XMLParser

    parser = XMLParser(target=Target(words, is_odf=ending.startswith("od")), forbid_dtd=True)
    for chunk in chunks_of(part):
        parser.feed(chunk)
        if words.is_full:
            return
    parser.close()


def chunks_of(part: IO[bytes]) -> Iterator[bytes]:
    """The sizes in an archive's directory may lie: what comes out is counted."""
    size = 0
    while chunk := part.read(CHUNK):
        size += len(chunk)
        if size > LARGEST_PART:
            raise ValueError("too large inside")
        yield chunk


class Target:
    """What the parser tells of a document. In tables of OOXML only words are text, numbers are not."""

    def __init__(self, words: Words, *, is_odf: bool) -> None:
        self.words = words
        self.is_odf = is_odf
        self.depth = 0  # of text elements around

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name in (("p", "h") if self.is_odf else TEXT_ELEMENTS):
            self.depth += 1
        elif name in BREAKS:
            self.words.add(" " if name == "s" else "\n")
        elif name == "sheet" and "name" in attributes:
            self.words.add(attributes["name"] + "\n")

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name in (("p", "h") if self.is_odf else TEXT_ELEMENTS):
            self.depth -= 1
        if name in ("p", "h", "si", "is"):
            self.words.add("\n")

    def data(self, text: str) -> None:
        if self.depth:
            self.words.add(text)

    def close(self) -> None:
        return None


def read_plain(source: BinaryIO, words: Words) -> None:
    """Text and tables as text, in the encodings offices write."""
    raw = source.read(words.limit * 4)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        words.add(raw.decode("utf-16", "ignore"))
        return
    try:
        words.add(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        is_cut = error.start > len(raw) - 4 and len(raw) == words.limit * 4
        words.add(raw.decode("utf-8-sig", "ignore") if is_cut else raw.decode("cp1252", "replace"))


if __name__ == "__main__":
    main()
