from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..devices import Device


class KnownDevice(models.Model):
    """A kind of device a person has signed in with: browser and system, nothing finer. Forgotten a year after its last
    use (tasks.tidy_up)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("known device")
        verbose_name_plural = _("known devices")
        constraints = [models.UniqueConstraint(fields=["user", "browser", "system"], name="known_device_once")]

    def __str__(self) -> str:
        return Device(self.browser, self.system).name
