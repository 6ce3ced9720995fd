from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.querysets import ModerationEntryQuerySet

from .area import Area
from .case import ModerationCase
from .post import Post
from .thread import Thread


class ModerationEntry(models.Model):
    """One act of moderation; ``before`` and ``after`` hold the fields it changed, so that it can be undone.

    Append-only: a trigger of the database refuses changes. Acts on tags stand in no area: who reads the log sees them.
    """

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="moderation_entries")
    verb = models.CharField(max_length=16)  # of Verb; without choices, so that a new verb needs no migration
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="moderation_entries")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="moderation_entries")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="moderation_entries")
    case = models.ForeignKey(ModerationCase, models.PROTECT, null=True, related_name="moderation_entries")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    undo_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    objects = ModerationEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="moderation_recent"),
            models.Index(fields=["thread", "-created_at", "-id"], name="moderation_thread"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(area__isnull=False) | models.Q(thread=None, post=None, case=None),
                name="entry_of_a_thread_has_area",
            ),
        ]
        verbose_name = _("moderation entry")
        verbose_name_plural = _("moderation log")

    def __str__(self) -> str:
        return f"{self.verb} {self.thread_id or self.area_id}"
