from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from .body import BodyPage


class ContentPage(BodyPage):
    """An editor's page: rules, help, legal texts, anything with headings, text and pictures."""

    intro = models.TextField(_("introduction"), blank=True, help_text=_("One or two sentences below the title."))
    shows_contact = models.BooleanField(_("contact column at the right"), default=True)
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
        FieldPanel("shows_contact"),
        FieldPanel("checked_on"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]
    parent_page_types: ClassVar = ["home.HomePage", "home.ContentPage"]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")
