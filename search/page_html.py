"""Tabs, filters and page links of the result page as HTML, joined in Python like the results (docs/adr/0016)."""

from collections.abc import Iterable
from html import escape

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit.components import icon

from .query import Period
from .results import ResultPage

CURRENT = ' aria-current="page"'


def tabs_html(page: ResultPage, params: QueryDict) -> SafeString:
    """Links to the tabs, each with its number."""
    links = (
        f'<a href="{address_with(params, bereich=tab.value, ab="")}"{CURRENT if tab.is_current else ""}>'
        f'{escape(tab.label)} <span class="kn-n">{tab.count}</span></a>'
        for tab in page.tabs
    )
    return mark_safe(f'<nav class="kn-tabs" aria-label="{_("What are you looking for?")}">{"".join(links)}</nav>')


def filters_html(page: ResultPage, *, is_member: bool, has_body: bool) -> SafeString:
    """Filters beside the results; a disclosure on narrow screens. The fields belong to the search form, so that one
    question is one address."""
    query, groups = page.query, []
    if page.topics:
        boxes = (_box("thema", each.slug, each.name, each.count, is_on=each.is_chosen) for each in page.topics)
        groups.append(_group(pgettext("filter", "Topic"), boxes))
    periods = (
        _box("zeitraum", value, str(label), is_on=value == query.period, kind="radio")
        for value, label in Period.choices
    )
    groups.append(_group(_("Period"), periods))
    if is_member:
        words = _("Answered questions only")
        box = _box("beantwortet", "1", words, page.answered, is_on=query.is_answered_only)
        groups.append(_group(_("Forum"), [box]))
    if has_body:
        box = _box("wie", "meine", _("Municipalities like mine"), is_on=query.is_like_mine)
        groups.append(_group(_("Municipality"), [box]))
    words = _("Filters")
    return mark_safe(
        f'<details class="kn-filter"><summary class="kn-btn kn-btn--secondary">{icon("filter")}{words}</summary>'
        f'<div class="kn-facets" role="group" aria-label="{words}">{"".join(groups)}'
        f'<button class="kn-btn kn-btn--secondary" form="search-form" type="submit" data-filter-button>'
        f"{_('Apply filters')}</button></div></details>"
    )


def pages_html(page: ResultPage, params: QueryDict) -> SafeString:
    """Which results these are of how many, and pages by number."""
    words = _("%(first)s to %(last)s of %(total)s") % {
        "first": page.span[0],
        "last": page.span[1],
        "total": page.total,
    }
    numbers = "".join(_page_link(page, params, number, start) for number, start in page.pages)
    if numbers:
        numbers = (
            f"<ol>{_step(params, page.previous, 'prev', pgettext('pages', 'Back'))}{numbers}"
            f"{_step(params, page.next, 'next', pgettext('pages', 'Next'))}</ol>"
        )
    cut = _("More results than these are not shown. Please add a word or a filter.") if page.is_cut else ""
    return mark_safe(
        f'<nav class="kn-pages" aria-label="{_("Pages")}"><span class="kn-small kn-muted">{words}</span>{numbers}</nav>'
        f"{f'<p class="kn-small kn-muted">{cut}</p>' if cut else ''}"
    )


def address_with(params: QueryDict, **changes: object) -> str:
    """This question's address with these values, escaped; without those that are empty."""
    changed = params.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed[name] = str(value)
    return escape(f"?{changed.urlencode()}")


def _box(name: str, value: str, label: str, count: str = "", *, is_on: bool, kind: str = "checkbox") -> str:
    number = f'<span class="kn-n">{count}</span>' if count else ""
    return (
        f'<label class="kn-check"><input form="search-form" type="{kind}" name="{name}" value="{escape(value)}"'
        f"{' checked' if is_on else ''}><span>{escape(label)}</span>{number}</label>"
    )


def _group(legend: str, boxes: Iterable[str]) -> str:
    return f"<fieldset><legend>{legend}</legend>{''.join(boxes)}</fieldset>"


def _page_link(page: ResultPage, params: QueryDict, number: int, start: int) -> str:
    words = _("Page %(number)s") % {"number": number}
    link = f'<a href="{address_with(params, ab=start)}"{CURRENT if number == page.current_page else ""}'
    return f'<li class="kn-hide-s">{link} aria-label="{words}">{number}</a></li>'


def _step(params: QueryDict, start: int | None, rel: str, words: str) -> str:
    return f'<li><a rel="{rel}" href="{address_with(params, ab=start)}">{words}</a></li>' if start else ""
