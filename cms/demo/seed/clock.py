"""Office hours: moments of the past at which somebody in a town hall may have written."""

from bisect import bisect_right
from datetime import datetime, time, timedelta
from itertools import accumulate

from django.utils import timezone

OPENS, CLOSES = time(7, 20), time(16, 50)
RECENT = timedelta(hours=3)  # always counts as working time, so that the newest posts are minutes old, even on Sundays


class OfficeClock:
    """Counts working time backwards from now."""

    def __init__(self, now: datetime, days: int) -> None:
        zone = timezone.get_current_timezone()
        edge = now - RECENT
        windows = [(edge, now)]
        for back in range(days):
            day = timezone.localtime(now).date() - timedelta(days=back)
            opens = datetime.combine(day, OPENS, zone)
            closes = min(datetime.combine(day, CLOSES, zone), edge)
            if day.weekday() < 5 and opens < closes:
                windows.append((opens, closes))
        self.windows = windows
        self.ends = [0.0, *accumulate(_hours(opens, closes) for opens, closes in windows)]

    @property
    def hours(self) -> float:
        """All working hours there are."""
        return self.ends[-1]

    def moment(self, hours_ago: float) -> datetime:
        """The moment so many working hours ago."""
        hours_ago = min(max(hours_ago, 0.02), self.hours - 0.02)
        index = bisect_right(self.ends, hours_ago) - 1
        closes = self.windows[index][1]
        return closes - timedelta(hours=hours_ago - self.ends[index])


def _hours(opens: datetime, closes: datetime) -> float:
    return (closes - opens).total_seconds() / 3600
