"""The words of files, and what happens to those that want to do harm."""

import zipfile
from io import BytesIO

import pytest

from search import extraction
from search.extraction import LONGEST, Unreadable, words_of

from .office import archive, docx, odf, pdf, pptx, xlsx

WORDS = "Satzung für Vereine"


@pytest.fixture
def read(tmp_path):
    def read(content, ending):
        path = tmp_path / "datei"
        path.write_bytes(content)
        return words_of(path, ending)

    return read


@pytest.mark.parametrize(
    ("ending", "content", "found"),
    [
        ("pdf", pdf(WORDS, pages=2), f"{WORDS}\n{WORDS}"),
        ("docx", docx(WORDS), WORDS),
        ("xlsx", xlsx(WORDS), f"{WORDS}\nzweite\ndrinnen"),
        ("pptx", pptx(WORDS), f"{WORDS}\nzuletzt"),
        ("odt", odf(WORDS), f"{WORDS} und\nmehr\nKopf"),
        ("ods", odf(WORDS), f"{WORDS} und\nmehr\nKopf"),
        ("odp", odf(WORDS), f"{WORDS} und\nmehr\nKopf"),
        ("txt", WORDS.encode(), WORDS),
        ("md", b"\xef\xbb\xbf# Kopf\r\n\r\n" + WORDS.encode(), f"# Kopf\n{WORDS}"),
        ("csv", WORDS.encode("cp1252") + b";a\x00b", f"{WORDS};ab"),
        ("txt", WORDS.encode("utf-16"), WORDS),
        ("txt", b"", ""),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 5 else "",
)
def test_words_of_each_kind(read, ending, content, found):
    assert read(content, ending) == found


def bomb(size):
    """A part that is a thousand times larger unpacked."""
    buffer, step = BytesIO(), b" " * 1_000_000
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        part.write(b"<w>")
        for _step in range(size // len(step)):
            part.write(step)
        part.write(b"</w>")
    return buffer.getvalue()


ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><d><t>&b;</t></d>'
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d><t>&x;</t></d>'


@pytest.mark.feature("FF-70")
@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("pdf", b"%PDF-1.4 und sonst nichts"),
        ("pdf", b""),
        ("pdf", pdf(WORDS, encrypt="geheim")),
        ("docx", b"PK\x03\x04 kaputt"),
        ("docx", bomb(80_000_000)),
        ("docx", archive(word__document=ENTITIES)),
        ("odt", archive(content=OUTSIDE)),
        ("odt", archive(content="<offen>")),
        ("xlsx", archive(**{f"xl__worksheets__sheet{number}": "<a/>" for number in range(2100)})),
    ],
    ids=["not a pdf", "empty", "encrypted", "not a zip", "bomb", "entities", "outside", "broken xml", "many parts"],
)
def test_what_cannot_be_read_harms_nobody(read, ending, content):
    with pytest.raises(Unreadable):
        read(content, ending)


def test_a_file_gives_only_so_many_words(read):
    assert len(read(("Wort " * LONGEST).encode(), "txt")) <= LONGEST
    many = "".join(f"<w:p><w:t>{'Wort ' * 50}</w:t></w:p>" for _ in range(2000))
    assert LONGEST * 0.9 < len(read(docx(many), "docx")) <= LONGEST


@pytest.mark.feature("FF-70")
@pytest.mark.parametrize(
    ("script", "limits"),
    [
        ("import sys\nx = []\nwhile True:\n    x.append(bytearray(10**7))", {}),
        ("while True:\n    pass", {"CPU_SECONDS": 1}),
        ("import time\ntime.sleep(60)", {"SECONDS": 1}),
        ("import sys\nwhile True:\n    sys.stdout.buffer.write(b'x' * 100_000)", {}),
    ],
    ids=["memory", "processor", "clock", "output"],
)
def test_the_reader_is_stopped(read, script, limits, tmp_path, monkeypatch):
    """By its own limits, which it sets before it reads, and by the clock of who started it."""
    for name, value in limits.items():
        monkeypatch.setattr(extraction, name, value)
    head = extraction._READER.read_text().partition("def main()")[0]
    limit = "limit_itself(*map(int, sys.argv[2:]))\n"
    body = extraction._READER.read_text()
    start = body.index("def limit_itself")
    own = body[start : body.index("def read_pdf")]
    reader = tmp_path / "reader.py"
    reader.write_text(f"{head}\n{own}\n{limit}{script}\n")
    monkeypatch.setattr(extraction, "_READER", reader)
    with pytest.raises(Unreadable):
        read(b"x", "txt")


def test_the_reader_knows_nothing_of_the_site(read, tmp_path, monkeypatch):
    """No environment, no import of what is ours."""
    reader = tmp_path / "reader.py"
    reader.write_text("import os, sys\ntry:\n    import forum\nexcept ImportError:\n    print(dict(os.environ))\n")
    monkeypatch.setattr(extraction, "_READER", reader)
    monkeypatch.setenv("SECRET_KEY", "geheim")
    found = read(b"x", "txt")
    assert found.startswith("{") and "SECRET_KEY" not in found
