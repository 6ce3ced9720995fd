from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """Municipalities and the people who speak for them."""

    name = "directory"
    label = "ratschlag_directory"
    verbose_name = _("Directory")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import access, checks, confirmation  # noqa: F401  checks register themselves

        access.register()
        confirmation.register()
