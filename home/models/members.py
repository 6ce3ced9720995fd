from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from kit.access import MEMBERS, keys_of

from ..network import member_list


class MembersPage(Page):
    """The member municipalities for everybody: map, list, years. What the register knows of them, nothing of people."""

    intro = models.TextField(_("introduction"), blank=True)

    page_description = _("Map and list of all member municipalities, from the directory.")
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro")]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("intro")]
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("list of members")
        verbose_name_plural = _("lists of members")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        is_member = MEMBERS in keys_of(request.user)
        return {**context, "members": member_list(request.GET.get("bezirk", "")), "has_directory": is_member}
