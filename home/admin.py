"""The office's list of enquiries in Wagtail: read, note, answer by a deadline; nobody edits what was written."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Enquiry, FaqEntry


class EnquiryPermissionPolicy(ModelPermissionPolicy):
    """Enquiries come from the forms only: nobody adds one here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "add" and super().user_has_permission(user, action)


class EnquiryViewSet(ModelViewSet):
    model = Enquiry
    name = "enquiries"
    icon = "mail"
    menu_label = _("Enquiries")
    menu_order = 250
    add_to_admin_menu = True
    inspect_view_enabled = True
    list_display: ClassVar = [
        Column("number", label=_("Number")),
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        DateColumn("received_at", label=_("Received"), sort_key="received_at"),
        Column("get_state_display", label=_("State"), sort_key="state"),
        DateColumn("due_on", label=_("Answer due")),
    ]
    list_filter: ClassVar = ["kind", "state"]
    search_fields: ClassVar = ["text", "name", "email"]
    inspect_view_fields: ClassVar = [
        "kind",
        "received_at",
        "page_url",
        "text",
        "name",
        "email",
        "state",
        "answered_on",
        "office_note",
    ]
    panels: ClassVar = [
        FieldPanel("text", read_only=True),
        FieldPanel("page_url", read_only=True),
        FieldPanel("name", read_only=True),
        FieldPanel("email", read_only=True),
        FieldPanel("state"),
        FieldPanel("answered_on"),
        FieldPanel("office_note"),
    ]


class FaqEntryViewSet(SnippetViewSet):
    """Frequent questions; the pages that show them do so by a block."""

    model = FaqEntry
    icon = "help"
    list_display: ClassVar = ["question", Column("get_section_display", label=_("Section")), "position"]
    list_filter: ClassVar = ["section"]
    ordering: ClassVar = ["section", "position"]
