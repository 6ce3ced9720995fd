from django.apps import AppConfig


class CmsConfig(AppConfig):
    """The reference site: it wires the plug-ins together and knows them all; none of them knows it."""

    name = "cms"
    verbose_name = "Ratschlag"

    def ready(self) -> None:
        from . import checks, wiring  # noqa: F401  registers system checks
        from .office import approval, widgets

        wiring.connect()
        approval.connect()
        widgets.connect()
