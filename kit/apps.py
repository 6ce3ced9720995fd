from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KitConfig(AppConfig):
    """What the plug-ins share; one module per concept."""

    name = "kit"
    label = "ratschlag_kit"
    verbose_name = _("Shared parts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers system checks
