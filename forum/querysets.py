"""Reads of the forum. ``visible_to`` is the one door to areas, threads and posts."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from kit.access import Person, keys_of

from .enums import Level, ThreadKind, Visibility

if TYPE_CHECKING:
    from .models import Area, Post, Thread  # noqa: F401  the classes below name them

CAP = 99  # counts in tabs and bell go up to here, then say »99+«


class AreaQuerySet(models.QuerySet["Area"]):
    def visible_to(self, user: Person) -> Self:
        """Areas whose room this person may enter, archived ones too."""
        return self.filter(room__in=keys_of(user))

    def in_use(self) -> Self:
        return self.filter(is_archived=False)


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: Person) -> Self:
        """Threads this person may know of: in an area they may enter, and public or their own to moderate.

        Hidden threads stay visible to those who moderate the area; withdrawn ones to nobody here.
        """
        from .policy import is_moderator

        shown = [Visibility.PUBLIC, Visibility.HIDDEN] if is_moderator(user) else [Visibility.PUBLIC]
        return self.filter(area__room__in=keys_of(user), visibility__in=shown)

    def listed(self) -> Self:
        """What stands in lists: public threads only, whoever looks."""
        return self.filter(visibility=Visibility.PUBLIC)

    def with_reading_of(self, user: Person) -> Self:
        """Adds ``last_read`` (number, 0 if never opened), ``was_opened``, ``read_floor`` (a moment) and ``my_level``.

        A thread counts as read up to the floor: the account's first day or the latest »everything is read« mark.
        """
        from .models import ReadMark, Subscription, ThreadRead

        mine = {"user": user.pk}
        read = ThreadRead.objects.filter(**mine, thread=OuterRef("pk")).values("last_read_number")
        marks = ReadMark.objects.filter(Q(area=OuterRef("area")) | Q(area=None), **mine).order_by().values("user")
        level = Subscription.objects.filter(**mine, thread=OuterRef("pk")).values("level")
        start = getattr(user, "date_joined", None) or timezone.now()
        return self.annotate(
            opened_number=Subquery(read),
            last_read=Coalesce(Subquery(read), 0),
            read_floor=Greatest(
                Coalesce(Subquery(marks.annotate(at=Max("all_read_at")).values("at")), Value(start)), Value(start)
            ),
            my_level=Subquery(level),
        )

    def unread(self) -> Self:
        """Threads with public posts the person has not read; needs ``with_reading_of``."""
        return self.filter(bumped_at__gt=F("read_floor"), last_public_number__gt=F("last_read"))

    def unanswered(self) -> Self:
        return self.filter(kind=ThreadKind.QUESTION, reply_count=0)

    def watched_by(self, user: Person) -> Self:
        from .models import Subscription

        watching = Subscription.objects.filter(user=user.pk, level=Level.WATCHING)
        return self.filter(
            Q(pk__in=watching.filter(thread__isnull=False).values("thread"))
            | Q(area__in=watching.filter(area__isnull=False).values("area"))
        )

    def with_part_of(self, user: Person) -> Self:
        """Threads in which this person has a public post, their own included."""
        from .models import Post

        mine = Post.objects.filter(author=user.pk, visibility=Visibility.PUBLIC, thread=OuterRef("pk"))
        return self.filter(Exists(mine))

    def pinned(self) -> Self:
        now = timezone.now()
        return self.filter(pinned_at__lte=now).filter(Q(pinned_until=None) | Q(pinned_until__gt=now))

    def not_pinned(self) -> Self:
        now = timezone.now()
        return self.filter(Q(pinned_at=None) | Q(pinned_until__lte=now))

    def with_tag(self, tag_id: int) -> Self:
        return self.filter(tag_ids__contains=[tag_id])

    def for_list(self, user: Person) -> Self:
        """Everything a row of the thread list shows, but for author cards (one call for the page)."""
        return (
            self.visible_to(user)
            .listed()
            .with_reading_of(user)
            .select_related("area__topic", "last_post")
            .prefetch_related("tags")
        )


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: Person) -> Self:
        """Posts whose place this person may know: in a visible thread, not withdrawn or erased unless their own.

        Hidden posts are included as stubs; what of them is shown decides ``policy.can_read_text``.
        """
        from .models import Thread
        from .policy import is_moderator

        threads = Thread.objects.visible_to(user)
        posts = self.filter(thread__in=threads)
        if is_moderator(user):
            return posts
        return posts.exclude(Q(visibility__in=[Visibility.DELETED, Visibility.ERASED]) & ~Q(author=user.pk))

    def public(self) -> Self:
        return self.filter(visibility=Visibility.PUBLIC)


def capped_count(queryset: models.QuerySet[Any]) -> int:
    """The exact number of rows up to CAP, and CAP + 1 for »more«. Costs at most CAP + 1 rows."""
    return queryset.order_by()[: CAP + 1].count()
