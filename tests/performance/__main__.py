"""`python -m tests.performance`: see --help and docs/developers/performance.md."""

import argparse
import os
import signal
import sys
from pathlib import Path

from cms import services

POSTS, REPEATS = 400_000, 5


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # takes down what it has started
    reports = services.var_dir()
    reports.mkdir(parents=True, exist_ok=True)
    if options.growth:
        from . import growth

        return growth.main(options, reports)
    # A cluster and files of its own, so that neither the demo nor the tests stop it.
    os.environ["RATSCHLAG_VAR"] = str(reports / "bench")
    from . import run

    return run.main(options, reports)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.performance", description="Measures the site.")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=["*"], help="rows; list-* takes several")
    parser.add_argument("--without", nargs="+", metavar="NAME", default=[], help="rows to leave out")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--posts", type=int, default=POSTS, help="size of the database")
    parser.add_argument("--compare", type=Path, metavar="OLD.json", help="say which rows got worse than noise")
    parser.add_argument("--growth", action="store_true", help="pages at 40,000 and at 400,000 posts")
    parser.add_argument("--rebuild", action="store_true", help="build the database anew")
    parser.add_argument("--stale", action="store_true", help="keep the database though its generator has changed")
    parser.add_argument("--output", type=Path, metavar="FILE.json", help="instead of var/bench.json")
    parser.add_argument("--sql", metavar="NAME", help="print the statements of a page, measure nothing")
    parser.add_argument("--profile", metavar="NAME", help="draw a flame graph of a page, measure nothing")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
