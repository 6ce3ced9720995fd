"""Reports and what became of them, by the forum's own actions, each step moved back to its moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from forum.actions.case_events import next_working_day
from forum.actions.cases import (
    add_note,
    ask_for_change,
    claim_case,
    hide_reported_post,
    keep_post,
    move_reported_thread,
    refer_case,
)
from forum.actions.changes import as_json
from forum.actions.moderation_log import changing_the_log
from forum.actions.reports import report_post
from forum.enums import ReportKind, Verb
from forum.models import CaseEvent, ModerationCase, ModerationEntry, Post, Report
from kit.access import forget_keys

from .clock import OfficeClock
from .conversations import Conversation
from .world import World, document

DAYS = 60


def seed_cases(world: World, conversations: list[Conversation]) -> None:
    """Plays the steps of cases.yaml on the threads written from it."""
    _backdate_hidings()
    clock = OfficeClock(world.now, DAYS)
    written = {each.title: each for each in conversations}
    for script in document("cases.yaml")["threads"]:
        each = written[script["title"]]
        for step in script["steps"]:
            _play(world, each, script, step, clock.moment(step["hours"]))


def _backdate_hidings() -> None:
    """What the demo hides was hidden soon after it was written."""
    with changing_the_log():
        for entry in ModerationEntry.objects.filter(verb=Verb.HIDE).select_related("post"):
            assert entry.post is not None
            moment = entry.post.created_at + timedelta(hours=3)
            Post.objects.filter(pk=entry.post.pk).update(removed_at=moment)
            ModerationEntry.objects.filter(pk=entry.pk).update(
                created_at=moment, after={**entry.after, "removed_at": as_json(moment)}
            )


def _play(world: World, each: Conversation, script: dict[str, Any], step: dict[str, Any], moment: datetime) -> None:
    names = {letter: person.user for letter, person in each.cast.items()}
    actor = (names | {"first": world.speakers[0].user, "second": world.speakers[1].user})[step["by"]]
    forget_keys(actor)
    post = Post.objects.select_related("thread__area").get(pk=each.posts[script["post"] - 1].pk)
    before = [_latest(model) for model in (Report, CaseEvent, ModerationEntry)]
    if step["do"] == "report":
        report_post(actor=actor, post=post, kind=ReportKind(step["kind"]), text=step.get("text", ""))
    else:
        case = ModerationCase.objects.select_related("post__thread__area").get(post=post)
        _steps(world, actor, case, step)[step["do"]]()
    _backdate(ModerationCase.objects.get(post=post), moment, before)


def _steps(world: World, actor: Any, case: ModerationCase, step: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    text = step.get("text", "")
    this: dict[str, Any] = {"actor": actor, "case": case}
    decided = {**this, "version": case.version, "reason": text}
    until = timezone.localdate(world.now) + timedelta(days=step.get("days", 1))
    return {
        "claim": lambda: claim_case(**this),
        "note": lambda: add_note(**this, text=text),
        "ask": lambda: ask_for_change(**this, version=case.version, message=text, until=until),
        "refer": lambda: refer_case(**decided),
        "keep": lambda: keep_post(**decided),
        "hide": lambda: hide_reported_post(**decided),
        "move": lambda: move_reported_thread(**decided, target=world.areas[step["to"]]),
    }


def _latest(model: Any) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _backdate(case: ModerationCase, moment: datetime, before: list[int]) -> None:
    """Moves what a step wrote to its moment."""
    with changing_the_log():
        for model, latest in zip((Report, CaseEvent, ModerationEntry), before, strict=True):
            rows: Any = model
            rows.objects.filter(pk__gt=latest).update(created_at=moment)
    if not case.is_open:
        case.decided_at = moment
    if case.events.count() == 1:
        case.opened_at, case.due_on = moment, next_working_day(timezone.localdate(moment))
    case.save(update_fields=["decided_at", "opened_at", "due_on"])
