from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from kit.access import ADMIN, OFFICE, keys_of

from .body import BodyPage


class ContentPage(BodyPage):
    """An editor's page: rules, help, legal texts, anything with headings, text and pictures."""

    intro = models.TextField(_("introduction"), blank=True, help_text=_("One or two sentences below the title."))
    shows_contact = models.BooleanField(_("contact column at the right"), default=True)
    editor_note = models.TextField(
        _("note for the editors"),
        blank=True,
        help_text=_("What is still to be done here. The office sees it above the page, nobody else does."),
    )
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)

    page_description = _("Any other page: headings, text, pictures, frequent questions, speaker team.")
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
        FieldPanel("shows_contact"),
        FieldPanel("checked_on"),
        FieldPanel("editor_note"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]
    parent_page_types: ClassVar = ["home.HomePage", "home.ContentPage"]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        is_editor = bool(self.editor_note) and bool({OFFICE, ADMIN} & keys_of(request.user))
        return {**context, "editor_note": self.editor_note if is_editor else ""}
