from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One search over everything the site has: documents of all apps, two engines, one language brain."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from . import checks, expertise, receivers, sources  # noqa: F401  checks register themselves

        expertise.register()
        sources.register_all()
        receivers.connect()
