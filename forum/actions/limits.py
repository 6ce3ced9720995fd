"""How many posts a person may write in a minute, an hour, a day."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from forum import conf
from forum.errors import RateLimited

WINDOWS = {
    "POSTS_PER_MINUTE": timedelta(minutes=1),
    "POSTS_PER_HOUR": timedelta(hours=1),
    "POSTS_PER_DAY": timedelta(days=1),
}


def limits() -> list[tuple[int, timedelta]]:
    """So many posts in so much time; a limit of None is off."""
    return [(int(conf.value(name)), window) for name, window in WINDOWS.items() if conf.value(name)]


def check_posting_rate(latest: Iterable[datetime | None], now: datetime) -> None:
    """Raises RateLimited with the seconds to wait. ``latest``: see ``Writer``."""
    waits = [
        (moment + window - now).total_seconds()
        for moment, (_limit, window) in zip(latest, limits(), strict=True)
        if moment and moment > now - window
    ]
    if waits:
        raise RateLimited(max(1, round(max(waits))))
