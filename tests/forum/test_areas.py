"""Areas: creating, changing, ordering and archiving them, and who is in a closed one."""

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.urls import get_resolver

from forum.actions.areas import remove_people
from forum.models import Area, AreaMembership, ModerationEntry
from forum.models.area import RESERVED_SLUGS
from notifications.models import Notification
from tests.factories import (
    make_admin,
    make_applicant,
    make_area,
    make_contact,
    make_editor,
    make_member,
    make_post,
    make_speaker,
    make_thread,
    make_topic,
)

pytestmark = pytest.mark.django_db

LIST, NEW, ORDER = "/moderation/bereiche/", "/moderation/bereiche/neu/", "/moderation/bereiche/reihenfolge/"


@pytest.fixture
def speaker(client):
    user = make_speaker()
    client.force_login(user)
    return user


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def names(client):
    return [row["area"].name for row in client.get(LIST).context["rows"]]


def form(**changes):
    return {"name": "Größe & Büro", "description": "Über uns", "topic": "", "slug": "", "template": "", **changes}


# --- Who gets in ------------------------------------------------------------------------------------------------------


def addresses(area):
    return [LIST, NEW, *(f"{LIST}{area.slug}/{page}" for page in ("", "archiv/", "personen/"))]


@pytest.mark.parametrize("make_person", [make_member, make_contact, make_editor])
def test_only_the_speaker_team_and_the_administration_manage_areas(client, make_person):
    area = make_area()
    client.force_login(make_person())
    for url in addresses(area):
        answer = client.get(url)
        assert answer.status_code == 403, url
        assert "Bereiche anlegen und ändern darf nur das Sprecherteam." in answer.text
    for url in addresses(area)[1:]:
        assert client.post(url, form()).status_code == 403, url
    assert client.post(ORDER, {"order": area.pk}).status_code == 403
    assert Area.objects.count() == 1


def test_a_closed_area_exists_only_for_those_inside(client, speaker):
    area = make_area("Krisenstab", members=[make_member()])
    assert "Krisenstab" not in client.get(LIST).text
    for page in ("", "archiv/", "personen/"):
        assert client.get(f"{LIST}{area.slug}/{page}").status_code == 404
        assert client.post(f"{LIST}{area.slug}/{page}", {"user": speaker.pk, "is_on": "1"}).status_code == 404
    client.force_login(make_admin())
    assert "Krisenstab" in client.get(LIST).text


# --- Creating ---------------------------------------------------------------------------------------------------------


def test_an_open_area_belongs_to_a_topic_and_is_read_by_all(client, speaker):
    topic = make_topic()
    answer = client.post(NEW, form(topic=topic.pk))
    area = Area.objects.get()
    assert (area.slug, area.room, area.topic, area.is_closed) == ("groesse-buero", "members", topic, False)
    assert said(answer) == ["Der Bereich „Größe & Büro“ ist angelegt."]
    client.force_login(make_member())
    assert client.get("/forum/groesse-buero/").status_code == 200


def test_a_closed_area_begins_with_its_creator_and_goes_on_to_its_list(client, speaker):
    answer = client.post(NEW, form(is_closed="on", slug="Stab 1"))
    area = Area.objects.get()
    assert (area.slug, area.room, area.is_closed) == ("stab-1", f"area:{area.pk}", True)
    assert answer.url == "/moderation/bereiche/stab-1/personen/"
    assert [membership.user for membership in area.memberships.all()] == [speaker]
    assert client.get(answer.url).status_code == 200
    client.force_login(make_speaker())
    assert client.get("/forum/stab-1/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({}, "Ein offener Bereich braucht ein Themenfeld."),
        ({"topic": "used"}, "Zu diesem Themenfeld gibt es schon einen offenen Bereich."),
        ({"name": "", "is_closed": "on"}, "Name"),
        ({"name": "…", "is_closed": "on"}, "Bitte geben Sie eine Adresse aus Buchstaben und Ziffern ein."),
        ({"name": "Vorhanden", "is_closed": "on"}, "existiert bereits"),
        ({"slug": "vorhanden", "is_closed": "on"}, "existiert bereits"),
        *(({"slug": slug, "is_closed": "on"}, f"Die Adresse „{slug}“ ist vergeben.") for slug in RESERVED_SLUGS),
    ],
)
def test_what_cannot_be_an_area_is_said_at_the_form(client, speaker, changes, complaint):
    used = make_area("Vorhanden").topic
    answer = client.post(NEW, form(**{**changes, **({"topic": used.pk} if changes.get("topic") else {})}))
    assert answer.status_code == 422
    assert complaint in answer.text
    assert Area.objects.count() == 1


