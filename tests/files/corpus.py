"""Files somebody might send to do harm, or to see what happens: made by code, each with what must become of it.

``Sample.fate``: the code of the refusal (forum.file_rules, forum.inspection), or "kept" for what is taken because it is
harmless once it is here: pictures are written anew, everything else is only ever saved, never shown.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipInfo

from PIL import Image

from .samples import EXCEL, MAIN, SLIDES, WORD, archive, odf, ooxml, pdf, picture

MARK = b"KUCKUCK"  # what must never come out of a picture again
SCRIPT = b"<script>window.name = 'executed'; alert(1)</script>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"
LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><l>&c;</l>"""
XXE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
RTL = "\u202e"


@dataclass(frozen=True)
class Sample:
    name: str
    content: bytes
    fate: str
    is_quick: bool = False  # in make test; the others in make test-long

    def __str__(self) -> str:
        return f"{self.fate}-{ascii(self.name)[1:-1]}"


def samples() -> Iterator[Sample]:
    yield from _endings()
    yield from _names()
    yield from _disguised()
    yield from _polyglots()
    yield from _pictures()
    yield from _office()
    yield from _bombs()


def _endings():
    """Kinds nobody may send."""
    active = {
        "Seite.html": HTML, "Seite.htm": HTML, "Bild.svg": SVG, "Bild.svgz": SVG, "Skript.js": b"alert(1)",
        "Programm.exe": b"MZ" + bytes(100), "Stapel.bat": b"@echo off", "Post.mht": b"MIME-Version: 1.0\n\n" + HTML,
        "Brief.docm": ooxml(MACRO_TYPE), "Tabelle.xlsm": ooxml(EXCEL), "Alt.doc": OLE, "Brief.rtf": b"{\\rtf1}",
        "Seite.php": b"<?php phpinfo();", "Anwendung.hta": HTML, "Daten.xml": XXE,
        "Archiv.zip": archive({"a.txt": "a"}),
        "Feed.xhtml": HTML, "Ohne": pdf(),
    }  # fmt: skip
    for number, (name, content) in enumerate(active.items()):
        yield Sample(name, content, "type", is_quick=number < 3)


def _names():
    # Django takes characters nobody sees out of the names of files; test_names sends them another way.
    yield Sample(f"Rechnung{RTL}fdp.exe", b"MZ", "type")
    yield Sample(f"Rechnung{RTL}exe.pdf", pdf(), "kept", is_quick=True)
    yield Sample("Satzung\u2066.pdf", pdf(), "kept")
    yield Sample("Satzung.pdf.", pdf(), "type")
    yield Sample("Satzung.exe.pdf", pdf(), "name-type", is_quick=True)
    yield Sample("Foto.php.jpg", picture("JPEG"), "name-type")
    yield Sample("Brief.html.txt", b"Guten Tag", "name-type")
    yield Sample("Satzung\t.pdf", pdf(), "kept")
    yield Sample(".pdf", pdf(), "type")
    yield Sample("..\\..\\Windows\\Satzung.pdf", pdf(), "kept")
    yield Sample('"><img src=x onerror=alert(1)>.pdf', pdf(), "kept")
    yield Sample("Satzung\u200b\u00ad.pdf", pdf(), "kept")
    yield Sample("S" * 300 + ".pdf", pdf(), "kept")
    yield Sample("Entwurf.docx.pdf", pdf(), "kept")
    yield Sample("%0d%0aSet-Cookie: a=b.pdf", pdf(), "kept")


def _disguised():
    """What the ending says is not what is in it."""
    yield Sample("Seite.jpg", HTML, "mismatch", is_quick=True)
    yield Sample("Seite.png", SVG, "mismatch")
    yield Sample("Seite.pdf", HTML, "mismatch", is_quick=True)
    yield Sample("Seite.txt", HTML, "mismatch")
    yield Sample("Seite.md", b"\xef\xbb\xbf  " + SVG, "mismatch")
    yield Sample("Tabelle.csv", b"<script>alert(1)</script>", "mismatch")
    yield Sample("Zeilen.txt", "<html>".encode("utf-16"), "mismatch")
    yield Sample("Programm.txt", b"MZ" + bytes(200), "mismatch")
    yield Sample("Foto.png", picture("JPEG"), "mismatch")
    yield Sample("Foto.jpg", picture("PNG"), "mismatch")
    yield Sample("Foto.webp", picture("PNG"), "mismatch")
    yield Sample("Foto.gif", b"GIF89a" + HTML, "mismatch")
    yield Sample("Brief.docx", OLE, "mismatch")
    yield Sample("Brief.odt", pdf(), "mismatch")
    yield Sample("Brief.docx", ooxml(EXCEL), "mismatch")
    yield Sample("Tabelle.ods", odf(), "mismatch")
    yield Sample("Brief.odt", archive({"a.txt": "a"}), "mismatch")
    yield Sample("Satzung.pdf", b"\n" + pdf(), "mismatch")
    yield Sample("Satzung.pdf", b"%PDF-1.4\n", "mismatch")
    yield Sample("Leer.pdf", b"", "empty")


def _polyglots():
    """Two kinds in one file."""
    zipped = archive({"a.txt": b"a" * 100})
    yield Sample("Satzung.pdf", pdf() + zipped, "mismatch", is_quick=True)
    yield Sample("Brief.docx", HTML + ooxml(), "mismatch")
    yield Sample("Brief.docx", ooxml() + HTML, "unsafe")
    yield Sample("Foto.png", picture() + HTML + MARK, "kept", is_quick=True)
    yield Sample("Foto.jpg", picture("JPEG") + zipped + MARK, "kept")
    yield Sample("Foto.gif", picture("GIF", mode="P") + SCRIPT + MARK, "kept")
    yield Sample("Foto.jpg", picture("JPEG", comment=SCRIPT + MARK), "kept")
    yield Sample("Satzung.pdf", pdf("a) /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> (b"), "kept")
    yield Sample("Zeilen.csv", b"Name;Betrag\n=cmd|'/C calc'!A0;1\n", "kept")
    yield Sample("Virus.txt", EICAR, "kept")  # without a scanner nobody knows


