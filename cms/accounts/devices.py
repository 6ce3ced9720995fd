"""Which browser and system a session came from, in words; nothing finer, because nobody needs more."""

from typing import NamedTuple

from django.utils.translation import gettext as _

# the first match counts: Edge and Opera also call themselves Chrome, Chrome also calls itself Safari
BROWSERS = [
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
]  # fmt: skip
SYSTEMS = [
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
]  # fmt: skip


class Device(NamedTuple):
    """What is not known is empty."""

    browser: str
    system: str

    @property
    def name(self) -> str:
        """»Firefox unter Windows«; what is not known is left out."""
        if self.browser and self.system:
            return _("%(browser)s on %(system)s") % self._asdict()
        return self.browser or self.system or _("Unknown device")


def device_of(user_agent: str) -> Device:
    """The device that calls itself so."""
    return Device(
        browser=next((name for mark, name in BROWSERS if mark in user_agent), ""),
        system=next((name for mark, name in SYSTEMS if mark in user_agent), ""),
    )
