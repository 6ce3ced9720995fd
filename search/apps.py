from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One search over everything the site has: documents of all apps, two engines, one language brain."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from . import receivers, sources

        sources.register_all()
        receivers.connect()
