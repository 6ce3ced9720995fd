"""What readers get of a sanitised text: names, addresses and heads baked in."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import nh3
from django.utils.translation import gettext as _

TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
MENTION_ID = re.compile(r'<span data-mention="(\d{1,18})">[^<]*</span>')
BODY_ID = re.compile(r'<span data-body="(\d{1,18})">[^<]*</span>')
PICTURE = re.compile(r'<img data-file="(\d{1,18})" alt="([^"]*)"( data-decorative="")?>')
QUOTE_ID = re.compile(r'<blockquote data-quote="(\d{1,18})">')


@dataclass(frozen=True)
class Picture:
    """Where a picture is found, its size where it is known, and where a smaller one is, which stands in the text."""

    url: str
    width: int | None = None
    height: int | None = None
    small: str = ""


def render(
    cleaned: str,
    *,
    people: Mapping[int, tuple[str, str]],
    quote_head: Callable[[int], str | None],
    bodies: Mapping[int, tuple[str, str]] | None = None,
    pictures: Mapping[int, Picture] | None = None,
) -> str:
    """The HTML readers get: names of people and bodies, addresses of pictures, quotes with a head that links to their
    post, tables that scroll by themselves.

    ``people``, ``bodies``: id → (name, address); an unknown id stays plain text without a link. ``pictures``: an
    unknown one leaves its words. ``quote_head``: id → trusted HTML of the quote's head, or None where the post may not
    be named.
    """

    def quote(match: re.Match[str]) -> str:
        head = quote_head(int(match[1]))
        return '<blockquote class="kn-quote">' + (f"<header>{head}</header>" if head else "")

    text = MENTION_ID.sub(lambda match: _named(match, people), cleaned)
    if "data-body" in text:
        text = BODY_ID.sub(lambda match: _named(match, bodies or {}), text)
    if "<img" in text:
        text = PICTURE.sub(lambda match: _shown(match, pictures or {}), text)
    if "<table>" in text:
        text = TABLE.sub(_scrolling, text)
    return QUOTE_ID.sub(quote, text).replace("<blockquote>", '<blockquote class="kn-quote">')


def _named(match: re.Match[str], known: Mapping[int, tuple[str, str]]) -> str:
    if int(match[1]) not in known:
        return nh3.clean(match[0], tags=set())
    name, url = (html.escape(each) for each in known[int(match[1])])
    return f'<a class="kn-mention" href="{url}">@{name}</a>' if url else f'<span class="kn-mention">@{name}</span>'


def _shown(match: re.Match[str], known: Mapping[int, Picture]) -> str:
    picture = known.get(int(match[1]))
    if picture is None:
        return match[2]
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width and picture.height else ""
    source = html.escape(picture.small or picture.url)
    image = f'<img class="kn-picture" src="{source}" alt="{match[2]}"{size} loading="lazy">'
    return f'<a href="{html.escape(picture.url)}">{image}</a>' if match[2] else image


def _scrolling(match: re.Match[str]) -> str:
    """A table may be wider than its page: who has no mouse scrolls it by keys, so it has a name and takes the focus."""
    # A head without words would be read out as one.
    inner = re.sub(r"<th((?: [^<>]*)?)><p></p></th>", r"<td\1><p></p></td>", match[1])
    head, row_end, rest = inner.partition("</tr>")
    head, rest = re.sub(r"<th(?=[\s>])", '<th scope="col"', head), re.sub(r"<th(?=[\s>])", '<th scope="row"', rest)
    return (
        f'<div class="kn-scroll" role="group" tabindex="0" aria-label="{html.escape(_("Table"))}">'
        f'<table class="kn-table">{head}{row_end}{rest}</table></div>'
    )
