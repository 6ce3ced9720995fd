"""What changed between two versions of a post, word by word, and in its files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

MAX_WORDS = 4000  # beyond this the comparison would cost more than it tells


@dataclass(frozen=True)
class Change:
    """A run of words that stayed (``same``), came (``added``) or went (``removed``)."""

    kind: str
    text: str


def text_diff(old: str, new: str) -> list[Change]:
    """The way from ``old`` to ``new``; very long texts are shown as one removal and one addition."""
    before, after = re.split(r"(\s+)", old), re.split(r"(\s+)", new)
    if len(before) + len(after) > MAX_WORDS:
        return [Change("removed", old), Change("added", new)]
    changes: list[Change] = []
    for tag, a_from, a_to, b_from, b_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            changes.append(Change("same", "".join(before[a_from:a_to])))
            continue
        if a_to > a_from:
            changes.append(Change("removed", "".join(before[a_from:a_to])))
        if b_to > b_from:
            changes.append(Change("added", "".join(after[b_from:b_to])))
    return changes


def file_diff(old: Mapping[int, str], new: Mapping[int, str]) -> list[Change]:
    """The names of files that went and came."""
    gone = [Change("removed", name) for pk, name in old.items() if pk not in new]
    return gone + [Change("added", name) for pk, name in new.items() if pk not in old]
