from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.enums import ReactionKind, Via, Visibility
from forum.querysets import PostQuerySet
from kit.addresses import address_of

from .affiliation import Affiliation
from .thread import Thread


class Post(models.Model):
    """One contribution. ``number`` is its place in the thread, never reused; its id is its address for ever.

    ``source`` is the sanitised text as written, ``html`` what readers get (names of mentioned people baked in),
    ``text`` the plain words for search, mails and quotes.
    """

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", db_index=False)
    affiliation = models.ForeignKey(Affiliation, models.PROTECT, null=True, related_name="posts")
    affiliation_kind = models.CharField(max_length=32, blank=True)
    affiliation_band = models.CharField(max_length=16, blank=True)
    source = models.TextField(_("text"))
    html = models.TextField()
    text = models.TextField()
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="answers")
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    hidden_reason = models.CharField(max_length=500, blank=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    edit_count = models.PositiveIntegerField(default=0)
    via = models.CharField(max_length=8, choices=Via, default=Via.WEB)
    idempotency_key = models.UUIDField(null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="post_number_once"),
            models.UniqueConstraint(fields=["author", "idempotency_key"], name="post_idempotent"),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], name="post_author"),
            models.Index(fields=["author", "visibility", "thread"], name="post_threads_of_author"),
            models.Index(fields=["reply_to"], name="post_reply_to", condition=models.Q(reply_to__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    def get_absolute_url(self) -> str:
        return address_of("forum:post", self.pk)

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC


class PostRevision(models.Model):
    """A post's text as it was before an edit; diffs are rendered from these, not stored.

    ``answers``: to the questions of its area, as pairs of label and text.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    source = models.TextField()
    text = models.TextField()
    answers = models.JSONField(default=list, db_default=[])

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="post_revision_once")]


class PostRedirect(models.Model):
    """An old place (thread and number) that leads to its post for ever, after merge and split."""

    old_thread_id = models.BigIntegerField()
    old_number = models.PositiveIntegerField()
    post = models.ForeignKey(Post, models.CASCADE, related_name="redirects")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old_thread_id", "old_number"], name="post_redirect_once")]


class PostMention(models.Model):
    """A person named in a post, kept as an id so that a changed name reaches old posts."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="post_mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="mention_once")]


class AffiliationMention(models.Model):
    """A body named in a post; it reaches the people who speak for it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="affiliation_mentions")
    affiliation = models.ForeignKey(Affiliation, models.PROTECT, related_name="post_mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "affiliation"], name="affiliation_mention_once")]


class Reaction(models.Model):
    """One person's mark on a post. »We do this too« may say since which year, and for which body they said so then."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=8, choices=ReactionKind)
    created_at = models.DateTimeField(auto_now_add=True)
    year = models.PositiveSmallIntegerField(null=True)
    affiliation = models.ForeignKey(Affiliation, models.PROTECT, null=True, related_name="reactions", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "user", "kind"], name="reaction_once"),
            models.CheckConstraint(
                name="only_same_has_a_year",
                condition=models.Q(year__isnull=True) | models.Q(kind=ReactionKind.SAME, year__range=(1950, 2100)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["affiliation", "post"],
                name="reaction_of_body",
                condition=models.Q(affiliation__isnull=False),
            )
        ]