def test_the_forums_own_addresses_are_reserved():
    def first_parts(resolver):
        routes = [str(pattern.pattern) for pattern in resolver.url_patterns]
        return {route.split("/")[0] for route in routes if route and route[0] not in "<^"}

    resolvers = {str(each.pattern): each for each in get_resolver().url_patterns if hasattr(each, "url_patterns")}
    forum = first_parts(resolvers["forum/"])
    moderation = {
        str(pattern.pattern).split("/")[1]
        for pattern in resolvers["moderation/"].url_patterns
        if str(pattern.pattern).startswith("bereiche/")
    }
    assert forum <= set(RESERVED_SLUGS)
    assert {part for part in moderation if part and not part.startswith("<")} <= set(RESERVED_SLUGS)


def test_the_database_refuses_an_open_area_without_topic():
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(name="Ohne", slug="ohne")


# --- Changing and archiving -------------------------------------------------------------------------------------------


def test_the_address_and_the_readers_of_an_area_stay(client, speaker):
    area = make_area("Alter Name")
    page = client.get(f"{LIST}{area.slug}/")
    assert 'value="Alter Name"' in page.text
    assert 'name="slug"' not in page.text and 'name="is_closed"' not in page.text
    data = form(name=" Neuer   Name ", topic=area.topic_id, slug="anders", is_closed="on", template="Worum geht es?")
    assert client.post(f"{LIST}{area.slug}/", data).status_code == 302
    changed = Area.objects.get()
    assert (changed.name, changed.slug, changed.room) == ("Neuer Name", area.slug, "members")
    assert "Worum geht es?" in client.get(f"/forum/{area.slug}/neu/").text


def test_two_areas_cannot_have_one_name(client, speaker):
    make_area("Vergeben")
    area = make_area("Noch frei")
    answer = client.post(f"{LIST}{area.slug}/", form(name="Vergeben", topic=area.topic_id))
    assert answer.status_code == 422
    assert "existiert bereits" in answer.text
    assert Area.objects.get(pk=area.pk).name == "Noch frei"


@pytest.mark.feature("FF-66")
def test_an_archived_area_is_read_but_not_written(client, speaker):
    area = make_area()
    thread = make_thread(area)
    assert "niemand kann ein Thema eröffnen oder antworten" in client.get(f"{LIST}{area.slug}/archiv/").text
    answer = client.post(f"{LIST}{area.slug}/archiv/", {"is_archived": "1"})
    assert said(answer) == ["Der Bereich ist archiviert."]
    assert names(client) == []
    assert [each.name for each in client.get(LIST).context["archived"]] == [area.name]

    client.force_login(make_member())
    assert thread.title in client.get(thread.get_absolute_url()).text
    reply = client.post(f"{thread.get_absolute_url()}antwort/", {"body": "<p>Noch etwas.</p>"})
    assert reply.status_code == 403
    assert "Dieser Bereich ist archiviert." in reply.text

    client.force_login(speaker)
    assert "wieder in Gebrauch nehmen" in client.get(f"{LIST}{area.slug}/archiv/").text
    client.post(f"{LIST}{area.slug}/archiv/", {"is_archived": "0"})
    assert names(client) == [area.name]


# --- Order ------------------------------------------------------------------------------------------------------------


