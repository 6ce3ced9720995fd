"""What other apps add to a person's page; registered in ``AppConfig.ready`` of whoever knows both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ProfileSection:
    """A section below the profile. ``context`` gets (viewer, person) and gives the template's variables, or None."""

    name: str
    template: str
    context: Callable[[Any, Any], Mapping[str, Any] | None]


_sections: dict[str, ProfileSection] = {}


def register_profile_section(section: ProfileSection) -> None:
    """Adds a section; a second one of the same name replaces the first."""
    _sections[section.name] = section


def profile_sections(viewer: Any, person: Any) -> list[tuple[str, dict[str, Any]]]:
    """Template and variables of each section that has something to show this viewer."""
    shown = ((section.template, section.context(viewer, person)) for section in _sections.values())
    return [(template, {**context}) for template, context in shown if context is not None]
