"""What was typed is shown again where it cannot be accepted: session over, token of another session, thread gone."""

import html
import re

import pytest
from django.test import Client

from forum.models import Draft, Post
from tests.factories import make_area, make_member, make_thread

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}
ELSEWHERE = {"Origin": "https://boese.example"}
WORDS = "<p>Mein langer Text darf nicht verloren gehen.</p>"


@pytest.fixture
def member():
    return make_member(first_name="Lena", last_name="Friedrichs")


@pytest.fixture
def strict(member):
    """A browser that checks tokens, as the real one does."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member)
    return browser


@pytest.fixture
def address(member):
    return make_thread().get_absolute_url() + "antwort/"


def hidden(page) -> dict[str, str]:

    form = page.text.split("Ihr Text</h2>")[-1]
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


@pytest.mark.feature("FF-42")
def test_after_the_session_s_end_the_text_stands_beside_the_way_to_sign_in(client, member, address):
    page = client.post(address, {"body": WORDS, "reply_to": ""}, headers=HERE)
    assert page.status_code == 401
    assert WORDS in page.text and 'href="/konto/anmelden/"' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    client.force_login(member)  # in another window
    client.post(address, hidden(page), headers=HERE)
    assert Post.objects.filter(author=member, number=2).get().html == WORDS


@pytest.mark.feature("FF-42")
def test_a_token_of_the_session_before_asks_once_more(strict, member, address):
    page = strict.post(address, {"body": WORDS, "csrfmiddlewaretoken": "x" * 64}, headers=HERE)
    assert page.status_code == 403
    assert WORDS in page.text and "Als Lena Friedrichs senden" in page.text
    assert not Post.objects.filter(author=member).exists()
    strict.post(address, hidden(page), headers=HERE)
    assert Post.objects.filter(author=member, number=2).exists()


@pytest.mark.parametrize("headers", [ELSEWHERE, {"Origin": "null"}, {}])
def test_other_sites_put_no_words_on_ours(client, strict, address, headers):
    assert client.post(address, {"body": WORDS}, headers=headers).status_code == 302
    assert "darf nicht verloren gehen" not in strict.post(address, {"body": WORDS}, headers=headers).text


@pytest.mark.feature("FF-42")
def test_a_thread_that_is_gone_leaves_the_text_to_be_kept(client, member):
    client.force_login(member)
    insider = make_member()
    secret = make_thread(make_area(members=[insider]), insider)
    for address in (secret.get_absolute_url(), "/forum/bereich/thema-999999999/"):
        page = client.post(address + "antwort/", {"body": WORDS}, headers=HERE)
        assert page.status_code == 404
        assert WORDS in page.text and "als Entwurf behalten" in page.text
        place = re.search(r'action="(/forum/entwuerfe/new-[0-9a-f]+/)"', page.text)[1]
        assert client.post(place, hidden(page), headers=HERE).url == "/forum/entwuerfe/"
    assert set(Draft.objects.values_list("user", "body")) == {(member.pk, WORDS)}


def test_what_may_not_be_done_any_more_gives_the_text_back(client, member):
    client.force_login(member)
    post = make_thread().last_post
    page = client.post(f"/forum/beitrag/{post.pk}/bearbeiten/", {"body": WORDS, "edit_count": 0}, headers=HERE)
    assert page.status_code == 403
    assert WORDS in page.text and "nur eigene Beiträge" in page.text


def test_choices_without_words_go_to_the_login(client, address):
    assert client.post("/forum/gelesen/", {"thread": 3, "number": 1}, headers=HERE).status_code == 302
