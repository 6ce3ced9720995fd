"""Addresses of which one page shows dozens: the route is resolved once, then only filled in."""

from functools import cache
from urllib.parse import quote

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

NUMBER = 8_087_613_205_400_000  # plus the place; occurs in no route


def address_of(name: str, *args: str | int) -> str:
    """The same as ``reverse(name, args=args)``, for slugs and numbers. Raises NoReverseMatch where there is no route,
    but not where a value does not match it."""
    kinds = tuple(type(arg) is int for arg in args)
    parts = _route(name, kinds, get_script_prefix(), get_urlconf(), get_language())
    return parts[0] + "".join(
        f"{arg if type(arg) is int else quote(arg)}{part}" for arg, part in zip(args, parts[1:], strict=True)
    )


@cache
def _route(name: str, kinds: tuple[bool, ...], *_in_force: str | None) -> list[str]:
    """What stands around the values; prefix, routes and language are those in force, here only as parts of the key."""
    marks: list[str | int] = [NUMBER + place if is_int else f"x{NUMBER + place}x" for place, is_int in enumerate(kinds)]
    rest, parts = reverse(name, args=marks), []
    for mark in marks:
        part, rest = rest.split(str(mark))
        parts.append(part)
    return [*parts, rest]
