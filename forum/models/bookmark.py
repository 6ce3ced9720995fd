from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .post import Post


class Bookmark(models.Model):
    """A post somebody wants to find again, theirs alone; ``remind_at``: when they are to be told of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey(Post, models.CASCADE, related_name="bookmarks")
    created_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="bookmark_once")]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="bookmark_recent"),
            models.Index(
                fields=["remind_at"],
                name="bookmark_to_remind",
                condition=Q(remind_at__isnull=False, reminded_at__isnull=True),
            ),
        ]


class FeedToken(models.Model):
    """The right to read one's feed without signing in; only its digest is kept. A new one ends the old one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()


class Visit(models.Model):
    """When a person read here, for »new since my last visit«; raised where reading is marked, never by a page.

    ``seen_at``: the latest reading. ``since``: the end of the visit before; moves on when reading begins after a pause.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    seen_at = models.DateTimeField()
    since = models.DateTimeField()
