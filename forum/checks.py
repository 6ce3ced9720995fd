"""System checks of the FORUM setting."""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

from kit.checks import missing_address

from . import conf

HOOKS = (
    "AFFILIATION_OF",
    "AFFILIATION_WORDS",
    "AUTHOR_CARDS",
    "DISPLAY_NAME",
    "INTERESTS_OF",
    "LIKENESS_OF",
    "OWN_CONTACTS",
    "PEOPLE_OF",
    "SIMILAR_THREADS",
)


@register()
def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E001: unknown names. E002: hooks that cannot be imported. E003: page sizes out of range. E004: no addresses."""
    from django.conf import settings

    found: list[CheckMessage] = []
    given = getattr(settings, "FORUM", {})
    for name in sorted(set(given) - set(conf.DEFAULTS)):
        found.append(
            Error(f"FORUM has no setting {name!r}.", hint=f"Known: {', '.join(conf.DEFAULTS)}", id="forum.E001")
        )
    for name in HOOKS:
        if dotted := conf.value(name):
            try:
                import_string(dotted)
            except ImportError as error:
                found.append(Error(f"FORUM[{name!r}] cannot be imported: {error}", id="forum.E002"))
    for name in ("THREADS_PER_PAGE", "POSTS_PER_PAGE"):
        if not 10 <= conf.value(name) <= 50:
            found.append(Error(f"FORUM[{name!r}] must be between 10 and 50.", id="forum.E003"))
    found += missing_address("forum:index", 'path("forum/", include("forum.urls"))', "forum.E004")
    found += missing_address("moderation:log", 'path("moderation/", include("forum.moderation_urls"))', "forum.E004")
    if not conf.value("AUTHOR_CARDS"):
        found.append(Warning("FORUM['AUTHOR_CARDS'] is not set: posts show names only.", id="forum.W001"))
    return found
