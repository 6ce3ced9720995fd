"""The one language brain: what is a word, and which words are the same.

Both engines get the terms made here, for documents and for questions, so they agree by construction; neither analyses
anything itself. Terms consist of letters and digits only, so what a person types can never become query syntax.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from . import compounds
from .stopwords import STOP_WORDS

GERMAN, ENGLISH = "de", "en"
LONGEST_TERM = 40
MOST_WORDS = 12  # of a question; what follows is ignored

# Letters, digits and the hyphens between them. No underscore: it is a letter for nobody but programmers.
_WORD = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*")
_HYPHEN = re.compile(r"[-‐‑]")
_STEMMERS = {GERMAN: Stemmer.Stemmer("german"), ENGLISH: Stemmer.Stemmer("english")}
# What has no form in plain letters of its own; ä, ö, ü are left to the stemmer, which knows ae, oe, ue, too.
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "ö", "æ": "ä", "đ": "d", "œ": "ö"})
_UMLAUTS = "äöü"


def words(text: str) -> Iterator[str]:
    """The words of a text as they stand there, hyphenated ones in one piece."""
    return (match[0] for match in _WORD.finditer(unicodedata.normalize("NFKC", text)))


def parts(word: str) -> list[str]:
    """A hyphenated word gives its parts and the whole without hyphens; any other gives itself."""
    pieces = _HYPHEN.split(word)
    return [*pieces, "".join(pieces)] if len(pieces) > 1 else pieces


def analyse(text: str, language: str = GERMAN) -> list[str]:
    """The terms of a document's text in their order; stop words are left out."""
    terms = (term(part, language) for word in words(text) for part in parts(word))
    return [each for each in terms if each]


def analyse_inner(text: str, language: str = GERMAN) -> list[str]:
    """The terms of the words that stand inside a German text's compounds."""
    if language != GERMAN:
        return []
    return [each for word in words(text) for part in parts(word) for each in inner_terms(part)]


def inner_terms(word: str) -> list[str]:
    """The terms of a compound's parts; none for any other word."""
    return [each for part in compounds.split(_fold(word)) if (each := term(part))]


@dataclass(frozen=True)
class Word:
    """A word of a question as typed, and the terms it may stand for in a German or an English document."""

    typed: str
    terms: tuple[str, ...]


def analyse_query(text: str) -> list[Word]:
    """The words of a question, at most MOST_WORDS; a repeated one counts once, a hyphenated one as the whole."""
    found: dict[tuple[str, ...], Word] = {}
    for typed in words(text):
        whole = parts(typed)[-1]
        terms = tuple(dict.fromkeys(filter(None, (term(whole, GERMAN), term(whole, ENGLISH)))))
        if terms and not is_stop_word(whole):
            found.setdefault(terms, Word(typed, terms))
    return list(found.values())[:MOST_WORDS]


def take_apart(asked: Iterable[Word]) -> list[Word]:
    """The words of a question with the parts of compounds in their place."""
    return [
        each
        for word in asked
        for each in [Word(word.typed, (part,)) for part in inner_terms(parts(word.typed)[-1])] or [word]
    ]


def is_stop_word(word: str) -> bool:
    return word.casefold() in STOP_WORDS[GERMAN] or word.casefold() in STOP_WORDS[ENGLISH]


@lru_cache(maxsize=50_000)
def term(word: str, language: str = GERMAN) -> str:
    """The form under which a word is found: »Straßen«, »Strasse« and »STRASSE« are one; empty for a stop word."""
    folded = _fold(word)
    if folded in STOP_WORDS[language]:
        return ""
    stem = _STEMMERS[language].stemWord(folded)
    return _plain(stem)[:LONGEST_TERM]


def surface_of(wanted: str, texts: Iterable[str], language: str = GERMAN) -> str:
    """The word of these texts that has this term, as it stands there; empty if none has."""
    found = (part for text in texts for word in words(text) for part in parts(word) if term(part, language) == wanted)
    return next(found, "")


def _fold(word: str) -> str:
    """Lower case (ß becomes ss), accents gone but for the German ones."""
    lower = word.casefold().translate(_LETTERS)
    if lower.isascii():
        return lower
    return "".join(letter if letter in _UMLAUTS else _bare(letter) for letter in lower)


def _bare(letter: str) -> str:
    """Without accents; what is neither letter nor digit then (a mark, a NUL) goes."""
    return "".join(each for each in unicodedata.normalize("NFKD", letter) if each.isalnum())


def _plain(stem: str) -> str:
    return stem if stem.isascii() else "".join(map(_bare, stem))