def _png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_says(width, height):
    """A PNG whose header promises these sides."""
    header = _png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _png_chunk(b"IDAT", zlib.compress(bytes(100))) + _png_chunk(b"IEND", b"")


def photo_with_place():
    """A photo from a telephone: turned, with the place it was taken at and words."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, MARK.decode()
    exif.get_ifd(0x8825)[2] = (51.0, 27.0, 0.0)
    return picture("JPEG", size=(40, 30), exif=exif, comment=MARK)


def _moving(frames):
    buffer = BytesIO()
    images = [Image.new("RGB", (8, 8), (number % 250, number // 2, 0)) for number in range(frames)]
    images[0].save(buffer, "GIF", save_all=True, append_images=images[1:], duration=10)
    return buffer.getvalue()


def _pictures():
    yield Sample("Foto.jpg", photo_with_place(), "kept", is_quick=True)
    yield Sample("Foto.png", png_that_says(30_000, 30_000), "pixels", is_quick=True)
    yield Sample("Foto.png", png_that_says(13_000, 10), "pixels")
    yield Sample("Foto.png", png_that_says(2_000_000_000, 2), "pixels")
    yield Sample("Foto.png", png_that_says(500, 500), "unsafe")
    yield Sample("Foto.jpg", picture("JPEG", size=(400, 400))[:-400], "unsafe")
    yield Sample("Foto.webp", b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff", "pixels")
    yield Sample("Bewegt.gif", _moving(300), "frames")
    yield Sample("Bewegt.gif", _moving(5), "kept")
    yield Sample("Druck.jpg", picture("JPEG", mode="CMYK"), "kept")
    yield Sample("Durchsichtig.png", picture("PNG", mode="RGBA"), "kept")


def _office():
    yield Sample("Brief.docx", ooxml(MACRO_TYPE), "macro")
    yield Sample("Brief.docx", ooxml(more={"word/vbaProject.bin": OLE}), "macro", is_quick=True)
    yield Sample("Brief.docx", ooxml(more={"word/activeX/activeX1.xml": "<a/>"}), "macro")
    yield Sample("Brief.odt", odf(more={"Basic/Standard/Module1.xml": "<a/>"}), "macro")
    yield Sample("Brief.odt", odf(more={"Scripts/python/a.py": "print()"}), "macro")
    yield Sample("Brief.odt", odf(content=LAUGHS), "xml")
    yield Sample("Brief.docx", ooxml(more={"word/footer.xml": XXE}), "xml", is_quick=True)
    yield Sample("Brief.docx", ooxml(more={"word/header.xml": "<offen>"}), "xml")
    yield Sample("Tabelle.xlsx", ooxml(EXCEL, {"xl/inner.zip": archive({"a": "a"})}), "unsafe")
    chart = {"ppt/embeddings/Diagramm.xlsx": ooxml(EXCEL)}
    yield Sample("Vortrag.pptx", ooxml(SLIDES, chart), "kept")
    chart = {"ppt/embeddings/Diagramm.xlsx": ooxml(EXCEL, {"xl/vbaProject.bin": OLE})}
    yield Sample("Vortrag.pptx", ooxml(SLIDES, chart), "macro")
    deep = ooxml(EXCEL, {"xl/embeddings/a.xlsx": ooxml(EXCEL, {"xl/embeddings/b.xlsx": ooxml(EXCEL)})})
    yield Sample("Tabelle.xlsx", deep, "unsafe")


def _bombs():
    zeros = bytes(1024 * 1024)
    big = BytesIO()
    for _ in range(210):
        big.write(zeros)
    yield Sample("Brief.docx", ooxml(more={"word/bild.bin": big.getvalue()}), "unsafe", is_quick=True)
    yield Sample("Brief.docx", ooxml(more={"word/bild.bin": big.getvalue()[: 40 * 1024 * 1024]}), "unsafe")
    yield Sample("Tabelle.xlsx", ooxml(EXCEL, {f"xl/{number}.txt": "" for number in range(6_000)}), "unsafe")
    yield Sample("Brief.odt", odf(more={"../../etc/passwd": "root"}), "unsafe")
    yield Sample("Brief.odt", odf(more={"/etc/passwd": "root"}), "unsafe")
    link = ZipInfo("word/link")
    link.external_attr, link.compress_type = 0o120777 << 16, ZIP_DEFLATED
    yield Sample("Brief.docx", ooxml(more={link: "/etc/passwd"}), "unsafe")
    lying = bytearray(ooxml(more={"word/lang.txt": b"a" * 5000}))
    place = lying.rfind(b"PK\x05\x06")
    lying[place + 10 : place + 12] = struct.pack("<H", 9_999)
    yield Sample("Brief.docx", bytes(lying), "unsafe")
    yield Sample("Brief.docx", ooxml()[:-30], "unsafe")
    locked = bytearray(ooxml())
    locked[6] |= 1
    place = locked.find(b"PK\x01\x02")
    locked[place + 8] |= 1
    yield Sample("Brief.docx", bytes(locked), "unsafe")
    yield Sample("Text.xml.docx", ooxml(WORD, {"docProps/app.xml": "<a>" * 50_000 + "</a>" * 50_000}), "kept")
    yield Sample("Lang.txt", b"a" * (20 * 1024 * 1024 + 1), "too_large", is_quick=True)


ALL = list(samples())
assert MAIN in WORD
