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

        from . import address_notice, announcement_lines, checks, doorbell  # noqa: F401  checks register themselves

        announcement_lines.register()
        user_logged_out.connect(doorbell.hear_logout, dispatch_uid="notifications.hear_logout")
        user_logged_in.connect(address_notice.remember, dispatch_uid="notifications.remember_bounces")
