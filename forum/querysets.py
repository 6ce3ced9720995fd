"""Reads of the forum. ``visible_to`` is the one door to areas, threads and posts."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    Case,
    Expression,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Now
from django.utils import timezone

from kit.access import Person, in_rooms_of
from kit.conditions import is_one_of

from .access import referred_threads
from .conf import Interests
from .enums import CASE_VERBS, Level, ThreadKind, ThreadState, Visibility

if TYPE_CHECKING:
    from .models import Area, ModerationEntry, Post, Subscription, Thread  # noqa: F401  the classes below name them

TEXTS = ("source", "html", "text")  # of a post; lists need none of them
CAP = 99  # counts in tabs and bell go up to here, then say »99+«
OPEN_FOR = timedelta(days=90)  # a question nobody wrote about for so long waits for nobody any more
PAUSE = timedelta(hours=2)  # who reads again after so long is here for another visit
RESTORABLE_FOR = timedelta(days=30)  # authors see what they withdrew, and speakers may restore it, this long


class AreaQuerySet(models.QuerySet["Area"]):
    def visible_to(self, user: Person) -> Self:
        """Areas whose room this person may enter, archived ones too."""
        return self.filter(in_rooms_of(user))

    def in_use(self) -> Self:
        return self.filter(is_archived=False)

    def heard_by(self, user: Person) -> Self:
        """Areas whose replies this person hears, chosen or by default, as far as no thread or tag says otherwise."""
        from .models import Subscription

        chosen = Subscription.objects.in_force().filter(user=user.pk, area=OuterRef("pk")).values("level")
        level = Coalesce(Subquery(chosen), "default_level", output_field=models.IntegerField())
        return self.alias(level=level).filter(level__gte=Level.FIRST)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def in_force(self) -> Self:
        """Without mutings that have run out."""
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()))

    def run_out(self) -> Self:
        return self.filter(until__lt=timezone.localdate())


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: Person) -> Self:
        """Threads this person may know of: public ones in the areas they may enter.

        Without a public post a thread is hidden or withdrawn: then only its author and who moderates the area know of
        it, the author of a withdrawn one for 30 days. To the office a case opens its thread while it is referred.
        """
        return self.filter(_known_thread(user))

    def listed(self) -> Self:
        """What stands in lists: public threads only, whoever looks."""
        return self.filter(visibility=Visibility.PUBLIC)

    def listed_to(self, user: Person) -> Self:
        """What stands in this person's lists: the public threads of the areas they may enter."""
        return self.listed().filter(in_rooms_of(user, "area__room"))

    def with_reading_of(self, user: Person) -> Self:
        """Adds ``opened_number`` (None if never opened), ``last_read`` (0 then), ``is_unread`` and ``my_level``.

        A thread counts as read up to ``read_floor``, the account's first day or the latest »everything is read« mark,
        unless the person marked it unread after that.
        """
        from .models import ReadMark, Subscription

        level = Subscription.objects.in_force().filter(user=user.pk, thread=OuterRef("pk")).values("level")
        all_read = ReadMark.objects.filter(user=user.pk, area=None).values("all_read_at")
        start = getattr(user, "date_joined", None) or timezone.now()
        return self.annotate(
            _read=FilteredRelation("reads", condition=Q(reads__user=user.pk)),
            _area_read=FilteredRelation("area__read_marks", condition=Q(area__read_marks__user=user.pk)),
            opened_number=F("_read__last_read_number"),
            last_read=Coalesce("_read__last_read_number", 0),
            read_floor=Greatest("_area_read__all_read_at", Subquery(all_read), start),  # those that are not null
            reopened_at=F("_read__reopened_at"),
            my_level=Subquery(level),
        ).annotate(
            is_unread=ExpressionWrapper(
                Q(last_public_number__gt=F("last_read"))
                & (Q(bumped_at__gt=F("read_floor")) | Q(_read__reopened_at__gt=F("read_floor"))),
                output_field=models.BooleanField(),
            )
        )

    def unread(self) -> Self:
        """Threads with public posts the person has not read; needs ``with_reading_of``."""
        return self.filter(is_unread=True)

    def since_last_visit(self, user: Person) -> Self:
        """Threads in which something was written since the visit before ended (forum/actions/reading.py)."""
        from .models import Visit

        moment = models.DateTimeField()
        ended = Case(When(seen_at__lt=Now() - PAUSE, then="seen_at"), default="since", output_field=moment)
        visit = Subquery(Visit.objects.filter(user=user.pk).values(ended=ended))
        start = getattr(user, "date_joined", None) or timezone.now()
        return self.filter(bumped_at__gt=Coalesce(visit, start, output_field=moment))

    def unanswered(self) -> Self:
        return self.filter(kind=ThreadKind.QUESTION, reply_count=0)

    def fitting(self, user: Person, interests: Interests) -> Self:
        """Open questions of others on these topics and tags, in which this person has not written yet."""
        from .models import Post

        on_subject = is_one_of("area__topic", _ids(interests.topics)) | Q(tag_ids__overlap=_ids(interests.tags))
        open_ones = self.filter(kind=ThreadKind.QUESTION, state=ThreadState.OPEN, accepted_post=None)
        recent = open_ones.filter(on_subject, bumped_at__gt=Now() - OPEN_FOR)
        # By absence: against a list of ids each thread would be compared with all the person ever wrote in.
        posts = Post.objects.filter(author=user.pk, visibility=Visibility.PUBLIC, thread=OuterRef("pk"))
        return recent.filter(~models.Exists(posts)).exclude(author=user.pk)

    def watched_by(self, user: Person) -> Self:
        """Threads whose replies this person hears; the same precedence as in forum/subscriptions.py."""
        from .models import Area, Subscription

        mine = Subscription.objects.in_force().filter(user=user.pk)
        watching = mine.filter(level__gte=Level.FIRST)
        by_area = Q(area__in=Area.objects.heard_by(user).values("pk"))  # asked once, not for each thread
        by_tag = _tagged(watching) & ~_tagged(mine.filter(level=Level.MUTED))
        chosen = mine.filter(thread__isnull=False).values("thread")
        return self.filter(
            Q(pk__in=chosen.filter(level__gte=Level.FIRST)) | Q(by_tag | Q(~_tagged(mine), by_area), ~Q(pk__in=chosen))
        )

    def with_part_of(self, user: Person) -> Self:
        """Threads in which this person has a public post, their own included."""
        return self.filter(_has_post_of(user))

    def pinned(self) -> Self:
        return self.filter(pinned_at__lte=Now()).filter(Q(pinned_until=None) | Q(pinned_until__gt=Now()))

    def with_tag(self, tag_id: int) -> Self:
        return self.filter(tag_ids__contains=[tag_id])

    def for_list(self, user: Person) -> Self:
        """Everything a row of a list shows, but for areas, author cards and tags (one call each for the page)."""
        return self.listed_to(user).with_reading_of(user).annotate(last_author_id=F("last_post__author"))

    def for_page(self, user: Person) -> Self:
        """Everything the head and the rail of a thread's page show."""
        from .implementers import implementer_count
        from .thread_summary import summary_facts

        return (
            self.visible_to(user)
            .with_reading_of(user)
            .annotate(implementer_count=implementer_count(), **summary_facts())
            .select_related("area__topic", "accepted_post", "last_post", "outcome")
            .defer(*(f"{post}__{text}" for post in ("accepted_post", "last_post") for text in TEXTS))
        )


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: Person) -> Self:
        """Posts whose place this person may know: in a visible thread, and not withdrawn or erased.

        Hidden posts are included as stubs; what of them is shown decides ``policy.can_read_text``. Authors know of
        their own withdrawn posts for 30 days, moderators of all posts.
        """
        from .models import Thread

        return self.filter(thread__in=Thread.objects.visible_to(user)).of_known_threads(user)

    def of_known_threads(self, user: Person) -> Self:
        """The same for posts of threads that came through their own ``visible_to``."""
        from .policy import is_moderator

        if is_moderator(user):
            return self
        return self.filter(Q(visibility__in=[Visibility.PUBLIC, Visibility.HIDDEN]) | _withdrawn_by(user))

    def public(self) -> Self:
        return self.filter(visibility=Visibility.PUBLIC)


