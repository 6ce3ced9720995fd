from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    """Threads in areas."""

    name = "forum"
    label = "ratschlag_forum"
    verbose_name = _("Forum")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import (  # noqa: F401  checks register themselves
            access,
            bookmark_notices,
            case_notices,
            checks,
            notices,
            requests,
            schedule_notices,
            streams,
            tag_notices,
        )
        from .actions import inverses, tag_groups, tags

        access.register()
        bookmark_notices.register()
        case_notices.register()
        inverses.register()
        notices.register()
        requests.register()
        schedule_notices.register()
        streams.register()
        tag_groups.register()
        tag_notices.register()
        tags.register()
