"""German compounds: »Karte« finds »Ehrenamtskarte«, and »Vereinsförderung« finds »Förderung von Vereinen«.

A word is taken apart only where each part is one of the words of compound_parts.txt, so »Vereinbarung« stays whole.
They are those that municipal volunteering makes its compounds of.
"""

from functools import lru_cache
from pathlib import Path

PARTS = frozenset(Path(__file__).with_name("compound_parts.txt").read_text(encoding="utf-8").replace("ß", "ss").split())
LINKS = ("", "s", "n", "es", "en", "er", "e")  # what German puts between the parts
ENDINGS = ("", "n", "en", "e", "s", "es", "er", "ern", "innen")
SHORTEST = 7  # letters of a compound


@lru_cache(maxsize=50_000)
def split(word: str) -> tuple[str, ...]:
    """The parts of a compound in lower case (ß is ss), the last one as it is inflected; empty for any other word."""
    if len(word) < SHORTEST or _is_part(word):
        return ()
    return _split(word) or ()


def _split(word: str) -> tuple[str, ...] | None:
    for end in range(len(word) - 3, 2, -1):  # the longest first part
        first, rest = _without_link(word[:end]), word[end:]
        if first and (parts := (rest,) if _is_part(rest) else _split(rest)):
            return (first, *parts)
    return None


def _without_link(beginning: str) -> str:
    """The part this beginning stands for, or nothing: »vereins« is »verein«."""
    found = (beginning.removesuffix(link) for link in LINKS if beginning.endswith(link))
    return next((part for part in found if part in PARTS), "")


def _is_part(word: str) -> bool:
    """Whether this is one of the words, as it is or inflected."""
    return any(word.endswith(ending) and word.removesuffix(ending) in PARTS for ending in ENDINGS)
