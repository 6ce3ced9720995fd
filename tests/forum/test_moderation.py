"""Hiding, restoring, closing and pinning, through their pages."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from forum.actions.answers import accept_answer
from forum.actions.editing import withdraw_post
from forum.models import ModerationEntry, Post, Thread
from forum.notices import tell_of_moderation, tell_of_post
from notifications.bell import bell_count
from notifications.models import Delivery, Notification
from tests.factories import make_area, make_contact, make_editor, make_member, make_post, make_speaker, make_thread

pytestmark = pytest.mark.django_db

REASON = "Der Beitrag nennt Namen von Helfenden."


@pytest.fixture
def speaker(client):
    user = make_speaker()
    client.force_login(user)
    return user


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def hide_url(post):
    return f"/forum/beitrag/{post.pk}/ausblenden/"


def restore_url(post):
    return f"/forum/beitrag/{post.pk}/wiederherstellen/"


def pages_of(thread, post):
    place = thread.get_absolute_url()
    return [hide_url(post), restore_url(post), f"{place}verschieben/", f"{place}schliessen/", f"{place}anheften/"]


# --- Who gets in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make_person", [make_member, make_contact, make_editor])
def test_others_are_told_who_may(client, make_person):
    thread = make_thread()
    client.force_login(make_person())
    for url in pages_of(thread, thread.last_post):
        for answer in (client.get(url), client.post(url, {"reason": REASON})):
            assert answer.status_code == 403, url
            assert "Sprecherteam" in answer.text
    assert not ModerationEntry.objects.exists()


def test_a_thread_of_a_foreign_closed_area_does_not_exist_for_a_speaker(client, speaker):
    insider = make_member()
    thread = make_thread(make_area(members=[insider]), insider)
    for url in pages_of(thread, thread.last_post):
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"reason": REASON}).status_code == 404, url


def test_anonymous_people_are_asked_to_sign_in(client):
    thread = make_thread()
    for url in pages_of(thread, thread.last_post):
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer.url.endswith(f"?next={url}")


# --- Hiding and restoring ---------------------------------------------------------------------------------------------


def test_a_hidden_post_is_a_stub_with_its_reason(client, speaker):
    thread = make_thread()
    post = make_post(thread, text="Frau Muster hat am Samstag ausgeholfen.")
    page = client.get(hide_url(post))
    assert "An der Stelle des Beitrags lesen alle" in page.text
    assert "Frau Muster hat am Samstag ausgeholfen." in page.text

    answer = client.post(hide_url(post), {"reason": REASON})
    assert answer.url == f"{thread.get_absolute_url()}#b{post.number}"
    assert said(answer) == ["Der Beitrag ist ausgeblendet."]
    thread.refresh_from_db()
    assert (thread.reply_count, thread.last_public_number, thread.next_number) == (0, 1, 3)

    client.force_login(make_member())
    for url in (thread.get_absolute_url(), f"{thread.get_absolute_url()}neue/?nach=1"):
        shown = client.get(url).text
        assert REASON in shown
        assert "Frau Muster" not in shown
    client.force_login(post.author)
    assert "Frau Muster" in client.get(thread.get_absolute_url()).text


def test_hiding_takes_notifications_and_planned_mails_back_and_tells_the_author(client, speaker):
    asker = make_member()
    thread = make_thread(author=asker)
    post = make_post(thread)
    tell_of_post(post.pk)
    assert bell_count(asker) == 1
    client.post(hide_url(post), {"reason": REASON})
    assert bell_count(asker) == 0
    assert not Delivery.objects.filter(user=asker).open().exists()

    job = ProcrastinateJob.objects.get(task_name="forum.tell_author")
    tell_of_moderation(**job.args)
    [notice] = Notification.objects.all()
    assert (notice.user, notice.kind) == (post.author, "forum.hidden")
    client.force_login(post.author)
    assert "hat Ihren Beitrag ausgeblendet in" in client.get("/mitteilungen/").text


def test_the_author_of_a_hidden_thread_is_told_and_can_open_it(client, speaker):
    thread = make_thread(title="Wer kennt Frau Muster?")
    client.post(hide_url(thread.last_post), {"reason": REASON})
    tell_of_moderation(**ProcrastinateJob.objects.get(task_name="forum.tell_author").args)
    client.force_login(thread.author)
    assert "Wer kennt Frau Muster?" in client.get("/mitteilungen/").text
    answer = client.get(thread.last_post.get_absolute_url(), follow=True)
    assert answer.status_code == 200
    assert REASON in answer.text
    assert "Wer kennt Frau Muster?" not in client.get("/forum/").text
    client.force_login(make_member())
    assert client.get(thread.get_absolute_url()).status_code == 404


def test_who_restores_takes_the_notice_back(client, speaker):
    post = make_post(make_thread())
    for _ in range(2):
        client.post(hide_url(post), {"reason": REASON})
        tell_of_moderation(post_id=post.pk, actor_id=speaker.pk, verb="hide")
        assert bell_count(post.author) == 1
        client.post(restore_url(post))
        assert bell_count(post.author) == 0
        assert not Delivery.objects.open().exists()
    tell_of_moderation(post_id=post.pk, actor_id=speaker.pk, verb="hide")  # a job that ran late
    assert bell_count(post.author) == 0


@pytest.mark.parametrize(
    ("reason", "complaint"),
    [
        ("", "Bitte nennen Sie einen Grund."),
        ("   ", "Bitte nennen Sie einen Grund."),
        ("x" * 501, "höchstens 500 Zeichen"),
    ],
)
def test_hiding_needs_a_reason_of_at_most_500_characters(client, speaker, reason, complaint):
    post = make_thread().last_post
    answer = client.post(hide_url(post), {"reason": reason})
    assert answer.status_code == 422
    assert complaint in answer.text
    assert Post.objects.get(pk=post.pk).is_public


def test_hiding_twice_is_a_conflict_not_two_entries(client, speaker):
    post = make_post(make_thread())
    client.post(hide_url(post), {"reason": REASON})
    answer = client.post(hide_url(post), {"reason": "Noch ein Grund"})
    assert answer.status_code == 409
    assert "Dieser Beitrag ist schon ausgeblendet oder zurückgezogen." in answer.text
    assert Post.objects.get(pk=post.pk).hidden_reason == REASON
    assert ModerationEntry.objects.count() == 1


def test_the_last_visible_post_takes_its_thread_along_and_back(client, speaker):
    thread = make_thread()
    assert "verschwindet das ganze Thema" in client.get(hide_url(thread.last_post)).text
    client.post(hide_url(thread.last_post), {"reason": REASON})
    colleague = make_member()
    client.force_login(colleague)
    assert thread.title not in client.get("/forum/").text
    assert client.get(thread.get_absolute_url()).status_code == 404
    client.force_login(speaker)
    assert thread.title not in client.get("/forum/").text  # lists show public threads to everybody alike
    assert client.get(thread.get_absolute_url()).status_code == 200

    assert REASON in client.get(restore_url(thread.last_post)).text
    answer = client.post(restore_url(thread.last_post), {"reason": "Namen sind entfernt"})
    assert said(answer)[-1] == "Der Beitrag ist wieder sichtbar."
    client.force_login(colleague)
    assert thread.title in client.get("/forum/").text
    assert client.get(thread.get_absolute_url()).status_code == 200


def test_what_was_withdrawn_can_be_restored_for_30_days(client, speaker):
    thread = make_thread()
    post = make_post(thread)
    withdraw_post(actor=post.author, post=post)
    assert "zurückgezogen" in client.get(restore_url(post)).text
    Post.objects.filter(pk=post.pk).update(removed_at=timezone.now() - timedelta(days=31))
    for answer in (client.get(restore_url(post)), client.post(restore_url(post))):
        assert answer.status_code == 403
        assert "vor mehr als 30 Tagen" in answer.text
    Post.objects.filter(pk=post.pk).update(removed_at=timezone.now() - timedelta(days=29))
    assert client.post(restore_url(post)).status_code == 302
    assert Post.objects.get(pk=post.pk).is_public


def test_a_withdrawn_thread_comes_back_whole(client, speaker):
    thread = make_thread()
    withdraw_post(actor=thread.author, post=thread.last_post)
    assert client.post(restore_url(thread.last_post)).url.startswith(thread.get_absolute_url())
    client.force_login(make_member())
    assert thread.title in client.get("/forum/").text


def test_restoring_what_is_visible_is_a_conflict(client, speaker):
    post = make_thread().last_post
    assert client.post(restore_url(post)).status_code == 409


def test_a_hidden_answer_is_no_longer_the_accepted_one_and_the_log_knows(client, speaker):
    thread = make_thread()
    post = make_post(thread)
    accept_answer(actor=thread.author, post=post)
    client.post(hide_url(post), {"reason": REASON})
    assert Thread.objects.get(pk=thread.pk).accepted_post is None
    entry = ModerationEntry.objects.get()
    assert (entry.before["accepted_post"], entry.after["accepted_post"]) == (post.pk, None)
    assert (entry.before["visibility"], entry.after["visibility"]) == ("public", "hidden")
    assert (entry.actor, entry.verb, entry.post, entry.reason) == (speaker, "hide", post, REASON)


# --- Closing ----------------------------------------------------------------------------------------------------------


def lock_url(thread):
    return f"{thread.get_absolute_url()}schliessen/"


def test_a_closed_thread_takes_no_replies_but_the_speakers(client, speaker):
    thread = make_thread()
    assert "Das Thema bleibt lesbar" in client.get(lock_url(thread)).text
    answer = client.post(lock_url(thread), {"is_locked": "on", "reason": "Alles gesagt."})
    assert answer.url == thread.get_absolute_url()
    assert said(answer) == ["Das Thema ist geschlossen."]

    client.force_login(make_member())
    page = client.get(thread.get_absolute_url())
    assert "Dieses Thema ist geschlossen." in page.text
    assert "Alles gesagt." in page.text
    refused = client.post(f"{thread.get_absolute_url()}antwort/", {"body": "<p>Doch noch etwas.</p>"})
    assert refused.status_code == 403
    assert "Doch noch etwas." in refused.text  # nothing typed is lost
    client.force_login(speaker)
    assert client.post(f"{thread.get_absolute_url()}antwort/", {"body": "<p>Ein Nachtrag.</p>"}).status_code == 302

    assert "können wieder antworten" in client.get(lock_url(thread)).text
    client.post(lock_url(thread), {"is_locked": ""})
    client.force_login(make_member())
    assert client.post(f"{thread.get_absolute_url()}antwort/", {"body": "<p>Danke schön.</p>"}).status_code == 302


def test_authors_close_and_reopen_their_own_threads_but_not_what_the_team_closed(client):
    author = make_member()
    thread = make_thread(author=author)
    client.force_login(author)
    assert client.post(lock_url(thread), {"is_locked": "on"}).status_code == 302
    assert client.post(lock_url(thread), {"is_locked": ""}).status_code == 302
    client.force_login(make_speaker())
    client.post(lock_url(thread), {"is_locked": "on"})
    client.force_login(author)
    answer = client.post(lock_url(thread), {"is_locked": ""})
    assert answer.status_code == 403
    assert "Nur das Sprecherteam kann es wieder öffnen." in answer.text
    assert [entry.verb for entry in ModerationEntry.objects.order_by("pk")] == ["lock", "unlock", "lock"]


def test_closing_twice_at_once_is_one_entry(client, speaker):
    thread = make_thread()
    for _ in range(2):
        assert client.post(lock_url(thread), {"is_locked": "on"}).status_code == 302
    assert ModerationEntry.objects.count() == 1
    assert Thread.objects.get(pk=thread.pk).is_locked


# --- Pinning ----------------------------------------------------------------------------------------------------------


def pin_url(thread):
    return f"{thread.get_absolute_url()}anheften/"


def listed(client, url="/forum/"):
    threads = client.get(url).context["threads"]
    return [row.thread.pk for row in threads.pinned], [row.thread.pk for row in threads.rows]


def test_a_pinned_thread_stands_on_top_until_its_last_day_is_over(client, speaker):
    area = make_area()
    thread, newer = make_thread(area), make_thread(area)
    today = timezone.localdate()
    page = client.get(pin_url(thread))
    assert f'value="{today + timedelta(days=14):%Y-%m-%d}"' in page.text  # a proposal
    answer = client.post(pin_url(thread), {"until": f"{today:%Y-%m-%d}"})
    assert said(answer) == ["Das Thema ist angeheftet."]
    assert listed(client) == listed(client, area.get_absolute_url()) == ([thread.pk], [newer.pk])
    until = Thread.objects.get(pk=thread.pk).pinned_until
    assert timezone.localtime(until).isoformat().startswith(f"{today + timedelta(days=1)}T00:00:00")
    assert f'value="{today:%Y-%m-%d}"' in client.get(pin_url(thread)).text

    Thread.objects.filter(pk=thread.pk).update(pinned_until=timezone.now() - timedelta(seconds=1))
    assert listed(client) == ([], [newer.pk, thread.pk])


def test_a_pin_without_end_is_taken_down_by_hand(client, speaker):
    thread = make_thread()
    client.post(pin_url(thread), {"until": ""})
    assert listed(client)[0] == [thread.pk]
    assert "Lösen" in client.get(pin_url(thread)).text
    answer = client.post(pin_url(thread), {"loesen": "1"})
    assert said(answer)[-1] == "Das Thema ist nicht mehr angeheftet."
    assert listed(client) == ([], [thread.pk])


@pytest.mark.parametrize("until", ["2020-01-01", "morgen", "9999-99-99", "9999-12-31"])
def test_a_pin_ends_on_a_day_of_the_coming_year(client, speaker, until):
    thread = make_thread()
    assert client.post(pin_url(thread), {"until": until}).status_code == 422
    assert Thread.objects.get(pk=thread.pk).pinned_at is None


# --- Menus ------------------------------------------------------------------------------------------------------------


def menu_links(client, thread, post):
    """What the thread's page and the menu of the post offer."""
    pages = [client.get(thread.get_absolute_url()), client.get(f"/forum/beitrag/{post.pk}/aktionen/")]
    words = "".join(page.text for page in pages if page.status_code == 200)
    place = thread.get_absolute_url()
    wanted = {
        "edit": f"/forum/beitrag/{post.pk}/bearbeiten/",
        "withdraw": f"/forum/beitrag/{post.pk}/zurueckziehen/",
        "history": f"/forum/beitrag/{post.pk}/verlauf/",
        "hide": hide_url(post),
        "restore": restore_url(post),
        "edit thread": f"{place}bearbeiten/",
        "close": f"{place}schliessen/",
        "pin": f"{place}anheften/",
        "move": f"{place}verschieben/",
        "log": f"/moderation/protokoll/?thema={thread.pk}",
    }
    return {name for name, url in wanted.items() if f'kn-menu__item" href="{url}"' in words}


def test_menus_offer_what_is_allowed(client, speaker):
    thread = make_thread()
    post = make_post(thread)
    all_of_a_thread = {"edit thread", "close", "pin", "move", "log"}
    assert menu_links(client, thread, post) == {"edit", "hide"} | all_of_a_thread
    client.post(hide_url(post), {"reason": REASON})
    assert menu_links(client, thread, post) == {"restore"} | all_of_a_thread
    client.force_login(post.author)
    assert menu_links(client, thread, post) == set()
    assert menu_links(client, thread, thread.last_post) == set()
    client.force_login(thread.author)
    own = menu_links(client, thread, thread.posts.get(number=1))
    assert own == {"edit", "withdraw", "edit thread", "close"}