class ModerationEntryQuerySet(models.QuerySet["ModerationEntry"]):
    def visible_to(self, user: Person) -> Self:
        """Entries of areas this person may enter, about threads they may know of where these stand now; acts on tags.

        The office knows what was decided in cases referred to it, and of no other cases; nobody that there was one
        about themselves. Joins instead of a subquery: beside »or« PostgreSQL would read all threads for one page.
        """
        from .policy import is_moderator, is_referee

        may = Q(area=None) | ((Q(thread=None) | _known_thread(user, "thread__")) & in_rooms_of(user, "area__room"))
        if is_referee(user):
            may |= Q(case__is_referred=True)
        secret = Q(post__author=user.pk)
        if not is_moderator(user):
            secret |= Q(case__is_referred=False)
        return self.filter(may).exclude(secret, verb__in=CASE_VERBS)


def _known_thread(user: Person, path: str = "") -> Q:
    """The condition of ``ThreadQuerySet.visible_to``; ``path`` leads to the thread."""
    from .policy import is_moderator

    shown = Q((f"{path}visibility", Visibility.PUBLIC))
    if is_moderator(user):
        shown |= Q((f"{path}visibility__in", [Visibility.HIDDEN, Visibility.DELETED]))
    elif user.pk is not None:
        shown |= Q((f"{path}visibility", Visibility.HIDDEN), (f"{path}author", user.pk)) | _withdrawn_by(user, path)
    known = shown & in_rooms_of(user, f"{path}area__room")
    if referred := referred_threads(user):
        is_referred = Q((f"{path}pk__in" if path else "pk__in", referred))
        known |= is_referred & ~Q((f"{path}visibility", Visibility.ERASED))
    return known


