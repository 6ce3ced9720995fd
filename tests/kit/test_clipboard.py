"""What office programs put on the clipboard becomes our few elements; tests/browser/test_paste.py pastes the same."""

from pathlib import Path

import pytest

from kit import richtext

CLIPBOARD = Path(__file__).parent / "clipboard"
PROGRAMS = sorted(path.stem for path in CLIPBOARD.glob("*.html") if not path.stem.endswith(".clean"))


def fragment(program: str) -> str:
    return (CLIPBOARD / f"{program}.html").read_text(encoding="utf-8")


def wanted(program: str) -> str:
    return (CLIPBOARD / f"{program}.clean.html").read_text(encoding="utf-8").replace("\n", "")


@pytest.mark.feature("FF-22")
@pytest.mark.parametrize("program", PROGRAMS)
def test_clipboards_of_office_programs_become_our_few_elements(program):
    cleaned = richtext.clean(fragment(program))
    assert cleaned == wanted(program)
    assert richtext.clean(cleaned) == cleaned
