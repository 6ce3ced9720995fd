"""Thread lists, the thread page and new threads, through their addresses."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import override_settings
from django.utils import timezone

from forum.models import Area, Post, Thread, ThreadRead
from tests.factories import make_area, make_editor, make_member, make_post, make_speaker, make_tag, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    user = make_member()
    client.force_login(user)
    return user


def titles(response):
    found = response.context["threads"]
    return [row.thread.title for row in [*found.pinned, *found.rows]]


def form_of_thread(in_area, **changes):
    return {
        "area": in_area.pk,
        "kind": "question",
        "title": "Wie versichern Sie Helfende?",
        "body": "Guten Tag, wir suchen Rat.",
        "tags": "Versicherung, #Recht",
        "idempotency_key": str(uuid4()),
        **changes,
    }


def test_a_new_thread_has_its_first_post_and_is_read_and_watched_by_its_author(client, member):
    area = make_area("Recht", slug="recht")
    response = client.post("/forum/recht/neu/", form_of_thread(area))
    thread = Thread.objects.get()
    assert response.url == f"/forum/recht/wie-versichern-sie-helfende-{thread.pk}/"
    post = thread.posts.get()
    assert (post.number, post.html, post.author) == (1, "<p>Guten Tag, wir suchen Rat.</p>", member)
    assert (thread.next_number, thread.last_public_number, thread.reply_count) == (2, 1, 0)
    assert sorted(tag.name for tag in thread.tags.all()) == ["Recht", "Versicherung"]
    assert sorted(thread.tag_ids) == sorted(tag.pk for tag in thread.tags.all())
    assert ThreadRead.objects.get(user=member, thread=thread).last_read_number == 1
    assert Area.objects.get(pk=area.pk).thread_count == 1
    page = client.get(response.url)
    assert "Wie versichern Sie Helfende?" in page.text
    assert page.context["first_unread"] is None


def test_sending_twice_is_sending_once(client, member):
    data = form_of_thread(make_area())
    first = client.post("/forum/neu/", data)
    second = client.post("/forum/neu/", data)
    assert first.url == second.url
    assert Thread.objects.count() == 1 and Post.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "Kurz"}, "title"),
        ({"title": "\u200b" * 10}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"kind": ""}, "kind"),
        ({"area": ""}, "area"),
        ({"body": " \u200b "}, "body"),
        ({"body": "x" * 32_001}, "body"),
        ({"body": "<p>" + "https://a.de/x " * 51 + "</p>"}, None),
        ({"tags": "a, b"}, "tags"),
        ({"tags": "eins, zwei, drei, vier, fuenf, sechs"}, "tags"),
    ],
)
def test_what_is_wrong_is_said_and_the_text_is_kept(client, member, changes, field):
    data = form_of_thread(make_area(), **changes)
    response = client.post("/forum/neu/", data)
    if field is None:
        assert response.status_code == 302  # links in HTML that are mere words are no links
        return
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Thread.objects.exists()
    if field != "title" and "title" not in changes:
        assert data["title"] in response.text


def test_limits_are_named_with_the_value(client, member):
    response = client.post("/forum/neu/", form_of_thread(make_area(), body="x" * 32_417))
    assert "32.417" in response.text and "32.000" in response.text and "417" in response.text


def test_announcements_are_for_speakers_and_the_office(client):
    for person, allowed in ((make_speaker(), True), (make_editor(), True), (make_member(), False)):
        client.force_login(person)
        response = client.post("/forum/neu/", form_of_thread(make_area(), kind="announcement"))
        assert (response.status_code == 302) == allowed


def test_the_list_is_sorted_by_last_activity_and_pages_by_key_both_ways(client, member):
    area, author = make_area("Viele", slug="viele"), make_member()
    now = timezone.now()
    threads = [make_thread(area, author, title=f"Thema {n:02}", at=now - timedelta(hours=n)) for n in range(45)]
    first = client.get("/forum/viele/")
    assert titles(first) == [thread.title for thread in threads[:20]]
    second = client.get("/forum/viele/", {"vor": first.context["threads"].page.older})
    assert titles(second) == [thread.title for thread in threads[20:40]]
    last = client.get("/forum/viele/", {"vor": second.context["threads"].page.older})
    assert titles(last) == [thread.title for thread in threads[40:]]
    assert last.context["threads"].page.older == ""
    back = client.get("/forum/viele/", {"nach": last.context["threads"].page.newer})
    assert titles(back) == titles(second)
    assert titles(client.get("/forum/viele/", {"vor": "Unsinn"})) == titles(first)


def test_pinned_threads_stand_first_until_their_end(client, member):
    area = make_area()
    old = make_thread(area, title="Altes Thema, angeheftet", at=timezone.now() - timedelta(days=30))
    make_thread(area, title="Neues Thema ohne Nadel")
    Thread.objects.filter(pk=old.pk).update(pinned_at=timezone.now(), pinned_until=timezone.now() + timedelta(days=1))
    assert titles(client.get("/forum/"))[0] == old.title
    Thread.objects.filter(pk=old.pk).update(pinned_until=timezone.now())
    assert titles(client.get("/forum/"))[-1] == old.title


@pytest.mark.feature("FF-57")
def test_filters_and_their_numbers_agree(client, member):
    area, other = make_area("Eins", slug="eins"), make_area("Zwei", slug="zwei")
    make_thread(area, title="Unbeantwortete Frage", tags=["vereine"])
    answered = make_thread(area, title="Beantwortete Frage")
    make_post(answered, member)
    make_thread(other, title="Bericht aus der Praxis", kind="experience", tags=["vereine"])
    mine = make_thread(other, member, title="Meine eigene Frage")
    expected = {
        "ungelesen": {"Unbeantwortete Frage", "Beantwortete Frage", "Bericht aus der Praxis"},
        "unbeantwortet": {"Unbeantwortete Frage", mine.title},
        "abonniert": {"Beantwortete Frage", mine.title},
        "meine": {"Beantwortete Frage", mine.title},
    }
    for view, wanted in expected.items():
        response = client.get("/forum/", {"ansicht": view})
        assert set(titles(response)) == wanted, view
        assert response.context["threads"].counts[view] == str(len(wanted)), view
    assert set(titles(client.get("/forum/", {"schlagwort": "vereine"}))) == {
        "Unbeantwortete Frage",
        "Bericht aus der Praxis",
    }
    assert titles(client.get("/forum/zwei/", {"schlagwort": "vereine"})) == ["Bericht aus der Praxis"]
    assert titles(client.get("/forum/", {"art": "experience"})) == ["Bericht aus der Praxis"]


@pytest.mark.parametrize("query", [{"ansicht": "alles"}, {"art": "x"}, {"schlagwort": "gibt-es-nicht"}])
def test_an_unknown_filter_is_not_found(client, member, query):
    assert client.get("/forum/", query).status_code == 404


def test_counts_are_exact_up_to_99_and_then_say_so(client, member):
    area, author = make_area(), make_member()
    thread = make_thread(area, author)
    for total, shown in ((99, "99"), (100, "99+")):
        missing = total - Thread.objects.count()
        copies = [
            Thread(
                area=area,
                author=author,
                kind="question",
                title=f"Kopie {n}",
                created_at=thread.created_at,
                bumped_at=thread.bumped_at,
                last_public_number=1,
                next_number=2,
            )
            for n in range(missing)
        ]
        Thread.objects.bulk_create(copies)
        assert client.get("/forum/").context["threads"].counts["unbeantwortet"] == shown


def test_an_old_address_leads_to_the_thread(client, member):
    thread = make_thread(make_area("Recht", slug="recht"), title="Erster Titel der Frage")
    old = thread.get_absolute_url()
    Thread.objects.filter(pk=thread.pk).update(title="Zweiter Titel der Frage")
    response = client.get(old + "?ab=1")
    assert response.status_code == 301
    assert response.url == f"/forum/recht/zweiter-titel-der-frage-{thread.pk}/?ab=1"


@pytest.mark.feature("FF-05")
def test_pages_of_a_long_thread_are_ranges_of_numbers(client, member):
    thread = make_thread()
    for _ in range(44):
        make_post(thread, member)
    numbers = lambda response: [row.post.number for row in response.context["posts"].rows]  # noqa: E731
    assert numbers(client.get(thread.get_absolute_url())) == list(range(1, 21))
    assert numbers(client.get(thread.get_absolute_url() + "?ab=33")) == list(range(21, 41))
    assert numbers(client.get(thread.get_absolute_url() + "?ab=99999")) == list(range(41, 46))
    assert numbers(client.get(thread.get_absolute_url() + "?ab=-3")) == list(range(1, 21))
    post = Post.objects.get(thread=thread, number=41)
    assert client.get(f"/forum/beitrag/{post.pk}/").url == f"{thread.get_absolute_url()}?ab=41#b{post.number}"


def test_reading_is_marked_by_a_post_and_never_by_a_get(client, member):
    thread = make_thread()
    make_post(thread)
    client.get(thread.get_absolute_url())
    assert not ThreadRead.objects.filter(user=member).exists()
    client.post("/forum/gelesen/", {"thread": thread.pk, "number": 1})
    assert ThreadRead.objects.get(user=member).last_read_number == 1
    assert client.get(thread.get_absolute_url()).context["first_unread"] == 2
    client.post("/forum/gelesen/", {"thread": thread.pk, "number": 999})
    client.post("/forum/gelesen/", {"thread": thread.pk, "number": 1})
    assert ThreadRead.objects.get(user=member).last_read_number == 2
    client.post("/forum/gelesen/", {"thread": thread.pk, "number": 2, "is_unread": "on"})
    assert ThreadRead.objects.get(user=member).last_read_number == 1


@pytest.mark.feature("FF-02")
def test_marking_an_area_or_everything_read_leaves_what_came_after_the_page(client, member):
    area = make_area("Eins", slug="eins")
    seen, elsewhere = make_thread(area), make_thread()
    page = client.get("/forum/eins/")
    late = make_thread(area)
    client.post("/forum/gelesen/", {"area": "eins", "seen_at": page.context["now"].isoformat()})
    assert set(titles(client.get("/forum/", {"ansicht": "ungelesen"}))) == {late.title, elsewhere.title}
    client.post("/forum/gelesen/", {})
    assert titles(client.get("/forum/", {"ansicht": "ungelesen"})) == []
    make_post(seen)
    assert titles(client.get("/forum/", {"ansicht": "ungelesen"})) == [seen.title]


@pytest.mark.feature("FF-02")
def test_after_everything_is_read_only_what_comes_later_counts(client, member):
    thread = make_thread()
    for _ in range(4):
        make_post(thread)
    client.post("/forum/gelesen/", {"thread": thread.pk, "number": 2})
    client.post("/forum/gelesen/", {})
    never_opened = make_thread()
    client.post("/forum/gelesen/", {})
    for each in (thread, never_opened):
        make_post(each)
    rows = {row.thread.pk: row for row in client.get("/forum/", {"ansicht": "ungelesen"}).context["threads"].rows}
    assert (rows[thread.pk].unread_count, rows[thread.pk].is_new) == (1, False)
    assert (rows[never_opened.pk].unread_count, rows[never_opened.pk].is_new) == (0, True)


@pytest.mark.feature("FF-01")
def test_looking_at_a_page_of_a_read_thread_leaves_it_read_and_marking_it_unread_counts(client, member):
    thread = make_thread()
    make_post(thread)
    client.post("/forum/gelesen/", {})
    client.post("/forum/gelesen/", {"thread": thread.pk, "number": 1})
    assert titles(client.get("/forum/", {"ansicht": "ungelesen"})) == []
    client.post("/forum/gelesen/", {"thread": thread.pk, "number": 2, "is_unread": "on"})
    row = client.get("/forum/", {"ansicht": "ungelesen"}).context["threads"].rows[0]
    assert (row.thread.pk, row.unread_count) == (thread.pk, 1)


def test_an_own_reply_in_a_thread_read_by_everything_is_read_is_read(client, member):
    thread = make_thread()
    client.post("/forum/gelesen/", {})
    make_post(thread, member)
    assert titles(client.get("/forum/", {"ansicht": "ungelesen"})) == []


def test_the_archive_is_not_unread_for_a_newcomer(client):
    make_thread(at=timezone.now() - timedelta(days=3))
    newcomer = make_member(date_joined=timezone.now())
    client.force_login(newcomer)
    assert titles(client.get("/forum/", {"ansicht": "ungelesen"})) == []


@override_settings(FORUM={"POSTS_PER_MINUTE": 1})
def test_too_many_posts_say_how_long_to_wait_and_keep_the_text(client, member):
    area = make_area()
    assert client.post("/forum/neu/", form_of_thread(area)).status_code == 302
    response = client.post("/forum/neu/", form_of_thread(area, body="Mein zweiter Text bleibt hier."))
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    assert "Mein zweiter Text bleibt hier." in response.text


def test_title_kind_and_tags_change_with_history(client, member):
    thread = make_thread(author=member, tags=["alt"])
    address = thread.get_absolute_url() + "bearbeiten/"
    data = {"title": "Neuer Titel, ganz anders", "kind": "experience", "tags": "neu", "edit_count": 0}
    assert client.post(address, data).status_code == 302
    thread.refresh_from_db()
    assert (thread.title, thread.kind, [tag.name for tag in thread.tags.all()]) == (
        data["title"],
        "experience",
        ["neu"],
    )
    revision = thread.revisions.get()
    assert (revision.tag_names, revision.editor) == (["alt"], member)
    assert client.post(address.replace("wie-machen", "x"), data).status_code == 409
    client.force_login(make_member())
    assert client.post(thread.get_absolute_url() + "bearbeiten/", data).status_code == 403


def test_a_synonym_becomes_its_tag(client, member):
    tag = make_tag("ehrenamtskarte")
    make_tag("eak", canonical=tag)
    client.post("/forum/neu/", form_of_thread(make_area(), tags="EAK"))
    assert Thread.objects.get().tag_ids == [tag.pk]


@pytest.mark.feature("FF-01")
def test_marking_unread_never_marks_posts_to_come_read(client, member):
    thread = make_thread()
    client.post("/forum/gelesen/", {"thread": thread.pk, "number": 10**12, "is_unread": "on"})
    assert ThreadRead.objects.get(user=member).last_read_number == 1


def test_more_pinned_threads_than_fit_on_top_stay_in_the_list(client, member):
    area = make_area()
    threads = [make_thread(area) for _ in range(12)]
    Thread.objects.update(pinned_at=timezone.now())
    assert sorted(titles(client.get("/forum/"))) == sorted(thread.title for thread in threads)
