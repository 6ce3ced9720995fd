"""What the benchmark makes of its figures. The measuring itself is no test: `make bench`."""

import re
from pathlib import Path

import pytest

from . import compare, goals, results, table
from .load import percentile, spread
from .results import Row
from .weights import IMPORT

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "developers" / "performance.md"


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([3.0], 99, 3.0), ([1.0, 2.0, 3.0, 4.0], 50, 2.0), ([4.0, 1.0, 3.0, 2.0], 95, 4.0), (range(1, 201), 99, 198)],
)
def test_percentile(values, percent, expected):
    assert percentile(values, percent) == expected


def test_spread_is_a_share_of_the_median():
    assert spread([9.0, 10.0, 12.0]) == pytest.approx(0.3)
    assert spread([9.0]) == 0


@pytest.mark.parametrize(
    ("then", "now", "word"),
    [
        ([2.0, 2.1, 2.2], [2.3, 2.4, 2.5], compare.WORSE),
        ([2.0, 2.1, 2.4], [2.3, 2.4, 2.5], compare.SAME),  # they overlap
        ([2.30, 2.31, 2.32], [2.33, 2.34, 2.35], compare.SAME),  # apart, but by too little
        ([2.3, 2.4, 2.5], [2.0, 2.1, 2.2], compare.BETTER),
        ([2.0], [2.3], compare.SAME),  # nobody knows their noise
        ([2.0], [2.6], compare.WORSE),
    ],
)
def test_a_row_is_worse_when_no_repeat_reaches_into_the_old_ones(then, now, word):
    [change] = compare.compare({"home": Row("home", ratios=then)}, {"home": Row("home", ratios=now)})
    assert change.word == word


def test_one_more_statement_is_worse_and_rows_of_one_run_only_are_left_out():
    before = {"home": Row("home", statements=5), "gone": Row("gone", statements=1)}
    after = {"home": Row("home", statements=6), "new": Row("new", statements=1)}
    assert [(change.name, change.word) for change in compare.compare(before, after)] == [("home", compare.WORSE)]


@pytest.mark.parametrize(
    ("small", "large", "word"),
    [
        ([10.0, 10.5, 11.0], [11.0, 11.5, 12.0], compare.STEADY),
        ([10.0, 10.5, 11.0], [13.0, 13.5, 14.0], compare.PERHAPS),
        ([10.0, 10.5, 11.0], [13.5, 14.0, 14.5], compare.GROWS),
    ],
)
def test_growth_counts_beyond_noise(small, large, word):
    at = [
        {"floor-thread": Row("floor-thread", repeats=[5.0]), "home": Row("home", repeats=it)} for it in (small, large)
    ]
    assert [change.word for change in compare.growth(*at) if change.name == "home"] == [word]


def test_goals_in_milliseconds_are_scaled_by_the_floor_of_this_machine():
    rows = {"floor-thread": Row("floor-thread", cpu_ms=13.4), "reply-1": Row("reply-1", p50_ms=20.0)}
    rows["reply-8"] = Row("reply-8", requests_per_s=120.0)
    verdicts = {verdict.goal.name: verdict for verdict in goals.judge(rows)}
    assert (verdicts["reply, p50"].must, verdicts["reply, p50"].word) == (24.0, "must met")
    assert (verdicts["replies with 8 writers"].must, verdicts["replies with 8 writers"].word) == (100, "must met")
    assert verdicts["SQL statements, list"].word == "not measured"
    assert "not measured" in goals.as_text(list(verdicts.values()))


@pytest.mark.parametrize(("deep", "word"), [([11.0, 13.0, 14.0], "must met"), ([13.0, 13.5, 14.0], "MISSED")])
def test_a_ratio_of_two_pages_is_missed_when_no_repeat_reaches_it(deep, word):
    rows = {"list-1": Row("list-1", repeats=[10.0, 10.0, 10.0]), "list-500": Row("list-500", repeats=deep)}
    [verdict] = [verdict for verdict in goals.judge(rows) if verdict.figures]
    assert verdict.word == word


def test_every_goal_stands_in_the_manual_with_both_limits():
    chapter = MANUAL.read_text().partition("## Goals")[2].partition("## Results")[0]
    found = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+ \| [^|]+?) \|", chapter, re.MULTILINE))
    for goal in goals.GOALS:
        sign = "≥" if goal.is_least else "≤"
        unit = f" {goal.unit}".rstrip()
        assert found[goal.name] == f"{sign} {goal.must:g}{unit} | {sign} {goal.aim:g}{unit}", goal.name


def test_rows_are_kept_and_read_again(tmp_path):
    row = Row("reply-8", requests_per_s=101.12345, repeats=[1.0], proof="exact")
    results.write([row, Row("home")], tmp_path / "bench.json")
    again = results.read(tmp_path / "bench.json")
    assert (again["reply-8"].requests_per_s, again["reply-8"].proof, again["home"].cpu_ms) == (101.123, "exact", None)
    assert table.as_text(list(again.values())).splitlines()[1].endswith("exact")
    assert table.as_markdown(list(again.values())).count("\n") == 3


def test_modules_weigh_with_what_they_import_at_once():
    source = (
        'import { a } from "./a.js"\nimport "./b.js"\nexport { c } from "../c.js"\nconst d = await import("./d.js")\n'
    )
    assert IMPORT.findall(source) == ["./a.js", "./b.js", "../c.js"]
