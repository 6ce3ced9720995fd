"""Filters of the directory's pages, and the values of its facets."""

from collections.abc import Iterable
from datetime import date
from html import escape

from django import template
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString, mark_safe

from directory.enums import Precision
from directory.facets import Option

register = template.Library()


@register.filter
def known_date(day: date | str | None, precision: str = Precision.DAY) -> str:
    """A date as exactly as it is known: »6. Dezember 2017«, »Dezember 2017« or »2017«."""
    if isinstance(day, str):
        day = parse_date(day)
    if day is None:
        return ""
    if precision == Precision.YEAR:
        return str(day.year)
    if precision == Precision.MONTH:
        return date_format(day, "YEAR_MONTH_FORMAT")
    return date_format(day, "DATE_FORMAT")


@register.filter
def grouped(number: float | None) -> str:
    """A number with separators of thousands: 222.000."""
    return "" if number is None else number_format(number, force_grouping=True)


@register.simple_tag
def facet_options(options: Iterable[Option]) -> SafeString:
    """The values of a facet, each a box with its number. Joined in Python: a page has dozens (docs/adr/0016)."""
    return mark_safe("".join(map(_option, options)))


def _option(option: Option) -> str:
    value = escape(option.value)
    return (
        f'<label class="kn-check"><input type="checkbox" id="f-{option.name}-{value}" name="{option.name}"'
        f' value="{value}"{" checked" if option.is_chosen else ""}><span>{escape(str(option.label))}</span>'
        f'<span class="kn-n">{grouped(option.number)}</span></label>'
    )


@register.filter
def dialled(phone: str) -> str:
    """A phone number as a telephone dials it: digits and a leading plus."""
    digits = "".join(char for char in phone if char.isdecimal())
    return f"+{digits}" if phone.strip().startswith("+") else digits
