from django.conf import settings
from django.db import models
from django.db.models import Q

from forum.enums import Level
from forum.querysets import SubscriptionQuerySet
from kit.models import Tag

from .area import Area
from .thread import Thread


class ThreadRead(models.Model):
    """How far a person has read a thread. Raised by GREATEST; lowered only by ``mark_thread_unread``.

    ``reopened_at``: when the person marked it unread, so that it counts as unread even below a »everything is read«.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="thread_reads")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="reads", db_index=False)
    last_read_number = models.PositiveIntegerField()
    read_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "thread"], name="thread_read_once")]
        # Of the thread and the person: with one of the thread alone lists read what all people have read of theirs.
        indexes = [models.Index(fields=["thread", "user"], name="thread_read_of_thread")]


class ReadMark(models.Model):
    """»Everything up to here is read«, in one area or (area NULL) in the whole forum."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="read_marks")
    area = models.ForeignKey(Area, models.CASCADE, null=True, related_name="read_marks")
    all_read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "area"], name="read_mark_once", nulls_distinct=False),
        ]


class Subscription(models.Model):
    """What a person wants to hear of one area, tag or thread (precedence: forum/subscriptions.py).

    ``until``: the last day of a muting; after it the row is as if it were not there, and a nightly job deletes it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_subscriptions")
    area = models.ForeignKey(Area, models.CASCADE, null=True, related_name="subscriptions")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, related_name="subscriptions")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, related_name="subscriptions")
    level = models.PositiveSmallIntegerField(choices=Level)
    until = models.DateField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_a_muting_runs_out", condition=Q(until__isnull=True) | Q(level=Level.MUTED)
            ),
            models.CheckConstraint(
                name="subscription_has_one_target",
                condition=Q(area__isnull=False, tag__isnull=True, thread__isnull=True)
                | Q(area__isnull=True, tag__isnull=False, thread__isnull=True)
                | Q(area__isnull=True, tag__isnull=True, thread__isnull=False),
            ),
            models.UniqueConstraint(fields=["area", "user"], name="area_subscription_once"),
            models.UniqueConstraint(fields=["tag", "user"], name="tag_subscription_once"),
            models.UniqueConstraint(fields=["thread", "user"], name="thread_subscription_once"),
        ]
        # With all that the tabs ask, so that their numbers need nothing but this index.
        indexes = [models.Index(fields=["user", "thread"], include=["level", "until"], name="subscription_of_user")]


class AutomaticLevel(models.Model):
    """What a thread is set to when the person writes in it for the first time. No row means WATCHING."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="automatic_level_is_not_muted",
                condition=Q(level__in=[Level.NORMAL, Level.FIRST, Level.WATCHING]),
            )
        ]
