"""``python -m forum.inspection <ending> <source> <target> <small>``: prints facts, or why the file is refused, as JSON.

Whatever else happens here (no memory, no time, a decoder that crashes) ends the process with an error, and the file
counts as one that cannot be checked.
"""

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from .refusal import Refused

MEMORY = 270 * 1024 * 1024  # of its own; with what it shares with others (libraries) less than 300 MiB
SECONDS = 20


def _limit() -> None:
    with suppress(ValueError, OSError):  # not every system can
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def _peak() -> int:
    """The most memory this process ever held, in KiB; what rusage says begins with that of the process it came from."""
    with suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1])
    return 0


def main() -> None:
    _limit()
    ending, source, target, small = sys.argv[1:5]
    answer: dict[str, Any]
    try:
        if small:
            from .pictures import convert

            answer = convert(ending, source, target, small)
        else:
            from .archives import check

            check(ending, source)
            answer = {}
    except Refused as refused:
        answer = {"refused": refused.code, **refused.facts}
    answer["peak_kib"] = _peak()
    sys.stdout.write(json.dumps(answer))


main()
