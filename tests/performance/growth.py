"""The page rows on a small and on a large database: a row that grows reads more than it shows."""

import argparse
import subprocess
import sys
from pathlib import Path

from cms.services.place import ROOT

from . import compare, results

SIZES = (40_000, 400_000)
WITHOUT = ("memory", "*reply-*", "fan-out-*", "digest-*", "live-*", "*-elasticsearch")


def main(options: argparse.Namespace, reports: Path) -> int:
    """Measures both sizes, each in a process of its own, and compares. Returns 1 where a row grows."""
    found = []
    for posts in SIZES:
        print(f"\n{posts} posts", flush=True)
        output = reports / f"bench-{posts}.json"
        command = [sys.executable, "-m", "tests.performance", "--posts", str(posts), "--output", str(output)]
        command += ["--repeats", str(options.repeats), "--only", "floor-thread", *options.only, "--without", *WITHOUT]
        command += [flag for flag, is_set in (("--rebuild", options.rebuild), ("--stale", options.stale)) if is_set]
        output.unlink(missing_ok=True)
        subprocess.run(command, cwd=ROOT, check=False)  # a missed goal is no failure here
        if not output.is_file():
            return 2
        found.append(results.read(output))
    changes = compare.growth(*found)
    print(f"\nFrom {SIZES[0]} to {SIZES[1]} posts, CPU against the floor's thread page:\n{compare.as_text(changes)}")
    ours = [change for change in changes if not change.name.startswith("floor-")]
    return 1 if any(change.word == compare.GROWS for change in ours) else 0
