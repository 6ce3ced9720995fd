"""Found words made visible in texts from the database: whole texts with marks, and snippets around them."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from . import language

WORD = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*")
LONGEST_SNIPPET = 240
LEAD = 80  # so many characters before the first found word, at most
LONGEST_READ = 20_000  # what stands further down is not looked for
MOST_PLACES = 200

Place = tuple[int, int, frozenset[str]]  # begin, end and terms of a found word


class Marker:
    """Marks the words of texts whose terms were searched: »Vereine« for »Verein«, »Übungsleiter« for »Uebungsleiter«,
    »Ehrenamtskarte« for »Karte«.

    Everything it returns is escaped; the only markup is ``<mark>``.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self.terms = frozenset(terms)
        self._marked: dict[str, SafeString] = {}  # names of areas come again and again

    def mark(self, text: str) -> SafeString:
        """The whole text, found words marked."""
        if text not in self._marked:
            self._marked[text] = _with_marks(text, self._places(text))
        return self._marked[text]

    def finds(self, text: str) -> int:
        """How many different terms stand in the text."""
        return len(frozenset[str]().union(*(terms for _, _, terms in self._places(text[:LONGEST_READ]))))

    def snippet(self, text: str, limit: int = LONGEST_SNIPPET) -> SafeString:
        """The part of the text with the most found words, cut between words; its beginning where none is found."""
        flat = " ".join(text[:LONGEST_READ].split())
        places = self._places(flat)
        begin = _beginning(flat, _best_place(places, limit))
        part = _cut(flat, begin, limit)
        end = begin + len(part)
        inside = [(first - begin, last - begin, terms) for first, last, terms in places if begin <= first < last <= end]
        before, after = "… " if begin else "", " …" if end < len(flat) else ""
        return mark_safe(f"{before}{_with_marks(part, inside)}{after}")

    def _places(self, text: str) -> list[Place]:
        if not self.terms:
            return []
        terms = self.terms
        return [
            (match.start(), match.end(), terms & known)
            for match in WORD.finditer(text)
            if not terms.isdisjoint(known := _terms_of(match[0]))
        ]


@lru_cache(maxsize=10_000)
def _terms_of(word: str) -> frozenset[str]:
    """The terms under which a word of a text is found, in German and in English; those of a compound's parts, too."""
    found = set()
    for part in language.parts(word):
        found |= {language.term(part, language.GERMAN), language.term(part, language.ENGLISH)}
        found |= set(language.inner_terms(part))
    return frozenset(found - {""})


def _with_marks(text: str, places: Iterable[Place]) -> SafeString:
    parts, position = [], 0
    for begin, end, _terms in places:
        parts += [escape(text[position:begin]), "<mark>", escape(text[begin:end]), "</mark>"]
        position = end
    # All text in it is escaped.
    return mark_safe("".join([*parts, escape(text[position:])]))


def _best_place(places: list[Place], limit: int) -> int:
    """Where the window with the most different terms, then the most words, begins; the first of equals."""
    best, place = (0, 0), 0
    places = places[:MOST_PLACES]
    for index, (begin, _, _) in enumerate(places):
        inside = [terms for first, last, terms in places[index:] if last <= begin + limit - LEAD]
        worth = (len(frozenset[str]().union(*inside)), len(inside))
        if worth > best:
            best, place = worth, begin
    return place


def _beginning(text: str, place: int) -> int:
    """A little before the place: the beginning of its sentence where that is near, else of a word."""
    if place <= LEAD:
        return 0
    sentence = max(text.rfind(sign, place - LEAD, place) for sign in (". ", "? ", "! "))
    if sentence >= 0:
        return sentence + 2
    return text.rfind(" ", 0, place - LEAD // 2) + 1


def _cut(text: str, begin: int, limit: int) -> str:
    """So much from there on, up to the end of a word."""
    if begin + limit >= len(text):
        return text[begin:]
    end = text.rfind(" ", begin, begin + limit + 1)
    return text[begin : end if end > begin else begin + limit].rstrip(" ,;:–-")
