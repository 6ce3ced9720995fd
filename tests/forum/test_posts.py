"""Replies, edits, quotes, withdrawal, answers and reactions, through their addresses."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from forum.actions.editing import withdraw_post
from forum.actions.moderation import hide_post
from forum.models import Post, Reaction, Thread
from forum.models.reading import ThreadRead
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    user = make_member()
    client.force_login(user)
    return user


def send(client, thread, text="Wir machen das so.", **more):
    data = {"body": text, "idempotency_key": str(uuid4()), **more}
    return client.post(thread.get_absolute_url() + "antwort/", data)


def test_a_reply_gets_the_next_number_and_moves_the_thread(client, member):
    thread = make_thread(at=timezone.now() - timedelta(days=2))
    response = send(client, thread)
    post = thread.posts.get(number=2)
    assert response.url == f"{thread.get_absolute_url()}#b{post.number}"
    thread.refresh_from_db()
    assert (thread.reply_count, thread.last_public_number, thread.last_post, thread.bumped_at) == (
        1,
        2,
        post,
        post.created_at,
    )


def test_an_own_reply_is_read_unless_others_wrote_in_between(client, member):
    thread = make_thread()
    client.post("/forum/gelesen/", {"thread": thread.pk, "number": 1})
    send(client, thread)
    assert ThreadRead.objects.get(user=member).last_read_number == 2
    make_post(thread)
    send(client, thread)
    assert ThreadRead.objects.get(user=member).last_read_number == 2


def test_the_form_of_a_change_asks_for_text_then_files_then_the_reason(client, member):
    post = make_post(make_thread(), member)
    page = client.get(f"/forum/beitrag/{post.pk}/bearbeiten/").text
    assert page.index('name="body"') < page.index('name="upload"') < page.index('name="reason"')


def test_a_refused_reply_keeps_its_text(client, member):
    thread = make_thread()
    Thread.objects.filter(pk=thread.pk).update(state="locked")
    response = send(client, thread, "Mein langer Text darf nicht verloren gehen.")
    assert response.status_code == 403
    assert "Mein langer Text darf nicht verloren gehen." in response.text
    assert thread.posts.count() == 1


def test_a_moderator_may_reply_in_a_closed_thread(client):
    thread = make_thread()
    Thread.objects.filter(pk=thread.pk).update(state="locked")
    client.force_login(make_speaker())
    assert send(client, thread).status_code == 302


@pytest.mark.feature("FF-25")
def test_quoting_prefills_and_links_to_the_quoted_post(client, member):
    thread = make_thread(text="Erste Zeile.\n\nZweite <Zeile>.")
    first = thread.posts.get()
    page = client.get(thread.get_absolute_url(), {"zitieren": first.pk})
    form = BeautifulSoup(page.text, "html.parser").select_one("[data-reply-form]")
    sent = {field["name"]: field["value"] for field in form.select("[name=reply_to], [name=quoted]")}
    source = form.textarea.text.removeprefix("\n")
    assert source == "> Erste Zeile.\n> Zweite <Zeile>.\n\n", "what people read who have no editor"
    send(client, thread, f"{source}Dazu meine Frage.", **sent)
    post = thread.posts.get(number=2)
    assert f'<a href="/forum/beitrag/{first.pk}/">#1</a>' in post.html
    assert "Zweite &lt;Zeile&gt;." in post.html
    assert post.reply_to == first
    assert post.text == "Dazu meine Frage."
    assert 'name="quoted"' not in client.get(thread.get_absolute_url()).text


@pytest.mark.feature("FF-25")
def test_nobody_can_quote_what_they_or_the_readers_cannot_see(client, member):
    other = make_member()
    secret = make_thread(make_area(members=[other]), other, text="Vertraulich").posts.get()
    inside = make_thread(make_area(members=[member]), member).posts.get()
    thread = make_thread()
    for post in (secret, inside):
        assert client.get(thread.get_absolute_url(), {"zitieren": post.pk}).context["form"].initial == {}
        send(client, thread, f'<blockquote data-quote="{post.pk}"><p>x</p></blockquote><p>Zum Zitat.</p>')
        assert f"/forum/beitrag/{post.pk}/" not in thread.posts.last().html


def test_a_post_of_another_thread_cannot_be_answered_here(client, member):
    thread, foreign = make_thread(), make_thread().posts.get()
    send(client, thread, reply_to=foreign.pk)
    assert thread.posts.get(number=2).reply_to is None


@pytest.mark.feature("FF-26")
def test_mentions_become_links_and_typed_names_count(client, member):
    named = make_member(first_name="Petronella", last_name="Voßkuhl")
    thread = make_thread()
    send(client, thread, "Das weiß @Petronella Voßkuhl am besten.")
    post = thread.posts.get(number=2)
    assert list(post.mentions.values_list("user", flat=True)) == [named.pk]
    assert 'class="kn-mention"' in post.html and "@Petronella Voßkuhl" in post.html


@pytest.mark.feature("FF-26")
def test_eleven_mentions_are_one_too_many(client, member):
    thread = make_thread()
    text = "".join(f'<p><span data-mention="{number}">@x</span></p>' for number in range(1, 12))
    response = send(client, thread, text)
    assert response.status_code == 422
    assert "11" in response.text and "10" in response.text


@pytest.mark.feature("FF-43", "FF-47")
def test_editing_keeps_the_old_text_and_notices_a_conflict(client, member):
    post = make_post(make_thread(), member, text="Erste Fassung.")
    address = f"/forum/beitrag/{post.pk}/bearbeiten/"
    assert client.post(address, {"body": "Zweite Fassung.", "edit_count": 0}).status_code == 302
    post.refresh_from_db()
    assert post.html == "<p>Zweite Fassung.</p>"
    assert post.revisions.get().text == "Erste Fassung."
    response = client.post(address, {"body": "Dritte Fassung.", "edit_count": 0})
    assert response.status_code == 409
    assert "Zweite Fassung." in response.text and "Dritte Fassung." in response.text
    history = client.get(f"/forum/beitrag/{post.pk}/verlauf/")
    assert "</span>Erste<span" in history.text and "</span>Zweite<span" in history.text


def test_changing_foreign_words_needs_a_reason_and_the_right(client):
    post = make_post(make_thread())
    address = f"/forum/beitrag/{post.pk}/bearbeiten/"
    client.force_login(make_member())
    assert client.post(address, {"body": "Anders.", "edit_count": 0, "reason": "Weil"}).status_code == 403
    client.force_login(make_speaker())
    assert client.post(address, {"body": "Anders.", "edit_count": 0}).status_code == 422
    assert client.post(address, {"body": "Anders.", "edit_count": 0, "reason": "Personendaten"}).status_code == 302
    assert post.moderation_entries.get().reason == "Personendaten"


def test_own_posts_after_an_accepted_answer_need_a_reason(client, member):
    thread = make_thread(author=member)
    answer = make_post(thread)
    client.post(f"/forum/beitrag/{answer.pk}/annehmen/")
    first = thread.posts.get(number=1)
    assert client.post(f"/forum/beitrag/{first.pk}/bearbeiten/", {"body": "Neu.", "edit_count": 0}).status_code == 422


def test_withdrawing_takes_the_post_from_everybody_else(client, member):
    post = make_post(make_thread(), member, text="Das war voreilig.")
    assert client.post(f"/forum/beitrag/{post.pk}/zurueckziehen/").status_code == 302
    post.thread.refresh_from_db()
    assert (post.thread.reply_count, post.thread.last_public_number) == (0, 1)
    assert client.get(f"/forum/beitrag/{post.pk}/").status_code == 302
    client.force_login(make_member())
    assert client.get(f"/forum/beitrag/{post.pk}/").status_code == 404
    assert "voreilig" not in client.get(post.thread.get_absolute_url()).text


def test_a_post_with_an_older_answer_cannot_be_withdrawn(client, member):
    post = make_post(make_thread(), member)
    make_post(post.thread, reply_to=post, at=timezone.now() - timedelta(hours=25))
    response = client.post(f"/forum/beitrag/{post.pk}/zurueckziehen/")
    assert response.status_code == 403
    assert Post.objects.get(pk=post.pk).is_public


def test_withdrawing_the_only_post_withdraws_the_thread(client, member):
    thread = make_thread(author=member)
    client.post(f"/forum/beitrag/{thread.posts.get().pk}/zurueckziehen/")
    assert "zurückgezogen" in client.get(thread.get_absolute_url()).text  # for the author, 30 days
    client.force_login(make_member())
    assert client.get(thread.get_absolute_url()).status_code == 404
    thread.area.refresh_from_db()
    assert thread.area.thread_count == 0


@pytest.mark.feature("FF-54")
def test_the_asker_accepts_one_answer_and_may_take_it_back(client, member):
    thread = make_thread(author=member)
    first, second = make_post(thread), make_post(thread)
    for post in (first, second):
        client.post(f"/forum/beitrag/{post.pk}/annehmen/")
        thread.refresh_from_db()
        assert thread.accepted_post == post
    client.post(f"/forum/beitrag/{second.pk}/annehmen/", {"freigeben": "1"})
    thread.refresh_from_db()
    assert thread.accepted_post is None
    client.force_login(make_member())
    assert client.post(f"/forum/beitrag/{first.pk}/annehmen/").status_code == 403


@pytest.mark.feature("FF-54")
def test_only_questions_have_an_answer_and_never_the_question_itself(client, member):
    report = make_post(make_thread(author=member, kind="experience"))
    assert client.post(f"/forum/beitrag/{report.pk}/annehmen/").status_code == 403
    question = make_thread(author=member).posts.get()
    assert client.post(f"/forum/beitrag/{question.pk}/annehmen/").status_code == 403


def test_reactions_are_toggles_counted_once(client, member):
    post = make_post(make_thread())
    address = f"/forum/beitrag/{post.pk}/reaktion/"
    for _ in range(2):
        client.post(address, {"on": "thanks"})
    client.post(address, {"on": "helpful"})
    assert Reaction.objects.filter(post=post, user=member).count() == 2
    fragment = client.post(address, {"off": "thanks"}, headers={"X-Requested-With": "fetch"})
    assert fragment.status_code == 200 and "<html" not in fragment.text
    assert Reaction.objects.get(post=post).kind == "helpful"


@pytest.mark.parametrize("said", [{}, {"on": "love"}, {"on": "thanks", "off": "thanks"}, {"kind": "thanks"}])
def test_a_reaction_is_one_word(client, member, said):
    post = make_post(make_thread())
    assert client.post(f"/forum/beitrag/{post.pk}/reaktion/", said).status_code == 400
    assert not Reaction.objects.exists()


def test_nobody_reacts_to_the_own_post(client, member):
    post = make_post(make_thread(), member)
    assert client.post(f"/forum/beitrag/{post.pk}/reaktion/", {"on": "thanks"}).status_code == 403


def test_new_posts_come_as_a_fragment(client, member):
    thread = make_thread()
    make_post(thread, text="Erste Antwort")
    make_post(thread, text="Zweite Antwort")
    response = client.get(thread.get_absolute_url() + "neue/?nach=2")
    assert "Zweite Antwort" in response.text and "Erste Antwort" not in response.text and "<html" not in response.text
    assert client.get(thread.get_absolute_url() + "neue/?nach=x").status_code == 404


def test_an_own_reply_after_a_hidden_one_is_read(client, member):
    thread = make_thread()
    client.post("/forum/gelesen/", {"thread": thread.pk, "number": 1})
    hide_post(actor=make_speaker(), post=make_post(thread), reason="Personendaten")
    send(client, thread)
    assert client.get(thread.get_absolute_url()).context["first_unread"] is None


@pytest.mark.feature("FF-15")
def test_a_reply_to_a_withdrawn_post_does_not_name_its_author(client, member):
    thread = make_thread()
    gone = make_post(thread)
    make_post(thread, reply_to=gone)
    withdraw_post(actor=gone.author, post=gone)
    assert f"/forum/beitrag/{gone.pk}/" not in client.get(thread.get_absolute_url()).text


@pytest.mark.parametrize(
    "text",
    [
        '<p><span data-mention="00{pk}">@Jemand</span> bitte lesen</p>',
        '<blockquote><p><span data-mention="{pk}">@Jemand</span></p></blockquote><p>Eigene Worte</p>',
    ],
)
def test_no_name_is_baked_in_that_a_change_would_not_reach(client, member, text):
    stranger = make_member(is_active=False)
    thread = make_thread()
    send(client, thread, text.format(pk=stranger.pk))
    post = thread.posts.get(number=2)
    assert "kn-mention" not in post.html and "data-mention" not in post.source
    assert "@Jemand" in post.html


@pytest.mark.feature("FF-15")
def test_a_post_is_an_article_with_heading_number_and_what_it_answers(client, member):
    thread = make_thread()
    first = thread.posts.get()
    answer = make_post(thread, make_member(first_name="Petra", last_name="Lang"), reply_to=first)
    page = client.get(thread.get_absolute_url()).text
    article = page[page.index(f'aria-labelledby="b{answer.number}"') :]
    assert page.count("<article") == 2
    assert f'<h3 id="b{answer.number}" tabindex="-1">' in article and ", Beitrag 2</span></h3>" in article
    reference = article[article.index("Antwort auf") :][:300]
    assert f'href="/forum/beitrag/{first.pk}/"' in reference and ", #1</a>" in reference
    assert f'<a class="kn-post__when" href="/forum/beitrag/{answer.pk}/">' in article and "· #2</a>" in article


def entries(client, post, **headers):
    """The entries of »Weitere Aktionen«, by the last part of their addresses."""
    page = client.get(f"/forum/beitrag/{post.pk}/aktionen/", headers=headers)
    return re.findall(rf'class="kn-menu__item" href="/forum/beitrag/{post.pk}/(\w*)', page.text), page


def test_what_can_be_done_with_a_post(client, member):
    thread = make_thread()
    own, other = make_post(thread, member), make_post(thread)
    assert entries(client, own)[0] == ["bearbeiten", "zurueckziehen", "merken", ""]
    found, page = entries(client, other)
    assert found == ["melden", "merken", ""]
    assert "<h1>Weitere Aktionen zu Beitrag 3</h1>" in page.text
    assert 'name="number" value="3"' in page.text and 'name="is_unread"' in page.text
    client.post(f"/forum/beitrag/{own.pk}/bearbeiten/", {"body": "<p>Anders.</p>", "edit_count": 0})
    assert entries(client, own)[0] == ["bearbeiten", "zurueckziehen", "verlauf", "merken", ""]
    client.force_login(speaker := make_speaker())
    assert entries(client, own)[0] == ["bearbeiten", "verlauf", "melden", "ausblenden", "merken", ""]
    hide_post(actor=speaker, post=own, reason="Personendaten")
    own.refresh_from_db()
    assert entries(client, own)[0] == ["verlauf", "wiederherstellen", "merken", ""]


def test_the_entries_come_as_a_fragment(client, member):
    post = make_post(make_thread())
    found, page = entries(client, post, **{"X-Requested-With": "fetch"})
    assert found == ["melden", "merken", ""]
    assert page.text.strip().startswith('<ul class="kn-menu__list">') and "<html" not in page.text
    withdraw_post(actor=post.author, post=post)
    assert entries(client, post)[1].status_code == 404


def test_browsers_keep_what_the_editor_needs_until_it_changes(client, member):
    thread = make_thread()
    address = re.search(r'data-editor-config="([^"]*)"', client.get(thread.get_absolute_url()).text)[1]
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    assert answer.json()["words"]["cancel"] == "Abbrechen" and answer.json()["people"] == "/forum/personen/"
    assert client.get("/forum/beitrag/editor/?v=alt").headers["Cache-Control"] == "no-store"
    client.cookies.load({"django_language": "en"})
    member.language = "en"
    member.save()
    assert address not in client.get(thread.get_absolute_url()).text
