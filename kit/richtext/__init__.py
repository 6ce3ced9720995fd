"""Rich text of members: one small vocabulary, sanitised on every way in, rendered once, read as plain text.

The editor sends HTML; without JavaScript a plain textarea sends text. ``clean`` takes both. Mentions are
``<span data-mention="88">``, of bodies ``<span data-body="7">``, quotes ``<blockquote data-quote="12">`` where 12 is
the id of the quoted post, pictures ``<img data-file="17" alt="…">``. Tables are rows of cells without more.
"""

import html
import re
import unicodedata
from collections.abc import Collection
from html.parser import HTMLParser

import nh3

from .office import from_office, is_foreign
from .rendering import BODY_ID, MENTION_ID, PICTURE, QUOTE_ID
from .rendering import Picture as Picture
from .rendering import render as render
from .shapes import CELLS, PARTS, tidy

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h4", "code", "pre", "span", "hr"}
TAGS |= {"table", "tr", "th", "td", "img"}
ATTRIBUTES = {
    "a": {"href"},
    "span": {"data-mention", "data-body"},
    "blockquote": {"data-quote"},
    "img": {"data-file", "alt", "data-decorative"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
BLOCKS = ("p", "li", "blockquote", "h4", "pre", "ul", "ol", "hr", "table", "tr")
MAX_DEPTH = 10
MAX_SPAN = 50
REL = "nofollow ugc noopener noreferrer"

_looks_like_html = re.compile(r"<(p|ul|ol|blockquote|h[1-6]|pre|table|img|div|html)[\s>]", re.IGNORECASE)
_has_shapes = re.compile(r"<(?:table|img|caption|thead|tbody|tfoot|tr|td|th)[\s>]")
_invisible_categories = {"Cf", "Zs", "Cc", "Zl", "Zp"}
_bidi_controls = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def clean(source: str) -> str:
    """Sanitised HTML of what a person typed or pasted, safe to store and to show. ``clean(clean(x)) == clean(x)``."""
    text = normalise(source)
    if not _looks_like_html.search(text):
        text = _from_plain_text(text)
    elif is_foreign(text):
        text = from_office(text)
    safe = _sanitised(text)
    if not _has_shapes.search(safe):
        return _flatten(safe).strip()
    # What a browser makes of tables within other things is read once more, until nothing moves.
    for _attempt in range(4):
        before, safe = safe, _flatten(tidy(safe)).strip()
        if (again := _sanitised(safe)) == before:
            break
        safe = again
    return _flatten(tidy(safe)).strip()


def _sanitised(text: str) -> str:
    return nh3.clean(
        text,
        tags=TAGS | PARTS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=REL,
        attribute_filter=_keep_attribute,
        clean_content_tags={"script", "style"},
    )


def is_html(text: str) -> bool:
    """Whether ``clean`` takes this for what the editor sends; anything else is plain text."""
    return bool(_looks_like_html.search(text))


def normalise(text: str) -> str:
    """Unix line ends, NFC, and none of the characters that PostgreSQL refuses or that turn text around."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", text).translate(_bidi_controls)


def has_visible_text(text: str) -> bool:
    """Whether at least two characters can be seen; blanks and invisible characters do not count."""
    return sum(1 for char in text if unicodedata.category(char) not in _invisible_categories) >= 2


def to_text(cleaned: str) -> str:
    """The plain words of sanitised HTML, one line per block, quotes left out."""
    reader = _TextReader()
    reader.feed(cleaned)
    reader.close()
    return re.sub(r"[ \n]*\n[ \n]*", "\n", re.sub(r"[ \t\xa0]+", " ", "".join(reader.parts))).strip()


def mentioned_ids(cleaned: str) -> list[int]:
    """Ids of the people mentioned outside quotes, in order, each once."""
    without_quotes = re.sub(r"<blockquote.*?</blockquote>", "", cleaned, flags=re.DOTALL)
    return list(dict.fromkeys(int(number) for number in MENTION_ID.findall(without_quotes)))


def named_ids(cleaned: str) -> set[int]:
    """Ids of all people named by a mention, in quotes too."""
    return {int(number) for number in MENTION_ID.findall(cleaned)}


def mentioned_bodies(cleaned: str) -> list[int]:
    """Ids of the bodies mentioned outside quotes, in order, each once."""
    without_quotes = re.sub(r"<blockquote.*?</blockquote>", "", cleaned, flags=re.DOTALL)
    return list(dict.fromkeys(int(number) for number in BODY_ID.findall(without_quotes)))


def named_bodies(cleaned: str) -> set[int]:
    """Ids of all bodies named by a mention, in quotes too."""
    return {int(number) for number in BODY_ID.findall(cleaned)}


def picture_ids(cleaned: str) -> list[int]:
    """Ids of the pictures, in order, each once."""
    return list(dict.fromkeys(int(match[1]) for match in PICTURE.finditer(cleaned)))


def silent_pictures(cleaned: str) -> list[int]:
    """Ids of the pictures that have neither words nor the mark that they say nothing."""
    return [int(match[1]) for match in PICTURE.finditer(cleaned) if not match[2] and not match[3]]


def without_pictures(cleaned: str, ids: Collection[int]) -> str:
    """The text without these pictures; their words stay."""

    def words(match: re.Match[str]) -> str:
        return match[0] if int(match[1]) not in ids else f"<p>{match[2]}</p>" if match[2] else ""

    return PICTURE.sub(words, cleaned)


def quoted_ids(cleaned: str) -> list[int]:
    """Ids of the quoted posts, in order, each once."""
    return list(dict.fromkeys(int(number) for number in QUOTE_ID.findall(cleaned)))


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute in ("data-mention", "data-body", "data-quote", "data-file"):
        # One way to write a number: else »007« would pass where 7 is looked for and taken out.
        return str(int(value)) if value.isdecimal() and len(value) <= 18 else None
    if attribute in ("colspan", "rowspan"):
        return str(int(value)) if re.fullmatch(r"[0-9]{1,3}", value) and 1 < int(value) <= MAX_SPAN else None
    if attribute == "href" and (len(value) > 2000 or not re.match(r"(https?://|mailto:|tel:|/(?!/)|#)", value)):
        return None
    return value


def _from_plain_text(text: str) -> str:
    paragraphs = re.split(r"\n[ \t]*\n+", text.strip())
    return "".join(_paragraph(lines) for part in paragraphs if (lines := part.strip("\n").split("\n")) and part.strip())


def _paragraph(lines: list[str]) -> str:
    for marker, tag in ((r"\s*[-*•]\s+", "ul"), (r"\s*\d{1,3}[.)]\s+", "ol")):
        if all(re.match(marker, line) for line in lines):
            items = "".join(f"<li><p>{_inline(re.sub(marker, '', line, count=1))}</p></li>" for line in lines)
            return f"<{tag}>{items}</{tag}>"
    if all(line.startswith(">") for line in lines):
        return f"<blockquote><p>{'<br>'.join(_inline(line.lstrip('> ')) for line in lines)}</p></blockquote>"
    return f"<p>{'<br>'.join(_inline(line) for line in lines)}</p>"


def _inline(line: str) -> str:
    escaped = html.escape(line.strip(), quote=False)
    bold = re.sub(r"\*\*([^*\n]{1,500})\*\*", r"<strong>\1</strong>", escaped)
    return re.sub(r"(https?://[^\s<]{1,1900}[^\s<.,;:)])", r'<a href="\1">\1</a>', bold)


def _flatten(safe: str) -> str:
    """Removes lists and quotes nested deeper than MAX_DEPTH; their text stays."""
    depth, parts, position = 0, [], 0
    for match in re.finditer(r"<(/?)(ul|ol|blockquote)(?:\s[^>]*)?>", safe):
        parts.append(safe[position : match.start()])
        position = match.end()
        if match[1]:
            if depth <= MAX_DEPTH:
                parts.append(match[0])
            depth -= 1
        else:
            depth += 1
            if depth <= MAX_DEPTH:
                parts.append(match[0])
    parts.append(safe[position:])
    return "".join(parts)


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.quote_depth = 0
        self.cell_depth = 0
        self.is_row_begun = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            self.quote_depth += 1
        if tag in CELLS:  # a row is a line
            self.cell_depth += 1
            self._add(" | " if self.is_row_begun else "")
            self.is_row_begun = True
        elif tag == "tr":
            self.is_row_begun = False
            self._add("\n")
        elif tag in BLOCKS or tag == "br":
            self._break()
        elif tag == "img":
            self._break()
            self._add(dict(attrs).get("alt") or "")
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self.quote_depth -= 1
        if tag in CELLS:
            self.cell_depth -= 1
        elif tag in BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _break(self) -> None:
        self.parts.append(" " if self.cell_depth else "\n")

    def _add(self, text: str) -> None:
        if not self.quote_depth:
            self.parts.append(text)
