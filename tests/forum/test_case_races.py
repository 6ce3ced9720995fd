"""Reports, decisions, edits and undos at the same moment: one case, one decision, nothing lost, no deadlock."""

from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse

from forum.actions.cases import hide_reported_post, keep_post
from forum.actions.counters import reconcile
from forum.actions.editing import edit_post
from forum.actions.moderation import lock_a_thread
from forum.actions.reports import report_post
from forum.models import ModerationCase, ModerationEntry, Post, Report
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread

from .parallel import at_once, browser, deadlocks, meanwhile, session_of

pytestmark = pytest.mark.usefixtures("own_database")


def make_case(post=None):
    return report_post(actor=make_member(), post=post or make_post(make_thread()), kind="tone").case


def sending(session, url, **data):
    return lambda: browser(session).post(url, data).status_code


def test_many_reports_of_one_post_are_one_case():
    post, twice = make_post(make_thread()), session_of(make_member())
    sessions = [*(session_of(make_member()) for _ in range(4)), twice, twice]
    url = reverse("forum:post-report", args=[post.pk])
    found = at_once(sending(session, url, kind="tone") for session in sessions)
    assert sorted(found) == [302] * 5 + [409]
    assert (ModerationCase.objects.count(), Report.objects.count()) == (1, 5)


@pytest.mark.parametrize("decision", ["keep", "hide", "move"])
def test_two_decisions_are_one(decision):
    case, target = make_case(), make_area()
    url = reverse("moderation:case-decide", args=[case.pk])
    data = {"version": 1, "decision": decision, "reason": "Namen im Text", "target": target.pk}
    before = deadlocks()
    found = at_once(sending(session_of(make_speaker()), url, **data) for _ in range(2))
    assert sorted(found) == [302, 409]
    assert ModerationEntry.objects.filter(verb="close_case").count() == 1
    assert deadlocks() == before
    assert not reconcile()


def test_a_decision_that_waits_for_the_authors_edit_is_refused():
    case = make_case()
    post = Post.objects.select_related("thread__area").get(pk=case.post_id)
    url = reverse("moderation:case-decide", args=[case.pk])
    deciding = sending(session_of(make_speaker()), url, version=1, decision="hide", reason="Namen im Text")
    with transaction.atomic():
        edit_post(actor=post.author, post=post, source="<p>Ohne Namen.</p>", edit_count=0)
        with meanwhile(deciding) as decision:
            pass
    assert decision.result() == 409
    assert Post.objects.get(pk=post.pk).is_public
    assert ModerationCase.objects.get().changed_at is not None


def test_an_edit_that_waits_for_a_decision_changes_the_hidden_post():
    case = make_case()
    post = Post.objects.select_related("thread__area").get(pk=case.post_id)
    url = reverse("forum:post-edit", args=[post.pk])
    editing = sending(session_of(post.author), url, body="<p>Ohne Namen.</p>", edit_count=0)
    with transaction.atomic():
        hide_reported_post(actor=make_speaker(), case=case, version=1, reason="Namen im Text")
        with meanwhile(editing) as edit:
            pass
    assert edit.result() == 302
    post.refresh_from_db()
    assert (post.visibility, post.text) == ("hidden", "Ohne Namen.")
    assert ModerationCase.objects.get().state == "closed"


def test_a_report_that_waits_for_a_decision_opens_a_case_of_its_own():
    case = make_case()
    reporting = partial(report_post, actor=make_member(), post=case.post, kind="tone")
    with transaction.atomic():
        keep_post(actor=make_speaker(), case=case, version=1, reason="In Ordnung")
        with meanwhile(reporting) as report:
            pass
    assert report.result().case.pk != case.pk
    assert sorted(ModerationCase.objects.values_list("state", flat=True)) == ["closed", "open"]


def test_two_undos_are_one():
    thread, speakers = make_thread(), [make_speaker(), make_speaker()]
    lock_a_thread(actor=speakers[0], thread=thread)
    url = reverse("moderation:entry-undo", args=[ModerationEntry.objects.get().pk])
    assert sorted(at_once(sending(session_of(speaker), url) for speaker in speakers)) == [302, 409]
    assert ModerationEntry.objects.count() == 2
