"""The words of a post for a mail: the whole or its beginning, as safe HTML for mail programs and as plain text."""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3
from django.utils.safestring import SafeString, mark_safe

from . import conf
from .registry import Line

# What Outlook shows as meant; everything else leaves its words behind.
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h4", "code", "pre", "table", "tr", "th", "td"}
_picture = re.compile(r'<img\b[^>]*?\salt="([^"]*)"[^>]*>')
_EMPTY = {"br"}


@dataclass(frozen=True)
class Body:
    """``left_out``: how many characters follow on the website."""

    html: SafeString
    text: str
    left_out: int = 0

    def __bool__(self) -> bool:
        return bool(self.text)


NOTHING = Body(mark_safe(""), "")


def body_of(line: Line, limit: int) -> Body:
    """What a mail quotes of a line's post, cut near ``limit`` characters; without a post its excerpt."""
    text = line.body_text or line.excerpt
    if not text:
        return NOTHING
    begin, rest = cut(text, limit)
    source = line.body_html or "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in text.split("\n") if part)
    return Body(mark_safe(_for_mail(source, limit)), begin, rest + line.left_out)


def cut(text: str, limit: int) -> tuple[str, int]:
    """The beginning up to a space before ``limit``, and how many characters follow."""
    if len(text) <= limit:
        return text, 0
    begin = text[:limit]
    at = max(begin.rfind(" "), begin.rfind("\n"))
    begin = (begin[:at] if at > limit // 2 else begin).rstrip()
    return begin + " …", len(text) - len(begin)


def _for_mail(source: str, limit: int) -> str:
    """Sanitised again, with whole addresses, and cut with all its elements closed."""
    # Pictures are private; their words are not.
    source = _picture.sub(lambda match: f" {match[1]} ", source)
    attributes = {"a": {"href"}, "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}}
    safe = nh3.clean(source, tags=TAGS, attributes=attributes, url_schemes={"http", "https", "mailto", "tel"})
    whole = re.sub(r'href="(/[^"]*)"', lambda match: f'href="{conf.base_url()}{match[1]}"', safe)
    # Headings of a post are below those of the mail.
    whole = re.sub(r"<(/?)h4>", r"<\1h3>", whole)
    cutter = _Cutter(limit)
    cutter.feed(whole)
    cutter.close()
    return "".join([*cutter.parts, *(f"</{tag}>" for tag in reversed(cutter.open))])


class _Cutter(HTMLParser):
    """Copies HTML until ``limit`` characters of text have been seen."""

    def __init__(self, limit: int) -> None:
        super().__init__(convert_charrefs=True)
        self.left, self.parts, self.open = limit, list[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.left > 0:
            self.parts.append(self.get_starttag_text() or "")
            if tag not in _EMPTY:
                self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.left > 0 and self.open and self.open[-1] == tag:
            self.open.pop()
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.left > 0:
            begin, rest = cut(data, self.left)
            self.parts.append(html.escape(begin, quote=False))
            self.left = 0 if rest else self.left - len(data)
