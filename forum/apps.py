from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    """Threads in areas."""

    name = "forum"
    label = "ratschlag_forum"
    verbose_name = _("Forum")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import access, case_notices, checks, notices, requests, streams  # noqa: F401  checks register themselves
        from .actions import inverses, tags

        access.register()
        case_notices.register()
        inverses.register()
        notices.register()
        requests.register()
        streams.register()
        tags.register()
