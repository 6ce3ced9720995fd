"""A changed name reaches the posts it is baked into."""

import pytest

from forum.actions.rendering import render_posts_naming
from tests.factories import make_member, make_post, make_thread
from tests.harness.jobs import run_jobs

pytestmark = pytest.mark.django_db


def test_a_new_name_reaches_mentions_and_quotes(client):
    person = make_member(first_name="Petra", last_name="Alt")
    thread = make_thread(author=person)
    first = thread.posts.get()
    mention = make_post(thread, text=f'<p>Das weiß <span data-mention="{person.pk}">@Petra Alt</span>.</p>')
    quote = make_post(thread, text=f'<blockquote data-quote="{first.pk}"><p>Wie?</p></blockquote><p>So geht es.</p>')
    plain = make_post(thread, text="Ohne Namen.")
    assert "Petra Alt" in mention.html and "Petra Alt" in quote.html

    client.force_login(person)
    data = {"first_name": "Petra", "last_name": "Neu", "language": "de", "theme": "system"}
    assert client.post("/konto/", data).status_code == 302
    run_jobs("forum.render_posts_naming")
    for post in (mention, quote):
        post.refresh_from_db()
        assert "Petra Neu" in post.html and "Petra Alt" not in post.html
    before = plain.html
    plain.refresh_from_db()
    assert plain.html == before
    assert render_posts_naming(person.pk) == 0
