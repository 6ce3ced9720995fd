from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Bell, live socket and mail, for any app that registers its kinds and streams."""

    name = "notifications"
    label = "ratschlag_notifications"
    verbose_name = _("Notifications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out
        from django.core.signals import request_finished

        from . import address_notice, announcement_lines, checks, doorbell  # noqa: F401  checks register themselves
        from .sender import sender

        announcement_lines.register()
        user_logged_out.connect(doorbell.hear_logout, dispatch_uid="notifications.hear_logout")
        request_finished.connect(sender.leave, dispatch_uid="notifications.doorbells_leave")
        user_logged_in.connect(address_notice.remember, dispatch_uid="notifications.remember_bounces")
