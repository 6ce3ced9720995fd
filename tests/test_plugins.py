"""The plug-ins speak of no Land, no network and no address of ours: what differs from site to site is a setting."""

import re
from pathlib import Path

import pytest

from .harness.other_site import WHEEL

ROOT = Path(__file__).resolve().parents[1]
# Words of the reference network, and paths of the reference site.
OURS = re.compile(
    r"nrw|nordrhein|westfalen|ehrenamtskarte|kommunen-netzwerk|landschaftsverband"
    r"""|["'(]/(?:forum|verzeichnis|suche|moderation|uebersicht|redaktion|konto)/""",
    re.IGNORECASE,
)
SUFFIXES = {".py", ".html", ".txt", ".js", ".css", ".po"}


@pytest.mark.parametrize("package", WHEEL)
def test_nothing_is_hard_wired(package):
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted((ROOT / package).rglob("*"))
        if path.suffix in SUFFIXES and "migrations" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if OURS.search(line)
    ]
    assert not found, "\n".join(found)
