"""The work list of those who decide reports, and one case with everything its page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.keyset import KeysetPage, keyset_page

from . import conf, policy
from .case_querysets import CaseQuerySet
from .conf import AuthorCard, card_of
from .enums import CASE_VERBS, EventKind, Outcome, ReportKind
from .models import CaseEvent, ModerationCase, ModerationEntry, Report
from .querysets import CAP, capped_count, capped_counts

OPEN, REPORTED, WAITING, REFERRED, DONE = "offen", "gemeldet", "wartet", "geschaeftsstelle", "erledigt"
VIEWS = (OPEN, REPORTED, WAITING, REFERRED, DONE)
# What a case's history shows; notes stand apart.
SHORT_OUTCOMES = {
    Outcome.KEPT: gettext_lazy("Kept"),
    Outcome.CHANGED: gettext_lazy("Changed"),
    Outcome.EDITED: gettext_lazy("Edited"),
    Outcome.HIDDEN: gettext_lazy("Hidden"),
    Outcome.MOVED: gettext_lazy("Moved"),
    Outcome.LOCKED: gettext_lazy("Thread closed"),
}
HISTORY = [kind for kind in EventKind if kind != EventKind.NOTE]


@dataclass(frozen=True)
class Badge:
    """Icon, word and colour (kit/components/badge.html)."""

    label: str
    kind: str
    icon: str


@dataclass
class CaseRow:
    """One row of the work list."""

    case: ModerationCase
    author: AuthorCard
    report_count: int
    badge: Badge | None


@dataclass
class CaseList:
    """The rows of one view: open ones by urgency up to CAP, decided ones by pages."""

    rows: list[CaseRow]
    counts: dict[str, str]
    has_more: bool = False
    page: KeysetPage | None = None


@dataclass
class CasePage:
    """One case. ``undoable``: the latest decision or request, where it can be taken back."""

    case: ModerationCase
    author: AuthorCard
    assignee: AuthorCard | None
    badge: Badge | None
    kinds: str
    reports: list[tuple[Report, AuthorCard]]
    history: list[tuple[CaseEvent, AuthorCard]]
    notes: list[tuple[CaseEvent, AuthorCard]]
    earlier_count: int
    is_text_shown: bool
    can_open_thread: bool
    is_mine: bool
    undoable: ModerationEntry | None = field(default=None)


def cases_of(user: Any, view: str, today: date) -> CaseQuerySet:
    """The cases of one view; the tabs' numbers come from the same querysets."""
    cases: CaseQuerySet = ModerationCase.objects.visible_to(user)
    if view == DONE:
        return cases.closed()
    if view == REPORTED:
        return cases.undecided(today).filter(is_referred=False)
    if view == WAITING:
        return cases.waiting(today).filter(is_referred=False)
    if view == REFERRED:
        return cases.open().filter(is_referred=True)
    return cases.open()


def open_case_count(user: Any) -> str:
    """How many open cases this person may decide: »« for none, then exact up to 99, »99+«. One statement."""
    count = capped_count(cases_of(user, OPEN, timezone.localdate()))
    return f"{CAP}+" if count > CAP else str(count or "")


def overdue_elsewhere(user: Any) -> int:
    """For the office: how many cases of others wait longer than they should; nothing else of them. Up to CAP + 1."""
    if not policy.is_referee(user) or policy.is_moderator(user):
        return 0
    today = timezone.localdate()
    late = ModerationCase.objects.undecided(today).filter(is_referred=False, due_on__lt=today)
    return capped_count(late.exclude(post__author=user.pk))


