from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

TAG_PATTERN = RegexValidator(r"^[\w-]{2,30}\Z", _("A tag has 2 to 30 letters, digits or hyphens, for example “clubs”."))


class Topic(models.Model):
    """A curated subject. It classifies threads, pages, events and expertise; it grants nothing."""

    class Colour(models.TextChoices):
        BLUE = "blue", _("blue")
        ORANGE = "orange", _("orange")
        VIOLET = "violet", _("violet")
        TURQUOISE = "turquoise", _("turquoise")
        LIME = "lime", _("lime")
        RED = "red", _("red")
        SKY = "sky", _("light blue")
        NEUTRAL = "neutral", _("grey")

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    colour = models.CharField(_("colour"), max_length=12, choices=Colour, default=Colour.NEUTRAL)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name


class TagGroup(models.Model):  # type: ignore[django-manager-missing]
    """Tags that belong together, as the sizes or the legal forms; ``is_single``: a thread has at most one of them."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_single = models.BooleanField(_("only one of them for each thread"), default=False)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("tag group")
        verbose_name_plural = _("tag groups")

    def __str__(self) -> str:
        return self.name


class Tag(TagBase):
    """A keyword. A synonym points to its canonical tag, which stands in for it everywhere."""

    group = models.ForeignKey(
        TagGroup, models.SET_NULL, null=True, blank=True, related_name="tags", verbose_name=_("tag group")
    )

    canonical = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="synonyms", verbose_name=_("stands for")
    )

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.CheckConstraint(condition=~models.Q(canonical=models.F("id")), name="tag_is_not_its_own_synonym")
        ]
