from django.apps import AppConfig
from django.conf import settings


class CmsConfig(AppConfig):
    """The reference site: it wires the plug-ins together and knows them all; none of them knows it."""

    name = "cms"
    verbose_name = "Ratschlag"

    def ready(self) -> None:
        from . import checks, wiring  # noqa: F401  registers system checks
        from .office import approval, widgets

        wiring.connect()
        if settings.MAIL_PROVIDER:
            from . import mail_provider

            mail_provider.connect()
        approval.connect()
        widgets.connect()
