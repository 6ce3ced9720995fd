from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

from ..blocks import TEXT_FEATURES
from ..enums import FaqSection


class FaqQuerySet(models.QuerySet["FaqEntry"]):
    def for_page(self, language: str, section: str = "") -> "FaqQuerySet":
        """Published questions in one language, of one section or of all, in the order of the page."""
        found = self.filter(live=True, locale__language_code=language)
        if section:
            found = found.filter(section=section)
        places = [models.When(section=value, then=place) for place, value in enumerate(FaqSection.values)]
        return found.order_by(models.Case(*places, default=len(places)), "position", "pk")


class FaqEntry(DraftStateMixin, RevisionMixin, TranslatableMixin, index.Indexed, models.Model):
    """A frequent question with its answer. Pages show them by a block, each language its own."""

    section = models.CharField(_("section"), max_length=16, choices=FaqSection, default=FaqSection.NETWORK)
    question = models.CharField(_("question"), max_length=160)
    answer = RichTextField(_("answer"), features=TEXT_FEATURES)
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("Questions with smaller numbers come first within their section.")
    )

    objects = FaqQuerySet.as_manager()

    panels: ClassVar = [
        FieldPanel("section"),
        FieldPanel("question"),
        FieldPanel("answer"),
        FieldPanel("position"),
        PublishingPanel(),
    ]
    search_fields: ClassVar = [
        index.SearchField("question"),
        index.SearchField("answer"),
        index.AutocompleteField("question"),
        index.FilterField("section"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("frequent question")
        verbose_name_plural = _("frequent questions")

    def __str__(self) -> str:
        return self.question
