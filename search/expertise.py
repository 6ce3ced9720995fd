"""A new question reaches members who offer advice on just that: the forum knows the question, the directory who knows.
One nobody has answered for three working days is asked of them as a request, through the budget of requests.

Few hear of it, and each of them seldom: MAX_PEOPLE a question, MAX_A_WEEK a person; who was told least goes first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields import TextField
from django.db.models.functions import MD5, Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import Direction
from directory.models import Expertise
from forum import notices
from forum.actions.locks import lock_post
from forum.enums import Level, ThreadKind, ThreadState, Visibility
from forum.models import Thread
from forum.requests import lines_of_unanswered, unanswered
from forum.subscriptions import people_with_level
from forum.tasks import event_id, group_key
from notifications.actions import open_requests, record_events
from notifications.models import MailPreference, Notification, NotificationEvent
from notifications.registry import Kind, Line, Section, register_kind
from notifications.requests import RequestKind, register_request

if TYPE_CHECKING:
    from notifications.models import Notification as Row

FITS = "search.fits_expertise"
MAX_PEOPLE = 5
MAX_A_WEEK = 3
PATIENCE = timedelta(minutes=10)  # the author may still change tags, and somebody may answer
LOOK_BACK = timedelta(days=1)
ASKED = "search.answer_question"
ASK_AFTER = 3  # whole working days without an answer
ASK_LOOK_BACK = timedelta(days=21)
_OPEN = Q(kind=ThreadKind.QUESTION, visibility=Visibility.PUBLIC, state=ThreadState.OPEN, accepted_post=None)


def register() -> None:
    register_kind(
        Kind(
            name=FITS,
            label=gettext_lazy("Question that fits your expertise"),
            icon="bulb",
            resolve=resolve,
            weight=15,
            wish=gettext_lazy("a question fits what you offer advice on"),
            section=Section.EXPERTISE,
        )
    )
    label = gettext_lazy("Unanswered question that fits your expertise")
    register_request(
        RequestKind(ASKED, label, priority=55, resolve=resolve_asked, icon="question", lasts=ASK_LOOK_BACK)
    )


def tell_experts() -> int:
    """Tells members of the open questions of the last day that fit what they offer; returns how many were told.

    Each question once, so that running again changes nothing. Locks each question's first post in turn.
    """
    now = timezone.now()
    questions = Thread.objects.filter(_OPEN, created_at__gt=now - LOOK_BACK, created_at__lte=now - PATIENCE)
    return sum(_tell_of(pk) for pk in questions.order_by("pk").values_list("pk", flat=True))


def ask_experts(now: datetime | None = None) -> int:
    """Asks members whose expertise fits about questions nobody has answered for three working days.

    Returns how many requests are new; each question once, and a few people each, also those told of it before.
    """
    now = now or timezone.now()
    return sum(
        open_requests(
            kind=ASKED,
            object_id=thread.pk,
            user_ids=fitting_people(thread).values_list("pk", flat=True)[:MAX_PEOPLE],
            room=thread.area.room,
            now=now,
        )
        for thread in unanswered(ASKED, now, after=ASK_AFTER, look_back=ASK_LOOK_BACK)
    )


def _tell_of(thread_id: int) -> int:
    with transaction.atomic():
        first = Thread.objects.get(pk=thread_id).posts.get(number=1)
        post = lock_post(first.pk)
        thread = post.thread
        event = event_id(post.pk)
        if not post.is_public or NotificationEvent.objects.filter(event_id=event, kind=FITS).exists():
            return 0
        return record_events(
            kind=FITS,
            event_id=event,
            group_key=group_key(thread.pk),
            room=thread.area.room,
            object_id=thread.pk,
            reference_id=post.pk,
            actor_id=post.author_id,
            recipient_ids=experts(thread).values_list("pk", flat=True)[:MAX_PEOPLE],
        )


def experts(thread: Thread) -> QuerySet[Any]:
    """The fitting people who do not hear of the question anyway, and were not told of too many this week."""
    return fitting_people(thread).exclude(level=Level.WATCHING).filter(told_this_week__lt=MAX_A_WEEK)


def fitting_people(thread: Thread) -> QuerySet[Any]:
    """People who can read the question and offer advice on one of its tags or its topic.

    Those with more of its tags come first, then those told least this week. Left out: who is absent, who muted it.
    """
    today, week_ago = timezone.localdate(), timezone.now() - timedelta(days=7)
    absent = MailPreference.objects.filter(absent_from__lte=today, absent_until__gte=today)
    told = Notification.objects.filter(user=OuterRef("pk"), kind=FITS, created_at__gt=week_ago)
    fitting = Expertise.objects.filter(direction=Direction.OFFERS).order_by()
    fitting = fitting.annotate(subject=Coalesce("tag__canonical", "tag")).filter(
        Q(subject__in=thread.tag_ids or [0]) | Q(topic=thread.area.topic_id or 0)
    )
    own = fitting.filter(profile__person=OuterRef("pk"))
    people = people_with_level(thread).exclude(level=Level.MUTED)
    return (
        people.filter(pk__in=fitting.values("profile__person"))  # few, before anything is counted for each
        .exclude(pk=thread.author_id)
        .exclude(pk__in=absent.values("user"))
        .annotate(
            fitting_tags=_number(own.filter(tag__isnull=False), "profile__person"),
            fitting_topics=_number(own.filter(topic__isnull=False), "profile__person"),
            told_this_week=_number(told.order_by(), "user"),
            turn=MD5(Concat(Cast("pk", TextField()), Value(f"-{thread.pk}", TextField()))),
        )
        .order_by(F("fitting_tags").desc(), F("fitting_topics").desc(), "told_this_week", "turn")
    )


def _number(rows: QuerySet[Any], person: str) -> Coalesce:
    counted = rows.values(person).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def resolve(by_user: Mapping[int, Sequence["Row"]]) -> Mapping[int, Line]:
    """The forum says what each may read; here only why it came."""
    text = _("asks something that fits your expertise:")
    hint = _("You offer advice on this in the directory.")
    return {pk: replace(line, text=text, hint=hint) for pk, line in notices.resolve(by_user).items()}


def resolve_asked(by_user: Mapping[int, Sequence["Row"]]) -> Mapping[int, Line]:
    """What those asked read, as long as nobody has answered. One statement."""
    text = _("Nobody has answered this question yet, and you offer advice on it:")
    return lines_of_unanswered(by_user, text, _("A short answer helps, or a name of somebody to ask."))
