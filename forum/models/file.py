from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.enums import FileKind, FileState, TextState
from forum.file_querysets import AttachmentUseQuerySet

from .draft import Draft
from .post import Post, PostRevision

FILE_NAME_LENGTH = 120


class Attachment(models.Model):
    """A file somebody added to a text; a picture in a text is one, too. Its rights are those of its uses.

    Without a use only its uploader may read it, and after a time of grace a nightly job deletes it (``unused_since``).
    ``client_key`` comes with the upload, so that a repeated one makes no second file. ``name`` is what people see,
    ``stored_name`` the generated place below the private folder; a refused file has none, because nothing is kept.
    ``scanned_at``: when a scanner found it clean; None where none is configured, and then no page speaks of scanning.
    """

    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attachments")
    client_key = models.UUIDField()
    name = models.CharField(max_length=FILE_NAME_LENGTH)
    stored_name = models.CharField(max_length=80, unique=True, null=True, blank=True)
    kind = models.CharField(max_length=8, choices=FileKind)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=FileState)
    scanned_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True)
    text_state = models.CharField(max_length=8, choices=TextState, default=TextState.NONE)
    created_at = models.DateTimeField()
    unused_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.UniqueConstraint(fields=["uploader", "client_key"], name="attachment_idempotent"),
            models.CheckConstraint(
                name="refused_file_is_not_kept",
                condition=Q(state=FileState.REFUSED, stored_name=None)
                | (~Q(state=FileState.REFUSED) & Q(stored_name__isnull=False)),
            ),
            models.CheckConstraint(
                name="picture_has_two_sides",
                condition=Q(width__isnull=True, height__isnull=True) | Q(width__isnull=False, height__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_safe_file_has_text",
                condition=Q(text="") | Q(state=FileState.OK, text_state=TextState.DONE),
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="attachment_waiting", condition=Q(state=FileState.WAITING)),
            models.Index(fields=["created_at"], name="attachment_unread", condition=Q(text_state=TextState.WAITING)),
            models.Index(fields=["unused_since"], name="attachment_unused", condition=Q(unused_since__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.kind == FileKind.PICTURE


class AttachmentUse(models.Model):
    """Where a file stands: in a post, in an earlier version of one, or in a draft.

    ``is_inline``: a picture in the text, whose alternative text stands there; the others are listed below it in the
    order of ``position``. ``created_at`` orders the list of all files.
    """

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="uses")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="files")
    revision = models.ForeignKey(PostRevision, models.CASCADE, null=True, related_name="files")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="files")
    is_inline = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    objects = AttachmentUseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_is_used_in_one_place",
                condition=Q(post__isnull=False, revision__isnull=True, draft__isnull=True)
                | Q(post__isnull=True, revision__isnull=False, draft__isnull=True)
                | Q(post__isnull=True, revision__isnull=True, draft__isnull=False),
            ),
            models.UniqueConstraint(fields=["post", "attachment"], name="file_once_in_a_post"),
            models.UniqueConstraint(fields=["revision", "attachment"], name="file_once_in_a_revision"),
            models.UniqueConstraint(fields=["draft", "attachment"], name="file_once_in_a_draft"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="file_recent", condition=Q(post__isnull=False)),
        ]
