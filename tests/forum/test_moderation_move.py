"""Moving: the rights of a thread are those of its area at once, everywhere, for everybody."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from forum.actions.reading import mark_thread_read
from forum.models import Area, ModerationEntry, Thread
from forum.notices import tell_of_post
from forum.streams import room_for
from notifications.actions.sending import send_due_mails
from notifications.models import Delivery, Notification
from tests.factories import make_admin, make_area, make_editor, make_member, make_post, make_speaker, make_thread
from tests.notifications.digest import digest_now

pytestmark = pytest.mark.django_db

TITLE = "Kennwort der Notunterkunft"
WORDS = "Das Kennwort steht im Ordner."


def move_url(thread):
    return f"{thread.get_absolute_url()}verschieben/"


@pytest.fixture
def speaker():
    return make_speaker()


@pytest.fixture
def insider():
    return make_member()


@pytest.fixture
def closed(speaker, insider):
    return make_area("Krisenstab", members=[speaker, insider])


def move(client, speaker, thread, target):
    client.force_login(speaker)
    return client.post(move_url(thread), {"target": target.pk, "reason": "Nur für den Krisenstab."})


# --- Into a closed area -----------------------------------------------------------------------------------------------


class Reader:
    """Somebody who has read, written, watched and was told, and has kept all addresses."""

    def __init__(self, client, person, thread, post):
        self.client, self.person, self.thread, self.post = client, person, thread, post
        self.addresses = [
            thread.get_absolute_url(),
            f"{thread.get_absolute_url()}?ab=1",
            f"{thread.get_absolute_url()}neue/?nach=0",
            f"/forum/beitrag/{post.pk}/",
            f"/forum/beitrag/{post.pk}/bearbeiten/",
            f"/forum/beitrag/{post.pk}/verlauf/",
            f"/forum/beitrag/{post.pk}/zurueckziehen/",
            f"{thread.get_absolute_url()}bearbeiten/",
        ]

    def get(self, url):
        self.client.force_login(self.person)
        return self.client.get(url)

    def post_(self, url, data=None):
        self.client.force_login(self.person)
        return self.client.post(url, data or {})

    def counts(self):
        """What the tabs of the list say."""
        return {tab["view"]: tab["count"] for tab in self.get("/forum/").context["tabs"]}

    def stand(self):
        return self.get(f"/stand/?thread={self.thread.pk}&version=0").json()


@pytest.fixture
def reader(client, speaker, insider):
    """The author of the thread, whose bell rings for an answer."""
    person = make_member()
    thread = make_thread(make_area("Offener Bereich"), person, title=TITLE, text=WORDS, tags=["Notunterkunft"])
    answer = make_post(thread, insider, text=f"{WORDS} Danke.")
    tell_of_post(answer.pk)
    return Reader(client, person, thread, thread.posts.get(number=1))


def test_before_the_move_everything_is_there(reader):
    for url in reader.addresses:
        assert reader.get(url).status_code in (200, 302), url
    assert TITLE in reader.get("/forum/").text
    assert reader.counts() == {
        "neueste": None, "ungelesen": "1", "unbeantwortet": "0", "abonniert": "1", "meine": "1",
    }  # fmt: skip
    assert reader.stand()["bell"] == 1
    assert reader.stand()["thread"]["last_number"] == 2
    assert TITLE in reader.get("/mitteilungen/").text


def test_after_the_move_nothing_is_left_for_those_outside(reader, speaker, closed, mailoutbox):
    Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    answer = move(reader.client, speaker, reader.thread, closed)
    assert answer.status_code == 302

    for url in [*reader.addresses, Thread.objects.get(pk=reader.thread.pk).get_absolute_url()]:
        assert reader.get(url).status_code == 404, url
    for url in ("/forum/", "/forum/offener-bereich/", "/forum/?ansicht=meine", "/forum/?ansicht=abonniert"):
        page = reader.get(url).text
        assert TITLE not in page and WORDS not in page, url
    assert reader.counts() == {
        "neueste": None, "ungelesen": "0", "unbeantwortet": "0", "abonniert": "0", "meine": "0",
    }  # fmt: skip
    assert reader.stand() == {"bell": 0, "thread": None}
    listed = reader.get("/mitteilungen/").text
    assert TITLE not in listed and WORDS not in listed
    assert reader.get("/forum/krisenstab/").status_code == 404
    assert reader.get("/forum/personen/?q=Pe&bereich=krisenstab").status_code == 404
    send_due_mails()
    digest_now(reader.person)
    assert not mailoutbox


def test_after_the_move_nothing_can_be_done_from_outside(reader, speaker, closed):
    move(reader.client, speaker, reader.thread, closed)
    before = Thread.objects.filter(pk=reader.thread.pk).values().get()
    place, post = reader.thread.get_absolute_url(), reader.post.pk
    for url, data in (
        (f"{place}antwort/", {"body": "<p>Noch da?</p>"}),
        (f"{place}abonnieren/", {"level": "2"}),
        (f"{place}schliessen/", {"is_locked": "on"}),
        (f"{place}bearbeiten/", {"title": "Anderer Titel", "kind": "question", "edit_count": 0}),
        (f"/forum/beitrag/{post}/bearbeiten/", {"body": "<p>Anders</p>", "edit_count": 0}),
        (f"/forum/beitrag/{post}/zurueckziehen/", {}),
        (f"/forum/beitrag/{post}/reaktion/", {"on": "thanks"}),
        (f"/forum/beitrag/{post}/annehmen/", {}),
        ("/forum/gelesen/", {"thread": reader.thread.pk, "number": 1}),
    ):
        assert reader.post_(url, data).status_code == 404, url
    assert Thread.objects.filter(pk=reader.thread.pk).values().get() == before


def test_the_tag_of_a_vanished_thread_is_like_one_that_never_was(reader, speaker, closed):
    assert reader.get("/forum/?schlagwort=notunterkunft").status_code == 200
    move(reader.client, speaker, reader.thread, closed)
    gone, unknown = (reader.get(f"/forum/?schlagwort={tag}") for tag in ("notunterkunft", "gibt-es-nicht"))
    assert gone.status_code == unknown.status_code == 404
    assert "notunterkunft" not in reader.get("/forum/").text.lower()


def test_rows_and_planned_mails_stand_in_the_new_room(reader, closed, speaker):
    move(reader.client, speaker, reader.thread, closed)
    assert set(Notification.objects.values_list("room", flat=True)) == {closed.room}
    assert room_for(reader.thread.pk) == closed.room
    reply = make_post(Thread.objects.get(pk=reader.thread.pk), speaker)
    tell_of_post(reply.pk)
    assert not Notification.objects.filter(latest_reference_id=reply.pk, user=reader.person).exists()


@pytest.mark.parametrize("make_person", [make_editor, make_speaker])
def test_office_and_other_speakers_lose_it_too(client, reader, speaker, closed, make_person):
    person = make_person()
    move(client, speaker, reader.thread, closed)
    client.force_login(person)
    assert client.get(reader.thread.get_absolute_url()).status_code == 404
    log = client.get("/moderation/").text
    assert TITLE not in log and "Krisenstab" not in log


def test_people_inside_keep_everything_at_every_old_address(client, reader, speaker, insider, closed):
    old = reader.addresses[:2]
    move(client, speaker, reader.thread, closed)
    for person in (insider, make_admin()):
        client.force_login(person)
        for url in old:
            answer = client.get(url, follow=True)
            assert answer.redirect_chain[0][1] == 301
            assert answer.request["PATH_INFO"].startswith("/forum/krisenstab/")
            assert WORDS in answer.text
        assert TITLE in client.get("/forum/").text
        assert client.get(f"/stand/?thread={reader.thread.pk}&version=0").json()["thread"]["last_number"] == 2


def test_it_is_back_for_all_when_it_is_moved_back(client, reader, speaker, closed):
    source = reader.thread.area
    move(client, speaker, reader.thread, closed)
    move(client, speaker, Thread.objects.get(pk=reader.thread.pk), source)
    assert reader.stand()["bell"] == 1
    for url in reader.addresses:
        assert reader.get(url).status_code in (200, 302), url


# --- The page and the act ---------------------------------------------------------------------------------------------


def test_the_page_offers_areas_the_person_can_read_and_write(client, speaker, closed):
    thread, other = make_thread(), make_area("Zielbereich")
    make_area("Archiv", is_archived=True)
    make_area("Fremdes", members=[make_member()])
    client.force_login(speaker)
    page = client.get(move_url(thread))
    assert list(page.context["form"].fields["target"].queryset.values_list("name", flat=True)) == [
        "Krisenstab",
        "Zielbereich",
    ]
    assert "Krisenstab (geschlossener Bereich)" in page.text
    assert "verschwindet es sofort für alle, die nicht auf seiner Liste stehen" in page.text

    answer = client.post(move_url(thread), {"target": other.pk, "reason": "Passt dort besser"})
    assert answer.url == Thread.objects.get(pk=thread.pk).get_absolute_url()
    assert answer.url.startswith("/forum/zielbereich/")
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "Das Thema steht jetzt in „Zielbereich“."
    ]
    entry = ModerationEntry.objects.get()
    assert (entry.verb, entry.before, entry.after) == ("move", {"area": thread.area_id}, {"area": other.pk})


@pytest.mark.parametrize("name", ["Archiv", "Fremdes", "hier"])
def test_areas_that_are_not_offered_are_refused(client, speaker, name):
    thread = make_thread(make_area("hier"))
    make_area("Archiv", is_archived=True)
    make_area("Fremdes", members=[make_member()])
    client.force_login(speaker)
    answer = client.post(move_url(thread), {"target": Area.objects.get(name=name).pk})
    assert answer.status_code == 422
    assert Thread.objects.get(pk=thread.pk).area_id == thread.area_id


def test_the_areas_numbers_follow(client, speaker, closed):
    thread = make_thread(make_area("Herkunft"))
    move(client, speaker, thread, closed)
    assert dict(Area.objects.values_list("name", "thread_count")) == {"Herkunft": 0, "Krisenstab": 1}


def test_a_hidden_thread_moves_without_being_counted(client, speaker, closed):
    thread = make_thread(make_area("Herkunft"))
    client.force_login(speaker)
    client.post(f"/forum/beitrag/{thread.last_post_id}/ausblenden/", {"reason": "Namen"})
    move(client, speaker, thread, closed)
    assert dict(Area.objects.values_list("name", "thread_count")) == {"Herkunft": 0, "Krisenstab": 0}
    client.post(f"/forum/beitrag/{thread.last_post_id}/wiederherstellen/")
    assert dict(Area.objects.values_list("name", "thread_count")) == {"Herkunft": 0, "Krisenstab": 1}


def test_marks_of_reading_stay_with_the_thread(client, speaker, closed, insider):
    thread = make_thread()
    mark_thread_read(actor=insider, thread=thread, up_to=1)
    move(client, speaker, thread, closed)
    client.force_login(insider)
    assert client.get("/forum/?ansicht=ungelesen").context["threads"].rows == []
