"""How often one may ask what costs a little each time: suggestions while somebody types, searches.

The counts live in the process: a limit in the database would cost more than the answer it spares. Each process has its
own, so a site lets through the limit times its processes, which is still no flood.
"""

import time
from collections import Counter

_minute = 0
_asked: Counter[tuple[str, str]] = Counter()


def seconds_to_wait(what: str, who: str, limit: int | None) -> int:
    """Counts one more of these in the running minute; 0 while they are within the limit (None: there is none)."""
    global _minute
    now = int(time.monotonic())
    if now // 60 != _minute:
        _minute = now // 60
        _asked.clear()
    _asked[what, who] += 1
    return 60 - now % 60 if limit is not None and _asked[what, who] > limit else 0
