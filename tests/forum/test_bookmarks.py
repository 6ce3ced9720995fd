"""Bookmarks: kept by a menu entry, listed, reminded of, nobody else's business."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.actions.bookmarks import remind_due
from forum.enums import Visibility
from forum.models import Bookmark, Post
from notifications.models import Notification
from tests.factories import make_area, make_member, make_post, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    user = make_member()
    client.force_login(user)
    return user


@pytest.mark.feature("FF-13")
def test_a_post_is_kept_once_and_found_again(client, member):
    thread = make_thread(title="Wer versichert Helfende?")
    post = make_post(thread, text="Über den Landesverband.")
    menu = client.get(f"/forum/beitrag/{post.pk}/aktionen/")
    assert "Merken" in menu.text
    for _ in range(2):
        assert client.post("/forum/merkliste/", {"post": post.pk}).url == f"/forum/beitrag/{post.pk}/"
    assert Bookmark.objects.filter(user=member, post=post).count() == 1
    page = client.get("/forum/merkliste/").text
    assert "Wer versichert Helfende?" in page and "Über den Landesverband." in page
    assert "Gemerkt" in client.get(thread.get_absolute_url()).text
    assert "Nicht mehr merken" in client.get(f"/forum/beitrag/{post.pk}/aktionen/").text
    client.post("/forum/merkliste/", {"post": post.pk, "off": "1"})
    assert "Nichts gemerkt" in client.get("/forum/merkliste/").text


@pytest.mark.feature("FF-13")
def test_the_list_shows_what_may_be_seen_now(client, member):
    secret = make_thread(make_area(members=[member]), member, title="Geheimer Haushalt")
    post = make_post(secret, member)
    client.post("/forum/merkliste/", {"post": post.pk})
    assert "Geheimer Haushalt" in client.get("/forum/merkliste/").text
    client.force_login(make_member())
    assert client.post("/forum/merkliste/", {"post": post.pk}).status_code == 404
    assert "Geheimer Haushalt" not in client.get("/forum/merkliste/").text
    client.force_login(member)
    Post.objects.filter(pk=post.pk).update(visibility=Visibility.ERASED)
    assert "Nichts gemerkt" in client.get("/forum/merkliste/").text
    client.post("/forum/merkliste/", {"post": post.pk, "off": "1"})  # and it can still be taken out
    assert not Bookmark.objects.exists()


@pytest.mark.feature("FF-14")
def test_a_reminder_comes_on_its_morning_once(client, member):
    post = make_post(make_thread(title="Wer versichert Helfende?"))
    client.post("/forum/merkliste/", {"post": post.pk, "when": "7"})
    bookmark = Bookmark.objects.get()
    due = timezone.localtime(bookmark.remind_at)
    assert (due.date(), due.hour) == (timezone.localdate() + timedelta(days=7), 8)
    assert "Wir erinnern Sie am" in client.get("/forum/merkliste/").text
    assert remind_due() == 0
    assert remind_due(due + timedelta(minutes=1)) == 1
    assert remind_due(due + timedelta(minutes=2)) == 0
    notice = Notification.objects.get()
    assert (notice.user, notice.kind) == (member, "forum.reminder")
    line = client.get("/mitteilungen/").text
    assert "Sie wollten erinnert werden an Beitrag" in line and f"/forum/beitrag/{post.pk}/" in line


@pytest.mark.feature("FF-14")
def test_a_reminder_says_nothing_of_what_is_no_longer_to_be_seen(client, member):
    post = make_post(make_thread(title="Wer versichert Helfende?"))
    client.post("/forum/merkliste/", {"post": post.pk, "when": "1"})
    Post.objects.filter(pk=post.pk).update(visibility=Visibility.ERASED)
    remind_due(timezone.now() + timedelta(days=2))
    assert "Wer versichert Helfende?" not in client.get("/mitteilungen/").text


@pytest.mark.feature("FF-14")
@pytest.mark.parametrize("day", ["", "gestern", "2020-01-01", "2999-01-01"])
def test_a_day_that_cannot_be_is_refused_with_the_form(client, member, day):
    post = make_post(make_thread())
    page = client.post("/forum/merkliste/", {"post": post.pk, "when": "day", "day": day})
    assert page.status_code == 422 and not Bookmark.objects.exists()
    assert (
        'value="day" checked' in page.text or "Bitte wählen Sie einen Tag" in page.text or "gültiges Datum" in page.text
    )


@pytest.mark.feature("FF-13")
def test_a_list_of_any_length_costs_the_same(client, member, django_assert_num_queries):
    thread = make_thread()
    client.get("/forum/merkliste/")
    for count in (1, 3, 20):
        while Bookmark.objects.count() < count:
            Bookmark.objects.create(user=member, post=make_post(thread), created_at=timezone.now())
        with django_assert_num_queries(STATEMENTS):
            assert client.get("/forum/merkliste/").text.count("kn-card") == count


STATEMENTS = 5
