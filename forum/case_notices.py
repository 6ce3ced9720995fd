"""What people are told of cases: the author of a reported post what is asked of them and what was decided, who reported
it the outcome and nothing more. Who reported, the author never learns.

The rows stand in the room of the person alone; whether they may still see the post is asked when they are shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.access import MEMBERS, user_key
from notifications.actions import record_events
from notifications.registry import Kind, Line, Section, register_kind

from . import policy
from .actions.locks import lock_post
from .enums import CaseState, EventKind, Outcome
from .models import CaseEvent, ModerationCase
from .notices import MODERATION
from .tasks import case_event_id

if TYPE_CHECKING:
    from notifications.models import Notification

ASKED, MODERATED, DECIDED = "forum.asked", "forum.moderated", "forum.report_decided"
# Why a report came to nothing is written for the log, and may say of whom it came.
REASON_IS_TOLD = (Outcome.EDITED, Outcome.MOVED, Outcome.LOCKED)


def register() -> None:
    for name, label, icon, weight, wish_key in (
        (ASKED, gettext_lazy("You are asked to change a post"), "edit", 60, MODERATION),
        (MODERATED, gettext_lazy("The speaker team decided about your post"), "shield", 55, MODERATION),
        (DECIDED, gettext_lazy("Your report was decided"), "flag", 5, DECIDED),
    ):
        wish = gettext_lazy("your report was decided") if name == DECIDED else ""
        register_kind(
            Kind(name, label, icon, resolve, weight, wish=wish, wish_key=wish_key, section=Section.MODERATION)
        )


def tell_of_case_event(event_id: int) -> None:
    """Tells author and reporters what concerns them, unless it was taken back meanwhile.

    Holds the locks of post and case, for which taking back waits.
    """
    event = CaseEvent.objects.select_related("case").get(pk=event_id)
    with transaction.atomic():
        post = lock_post(event.case.post_id)
        case = ModerationCase.objects.select_for_update(no_key=True).get(pk=event.case_id)
        case.post = post
        latest = case.events.filter(kind__in=[EventKind.ASKED, EventKind.DECIDED, EventKind.REOPENED]).last()
        if latest is None or latest.pk != event.pk:
            return
        if event.kind == EventKind.ASKED and case.state == CaseState.WAITING:
            _record(ASKED, event, [post.author_id])
        if event.kind == EventKind.DECIDED:
            _record(DECIDED, event, case.reports.exclude(reporter=event.actor_id).values_list("reporter", flat=True))
            if _concerns_author(case, Outcome(event.outcome)) and post.author_id != event.actor_id:
                _record(MODERATED, event, [post.author_id])


def _concerns_author(case: ModerationCase, outcome: Outcome) -> bool:
    """Hiding tells its author itself, with the reason; of a post that stays, only who was asked to change it hears."""
    if outcome in (Outcome.EDITED, Outcome.MOVED, Outcome.LOCKED):
        return True
    return outcome != Outcome.HIDDEN and case.events.filter(kind=EventKind.ASKED).exists()


def _record(kind: str, event: CaseEvent, people: Iterable[int]) -> None:
    for pk in people:
        record_events(
            kind=kind,
            event_id=case_event_id(event.pk),
            group_key=f"case:{event.case_id}:{kind}",
            room=user_key(pk),
            object_id=event.case_id,
            reference_id=event.pk,
            actor_id=None,
            recipient_ids=[pk],
        )


def resolve(by_user: Mapping[int, Sequence["Notification"]]) -> Mapping[int, Line]:
    """What each person reads. One statement for events, posts and threads; people not known from the rows cost one
    more, and one each for their keys."""
    rows = [row for notifications in by_user.values() for row in notifications]
    events = CaseEvent.objects.select_related("case__post__thread__area").in_bulk(
        {row.latest_reference_id for row in rows}
    )
    known = {row.user_id: row.user for row in rows if "user" in row._state.fields_cache}
    unknown = set(by_user) - set(known)
    people = known | (get_user_model()._default_manager.in_bulk(unknown) if unknown else {})
    lines: dict[int, Line] = {}
    for user_id, notifications in by_user.items():
        for row in notifications:
            event, person = events.get(row.latest_reference_id), people.get(user_id)
            if event is not None and person is not None:
                lines[row.pk] = _line(row.kind, event, person)
    return lines


def _line(kind: str, event: CaseEvent, person: Any) -> Line:
    post = event.case.post
    is_known = bool(policy.can_see_post(person, post))
    title = post.thread.title if is_known else ""
    is_confidential = post.thread.area.room != MEMBERS
    url = post.get_absolute_url() if is_known else reverse("forum:index")
    if kind == ASKED:
        until = event.case.asked_until
        return Line(
            text=_("asks you to change your post in") if title else _("asks you to change a post."),
            title=title,
            url=url,
            actor_name=_("The speaker team"),
            message=event.text if is_known else "",
            hint=_("Please change it by %(day)s.") % {"day": date_format(until, "DATE_FORMAT")} if until else "",
            is_confidential=is_confidential,
        )
    outcome = OUTCOMES_FOR[kind].get(Outcome(event.outcome), "")
    return Line(
        text=(_("Your report: %(outcome)s") if kind == DECIDED else "%(outcome)s") % {"outcome": outcome},
        title=title,
        url=url,
        hint="" if title else _("It is no longer visible to you."),
        message=event.text if kind == MODERATED and is_known and event.outcome in REASON_IS_TOLD else "",
        is_confidential=is_confidential,
    )


OUTCOMES_FOR: dict[str, dict[str, Any]] = {
    DECIDED: {
        Outcome.KEPT: gettext_lazy("the post stays as it is."),
        Outcome.CHANGED: gettext_lazy("the post was changed or withdrawn."),
        Outcome.EDITED: gettext_lazy("the post was edited."),
        Outcome.HIDDEN: gettext_lazy("the post was hidden."),
        Outcome.MOVED: gettext_lazy("the thread was moved."),
        Outcome.LOCKED: gettext_lazy("the thread was closed."),
    },
    MODERATED: {
        Outcome.KEPT: gettext_lazy("The speaker team looked at your post; it stays as it is."),
        Outcome.CHANGED: gettext_lazy("The speaker team looked at your change. The matter is settled."),
        Outcome.EDITED: gettext_lazy("The speaker team edited your post in"),
        Outcome.MOVED: gettext_lazy("The speaker team moved the thread of your post:"),
        Outcome.LOCKED: gettext_lazy("The speaker team closed the thread of your post:"),
    },
}
