"""Cases: the work list, claims, decisions, who is told what, and who never learns of it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from forum.access import thread_key
from forum.actions.case_events import next_working_day
from forum.actions.cases import claim_case, keep_post
from forum.actions.editing import edit_post
from forum.actions.reports import report_post
from forum.enums import ReportKind
from forum.models import CaseEvent, ModerationCase, ModerationEntry, Post, Thread
from forum.tasks import tell_of_case
from kit.access import forget_keys, keys_of, users_with
from notifications.models import Delivery, Notification
from tests.factories import (
    make_admin,
    make_area,
    make_editor,
    make_member,
    make_post,
    make_speaker,
    make_thread,
)

pytestmark = pytest.mark.django_db
LIST = "/moderation/"


def make_case(post=None, reporters=1, kind=ReportKind.TONE):
    """A case the speaker team decides; with the post of a speaker, one for the office."""
    post = post or make_post(make_thread())
    for number in range(reporters):
        report_post(actor=make_member(), post=post, kind=kind, text=f"Geheime Begründung {number}")
    return ModerationCase.objects.get(post=post)


@pytest.fixture
def speaker(client):
    user = make_speaker(first_name="Katharina", last_name="Lindemann")
    client.force_login(user)
    return user


def decide(client, case, decision, **data):
    data = {"version": case.version, "decision": decision, **data}
    return client.post(reverse("moderation:case-decide", args=[case.pk]), data, follow=True)


def tell(case):
    """What the worker does with the latest event that is told."""
    tell_of_case(event_id=case.events.filter(kind__in=["asked", "decided"]).latest("pk").pk)


def kinds_of(person):
    return sorted(Notification.objects.filter(user=person).values_list("kind", flat=True))


def listed(client, view=""):
    """Ids of a view's rows; the tab's number must say the same."""
    response = client.get(f"{LIST}?ansicht={view}" if view else LIST)
    cases = response.context["cases"]
    if view != "erledigt":
        assert cases.counts[view or "offen"] == str(len(cases.rows))
    return [row.case.pk for row in cases.rows]


# the work list


def test_views_hold_what_their_numbers_say(client, speaker):
    today = timezone.localdate()
    fresh, late, waiting, changed, referred, done = (make_case() for _ in range(6))
    ModerationCase.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=1))
    ModerationCase.objects.filter(pk=waiting.pk).update(state="waiting", due_on=today + timedelta(days=9))
    ModerationCase.objects.filter(pk=changed.pk).update(changed_at=timezone.now())
    ModerationCase.objects.filter(pk=referred.pk).update(is_referred=True)
    keep_post(actor=speaker, case=done, version=done.version, reason="In Ordnung")
    assert listed(client) == [changed.pk, late.pk, fresh.pk, referred.pk, waiting.pk]
    assert listed(client, "gemeldet") == [changed.pk, late.pk, fresh.pk]
    assert listed(client, "wartet") == [waiting.pk]
    assert listed(client, "geschaeftsstelle") == [referred.pk]
    assert listed(client, "erledigt") == [done.pk]
    page = client.get(LIST).text
    assert '<span class="kn-count">5<span' in page
    for text in ("Überfällig", "Geändert", "5 Vorgänge warten."):
        assert text in page


@pytest.mark.parametrize("count", [1, 3, 20])
def test_list_and_case_cost_the_same_for_any_number(client, speaker, count, django_assert_num_queries):
    post = make_post(make_thread())
    for _ in range(count - 1):
        make_case(make_post(post.thread, post.author))
    case = make_case(post, reporters=min(count, 9))
    client.get(LIST)
    # session, person with keys, bell, menu, areas; list, tabs, cards; case, reports, events, cards, past, act
    with django_assert_num_queries(14):
        client.get(LIST)
    with django_assert_num_queries(14):
        client.get(case.get_absolute_url())


def test_working_days_skip_the_weekend():
    friday = date(2026, 11, 27)
    assert [next_working_day(friday, count=n).isoformat() for n in (1, 3)] == ["2026-11-30", "2026-12-02"]


# claim, note, ask


def test_a_claim_binds_nobody(client, speaker):
    case, other = make_case(), make_speaker(first_name="Anton", last_name="Brücker")
    claim_case(actor=other, case=case)
    assert "Zugewiesen an Anton Brücker" in client.get(case.get_absolute_url()).text
    client.post(reverse("moderation:case-claim", args=[case.pk]))
    assert ModerationCase.objects.get().assignee == speaker
    client.post(reverse("moderation:case-claim", args=[case.pk]), {"freigeben": "1"})
    assert ModerationCase.objects.get().assignee is None
    claim_case(actor=other, case=case)
    assert decide(client, case, "keep", reason="In Ordnung").status_code == 200
    assert ModerationCase.objects.get().state == "closed"


def test_notes_are_for_the_team(client, speaker):
    case = make_case()
    url = reverse("moderation:case-note", args=[case.pk])
    assert client.post(url, {"note-text": ""}).status_code == 422
    client.post(url, {"note-text": "Ich würde um Änderung bitten."})
    assert "Ich würde um Änderung bitten." in client.get(case.get_absolute_url()).text


def test_asking_waiting_changing_closing(client, speaker, django_capture_on_commit_callbacks):
    case = make_case()
    author = case.post.author
    until = timezone.localdate() + timedelta(days=4)
    page = decide(client, case, "ask", message="Bitte formulieren Sie den zweiten Satz um.", until=until.isoformat())
    assert "Die Nachricht ist unterwegs." in page.text
    tell(case)
    assert kinds_of(author) == ["forum.asked"]
    client.force_login(author)
    notice = client.get("/mitteilungen/").text
    assert "Bitte formulieren Sie den zweiten Satz um." in notice and "Geheime Begründung" not in notice
    case.refresh_from_db()
    assert case.state == "waiting" and case.due_on > until
    post = Post.objects.get(pk=case.post_id)
    edit_post(actor=author, post=post, source="<p>Freundlicher.</p>", edit_count=0)
    client.force_login(speaker)
    make_case()
    assert listed(client)[0] == case.pk
    case.refresh_from_db()
    page = decide(client, case, "keep", reason="Danke")
    assert "abgeschlossen" in page.text
    tell(case)
    assert kinds_of(author) == ["forum.asked", "forum.moderated"]
    assert kinds_of(case.reports.get().reporter) == ["forum.report_decided"]
    case.refresh_from_db()
    assert case.outcome == "changed"


def test_a_request_taken_back_leaves_no_notice(client, speaker):
    case = make_case()
    decide(client, case, "ask", message="Bitte ändern.", until=(timezone.localdate() + timedelta(days=1)).isoformat())
    tell(case)
    entry = client.get(case.get_absolute_url()).context["page"].undoable
    assert client.post(reverse("moderation:entry-undo", args=[entry.pk])).status_code == 302
    assert kinds_of(case.post.author) == []
    tell(case)  # a job that comes late
    assert kinds_of(case.post.author) == []
    assert listed(client, "gemeldet") == [case.pk]


def test_the_author_does_not_read_why_a_report_came_to_nothing(client, speaker):
    """The reason stands in the log, and whoever writes it may name who reported."""
    case = make_case()
    decide(client, case, "ask", message="Bitte ändern.", until=(timezone.localdate() + timedelta(days=1)).isoformat())
    case.refresh_from_db()
    decide(client, case, "keep", reason="Mit Frau Berger geklärt, die gemeldet hat")
    tell(case)
    assert kinds_of(case.post.author) == ["forum.moderated"]
    client.force_login(case.post.author)
    assert "Berger" not in client.get("/mitteilungen/").text


def test_who_comes_second_learns_that_it_was_decided(client, speaker):
    """Not that hiding is no choice, because the post is hidden already."""
    case = make_case()
    decide(client, case, "hide", reason="Namen im Text")
    response = decide(client, case, "hide", reason="Namen im Text")
    assert response.status_code == 409
    assert "inzwischen entschieden" in response.text


def test_after_its_day_a_waiting_case_is_due_again(client, speaker):
    case = make_case()
    decide(client, case, "ask", message="Bitte ändern.", until=(timezone.localdate() + timedelta(days=1)).isoformat())
    ModerationCase.objects.update(due_on=timezone.localdate())
    assert listed(client, "wartet") == [] and listed(client, "gemeldet") == [case.pk]


# decide


@pytest.mark.parametrize(
    ("decision", "data", "outcome", "text"),
    [
        ("keep", {}, "kept", "bleibt, wie er ist"),
        ("hide", {}, "hidden", "wurde ausgeblendet"),
        ("lock", {}, "locked", "wurde geschlossen"),
        ("move", {"target": None}, "moved", "wurde verschoben"),
    ],
)
def test_each_decision_does_it_logs_it_and_tells(client, speaker, decision, data, outcome, text):
    case = make_case()
    reporter, thread = case.reports.get().reporter, case.post.thread
    target = make_area("Neues Zuhause")
    if data:
        data = {"target": target.pk}
    decide(client, case, decision, reason="Der Grund dafür", **data)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.decided_by) == ("closed", outcome, speaker)
    thread = Thread.objects.get(pk=thread.pk)
    assert (thread.state == "locked") == (decision == "lock")
    assert (thread.area == target) == (decision == "move")
    assert Post.objects.get(pk=case.post_id).is_public == (decision != "hide")
    verbs = list(ModerationEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [*({"keep": []}.get(decision, [decision])), "close_case"]
    tell(case)
    client.force_login(reporter)
    told = client.get("/mitteilungen/").text
    assert text in told and "Der Grund dafür" not in told
    page = client.get(case.post.get_absolute_url(), follow=True).text
    assert ("Der Grund dafür" in page) == (decision in ("hide", "lock"))


def test_editing_with_a_reason(client, speaker):
    case = make_case()
    url = reverse("moderation:case-edit", args=[case.pk])
    form = client.get(url).context["form"]
    data = {"version": case.version, "edit_count": form["edit_count"].value(), "body": "<p>Ohne Namen.</p>"}
    assert client.post(url, data).status_code == 422
    client.post(url, {**data, "reason": "Namen entfernt"})
    case.refresh_from_db()
    assert (case.outcome, case.post.text) == ("edited", "Ohne Namen.")
    assert case.post.revisions.get().reason == "Namen entfernt"
    tell(case)
    client.force_login(case.post.author)
    assert "Namen entfernt" in client.get("/mitteilungen/").text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({}, "Bitte wählen Sie eine Entscheidung."),
        ({"decision": "hide"}, "Bitte nennen Sie einen Grund."),
        ({"decision": "ask"}, "Bitte schreiben Sie, was geändert werden soll."),
        ({"decision": "move", "reason": "x"}, "Bitte wählen Sie einen Bereich."),
        ({"decision": "erase", "reason": "x"}, "Bitte prüfen Sie Ihre Angaben"),
    ],
)
def test_what_a_decision_needs(client, speaker, data, text):
    case = make_case()
    answer = client.post(reverse("moderation:case-decide", args=[case.pk]), {"version": case.version, **data})
    assert answer.status_code == 422 and text in answer.text
    assert ModerationCase.objects.get().is_open


def test_the_second_decision_is_refused_and_its_text_kept(client, speaker):
    case = make_case()
    stale = case.version
    keep_post(actor=make_speaker(), case=case, version=stale, reason="In Ordnung")
    data = {"version": stale, "decision": "hide", "reason": "Mein langer Grund"}
    answer = client.post(reverse("moderation:case-decide", args=[case.pk]), data)
    assert answer.status_code == 409
    assert "inzwischen entschieden" in answer.text and "Mein langer Grund" in answer.text
    assert Post.objects.get(pk=case.post_id).is_public


def test_a_decision_about_the_old_text_is_refused_and_may_be_sent_again(client, speaker):
    case = make_case()
    post = Post.objects.get(pk=case.post_id)
    edit_post(actor=post.author, post=post, source="<p>Neu.</p>", edit_count=0)
    data = {"version": case.version, "decision": "hide", "reason": "Mein langer Grund"}
    url = reverse("moderation:case-decide", args=[case.pk])
    answer = client.post(url, data)
    assert answer.status_code == 409 and "Mein langer Grund" in answer.text
    again = {**data, "version": answer.context["decide_form"]["version"].value()}
    assert client.post(url, again).status_code == 302


# the office, and cases about speakers


def test_nobody_sees_or_decides_a_case_about_themselves(client, speaker):
    post = make_post(make_thread(), speaker)
    case = make_case(post)
    assert case.is_referred
    assert listed(client) == []
    for name in ("case", "case-claim", "case-decide", "case-edit", "case-note", "case-refer"):
        url = reverse(f"moderation:{name}", args=[case.pk])
        assert client.post(url).status_code in (404, 405) and client.get(url).status_code in (404, 405), name
    keep_post(actor=make_speaker(), case=case, version=case.version, reason="In Ordnung")
    log = client.get("/moderation/protokoll/").text
    assert "Vorgang" not in log and "Geheime Begründung" not in client.get(LIST).text


def test_what_was_decided_about_oneself_one_cannot_take_back(client, speaker):
    case = make_case(make_post(make_thread(), speaker))
    office = make_editor()
    client.force_login(office)
    decide(client, case, "hide", reason="Unsachlich")
    client.force_login(speaker)
    assert client.post(reverse("forum:post-restore", args=[case.post_id])).status_code == 403
    hiding = ModerationEntry.objects.get(verb="hide")
    assert client.post(reverse("moderation:entry-undo", args=[hiding.pk])).status_code == 403
    client.force_login(office)
    assert client.post(reverse("moderation:entry-undo", args=[hiding.pk]), {"reason": "Irrtum"}).status_code == 302
    assert Post.objects.get(pk=case.post_id).is_public


def test_the_office_reads_a_referred_thread_while_the_case_is_open(client, speaker):
    closed = make_area("Krisenstab", members=[speaker, make_speaker()])
    thread = make_thread(closed, speaker, title="Lage im Rathaus")
    other = make_thread(closed, speaker)
    case = make_case(make_post(make_thread(), make_member()))
    report_post(actor=closed.memberships.exclude(user=speaker).get().user, post=thread.last_post, kind="tone")
    case = ModerationCase.objects.get(post=thread.last_post)
    office, admin = make_editor(), make_admin()

    def sees(url):
        client.force_login(office)
        return client.get(url).status_code == 200

    assert thread_key(thread.pk) in keys_of(office)
    for key in (thread_key(thread.pk), thread_key(other.pk), "thread:x"):
        people = {person.pk for person in [office, admin, speaker, case.post.author] if key in keys_of(person)}
        assert people == set(users_with(key).values_list("pk", flat=True)), key
    assert sees(case.get_absolute_url()) and sees(thread.get_absolute_url())
    assert not sees(other.get_absolute_url()) and not sees(closed.get_absolute_url())
    lists = [client.get(url).text for url in ("/forum/", "/forum/?ansicht=ungelesen", "/uebersicht/", "/mitteilungen/")]
    assert not any("Lage im Rathaus" in page or "Krisenstab" in page for page in lists)
    answer = client.post(f"{thread.get_absolute_url()}antwort/", {"body": "<p>Hallo.</p>"})
    assert answer.status_code == 403 and "wegen eines an Sie abgegebenen Vorgangs" in answer.text
    decide(client, case, "keep", reason="In Ordnung")
    forget_keys(office)
    assert thread_key(thread.pk) not in keys_of(office)
    assert not sees(thread.get_absolute_url())
    assert thread.last_post.text not in client.get(case.get_absolute_url()).text


def test_referring_by_hand_and_what_the_office_may(client, speaker):
    case, office = make_case(), make_editor()
    client.force_login(office)
    assert client.get(case.get_absolute_url()).status_code == 404
    ModerationCase.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    page = client.get(LIST)
    assert "1 Vorgang beim Sprecherteam ist überfällig." in page.text and "Geheime" not in page.text
    client.force_login(speaker)
    data = {"refer-version": case.version, "refer-reason": "Wir sind befangen."}
    assert client.post(reverse("moderation:case-refer", args=[case.pk]), data).status_code == 302
    client.force_login(office)
    page = client.get(case.get_absolute_url())
    assert [name for name, _label in page.context["decide_form"].fields["decision"].choices] == [
        "keep",
        "ask",
        "hide",
        "lock",
    ]
    assert client.get(reverse("moderation:case-edit", args=[case.pk])).status_code == 403
    case.refresh_from_db()
    assert "abgeschlossen" in decide(client, case, "hide", reason="Unsachlich").text
    assert not Post.objects.get(pk=case.post_id).is_public


def test_the_author_of_a_hidden_post_gets_the_reason_by_mail(client, speaker):
    from forum.tasks import tell_author
    from tests.notifications.digest import digest_now

    case = make_case()
    decide(client, case, "hide", reason="Bitte ohne Namen von Bürgern")
    tell_author(post_id=case.post_id, actor_id=speaker.pk, verb="hide")
    digest_now(case.post.author)
    assert "Bitte ohne Namen von Bürgern" in mail.outbox[0].body


def test_a_mention_edited_away_takes_its_notice_along():
    from forum.tasks import fan_out, fan_out_unmentioned

    colleague, author = make_member(), make_member()
    thread = make_thread()
    post = make_post(thread, author, text=f'<p><span data-mention="{colleague.pk}">@x</span> Hallo.</p>')
    fan_out(post_id=post.pk)
    assert kinds_of(colleague) == ["forum.mention"]
    edit_post(actor=author, post=post, source="<p>Hallo.</p>", edit_count=0)
    assert kinds_of(colleague) == []
    assert not Delivery.objects.filter(user=colleague).exists()
    fan_out_unmentioned(post_id=post.pk, user_ids=[colleague.pk])
    assert kinds_of(colleague) == [], "who does not watch hears nothing"


def test_a_mention_edited_away_leaves_to_a_watcher_what_watchers_hear():
    from forum.tasks import fan_out, fan_out_unmentioned

    asker, author = make_member(), make_member()
    thread = make_thread(author=asker)
    post = make_post(thread, author, text=f'<p><span data-mention="{asker.pk}">@Name</span> Hallo.</p>')
    fan_out(post_id=post.pk)
    assert kinds_of(asker) == ["forum.mention"]
    edit_post(actor=author, post=post, source="<p>Hallo.</p>", edit_count=0)
    for _ in range(2):
        fan_out_unmentioned(post_id=post.pk, user_ids=[asker.pk])
        assert kinds_of(asker) == ["forum.answer"]


def test_events_name_who_did_what(client, speaker):
    case = make_case(reporters=2)
    decide(client, case, "keep", reason="In Ordnung")
    assert list(CaseEvent.objects.values_list("kind", flat=True)) == ["reported", "reported", "decided"]
