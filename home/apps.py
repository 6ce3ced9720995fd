from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Pages that editors own, and the two public forms that reach the office."""

    name = "home"
    verbose_name = _("Public pages")

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from . import event_lines, receivers  # noqa: F401  connects signals
        from .admin import EnquiryPermissionPolicy
        from .models import Enquiry

        event_lines.register()
        register_permission_policy(Enquiry, EnquiryPermissionPolicy(Enquiry))
