"""Filters of the directory's pages."""

from datetime import date

from django import template
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format

from directory.enums import Precision

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


@register.filter
def dialled(phone: str) -> str:
    """A phone number as a telephone dials it: digits and a leading plus."""
    digits = "".join(char for char in phone if char.isdecimal())
    return f"+{digits}" if phone.strip().startswith("+") else digits