@pytest.mark.feature("FF-66")
def test_areas_go_up_and_down_by_buttons(client, speaker):
    for name in ("Eins", "Zwei", "Drei"):
        client.post(NEW, form(name=name, is_closed="on"))
    rows = client.get(LIST).context["rows"]
    assert [bool(row["up"]) for row in rows] == [False, True, True]
    assert [bool(row["down"]) for row in rows] == [True, True, False]
    assert f'name="order" value="{rows[2]["up"]}"' in client.get(LIST).text
    answer = client.post(ORDER, {"order": rows[2]["up"]})
    assert said(answer)[-1] == "Die neue Reihenfolge ist gespeichert."
    assert names(client) == ["Eins", "Drei", "Zwei"]
    client.post(ORDER, {"order": client.get(LIST).context["rows"][0]["down"]})
    assert names(client) == ["Drei", "Eins", "Zwei"]


def test_areas_one_cannot_see_keep_their_place(client, speaker):
    one, two = make_area("Eins", position=1), make_area("Zwei", position=3)
    make_area("Geheim", position=2, members=[make_member()])
    client.post(ORDER, {"order": f"{two.pk},{one.pk}"})
    assert list(Area.objects.values_list("name", flat=True)) == ["Zwei", "Geheim", "Eins"]


def test_areas_of_the_same_place_are_told_apart(client, speaker):
    ids = [make_area(name).pk for name in ("A", "B", "C")]
    client.post(ORDER, {"order": ",".join(map(str, [ids[2], ids[0], ids[1]]))})
    assert names(client) == ["C", "A", "B"]


@pytest.mark.parametrize("order", ["", "x", "1,", "1 OR 1", ",".join("9" * 40)])
def test_a_malformed_order_changes_nothing(client, speaker, order):
    make_area(position=3)
    client.post(ORDER, {"order": order})
    assert Area.objects.get().position == 3


def test_an_order_with_unknown_areas_or_doubles_is_refused(client, speaker):
    area, secret = make_area(), make_area(members=[make_member()])
    for order in (f"{area.pk},{secret.pk}", f"{area.pk},999999999", f"{area.pk},{area.pk}"):
        answer = client.post(ORDER, {"order": order})
        assert said(answer)[-1].startswith("Die Liste der Bereiche hat sich inzwischen geändert.")
    assert not Area.objects.exclude(position=0).exists()


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_list_costs_the_same_for_any_number(client, speaker, count, django_assert_num_queries):
    for number in range(count):
        make_area(members=[speaker]) if number % 2 else make_area()
    client.get(LIST)  # fills the cache of the site's frame
    with django_assert_num_queries(5):  # session, person with keys, areas, bell, menu
        response = client.get(LIST)
    assert len(response.context["rows"]) == count


# --- People -----------------------------------------------------------------------------------------------------------


def people_url(area):
    return f"{LIST}{area.slug}/personen/"


@pytest.fixture
def closed(speaker):
    return make_area("Krisenstab", members=[speaker])


@pytest.mark.feature("FF-66")
def test_people_are_found_by_name_and_added(client, speaker, closed):
    wanted = make_member(first_name="Änne", last_name="Öztürk")
    make_member(first_name="Karl", last_name="Weber")
    make_applicant(first_name="Änne", last_name="Anders")
    page = client.get(people_url(closed), {"q": "Änn öz"})
    assert [card.id for card in page.context["found"]] == [wanted.pk]
    answer = client.post(people_url(closed), {"user": wanted.pk, "is_on": "1"})
    assert answer.url == people_url(closed)
    assert said(answer) == ["Änne Öztürk kann diesen Bereich jetzt lesen."]
    assert client.get(people_url(closed), {"q": "Änne"}).context["found"] == []  # on the list already
    client.force_login(wanted)
    assert client.get("/forum/krisenstab/").status_code == 200


@pytest.mark.parametrize("typed", ["", "Ä", "   ", "%", "_n"])
def test_a_letter_or_a_wildcard_finds_nobody(client, speaker, closed, typed):
    make_member(first_name="Änne")
    assert client.get(people_url(closed), {"q": typed}).context["found"] == []


def test_many_of_a_name_are_not_all_shown(client, speaker, closed):
    for _ in range(21):
        make_member(last_name="Müller")
    page = client.get(people_url(closed), {"q": "Müller"})
    assert len(page.context["found"]) == 20
    assert "Es gibt noch mehr." in page.text


