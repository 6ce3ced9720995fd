"""Reporting a post. Lock order: area, threads, posts, and after them the case."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import conf, policy
from forum.access import moderators_of
from forum.enums import EventKind, ReportKind
from forum.errors import RateLimited
from forum.models import ModerationCase, Post, Report
from forum.models.case import REPORT_LENGTH

from .case_events import lock_open_case, next_working_day, note_event
from .locks import lock_post
from .moderation import checked


def report_post(*, actor: Any, post: Post, kind: ReportKind, text: str = "") -> Report:
    """Says that a post should be looked at. Opens a case, or joins the open one.

    A case about the post of somebody who moderates is the office's, too, from the start, and so is one in an area that
    nobody else moderates. Locks thread, post and case.
    Raises what policy denies; ValidationError where this person's report waits already, for a text that is too long and
    for »something else« without a text; RateLimited after the day's limit.
    """
    text = checked(text, most=REPORT_LENGTH, field="text")
    if kind == ReportKind.OTHER and not text:
        raise ValidationError({"text": _("Please say what is wrong with the post.")}, "required")
    with transaction.atomic():
        post = lock_post(post.pk)
        policy.can_report_post(actor, post).require()
        now = timezone.now()
        case = lock_open_case(post)
        if case is not None and case.reports.filter(reporter=actor.pk).exists():
            raise ValidationError(_("You have reported this post already. It will be looked at."), "twice")
        _check_rate(actor)
        case = case or ModerationCase.objects.create(
            post=post,
            opened_at=now,
            due_on=next_working_day(timezone.localdate(now)),
            is_referred=_is_for_the_office(post),
        )
        report = Report.objects.create(case=case, reporter=actor, kind=kind, text=text, created_at=now)
        note_event(case, EventKind.REPORTED, actor)
    return report


def _is_for_the_office(post: Post) -> bool:
    if policy.is_moderator(post.author):
        return True
    return not moderators_of(post.thread.area.room).exclude(pk=post.author_id).exists()


def _check_rate(actor: Any) -> None:
    """Raises RateLimited with the seconds until the next report is possible."""
    most = conf.value("REPORTS_PER_DAY")
    if not most:
        return
    day = timedelta(days=1)
    moments = Report.objects.filter(reporter=actor.pk).order_by("-created_at").values_list("created_at", flat=True)
    earliest = list(moments[:most])[most - 1 :]
    if earliest and earliest[0] > timezone.now() - day:
        raise RateLimited(max(1, round((earliest[0] + day - timezone.now()).total_seconds())))
