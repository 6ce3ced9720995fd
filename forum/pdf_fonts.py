"""The letters of a PDF: the site's own fonts (``FORUM["PRINT_FONTS"]``), else those every reader of PDF files has.

Web fonts come in parts, one for each script. A letter is taken from the first part that has it.
"""

import struct
import unicodedata
import zlib
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from . import conf

REGULAR, BOLD, ITALIC, MONO = "ratschlag", "ratschlag-bold", "ratschlag-italic", "Courier"
BUILT_IN = {REGULAR: "Helvetica", BOLD: "Helvetica-Bold", ITALIC: "Helvetica-Oblique"}
WEIGHTS = {REGULAR: ("400", "normal"), BOLD: ("600", "normal"), ITALIC: ("400", "italic")}
SCRIPTS = ("latin", "latin-ext", "cyrillic", "greek")
STAND_IN = "?"


def runs(text: str, font: str = REGULAR) -> str:
    """The text as markup of reportlab, each stretch in a font that has its letters."""
    text = unicodedata.normalize("NFC", text)
    name, codes = _fonts()[font][0]
    if codes.issuperset(map(ord, text)):  # as nearly always
        return f'<font name="{name}">{escape(text)}</font>'
    written = []
    for name, letters in groupby(_letters(text, font), key=lambda pair: pair[0]):
        stretch = escape("".join(letter for _name, letter in letters))
        written.append(f'<font name="{name}">{stretch}</font>')
    return "".join(written)


def drawable(text: str) -> str:
    """The text with a stand-in for letters that the main font does not have."""
    return "".join(letter if name == REGULAR else STAND_IN for name, letter in _letters(text, REGULAR))


def _letters(text: str, font: str) -> list[tuple[str, str]]:
    known = _fonts()[font]
    return [_letter(letter, known) for letter in unicodedata.normalize("NFC", text) if _is_drawn(letter)]


def _is_drawn(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cf", "Mn")


def _letter(letter: str, parts: tuple[tuple[str, frozenset[int]], ...]) -> tuple[str, str]:
    for name, codes in parts:
        if ord(letter) in codes:
            return name, letter
    return parts[0][0], " " if letter.isspace() else STAND_IN


@cache
def _fonts() -> dict[str, tuple[tuple[str, frozenset[int]], ...]]:
    """Registers the fonts: of each style its parts, as name and letters. Once in a process."""
    pattern = conf.value("PRINT_FONTS")
    latin = frozenset(ord(bytes([code]).decode("cp1252", "ignore") or " ") for code in range(32, 256)) - {0xAD, 0x7F}
    known: dict[str, tuple[tuple[str, frozenset[int]], ...]] = {MONO: ((MONO, latin),)}
    for style, (weight, slant) in WEIGHTS.items():
        if not pattern:
            built_in = pdfmetrics.getFont(BUILT_IN[style])
            pdfmetrics.registerFont(pdfmetrics.Font(style, BUILT_IN[style], built_in.encName))
            known[style] = ((style, latin),)
            continue
        parts = []
        for number, script in enumerate(SCRIPTS):
            path = _path(pattern.format(script=script, weight=weight, style=slant))
            name = f"{style}-{script}" if number else style
            font = TTFont(name, BytesIO(_sfnt(path.read_bytes())), asciiReadable=False)
            own = font.face.name  # the same for all parts; of fonts with one name only the first is taken
            font.face.name = type(own)(own + f"-{script}".encode())
            pdfmetrics.registerFont(font)
            parts.append((name, frozenset(code for code in font.face.charToGlyph if _is_drawn(chr(code)))))
        known[style] = tuple(parts)
    return known


def _path(name: str) -> Path:
    """Where a static file stands: in development where it comes from, on a server where all are gathered."""
    found = finders.find(name)
    return Path(found if isinstance(found, str) else staticfiles_storage.path(name))


def _sfnt(woff: bytes) -> bytes:
    """A font as TTF: a WOFF file (W3C Recommendation »WOFF File Format 1.0«) is one whose tables are compressed."""
    signature, flavor, _length, count = struct.unpack_from(">4sI I H", woff)
    if signature != b"wOFF":
        return woff
    power = 2 ** (count.bit_length() - 1)
    head = struct.pack(">IHHHH", flavor, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    directory, tables, place = [], [], len(head) + 16 * count
    for index in range(count):
        tag, start, packed, size, check = struct.unpack_from(">4sIIII", woff, 44 + 20 * index)
        table = woff[start : start + packed]
        table = zlib.decompress(table) if packed < size else table
        directory.append(struct.pack(">4sIII", tag, check, place, size))
        tables.append(table.ljust(-(-size // 4) * 4, b"\0"))
        place += len(tables[-1])
    return b"".join([head, *directory, *tables])
