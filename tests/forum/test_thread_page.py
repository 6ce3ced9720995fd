"""What a thread page is made of."""

import pytest
from bs4 import BeautifulSoup

from forum.actions.answers import accept_answer
from forum.actions.reading import mark_thread_read
from tests.factories import make_member, make_post, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    person = make_member()
    client.force_login(person)
    return person


def page_of(client, address):
    return BeautifulSoup(client.get(address).text, "html.parser")


@pytest.mark.feature("FF-07")
def test_the_outline_leads_to_question_answer_first_unread_and_last(client, reader):
    asker = make_member()
    thread = make_thread(author=asker)
    answer, second, last = (make_post(thread) for _ in range(3))
    accept_answer(actor=asker, post=answer)
    mark_thread_read(actor=reader, thread=thread, up_to=2)
    thread.refresh_from_db()
    outline = page_of(client, thread.get_absolute_url()).select_one(".kn-progress")
    assert [link["href"] for link in outline.select("a")] == [
        thread.get_absolute_url(),
        answer.get_absolute_url(),
        f"?ab={second.number}#neu",
        last.get_absolute_url(),
    ]
    assert "Ungelesen ab Beitrag 3" in outline.text


@pytest.mark.feature("FF-15")
def test_a_post_is_an_article_with_heading_number_and_what_it_answers(client, reader):
    asker = make_member(first_name="Petronella", last_name="Voßkuhl")
    thread = make_thread(author=asker)
    make_post(thread, reply_to=thread.posts.get())
    first, second = page_of(client, thread.get_absolute_url()).select("article.kn-post")
    assert first["aria-labelledby"] == first.h3["id"]
    assert first.h3.text == "Petronella Voßkuhl, Beitrag 1"
    assert second.h3["id"] == "b2" and second.h3.text.endswith(", Beitrag 2")
    reference = next(link for link in second.select("a") if link.text == "Petronella Voßkuhl, #1")
    assert reference.parent.text.split() == ["Antwort", "auf", "Petronella", "Voßkuhl,", "#1"]
    assert reference["href"] == thread.posts.get(number=1).get_absolute_url()
