"""docs/developers/forum-features.md keeps its word: each number has a test marked with it, and each mark its number."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/developers/forum-features.md"
NUMBERS = {f"FF-{number:02}" for number in range(1, 71)}


@cache
def listed() -> tuple[list[str], list[str]]:
    """Numbers of what is built, and of what is not built yet."""
    built, missing = PAGE.read_text().split("\n## Not built yet\n")
    return rows(built), rows(missing)


def rows(text: str) -> list[str]:
    return re.findall(r"^\| (FF-\d\d) \|", text, re.MULTILINE)


@cache
def marked() -> dict[str, list[str]]:
    """Names of the tests marked with a number, by number. Read, not collected: a run of one file knows all."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text()
        if ".feature(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            for mark in getattr(node, "decorator_list", []):
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.feature":
                    for argument in mark.args:
                        name = f"{path.relative_to(ROOT)}::{getattr(node, 'name', '')}"
                        found.setdefault(ast.literal_eval(argument), []).append(name)
    return found


def test_each_number_stands_in_the_list_once():
    built, missing = listed()
    assert sorted(built + missing) == sorted(NUMBERS)


def test_each_number_has_a_test():
    built, _ = listed()
    assert not [number for number in built if number not in marked()]


def test_no_test_is_marked_with_what_is_not_built():
    built, _ = listed()
    assert not {number: names for number, names in marked().items() if number not in built}
