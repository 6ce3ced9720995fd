from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.urls import NoReverseMatch, reverse

from kit.checks import missing_address

from . import conf


@checks.register("ratschlag_directory")
def check_settings(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """E001: kinds of body without key or label. E002: no addresses. W001: the page for invitations does not exist."""
    found: list[checks.CheckMessage] = []
    kinds = conf.value("KINDS")
    if not kinds or any(len(kind) != 2 or not kind[0] or len(kind[0]) > 32 for kind in kinds):
        found.append(
            checks.Error(
                'DIRECTORY["KINDS"] must be pairs of key (at most 32 characters) and label.', id="directory.E001"
            )
        )
    found += missing_address("directory:profile-list", 'path("people/", include("directory.urls"))', "directory.E002")
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
