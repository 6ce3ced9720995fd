from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.urls import NoReverseMatch, reverse

from kit.checks import missing_address

from . import conf
from .maps import Land, the_land


@checks.register("ratschlag_directory")
def check_settings(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """E001: kinds of body without key or label. E002: no addresses. E003: the map is none.

    W001: the page for invitations does not exist.
    """
    found: list[checks.CheckMessage] = []
    kinds = conf.value("KINDS")
    if not kinds or any(len(kind) != 2 or not kind[0] or len(kind[0]) > 32 for kind in kinds):
        found.append(
            checks.Error(
                'DIRECTORY["KINDS"] must be pairs of key (at most 32 characters) and label.', id="directory.E001"
            )
        )
    found += missing_address("directory:profile-list", 'path("people/", include("directory.urls"))', "directory.E002")
    found += _map_errors()
    name = conf.value("INVITE_URL_NAME")
    try:
        if name:
            reverse(name)
    except NoReverseMatch:
        found.append(
            checks.Warning(
                f'DIRECTORY["INVITE_URL_NAME"]: there is no URL named "{name}".',
                hint="Without it contact people see no button for inviting colleagues.",
                id="directory.W001",
            )
        )
    return found


def _map_errors() -> list[checks.CheckMessage]:
    try:
        land: Any = the_land()  # whatever the setting names
    except (ImportError, OSError, ValueError) as error:
        problem = str(error)
    else:
        if land is None or isinstance(land, Land):
            return []
        problem = f"It gives {type(land).__name__}."
    return [
        checks.Error(
            f'DIRECTORY["MAP"] must name a directory.maps.Land, or a callable that gives one. {problem}',
            hint="Without the setting there is no map.",
            id="directory.E003",
        )
    ]
