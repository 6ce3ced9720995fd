"""How many posts a person may write in a minute, an hour, a day."""

from datetime import datetime, timedelta
from typing import Any

from forum import conf
from forum.errors import RateLimited
from forum.models import Post

WINDOWS = {
    "POSTS_PER_MINUTE": timedelta(minutes=1),
    "POSTS_PER_HOUR": timedelta(hours=1),
    "POSTS_PER_DAY": timedelta(days=1),
}


def check_posting_rate(author: Any, now: datetime) -> None:
    """Raises RateLimited with the seconds to wait. One statement; a limit of None is off."""
    limits = [(int(conf.value(name)), window) for name, window in WINDOWS.items() if conf.value(name)]
    if not limits:
        return
    most = max(limit for limit, _ in limits)
    moments = list(Post.objects.filter(author=author.pk).order_by("-pk").values_list("created_at", flat=True)[:most])
    waits = [
        (moments[limit - 1] + window - now).total_seconds()
        for limit, window in limits
        if len(moments) >= limit and moments[limit - 1] > now - window
    ]
    if waits:
        raise RateLimited(max(1, round(max(waits))))
