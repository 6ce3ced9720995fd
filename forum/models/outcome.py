from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.enums import Worked

from .post import Post
from .thread import Thread


class ThreadOutcome(models.Model):
    """What became of an accepted answer, in the words of who asked; ``enums.Outcome`` is a case's.

    ``answer``: the one it is about; unknown where it was told before this was noted.
    """

    thread = models.OneToOneField(Thread, models.CASCADE, primary_key=True, related_name="outcome")
    answer = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    worked = models.CharField(max_length=8, choices=Worked)
    sentence = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("outcome of a thread")
        verbose_name_plural = _("outcomes of threads")