def case_list(user: Any, view: str, *, before: str = "", after: str = "") -> CaseList:
    """One view of the work list. Three statements: cases, counts of the tabs, author cards."""
    today = timezone.localdate()
    cases = _with_facts(cases_of(user, view, today))
    page = None
    if view == DONE:
        page = keyset_page(cases, "decided_at", conf.value("THREADS_PER_PAGE"), before=before, after=after)
        found: Sequence[Any] = page.items
    else:
        found = list(cases.by_urgency(today)[: CAP + 1])
    cards = conf.author_cards(case.post.author_id for case in found)
    return CaseList(
        rows=[
            CaseRow(case, card_of(cards, case.post.author_id), len(case.kinds), _badge(case, case.kinds, today))
            for case in found[:CAP]
        ],
        counts=capped_counts(user, {name: cases_of(user, name, today) for name in VIEWS if name != DONE}),
        has_more=page is None and len(found) > CAP,
        page=page,
    )


def _with_facts(cases: CaseQuerySet) -> Any:
    kinds = Report.objects.filter(case=OuterRef("pk")).order_by("created_at").values("kind")
    related = cases.select_related("post__thread__area").defer("post__source", "post__html")
    return related.annotate(kinds=ArraySubquery(kinds))


def case_page(user: Any, case: ModerationCase) -> CasePage:
    """Everything about one case read with post, thread and area. Five statements: reports, events, author cards,
    earlier cases of the author, the act that can be taken back."""
    reports = list(case.reports.order_by("created_at"))
    events = list(case.events.all())
    people = {case.post.author_id, case.assignee_id or case.post.author_id}
    people |= {report.reporter_id for report in reports} | {event.actor_id for event in events}
    cards = conf.author_cards(people)
    kinds = [report.kind for report in reports]
    is_seen = bool(policy.can_see_post(user, case.post))
    earlier = ModerationCase.objects.visible_to(user).closed().filter(post__author=case.post.author_id)
    return CasePage(
        case=case,
        author=card_of(cards, case.post.author_id),
        assignee=card_of(cards, case.assignee_id) if case.assignee_id else None,
        badge=_badge(case, kinds, timezone.localdate()),
        kinds=", ".join(dict.fromkeys(str(ReportKind(kind).label) for kind in kinds)),
        reports=[(report, card_of(cards, report.reporter_id)) for report in reports],
        history=_named(events, cards, HISTORY),
        notes=_named(events, cards, [EventKind.NOTE]),
        earlier_count=capped_count(earlier.exclude(pk=case.pk)),
        is_text_shown=case.is_open or (is_seen and policy.can_read_text(user, case.post)),
        can_open_thread=is_seen,
        is_mine=case.assignee_id == user.pk,
        undoable=_undoable(user, case),
    )


def _named(
    events: Sequence[CaseEvent], cards: Mapping[int, AuthorCard], kinds: Sequence[str]
) -> list[tuple[CaseEvent, AuthorCard]]:
    return [(event, card_of(cards, event.actor_id)) for event in events if event.kind in kinds]


def _undoable(user: Any, case: ModerationCase) -> ModerationEntry | None:
    """The last thing decided in the case, if it was not undone."""
    entries = case.moderation_entries.filter(verb__in=CASE_VERBS).select_related("post", "case__post__thread__area")
    last = entries.order_by("-pk").first()
    return last if last is not None and policy.can_undo(user, last) else None


def _badge(case: ModerationCase, kinds: Sequence[str], today: date) -> Badge | None:
    """What matters most about a case: its outcome, a change, the day it is due, or what it is about."""
    if not case.is_open:
        return Badge(str(SHORT_OUTCOMES[Outcome(case.outcome)]), "success", "check")
    if case.is_waiting(today):
        until = date_format(case.asked_until, "SHORT_DATE_FORMAT") if case.asked_until else ""
        return Badge(_("Waits until %(day)s") % {"day": until}, "info", "clock")
    if case.changed_at:
        return Badge(_("Changed"), "info", "edit")
    if case.due_on < today:
        return Badge(_("Overdue"), "danger", "clock")
    if ReportKind.PERSONAL in kinds:
        return Badge(_("Personal data"), "danger", "shield")
    if case.due_on == today:
        return Badge(_("Due today"), "warning", "clock")
    return None
