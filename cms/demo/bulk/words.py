"""Texts of the benchmark: words of the demonstration's threads and compounds made of their parts, by Zipf's law."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from cms.demo.seed.world import document
from search import language
from search.compounds import PARTS

from . import COMMON, FOUR, RARE

VOCABULARY = 25_000
# Zipf's law with Mandelbrot's correction. The exponent makes the texts about as long and as repetitive as the posts of
# the demonstration: 1,570 words of those have 10.4 kB (4.9 after gzip), of these 11.0 (5.1).
ZIPF_SHIFT, ZIPF_EXPONENT = 2.7, 1.1
TYPICAL_LENGTH, LENGTH_SPREAD, LENGTHS = 4.23, 0.5, (5, 400)  # e^(4.23 + 0.5²/2) = 78 words
SENTENCES = (6, 16)  # words
COMMON_SHARE = 1 / 8
FOUR_ALONE = 1 / 50  # posts that have one of the four words by chance, for each of them
LIST_SHARE = 0.1

_TITLES = (
    "Wer hat Erfahrung mit {0} und {1}?",
    "{0}: Wie regeln Sie das mit {1}?",
    "{0} und {1} in kleinen Kommunen",
    "Gesucht: Muster für {0} mit {1}",
    "Was tun, wenn {0} auf {1} trifft?",
    "Drei Jahre {0}: was wir über {1} gelernt haben",
    "Austausch zu {0}, {1} und {2}",
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word and what the search makes of it in a text: its terms and those of its parts, with their weights."""

    text: str
    terms: tuple[tuple[str, str], ...]
    inner: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Body:
    """What a post says: its plain text, the sanitised source of it, and its words in their order."""

    text: str
    source: str
    words: Sequence[Word]

    @property
    def terms(self) -> list[tuple[str, str]]:
        """As search.documents.terms_by_weight gives them for this text."""
        terms = [pair for word in self.words for pair in word.terms]
        terms.extend(pair for word in self.words for pair in word.inner)
        return terms


class Author:
    """Writes bodies and titles, always the same ones for the same random numbers."""

    def __init__(self, numbers: random.Random) -> None:
        self.random = numbers
        self.common, self.rare = _word(COMMON), _word(RARE)
        self.four = [_word(text) for text in FOUR.split()]
        self.words = _vocabulary(numbers, {self.common, self.rare, *self.four})
        self.odds = list(accumulate((rank + ZIPF_SHIFT) ** -ZIPF_EXPONENT for rank in range(1, len(self.words) + 1)))
        nouns = [word.text for word in self.words if word.text[0].isupper() and len(word.text) > 4]
        self.nouns = nouns[: VOCABULARY // 10]

    def title(self) -> str:
        return self.random.choice(_TITLES).format(*self.random.sample(self.nouns, 3))

    def body(self, *, is_rare: bool = False, is_about_four: bool = False) -> Body:
        """A post of about 78 words; the rare word and all four are in it only where they are asked for."""
        wanted = int(self.random.lognormvariate(TYPICAL_LENGTH, LENGTH_SPREAD))
        words = self.random.choices(self.words, cum_weights=self.odds, k=min(max(wanted, LENGTHS[0]), LENGTHS[1]))
        for word in self._searched(is_rare, is_about_four):
            words.insert(int(self.random.random() * len(words)), word)
        lines = list(self._lines(words))
        if len(lines) > 2 and self.random.random() < LIST_SHARE:
            items = "".join(f"<li><p>{line}</p></li>" for line in lines[1:])
            source = f"<p>{lines[0]}</p><ul>{items}</ul>"
        else:
            source = "".join([f"<p>{line}</p>" for line in lines])
        return Body(text="\n".join(lines), source=source, words=words)

    def _searched(self, is_rare: bool, is_about_four: bool) -> Iterator[Word]:
        chance = self.random.random
        if chance() < COMMON_SHARE:
            yield self.common
        if is_about_four:
            yield from self.four
        elif chance() < FOUR_ALONE * len(self.four):
            yield self.random.choice(self.four)
        if is_rare:
            yield self.rare

    def _lines(self, words: Sequence[Word]) -> Iterator[str]:
        """Paragraphs of one to four sentences."""
        shortest, span = SENTENCES[0], SENTENCES[1] - SENTENCES[0] + 1
        sentences: list[str] = []
        start, chance = 0, self.random.random
        while start < len(words):
            end = start + shortest + int(chance() * span)
            sentence = " ".join([word.text for word in words[start:end]])
            sentences.append(f"{sentence[0].upper()}{sentence[1:]}.")
            start = end
            if start >= len(words) or len(sentences) == 4 or chance() < 0.3:
                yield " ".join(sentences)
                sentences = []


def _word(text: str) -> Word:
    return Word(
        text=text,
        terms=tuple(("C", term) for term in language.analyse(text)),
        inner=tuple(("D", term) for term in language.analyse_inner(text)),
    )


def _vocabulary(numbers: random.Random, searched: set[Word]) -> list[Word]:
    """The most frequent word first. None of them has a term of a word that is searched for."""
    taken = {term for word in searched for _weight, term in word.terms}
    compounds = [f"{first.capitalize()}{second}" for first in sorted(PARTS) for second in sorted(PARTS)]
    numbers.shuffle(compounds)
    words: list[Word] = []
    for text in dict.fromkeys([*_words_of_the_demo(), *compounds]):
        word = _word(text)
        if not any(term in taken for _weight, term in (*word.terms, *word.inner)):
            words.append(word)
        if len(words) == VOCABULARY:
            break
    return words


def _words_of_the_demo() -> list[str]:
    """The words of all written threads, the most frequent first, each as it is mostly written."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for topic in document("areas.yaml")["topics"]:
        for thread in document(f"threads/{topic['slug']}.yaml")["threads"]:
            for word in _words(thread):
                spellings[word.casefold()][word] += 1
    ranked = sorted(spellings.items(), key=lambda each: (-each[1].total(), each[0]))
    return [forms.most_common(1)[0][0] for _folded, forms in ranked]


def _words(thread: dict[str, Any]) -> Iterator[str]:
    for post in thread["posts"]:
        yield from re.findall(r"[A-Za-zÄÖÜäöüß]{2,30}", re.sub(r"\{.*?\}|https?\S+|<.*?>", " ", post["text"]))
