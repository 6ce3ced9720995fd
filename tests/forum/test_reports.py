"""Reporting a post: who may, how often, what becomes of it, and who learns what."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.moderation import hide_post
from forum.actions.reports import report_post
from forum.enums import ReportKind
from forum.models import ModerationCase, Report
from tests.factories import make_area, make_editor, make_member, make_post, make_speaker, make_thread

pytestmark = pytest.mark.django_db
TONE = {"kind": "tone", "text": "So traut sich niemand mehr zu fragen."}


def report_url(post):
    return reverse("forum:post-report", args=[post.pk])


@pytest.fixture
def reporter(client):
    make_speaker()
    user = make_member(first_name="Lena", last_name="Merkenich-Zeuner")
    client.force_login(user)
    return user


def test_a_report_from_the_menu_to_the_case(client, reporter):
    post = make_post(make_thread())
    assert report_url(post) in client.get(reverse("forum:post-actions", args=[post.pk])).text
    page = client.get(report_url(post))
    assert "Unsachlicher Ton" in page.text and post.text in page.text
    answer = client.post(report_url(post), TONE, follow=True)
    assert "innerhalb eines Arbeitstags" in answer.text
    case = ModerationCase.objects.get()
    assert (case.post, case.state, case.is_referred) == (post, "open", False)
    assert case.due_on > timezone.localdate() and case.due_on.weekday() < 5
    again = client.post(report_url(post), TONE)
    assert again.status_code == 409 and "bereits gemeldet" in again.text
    report_post(actor=make_member(), post=post, kind=ReportKind.PERSONAL)
    assert (ModerationCase.objects.count(), Report.objects.count()) == (1, 2)


def test_the_author_sees_no_trace_of_it(client, reporter):
    thread = make_thread()
    post = make_post(thread)
    client.post(report_url(post), TONE)
    client.force_login(post.author)
    for url in (thread.get_absolute_url(), "/mitteilungen/", "/uebersicht/"):
        assert "Merkenich-Zeuner" not in client.get(url).text
        assert "traut sich niemand" not in client.get(url).text
    assert report_url(post) not in client.get(thread.get_absolute_url()).text
    assert client.post(report_url(post), TONE).status_code == 403


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({}, "Bitte wählen Sie einen Grund."),
        ({"kind": "unfug"}, "Bitte prüfen Sie Ihre Angaben"),
        ({"kind": "other", "text": "  "}, "Bitte schreiben Sie, was mit dem Beitrag nicht stimmt."),
        ({"kind": "tone", "text": "x" * 2001}, "2001"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client, reporter, data, text):
    answer = client.post(report_url(make_post(make_thread())), data)
    assert answer.status_code == 422 and text in answer.text
    assert not ModerationCase.objects.exists()


def test_2000_characters_are_enough(client, reporter):
    assert client.post(report_url(make_post(make_thread())), {"kind": "tone", "text": "x" * 2000}).status_code == 302


def test_ten_reports_a_day(client, reporter):
    thread = make_thread()
    posts = [make_post(thread, thread.author) for _ in range(11)]
    for post in posts[:10]:
        assert client.post(report_url(post), TONE).status_code == 302
    refused = client.post(report_url(posts[10]), TONE)
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 80_000
    assert TONE["text"] in refused.text and "10 Beiträge" in refused.text
    Report.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert client.post(report_url(posts[10]), TONE).status_code == 302


def test_only_visible_posts_of_ones_own_rooms(client, reporter):
    speaker = make_speaker()
    hidden = make_post(make_thread())
    hide_post(actor=speaker, post=hidden, reason="Namen")
    assert client.post(report_url(hidden), TONE).status_code == 403
    secret = make_thread(make_area(members=[speaker]), speaker).last_post
    assert client.post(report_url(secret), TONE).status_code == 404


def test_where_nobody_else_moderates_the_office_does(client, reporter):
    author = make_member()
    post = make_thread(make_area(members=[author, reporter]), author).last_post
    client.post(report_url(post), TONE)
    assert ModerationCase.objects.get().is_referred


@pytest.mark.parametrize(("make_author", "is_referred"), [(make_speaker, True), (make_member, False)])
def test_a_speakers_post_goes_to_the_office_at_once(client, reporter, make_author, is_referred):
    post = make_post(make_thread(), make_author())
    client.post(report_url(post), TONE)
    case = ModerationCase.objects.get()
    assert case.is_referred == is_referred
    client.force_login(make_editor())
    assert client.get(case.get_absolute_url()).status_code == (200 if is_referred else 404)
    client.force_login(post.author)
    assert client.get(case.get_absolute_url()).status_code == (404 if is_referred else 403)
