"""How many posts a person may write in a minute, an hour, a day."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Subquery

from forum import conf
from forum.errors import RateLimited
from forum.models import Post
from kit.prepared import Given, Prepared

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
    moments = _nth_latest(tuple(limit for limit, _window in limits)).rows(author=author.pk)[0]
    waits = [
        (moment + window - now).total_seconds()
        for moment, (_limit, window) in zip(moments, limits, strict=True)
        if moment and moment > now - window
    ]
    if waits:
        raise RateLimited(max(1, round(max(waits))))


@cache
def _nth_latest(limits: tuple[int, ...]) -> Prepared[tuple[datetime | None, ...]]:
    """When the person wrote their sixth latest post, their sixtieth …, or None where they have not."""

    def build() -> Any:
        latest = Post.objects.filter(author=Given("author")).order_by("-pk").values("created_at")
        moments = {f"moment_{place}": Subquery(latest[limit - 1 : limit]) for place, limit in enumerate(limits)}
        authors = get_user_model()._default_manager.filter(pk=Given("author"))
        return authors.annotate(**moments).values_list(*moments)

    return Prepared(build)
