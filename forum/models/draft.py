from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Func, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from .area import Area
from .post import Post
from .thread import TITLE_LENGTH, Thread

DRAFT_BYTES = 400_000
# A new thread under a name the browser chose, or what is written in answer to, or over, something that exists.
DRAFT_KEY = r"^(new-[0-9a-f]{8,32}|(reply|edit|summary)-[0-9]{1,18})$"


def _bytes_of(field: str) -> Func:
    as_text = Coalesce(Cast(field, TextField()), Value(""))
    return Func(as_text, function="octet_length", output_field=models.IntegerField())


_ALL_BYTES = _bytes_of("body") + _bytes_of("answers") + _bytes_of("poll")


class Draft(models.Model):
    """A text before it is published, its author's alone. ``key`` says what for, the same in all their windows.

    ``revision`` rises with each save; a save names the one it began with, so that two windows never overwrite each
    other. ``edit_count``: of an edit, the version of the post it began with. With ``publish_at`` the draft is a post to
    come; ``idempotency_key`` lets it become one post only, ``failed_reason`` says why it did not.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    area = models.ForeignKey(Area, models.SET_NULL, null=True, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    reply_to = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")
    edit_count = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=16, blank=True)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    tags = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    reason = models.CharField(max_length=500, blank=True)
    answers = models.JSONField(default=list)
    poll = models.JSONField(null=True)
    publish_at = models.DateTimeField(null=True)
    failed_reason = models.CharField(max_length=500, blank=True)
    idempotency_key = models.UUIDField(default=uuid4)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="draft_once"),
            models.CheckConstraint(name="draft_key_is_known", condition=Q(key__regex=DRAFT_KEY)),
            models.CheckConstraint(
                name="draft_has_its_target",
                condition=Q(key__startswith="new-", thread__isnull=True, post__isnull=True)
                | Q(key__startswith="edit-", post__isnull=False, edit_count__isnull=False)
                | Q(Q(key__startswith="reply-") | Q(key__startswith="summary-"), thread__isnull=False),
            ),
            models.CheckConstraint(name="draft_is_not_too_large", condition=LessThanOrEqual(_ALL_BYTES, DRAFT_BYTES)),
        ]
        indexes = [
            models.Index(fields=["user", "-updated_at", "-id"], name="draft_recent"),
            models.Index(fields=["publish_at"], name="draft_to_publish", condition=Q(publish_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.key
