from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.enums import Level
from forum.querysets import AreaQuerySet
from kit.access import MEMBERS
from kit.addresses import address_of
from kit.models import TagGroup, Topic

# First parts of the forum's own addresses, and second parts of the moderation's.
RESERVED_SLUGS = (
    "beitrag",
    "neu",
    "anhang",
    "suche",
    "gelesen",
    "personen",
    "bereiche",
    "reihenfolge",
    "tastenkuerzel",
    "abonnements",
    "schlagwort",
    "entwuerfe",
    "geplant",
    "merkliste",
    "feed",
    "dateien",
    "umfrage",
    "vorlagen",
    "aehnliche",
    "schlagwoerter",
    "besuch",
)


def is_not_reserved(slug: str) -> None:
    """Refuses an address that is one of the forum's own."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("The address “%(slug)s” is taken. Please choose another one."), "reserved", {"slug": slug}
        )


class Area(models.Model):
    """Where threads stand, and who reads and moderates them.

    An open area stands in the room ``members``; a closed one in ``area:<id>`` and has a list of members.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, validators=[is_not_reserved])
    description = models.CharField(_("description"), max_length=300, blank=True)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="areas", verbose_name=_("topic")
    )
    room = models.CharField(max_length=64, default=MEMBERS, editable=False, db_index=True)
    is_closed = models.BooleanField(_("closed area"), default=False)
    is_archived = models.BooleanField(_("archived"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    default_level = models.PositiveSmallIntegerField(_("default level"), choices=Level, default=Level.NORMAL)
    template = models.TextField(_("template for new threads"), blank=True, max_length=4000)
    required_group = models.ForeignKey(
        TagGroup, models.PROTECT, null=True, blank=True, related_name="areas", verbose_name=_("required tag group")
    )
    thread_count = models.PositiveIntegerField(default=0, editable=False)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="AreaMembership", through_fields=("area", "user"), related_name="closed_areas"
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.UniqueConstraint(
                fields=["topic"],
                condition=models.Q(is_closed=False),
                name="one_open_area_per_topic",
                violation_error_message=_("There is an open area for this topic already."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_closed=True) | models.Q(topic__isnull=False),
                name="open_area_has_topic",
                violation_error_message=_("An open area needs a topic."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("forum:area", self.slug)


class AreaMembership(models.Model):
    """A person on the list of a closed area."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="area_memberships")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "area"], name="area_member_once")]
