"""What the site adds to the editors' area. One-liners; the code stands in cms/office."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .office.listings import NetworkGroup

NetworkGroup().register_with_wagtail()


@hooks.register("register_log_actions")
def name_log_actions(registry: Any) -> None:
    registry.register_action("office.export_directory", _("Export the directory"), _("Exported the directory"))
