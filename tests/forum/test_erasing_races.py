"""Erasing while somebody writes: no word gets through, and two erasures never wait for each other for ever."""

from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse

from forum.actions.editing import edit_post
from forum.actions.erasing import erase_post, erase_quotes_of
from forum.models import Post
from tests.factories import make_admin, make_post, make_thread

from .parallel import at_once, browser, deadlocks, meanwhile, session_of

pytestmark = pytest.mark.usefixtures("own_database")


def words_of(post):
    row = Post.objects.get(pk=post.pk)
    return row.source + row.text + "".join(row.revisions.values_list("source", flat=True))


def test_an_edit_that_waits_for_the_end_writes_nothing():
    admin, post = make_admin(), make_post(make_thread())
    session, address = session_of(post.author), reverse("forum:post-edit", args=[post.pk])
    with transaction.atomic():
        erase_post(actor=admin, post=post, reason="Antrag")
        edit = partial(browser(session).post, address, {"body": "<p>Doch noch.</p>", "edit_count": 0})
        with meanwhile(edit) as answer:
            pass
    assert answer.result().status_code in (403, 404, 409)
    assert words_of(post) == ""


def test_what_is_edited_meanwhile_is_erased_too():
    admin, post = make_admin(), make_post(make_thread())
    with transaction.atomic():
        edit_post(actor=post.author, post=post, source="<p>Noch mehr.</p>", edit_count=0)
        with meanwhile(partial(erase_post, actor=admin, post=post, reason="Antrag")) as erasing:
            pass
    erasing.result()
    assert words_of(post) == ""


def test_posts_that_quote_each_other_are_erased_at_once():
    admin, before = make_admin(), deadlocks()
    pairs = [(make_post(make_thread()), make_post(make_thread())) for _ in range(5)]
    for one, other in pairs:
        for post, quoted in ((one, other), (other, one)):
            quote = f'<blockquote data-quote="{quoted.pk}"><p>Wie gesagt.</p></blockquote><p>Eben.</p>'
            edit_post(actor=post.author, post=post, source=quote, edit_count=0)

    def erase_all(posts):
        for post in posts:
            erase_post(actor=admin, post=post, reason="Antrag")
            erase_quotes_of(post.pk)

    at_once([partial(erase_all, [one for one, _ in pairs]), partial(erase_all, [other for _, other in pairs])])
    assert {words_of(post) for pair in pairs for post in pair} == {""}
    assert deadlocks() == before
