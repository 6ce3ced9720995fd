"""The bell: how many notifications a person has not read."""

from collections import Counter

from kit.access import Anybody, Person, values_of
from kit.prepared import Prepared

from .models import Notification
from .querysets import NotificationQuerySet
from .registry import Tab, find_kind, kinds_under

CAP = 99


def bell_count(user: Person) -> int:
    """The number of unread notifications: exact up to 99, 100 for more. One statement besides the person's keys."""
    return len(_unread.rows(**values_of(user)))


_unread = Prepared(lambda: Notification.objects.visible_to(Anybody()).unread().values_list("pk", flat=True)[: CAP + 1])


def unread_by_tab(user: Person) -> Counter[Tab]:
    """The same number split by the list's tabs, in one statement; its total is ``bell_count``."""
    kinds = Notification.objects.visible_to(user).unread().values_list("kind", flat=True)[: CAP + 1]
    return Counter(kind.tab if (kind := find_kind(name)) else Tab.OTHER for name in kinds)


def waiting_for(user: Person) -> NotificationQuerySet:
    """Unread mentions and answers; the list page shows the same rows under »wartend«."""
    kinds = [*kinds_under(Tab.MENTIONS), *kinds_under(Tab.REPLIES)]
    rows: NotificationQuerySet = Notification.objects.visible_to(user).unread().filter(kind__in=kinds)
    return rows


def waiting_count(user: Person) -> int:
    """How many mentions and answers wait: exact up to 99, 100 for more. One statement besides the person's keys."""
    return len(_waiting.rows(**values_of(user)))


_waiting = Prepared(lambda: waiting_for(Anybody()).values_list("pk", flat=True)[: CAP + 1])


def in_figures(count: int) -> str:
    """The number as people see it: »99+« beyond the cap."""
    return f"{CAP}+" if count > CAP else str(count)
