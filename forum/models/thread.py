from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from forum.enums import ThreadKind, ThreadState, Visibility
from forum.querysets import ThreadQuerySet
from kit.addresses import address_of
from kit.models import Tag

from .area import Area

TITLE_LENGTH = 200


class TaggedThread(ItemBase):
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_threads")
    content_object = models.ForeignKey("Thread", models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="thread_tag_once")]


class Thread(models.Model):  # type: ignore[django-manager-missing]
    """A conversation. Its first post is a post like the others, number 1.

    ``next_number`` allocates post numbers under this row's lock and never falls. ``last_public_number`` and the other
    counters speak of what members may see; they change in actions and are reconciled nightly. ``bumped_at`` is the
    moment of the last public post and nothing else. ``accepted_at``: when an answer was accepted the last time, whether
    or not it still is; only who moderates releases one with ``answer_locked_by``. ``summary_post`` sums the thread up
    to number ``summary_until``. ``affiliation_kind`` and ``_band``: for whom the author wrote then.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="threads", verbose_name=_("area"))
    kind = models.CharField(_("kind"), max_length=16, choices=ThreadKind)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="threads")
    affiliation_kind = models.CharField(max_length=32, blank=True, db_default="")
    affiliation_band = models.CharField(max_length=16, blank=True, db_default="")
    state = models.CharField(max_length=8, choices=ThreadState, default=ThreadState.OPEN)
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    removed_at = models.DateTimeField(null=True)
    lock_reason = models.CharField(max_length=500, blank=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    bumped_at = models.DateTimeField()
    pinned_at = models.DateTimeField(null=True, blank=True)
    pinned_until = models.DateTimeField(null=True, blank=True)

    next_number = models.PositiveIntegerField(default=1)
    last_public_number = models.PositiveIntegerField(default=0)
    reply_count = models.PositiveIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=1)
    edit_count = models.PositiveIntegerField(default=0)
    last_post = models.ForeignKey("Post", models.SET_NULL, null=True, related_name="+")
    accepted_post = models.ForeignKey("Post", models.SET_NULL, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    answer_locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    summary_post = models.ForeignKey(
        "Post", models.SET_NULL, null=True, blank=True, related_name="summarised", db_index=False
    )
    summary_until = models.PositiveIntegerField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    tag_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)

    tags = TaggableManager(through=TaggedThread, blank=True)
    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes = [
            models.Index(
                fields=["area", "-bumped_at", "-id"], name="thread_area_bumped", condition=models.Q(visibility="public")
            ),
            models.Index(
                fields=["kind", "-bumped_at", "-id"], name="thread_kind_bumped", condition=models.Q(visibility="public")
            ),
            models.Index(fields=["-bumped_at", "-id"], name="thread_bumped", condition=models.Q(visibility="public")),
            models.Index(
                fields=["-bumped_at", "-id"],
                name="thread_unanswered",
                condition=models.Q(visibility="public", kind="question", reply_count=0),
            ),
            models.Index(fields=["author", "-bumped_at", "-id"], name="thread_author_bumped"),
            models.Index(
                fields=["affiliation_band", "-bumped_at", "-id"],
                name="thread_band_bumped",
                condition=models.Q(visibility="public"),
            ),
            models.Index(
                fields=["accepted_at"], name="thread_accepted", condition=models.Q(accepted_post__isnull=False)
            ),
            models.Index(
                fields=["summary_post"], name="thread_summary", condition=models.Q(summary_post__isnull=False)
            ),
            models.Index(fields=["area"], name="thread_pinned", condition=models.Q(pinned_at__isnull=False)),
            GinIndex(fields=["tag_ids"], name="thread_tag_ids"),
        ]
        constraints = [
            models.CheckConstraint(
                name="summary_says_up_to_where",
                condition=models.Q(summary_post__isnull=True) | models.Q(summary_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("forum:thread", self.area.slug, self.slug, self.pk)

    @property
    def slug(self) -> str:
        """The readable part of the address; the id after it decides."""
        return _slug_of(self.title)

    @property
    def is_locked(self) -> bool:
        return self.state == ThreadState.LOCKED

    @property
    def is_question(self) -> bool:
        return self.kind == ThreadKind.QUESTION

    @property
    def is_answer_locked(self) -> bool:
        """Whether the accepted answer is fixed; while it is hidden there is none to fix."""
        return self.accepted_post_id is not None and self.answer_locked_by_id is not None

    @property
    def outcome_of_answer(self) -> Any:
        """What became of the answer accepted now, if anybody said so; not what was said of another one before."""
        outcome = getattr(self, "outcome", None)
        if outcome is None or self.accepted_post_id is None:
            return None
        if outcome.answer_id is not None:
            return outcome if outcome.answer_id == self.accepted_post_id else None
        is_of_another = self.accepted_at is not None and (outcome.changed_at or outcome.created_at) < self.accepted_at
        return None if is_of_another else outcome

    @property
    def post_count(self) -> int:
        return self.reply_count + 1


UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@lru_cache(maxsize=4096)
def _slug_of(title: str) -> str:
    return slugify(title.translate(UMLAUTS))[:80].strip("-") or "thema"


class ThreadRevision(models.Model):
    """Title, kind and tags as they were before an edit."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    title = models.CharField(max_length=TITLE_LENGTH)
    kind = models.CharField(max_length=16, choices=ThreadKind)
    tag_names = ArrayField(models.CharField(max_length=100), default=list)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="thread_revision_once")]
