from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.enums import Audience, Direction
from directory.querysets import ProfileQuerySet
from kit.addresses import address_of
from kit.models import Tag, Topic


def _audience(default: Audience) -> Any:
    return models.PositiveSmallIntegerField(choices=Audience, default=default)


class Profile(models.Model):
    """What a person says of themselves. Name, function and municipality are seen by all members.

    Every other field has its own audience. How to reach a person is closed until they open it; what they wrote for
    colleagues is open to members.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_hours = models.CharField(_("when to call"), max_length=120, blank=True)
    about = models.TextField(_("about me"), max_length=2000, blank=True)
    email_audience = _audience(Audience.NOBODY)
    phone_audience = _audience(Audience.NOBODY)
    about_audience = _audience(Audience.MEMBERS)
    offers_audience = _audience(Audience.MEMBERS)
    seeks_audience = _audience(Audience.MEMBERS)
    created_at = models.DateTimeField(auto_now_add=True)
    # When the person last said, by a click or by editing, that this is right; before the first time ``created_at``.
    confirmed_at = models.DateTimeField(null=True, editable=False)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return address_of("directory:profile", self.slug)


class Expertise(models.Model):
    """A topic or tag a person can advise on, or looks for exchange on."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="expertise")
    direction = models.CharField(max_length=6, choices=Direction)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="expertise")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, blank=True, related_name="expertise")
    note = models.CharField(_("in a few words"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["direction", "position", "pk"]
        verbose_name = _("expertise")
        verbose_name_plural = _("expertise")
        constraints = [
            models.CheckConstraint(
                name="expertise_has_one_subject",
                condition=Q(topic__isnull=False, tag__isnull=True) | Q(topic__isnull=True, tag__isnull=False),
            ),
            models.UniqueConstraint(fields=["topic", "direction", "profile"], name="expertise_topic_once"),
            models.UniqueConstraint(fields=["tag", "direction", "profile"], name="expertise_tag_once"),
        ]

    def __str__(self) -> str:
        """The subject's name; a synonym shows the tag it stands for. Read with ``tag__canonical``."""
        return str(self.topic or (self.tag and self.tag.canonical) or self.tag)
