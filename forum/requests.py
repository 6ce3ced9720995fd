"""What the forum asks of people, each of them once about a thread, through the budget of requests.

Who has asked and got answers: whether one of them helped; and long after they accepted one: what became of it. Who
moderates: to answer, or find somebody who does, where nobody has.
"""

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
from notifications.schedule import quiet_since

from .access import moderators_of
from .enums import ThreadKind, ThreadState, Visibility
from .models import Post, Thread

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from notifications.models import Notification

ACCEPT = "forum.accept_answer"
QUIET_FOR = timedelta(days=7)  # nobody has written for so long
LOOK_BACK = timedelta(days=60)
OUTCOME = "forum.tell_outcome"
OUTCOME_AFTER = timedelta(days=90)  # since the answer was accepted
UNANSWERED = "forum.unanswered"
TEAM_AFTER = 5  # whole working days without an answer
TEAM_LOOK_BACK = timedelta(days=30)
_ACCEPTED = Q(kind=ThreadKind.QUESTION, visibility=Visibility.PUBLIC, accepted_post__isnull=False, outcome=None)
_OPEN = Q(kind=ThreadKind.QUESTION, visibility=Visibility.PUBLIC, state=ThreadState.OPEN, accepted_post=None)


def register() -> None:
    label = gettext_lazy("Did an answer help?")
    register_request(RequestKind(ACCEPT, label, priority=50, resolve=resolve, icon="solved", lasts=LOOK_BACK))
    label = gettext_lazy("What became of it?")
    register_request(RequestKind(OUTCOME, label, priority=30, resolve=resolve_outcomes, icon="check", lasts=LOOK_BACK))
    label = gettext_lazy("Question nobody has answered")
    register_request(
        RequestKind(UNANSWERED, label, priority=60, resolve=resolve_unanswered, icon="question", lasts=TEAM_LOOK_BACK)
    )


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


def ask_for_outcomes(now: datetime | None = None) -> int:
    """Asks authors what became of the answer they accepted 90 days ago; returns how many requests are new.

    Each question once. The number of statements depends on the number of these questions, of which there are few a day.
    """
    now = now or timezone.now()
    asked = Request.objects.filter(kind=OUTCOME, object_id=OuterRef("pk"))
    accepted = Thread.objects.filter(_ACCEPTED, ~Exists(asked))
    accepted = accepted.filter(accepted_at__lt=now - OUTCOME_AFTER, accepted_at__gt=now - OUTCOME_AFTER - LOOK_BACK)
    found = accepted.order_by("pk").annotate(room=F("area__room")).values_list("pk", "author", "room")
    return sum(
        open_requests(kind=OUTCOME, object_id=thread, user_ids=[author], room=room, now=now)
        for thread, author, room in found
    )


def ask_team(now: datetime | None = None) -> int:
    """Asks who moderates about questions nobody has answered for five working days; returns how many requests are new.

    Each question once. The number of statements depends on the number of these questions, of which there are few a day.
    """
    now = now or timezone.now()
    return sum(
        open_requests(
            kind=UNANSWERED,
            object_id=thread.pk,
            user_ids=moderators_of(thread.area.room).exclude(pk=thread.author_id).values_list("pk", flat=True),
            room=thread.area.room,
            now=now,
        )
        for thread in unanswered(UNANSWERED, now, after=TEAM_AFTER, look_back=TEAM_LOOK_BACK)
    )


def unanswered(kind: str, now: datetime, *, after: int, look_back: timedelta) -> "QuerySet[Thread]":
    """Open questions without a public reply for so many whole working days, about which nobody was asked this yet."""
    asked = Request.objects.filter(kind=kind, object_id=OuterRef("pk"))
    questions = Thread.objects.unanswered().filter(_OPEN, ~Exists(asked)).select_related("area")
    return questions.filter(created_at__lt=quiet_since(after, now), created_at__gt=now - look_back).order_by("pk")


def resolve(by_user: Mapping[int, Sequence["Notification"]]) -> Mapping[int, Line]:
    """What each author reads, as long as the question is open. The rows stand in the thread's room; one statement."""
    rows, threads = _asked_about(by_user, _OPEN)
    return {row.pk: _line(threads[row.object_id]) for row in rows if _is_still_theirs(row, threads)}


def resolve_outcomes(by_user: Mapping[int, Sequence["Notification"]]) -> Mapping[int, Line]:
    """The same as long as nothing was said. One statement."""
    rows, threads = _asked_about(by_user, _ACCEPTED)
    return {
        row.pk: Line(
            text=_("What became of it? You accepted an answer here:"),
            title=threads[row.object_id].title,
            url=f"{threads[row.object_id].get_absolute_url()}ergebnis/",
            hint=_("One click and one sentence tell others whether it worked."),
        )
        for row in rows
        if _is_still_theirs(row, threads)
    }


def resolve_unanswered(by_user: Mapping[int, Sequence["Notification"]]) -> Mapping[int, Line]:
    """What the speaker team reads, as long as nobody has answered. One statement."""
    text = _("Nobody has answered this question yet:")
    return lines_of_unanswered(by_user, text, _("Perhaps you know an answer, or somebody who does."))


def lines_of_unanswered(by_user: Mapping[int, Sequence["Notification"]], text: str, hint: str) -> Mapping[int, Line]:
    """A line for each request about a question that still waits in the same room. One statement."""
    rows, threads = _asked_about(by_user, _OPEN & Q(reply_count=0))
    return {
        row.pk: Line(text=text, title=thread.title, url=thread.get_absolute_url(), hint=hint)
        for row in rows
        if (thread := threads.get(row.object_id)) is not None and thread.area.room == row.room
    }


def _asked_about(
    by_user: Mapping[int, Sequence["Notification"]], condition: Q
) -> tuple[list["Notification"], Mapping[int, Thread]]:
    """All rows, and those of their threads that still meet the condition."""
    rows = [row for notifications in by_user.values() for row in notifications]
    return rows, Thread.objects.filter(condition).select_related("area").in_bulk({row.object_id for row in rows})


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
