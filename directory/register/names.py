"""Official names of the register and what they are called here.

»Düsseldorf, Stadt« is sorted as »Düsseldorf« and written beside people as »Stadt Düsseldorf«.
"""

import re
from dataclasses import dataclass

from . import codes
from .reading import Row

# Additions behind the comma that belong in front of the name; others (»Klingenstadt«) are ornaments of the name.
TITLES = frozenset(
    {"Landeshauptstadt", "Freie und Hansestadt", "Hansestadt", "Flecken", "Markt", "Stadt", "Universitätsstadt"}
)
ABBREVIATIONS = {"St": "Stadt", "GKSt": "Stadt", "M": "Markt", "Landeshauptst": "Landeshauptstadt"}
WORDS = {"43": "Kreis", "44": "Landkreis", "45": "Regionalverband", "51": "Amt", "52": "Samtgemeinde"}
WORDS |= {"53": "Verbandsgemeinde", "54": "Verwaltungsgemeinschaft", "55": "Kirchspielslandgemeinde"}
WORDS |= {"56": "Verwaltungsverband", "57": "Verwaltungsgemeinschaft", "60": "Markt", "61": "Stadt", "62": "Stadt"}
WORDS |= {"63": "Stadt", "64": "Gemeinde", "67": "Stadt"}
GOVERNMENT_REGION = "Reg.-Bez. "

_says_what_it_is = re.compile(r"(?i)kreis\b|\bkreis|region\b|verband\b|verbund\b")
_remark = re.compile(r" \((?:einschl\..*|VGem|GVV|VVG)\)$")


@dataclass(frozen=True)
class Names:
    name: str
    label: str
    official_name: str


def names_of(row: Row) -> Names:
    """Short name, name beside people, and official name."""
    official = _remark.sub("", row.name)
    if row.record_type == codes.LAND:
        return Names(official, official, official)
    if row.record_type == codes.REGION:
        name = official.removeprefix(GOVERNMENT_REGION)
        return Names(name, f"Regierungsbezirk {name}", f"Regierungsbezirk {name}")
    base, _comma, addition = official.partition(", ")
    word = WORDS.get(row.text_code, "")
    if row.record_type == codes.MUNICIPALITY:
        addition = ABBREVIATIONS.get(addition.rstrip("."), addition)
        return Names(base, f"{addition if addition in TITLES else word} {base}".strip(), official)
    base = base.removeprefix(f"{word} ")
    label = base if not word or _says_what_it_is.search(base) else f"{word} {base}"
    return Names(base, label, label)


def region_of(row: Row) -> str:
    """The name of a Regierungsbezirk that has an administration of its own; empty for statistical and former ones."""
    return row.name.removeprefix(GOVERNMENT_REGION) if row.name.startswith(GOVERNMENT_REGION) else ""
