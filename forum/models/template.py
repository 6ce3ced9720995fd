from django.db import models

from .area import Area
from .post import Post

QUESTION_LENGTH = 120


class AreaQuestion(models.Model):
    """A field that the form for new threads of an area has, before the free text."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=QUESTION_LENGTH)
    hint = models.CharField(max_length=200, blank=True)
    is_required = models.BooleanField(default=False)
    is_long = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "position"], name="area_question_once", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.label


class PostAnswer(models.Model):
    """What a first post answers to one question; the question's words as they were, also when it is gone.

    Part of ``Post.html`` and ``Post.text``, so that reading and finding cost nothing; earlier answers stand in the
    post's revisions.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="template_answers")
    question = models.ForeignKey(AreaQuestion, models.SET_NULL, null=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=QUESTION_LENGTH)
    text = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["post", "position"], name="post_answer_once")]
