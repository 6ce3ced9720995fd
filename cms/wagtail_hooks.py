"""What the site adds to the editors' area. One-liners; the code stands in cms/office."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .office import urls as office_urls
from .office.listings import NetworkGroup
from .office.panels import PANELS, keep_useful_figures

NetworkGroup().register_with_wagtail()


@hooks.register("register_log_actions")
def name_log_actions(registry: Any) -> None:
    registry.register_action("office.export_directory", _("Export the directory"), _("Exported the directory"))


@hooks.register("insert_global_admin_js")
def load_editor_script() -> SafeString:
    return format_html('<script src="{}"></script>', static("cms/editor.js"))


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    return office_urls.urlpatterns


@hooks.register("register_reports_menu_item")
def add_pages_to_check() -> MenuItem:
    return MenuItem(_("Pages to check"), reverse("office_pages_to_check"), icon_name="date", order=700)


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    panels.extend(panel(request) for panel in PANELS)


@hooks.register("construct_homepage_summary_items", order=1000)
def keep_figures(request: HttpRequest, items: list[Any]) -> None:
    keep_useful_figures(items)