def test_only_members_can_be_added(client, speaker, closed):
    for person in (make_applicant(), make_member(is_active=False)):
        answer = client.post(people_url(closed), {"user": person.pk, "is_on": "1"})
        assert answer.status_code == 409
        assert "Nur Mitglieder des Netzwerks können aufgenommen werden." in answer.text
    assert client.post(people_url(closed), {"user": 999_999_999, "is_on": "1"}).status_code == 409
    assert client.post(people_url(closed), {"user": "x"}).status_code == 400
    assert AreaMembership.objects.count() == 1


def test_adding_twice_is_adding_once(client, speaker, closed):
    person = make_member()
    for _ in range(2):
        assert client.post(people_url(closed), {"user": person.pk, "is_on": "1"}).status_code == 302
    assert closed.memberships.count() == 2
    assert ModerationEntry.objects.filter(verb="add_people").count() == 1


@pytest.mark.feature("FF-66")
def test_who_is_removed_loses_the_area_at_once(client, speaker, closed):
    person = make_member()
    client.post(people_url(closed), {"user": person.pk, "is_on": "1"})
    thread = make_thread(closed, speaker, title="Die Lage am Morgen")
    post = make_post(thread, person)
    Notification.objects.create(
        user=person, group_key=f"thread:{thread.pk}", kind="forum.reply", room=closed.room, object_id=thread.pk,
        first_reference_id=post.pk, latest_reference_id=post.pk, created_at=post.created_at, updated_at=post.created_at,
    )  # fmt: skip
    client.force_login(person)
    assert client.get(thread.get_absolute_url()).status_code == 200
    assert client.get("/stand/").json()["bell"] == 1

    client.force_login(speaker)
    answer = client.post(people_url(closed), {"user": person.pk})
    assert said(answer)[-1].endswith("kann diesen Bereich nicht mehr lesen.")
    client.force_login(person)
    for url in (thread.get_absolute_url(), post.get_absolute_url(), "/forum/krisenstab/"):
        assert client.get(url).status_code == 404
    assert "Die Lage am Morgen" not in client.get("/forum/").text + client.get("/mitteilungen/").text
    assert client.get(f"/stand/?thread={thread.pk}&version=0").json() == {"bell": 0, "thread": None}


def test_the_last_person_stays(client, speaker, closed):
    answer = client.post(people_url(closed), {"user": speaker.pk})
    assert answer.status_code == 409
    assert "Ein geschlossener Bereich braucht mindestens eine Person." in answer.text
    assert closed.memberships.count() == 1


def test_people_can_take_themselves_off_the_list(client, speaker, closed):
    client.post(people_url(closed), {"user": make_member().pk, "is_on": "1"})
    answer = client.post(people_url(closed), {"user": speaker.pk})
    assert answer.url == LIST
    assert client.get(people_url(closed)).status_code == 404


def test_an_open_area_has_no_list(client, speaker):
    area = make_area()
    assert "Alle Mitglieder des Netzwerks können diesen Bereich lesen." in client.get(people_url(area)).text
    answer = client.post(people_url(area), {"user": make_member().pk, "is_on": "1"})
    assert answer.status_code == 409
    assert not AreaMembership.objects.exists()


def test_former_members_can_be_taken_off_the_list(speaker, closed):
    former = make_member(is_active=False)
    AreaMembership.objects.create(area=closed, user=former)
    remove_people(actor=speaker, area=closed, user_ids=[former.pk])
    assert list(closed.memberships.values_list("user", flat=True)) == [speaker.pk]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_list_of_people_costs_the_same_for_any_number(client, speaker, count, django_assert_num_queries):
    area = make_area(members=[speaker, *(make_member() for _ in range(count - 1))])
    client.get(people_url(area))  # fills the cache of the site's frame
    with django_assert_num_queries(7):  # session, person with keys, area, list, cards, bell, menu
        assert len(client.get(people_url(area)).context["people"]) == count
