"""Addresses beside the current one: with a filter less, or another page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from .query import Period
from .results import ResultPage


@dataclass(frozen=True)
class Chip:
    """An active filter, and the address without it."""

    label: str
    address: str


def chips(params: QueryDict, page: ResultPage) -> list[Chip]:
    """One for each active filter, in the order in which the filters stand."""
    return [Chip(label, _without(params, name, value)) for label, name, value in _active(page)]


def with_start(request: HttpRequest, number: int) -> str:
    """This question's address, from that hit on."""
    params = request.GET.copy()
    params["ab"] = str(number)
    return f"{request.path}?{params.urlencode()}"


def _active(page: ResultPage) -> Iterator[tuple[str, str, str]]:
    """Label, name and value of the active filters."""
    yield from ((topic.name, "thema", topic.slug) for topic in page.topics if topic.is_chosen)
    if page.query.period:
        yield str(Period(page.query.period).label), "zeitraum", page.query.period
    if page.query.is_answered_only:
        yield _("Answered questions only"), "beantwortet", "1"
    if page.query.is_like_mine:
        yield _("Municipalities like mine"), "wie", "meine"


def _without(params: QueryDict, name: str, value: str) -> str:
    left = params.copy()
    left.setlist(name, [each for each in left.getlist(name) if each != value])
    left.pop("ab", None)
    return f"?{left.urlencode()}"
