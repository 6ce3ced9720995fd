from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.enums import PollKind, PollResults

from .post import Post

POLL_QUESTION_LENGTH = OPTION_LENGTH = 200


class Poll(models.Model):
    """A vote that a post carries. Whoever reads the post may vote once while it is open.

    ``closes_at``: the deadline, read as a moment; ``closed_at``: ended before it. Secret (the default): nobody ever
    learns who chose what, and the database does not know (``PollVote``).
    """

    post = models.OneToOneField(Post, models.CASCADE, related_name="poll")
    question = models.CharField(max_length=POLL_QUESTION_LENGTH)
    kind = models.CharField(max_length=8, choices=PollKind)
    results = models.CharField(max_length=8, choices=PollResults, default=PollResults.NOW)
    is_secret = models.BooleanField(default=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints = [
            models.CheckConstraint(
                name="closed_poll_has_closer",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="poll_with_late_results_ends",
                condition=~Q(results=PollResults.END) | Q(closes_at__isnull=False) | Q(closed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"], name="poll_to_close", condition=Q(closes_at__isnull=False, closed_at__isnull=True)
            ),
            models.Index(fields=["created_at"], name="poll_created"),
        ]

    def __str__(self) -> str:
        return self.question


class PollOption(models.Model):
    """One choice: words, or for finding a date a time. ``vote_count`` changes under the lock of the poll."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=OPTION_LENGTH, blank=True)
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    vote_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "position"], name="poll_option_once"),
            models.CheckConstraint(
                name="poll_option_says_something", condition=~Q(text="") | Q(begins_at__isnull=False)
            ),
            models.CheckConstraint(
                name="poll_option_ends_after_it_begins",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("begins_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class PollVoter(models.Model):
    """That a person has voted; neither what nor when, so that the votes of a secret poll cannot be told apart."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="voters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "user"], name="poll_voter_once")]


class PollVote(models.Model):
    """What a person chose, for polls that show it; of a secret poll only the options' counters know."""

    option = models.ForeignKey(PollOption, models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="poll_votes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["option", "user"], name="poll_vote_once")]
