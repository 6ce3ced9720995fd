"""What the parts of the demo tell each other while it is written, and how its data files are read."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.text import slugify

from directory.models import Municipality
from forum.models import Area

DATA = Path(__file__).resolve().parent.parent / "data"
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ı": "i"})


@dataclass
class Person:
    """An invented person. ``weight``: how often they write, compared with others."""

    user: Any
    municipality: Municipality | None = None
    function: str = ""
    begins_on: date | None = None
    is_contact: bool = False
    is_former: bool = False
    weight: float = 1.0
    topics: list[str] = field(default_factory=list)


@dataclass
class World:
    now: datetime
    random: random.Random
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    accounts: dict[str, Person] = field(default_factory=dict)
    speakers: list[Person] = field(default_factory=list)
    areas: dict[str, Area] = field(default_factory=dict)
    speakers_area: Area | None = None

    def people_of(self, key: str) -> list[Person]:
        return [each for each in self.people if each.municipality and each.municipality.key == key]


def table(name: str) -> Iterator[dict[str, str]]:
    """Rows of a CSV file; lines that begin with # carry the source."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


@cache
def document(name: str) -> Any:
    """A YAML file."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where libyaml was built in
    return yaml.load((DATA / name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506


def address_part(text: str) -> str:
    """»Voßkuhl« → »vosskuhl«."""
    return slugify(text.translate(_SPELLED_OUT))