def _withdrawn_by(user: Person, path: str = "") -> Q:
    """The person's own threads or posts that they withdrew not long ago."""
    return Q(
        (f"{path}visibility", Visibility.DELETED),
        (f"{path}author", user.pk),
        (f"{path}removed_at__gt", Now() - RESTORABLE_FOR),
    )


def _has_post_of(user: Person) -> Q:
    from .models import Post

    posts = Post.objects.filter(author=user.pk, visibility=Visibility.PUBLIC)
    return is_one_of("pk", posts.values("thread"))  # read once and first


def _tagged(subscriptions: models.QuerySet["Subscription"]) -> Q:
    """Threads with one of the tags these subscriptions are for."""
    return Q(tag_ids__overlap=ArraySubquery(subscriptions.filter(tag__isnull=False).values("tag")))


def _ids(ids: Any) -> Any:
    """An array of ids, or the gap for one (kit.prepared)."""
    return ids if isinstance(ids, Expression) else Value(sorted(ids), ArrayField(models.BigIntegerField()))


def capped_counts(user: Person, parts: Mapping[str, models.QuerySet[Any]]) -> dict[str, str]:
    """The number of rows of each queryset, exact up to CAP, then »99+«. One statement, at most CAP + 1 rows a part."""
    return counts_in_words(parts, capped_numbers(user, parts.values())) if parts else {}


def capped_numbers(user: Person, parts: Iterable[models.QuerySet[Any]]) -> models.QuerySet[Any, tuple[int, ...]]:
    """How many rows each queryset has, as one row: that of the person who asks."""
    people: Any = get_user_model()._default_manager.filter(pk=user.pk)  # type: ignore[misc]  # an id or a gap
    return people.values_list(*map(number_of, parts))


def number_of(queryset: models.QuerySet[Any]) -> Expression:
    """How many rows a queryset has, at most CAP + 1, as a part of a statement. An order it names itself is kept."""
    counted = queryset if queryset.query.order_by else queryset.order_by()
    rows = ArraySubquery(counted.values("pk")[: CAP + 1])
    return Func(rows, function="cardinality", output_field=models.IntegerField())


def counts_in_words(names: Iterable[str], rows: Iterable[tuple[int, ...]]) -> dict[str, str]:
    """What ``capped_numbers`` gives, by name."""
    numbers = next(iter(rows))
    return {name: in_figures(number) for name, number in zip(names, numbers, strict=True)}


def in_figures(number: int) -> str:
    """A number as people see it: exact up to CAP, then »99+«."""
    return f"{CAP}+" if number > CAP else str(number)


def capped_count(queryset: models.QuerySet[Any]) -> int:
    """The exact number of rows up to CAP, and CAP + 1 for »more«. Costs at most CAP + 1 rows."""
    return queryset.order_by()[: CAP + 1].count()
