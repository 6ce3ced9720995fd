"""Small components as Python, for rows that are joined instead of rendered; the same as in templates/kit/components.

Names and labels come from people: they are escaped here.
"""

from html import escape

from .templatetags.kit import avatar_tone, initials


def icon(name: str, *, is_small: bool = False) -> str:
    """A sign without a meaning of its own; words stand beside it. Empty, so that there is nothing to hide from ears."""
    return f'<span class="kn-i kn-i-{name}{" kn-i-s" if is_small else ""}"></span>'


def avatar(name: str, seed: object) -> str:
    """The initials of a person; the name stands beside it."""
    return f'<span class="kn-avatar kn-avatar--{avatar_tone(seed)}" aria-hidden="true">{escape(initials(name))}</span>'


def badge(label: str, *, kind: str = "", sign: str = "") -> str:
    """State as icon, word and colour; ``kind``: success, info, warning, danger or nothing."""
    return (
        f'<span class="kn-badge kn-badge--{kind or "neutral"}">{icon(sign, is_small=True) if sign else ""}'
        f"{escape(label)}</span>"
    )
