"""Figures and faces of the network for the public home page, from the directory."""

from typing import Any


def network_figures() -> list[tuple[str, str]]:
    """Number and name of what the network consists of."""
    return []


def speaker_cards() -> list[dict[str, Any]]:
    """Current speakers with their municipality."""
    return []
