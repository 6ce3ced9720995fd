"""The directory's settings (``DIRECTORY = {…}``), typed and read lazily; checked in checks.py."""

from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from .enums import Kind

# What the codes of the official register (directory.register.codes) are here. Those that are missing are no bodies of
# their own: towns that are a district (41, 42) stand in the file a second time, municipalities without an association
# (50) and those that do the work for others (58) too, and nobody governs areas without a municipality (65, 66).
REGISTER_KINDS = {
    "10": Kind.LAND,
    "20": Kind.REGIERUNGSBEZIRK,
    **dict.fromkeys(["43", "44", "45"], Kind.KREIS),
    **dict.fromkeys(["51", "52", "53", "54", "55", "56", "57"], Kind.GEMEINDEVERBAND),
    **dict.fromkeys(["60", "64"], Kind.GEMEINDE),
    **dict.fromkeys(["61", "62"], Kind.KREISFREIE_STADT),
    **dict.fromkeys(["63", "67"], Kind.STADT),
}

DEFAULTS: dict[str, Any] = {
    "KINDS": Kind.choices,  # (key, label) of each kind of body
    "SIZE_CLASSES": [],  # (key, label) of each legal class a town can have; shown on its own page only
    "REGISTER_KINDS": REGISTER_KINDS,  # Satzart or Textkennzeichen of the official register → kind of body
    "LIKE_KINDS": [[Kind.STADT, Kind.GEMEINDE, Kind.KREISFREIE_STADT]],  # kinds that compare with each other
    "REGION_LABEL": _("Administrative region"),  # what the region of a municipality is called
    "DISPLAY_NAME": None,  # dotted path of (user) -> str
    "MANDATES_MAKE_MEMBERS": False,  # True: members are those with a mandate or speaker term; False: all active people
    "INVITE_URL_NAME": None,  # page where a contact person invites colleagues; without it there is no button
    "MAP": None,  # dotted path of a directory.maps.Land or of a callable giving one; without it there is no map
    "MESSAGES_PER_DAY": 10,  # how many messages one person sends through the site in 24 hours; None: no limit
    "PAGE_SIZE": 25,
}


def value(name: str) -> Any:
    """The setting or its default."""
    return getattr(settings, "DIRECTORY", {}).get(name, DEFAULTS[name])


def kind_label(kind: str) -> str | Promise:
    """The name of a kind of body; the key itself where the setting does not know it."""
    return dict(value("KINDS")).get(kind, kind)


def size_class_label(size_class: str) -> str | Promise:
    """The name of a legal class; the key itself where the setting does not know it."""
    return dict(value("SIZE_CLASSES")).get(size_class, size_class)


def display_name(user: Any) -> str:
    """A person's name as readers see it."""
    dotted = value("DISPLAY_NAME")
    return import_string(dotted)(user) if dotted else user.get_full_name() or user.get_username()
