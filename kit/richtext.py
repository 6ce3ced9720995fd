"""Rich text of members: one small vocabulary, sanitised on every way in, rendered once, read as plain text.

The editor sends HTML; without JavaScript a plain textarea sends text. ``clean`` takes both. Mentions are
``<span data-mention="88">``, quotes ``<blockquote data-quote="12">`` where 12 is the id of the quoted post.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from html.parser import HTMLParser

import nh3

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h4", "code", "pre", "span", "hr"}
ATTRIBUTES = {"a": {"href"}, "span": {"data-mention"}, "blockquote": {"data-quote"}}
SCHEMES = {"http", "https", "mailto", "tel"}
BLOCKS = ("p", "li", "blockquote", "h4", "pre", "ul", "ol", "hr")
MAX_DEPTH = 10
REL = "nofollow ugc noopener noreferrer"

_looks_like_html = re.compile(r"<(p|ul|ol|blockquote|h4|pre)[\s>]", re.IGNORECASE)
_mention_id = re.compile(r'<span data-mention="(\d{1,18})">[^<]*</span>')
_quote_id = re.compile(r'<blockquote data-quote="(\d{1,18})">')
_invisible_categories = {"Cf", "Zs", "Cc", "Zl", "Zp"}
_bidi_controls = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def clean(source: str) -> str:
    """Sanitised HTML of what a person typed or pasted, safe to store and to show. ``clean(clean(x)) == clean(x)``."""
    text = normalise(source)
    if not _looks_like_html.search(text):
        text = _from_plain_text(text)
    safe = nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=REL,
        attribute_filter=_keep_attribute,
        clean_content_tags={"script", "style"},
    )
    return _flatten(safe).strip()


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
    return re.sub(r"\n{2,}", "\n", re.sub(r"[ \t\xa0]+", " ", "".join(reader.parts))).strip()


def mentioned_ids(cleaned: str) -> list[int]:
    """Ids of the people mentioned outside quotes, in order, each once."""
    without_quotes = re.sub(r"<blockquote.*?</blockquote>", "", cleaned, flags=re.DOTALL)
    return list(dict.fromkeys(int(number) for number in _mention_id.findall(without_quotes)))


def named_ids(cleaned: str) -> set[int]:
    """Ids of all people named by a mention, in quotes too."""
    return {int(number) for number in _mention_id.findall(cleaned)}


def quoted_ids(cleaned: str) -> list[int]:
    """Ids of the quoted posts, in order, each once."""
    return list(dict.fromkeys(int(number) for number in _quote_id.findall(cleaned)))


def render(
    cleaned: str,
    *,
    people: Mapping[int, tuple[str, str]],
    quote_head: Callable[[int], str | None],
) -> str:
    """The HTML readers get: names of mentioned people baked in, quotes with a head that links to their post.

    ``people``: id → (name, address); an unknown id stays plain text without a link. ``quote_head``: id → trusted HTML
    of the quote's head, or None where the post may not be named.
    """

    def mention(match: re.Match[str]) -> str:
        known = people.get(int(match[1]))
        if known is None:
            return nh3.clean(match[0], tags=set())
        name, url = html.escape(known[0]), html.escape(known[1])
        return f'<a class="kn-mention" href="{url}">@{name}</a>' if url else f'<span class="kn-mention">@{name}</span>'

    def quote(match: re.Match[str]) -> str:
        head = quote_head(int(match[1]))
        return '<blockquote class="kn-quote">' + (f"<header>{head}</header>" if head else "")

    return _quote_id.sub(quote, _mention_id.sub(mention, cleaned)).replace(
        "<blockquote>", '<blockquote class="kn-quote">'
    )


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute in ("data-mention", "data-quote"):
        # One way to write a number: else »007« would pass where 7 is looked for and taken out.
        return str(int(value)) if value.isdecimal() and len(value) <= 18 else None
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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            self.quote_depth += 1
        if tag in BLOCKS or tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self.quote_depth -= 1
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.quote_depth:
            self.parts.append(data)
