"""Addresses of which one page shows dozens: the route is resolved once, then only filled in."""

from collections.abc import Callable
from functools import cache
from urllib.parse import quote

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

MARK = 8_087_613_205_400_000  # plus the place of the value; occurs in no route


def address_of(name: str, *args: str | int) -> str:
    """The same as ``reverse(name, args=args)``, for slugs and numbers. Raises NoReverseMatch where there is no route,
    but not where a value does not match it."""
    return addresses(name, *map(type, args))(*args)


def addresses(name: str, *kinds: type) -> Callable[..., str]:
    """``address_of`` for many addresses of one route, with values of these types. Good for one request: it keeps to the
    language, the prefix and the routes in force now."""
    return _written(name, kinds, get_script_prefix(), get_urlconf(), get_language())


@cache
def _written(name: str, kinds: tuple[type, ...], *in_force: str | None) -> Callable[..., str]:
    """``in_force`` is only a part of the key."""
    marks: list[str | int] = [MARK + place if kind is int else f"x{MARK + place}x" for place, kind in enumerate(kinds)]
    rest, parts = reverse(name, args=marks), []
    for mark in marks:
        part, rest = rest.split(str(mark))
        parts.append(part)

    def written(*values: str | int) -> str:
        pairs = zip(parts, values, strict=True)
        return "".join(f"{part}{quote(str(value))}" for part, value in pairs) + rest

    return written
