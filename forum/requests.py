"""What the forum asks of people: who has asked a question and got answers is asked once whether one of them helped."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.actions import open_requests
from notifications.models import Request
from notifications.registry import Line
from notifications.requests import RequestKind, register_request

from .enums import ThreadKind, ThreadState, Visibility
from .models import Post, Thread

if TYPE_CHECKING:
    from notifications.models import Notification

ACCEPT = "forum.accept_answer"
QUIET_FOR = timedelta(days=7)  # nobody has written for so long
LOOK_BACK = timedelta(days=60)
_OPEN = Q(kind=ThreadKind.QUESTION, visibility=Visibility.PUBLIC, state=ThreadState.OPEN, accepted_post=None)


def register() -> None:
    label = gettext_lazy("Did an answer help?")
    register_request(RequestKind(ACCEPT, label, priority=50, resolve=resolve, icon="solved", lasts=LOOK_BACK))


def ask_authors(now: datetime | None = None) -> int:
    """Opens requests for the authors of questions whose answers have come to rest; returns how many are new.

    Each question once. The number of statements depends on the number of these questions, of which there are few a day.
    """
    now = now or timezone.now()
    answered = Post.objects.filter(thread=OuterRef("pk"), number__gt=1, visibility=Visibility.PUBLIC)
    asked = Request.objects.filter(kind=ACCEPT, object_id=OuterRef("pk"))
    questions = Thread.objects.filter(
        _OPEN, Exists(answered.exclude(author=OuterRef("author"))), ~Exists(asked), reply_count__gt=0
    ).filter(bumped_at__lt=now - QUIET_FOR, bumped_at__gt=now - LOOK_BACK)
    found = questions.order_by("pk").annotate(room=F("area__room")).values_list("pk", "author", "room")
    return sum(
        open_requests(kind=ACCEPT, object_id=thread, user_ids=[author], room=room, now=now)
        for thread, author, room in found
    )


def resolve(by_user: Mapping[int, Sequence["Notification"]]) -> Mapping[int, Line]:
    """What each author reads, as long as the question is open. The rows stand in the thread's room; one statement."""
    rows = [row for notifications in by_user.values() for row in notifications]
    threads = Thread.objects.filter(_OPEN).select_related("area").in_bulk({row.object_id for row in rows})
    return {row.pk: _line(threads[row.object_id]) for row in rows if _is_still_theirs(row, threads)}


def _is_still_theirs(row: "Notification", threads: Mapping[int, Thread]) -> bool:
    thread = threads.get(row.object_id)
    return thread is not None and thread.author_id == row.user_id and thread.area.room == row.room


def _line(thread: Thread) -> Line:
    return Line(
        text=_("Did an answer help you?"),
        title=thread.title,
        url=thread.get_absolute_url(),
        hint=_("Accept it as the solution, and others with this question find it at once."),
    )
