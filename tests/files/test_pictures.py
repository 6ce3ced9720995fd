"""Pictures in a text: the words they need, and whose they must be."""

import pytest

from forum.actions.files import files_of
from tests.factories import make_file, make_member, make_thread

from .samples import picture
from .test_upload import reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(member):
    return make_file(member, "Vereinsheim.png", picture())


def text(file, attributes):
    return f'<p>So sieht es aus:</p><img data-file="{file.pk}" {attributes}>'


@pytest.mark.feature("FF-29", "FF-30")
@pytest.mark.parametrize("attributes", ['alt="Das Vereinsheim mit Rampe"', 'alt="" data-decorative'])
def test_a_picture_with_words_or_the_mark_stands_in_the_post(client, member, photo, attributes):
    thread = make_thread()
    assert reply(client, thread, body=text(photo, attributes)).status_code == 302
    post = thread.posts.get(number=2)
    assert files_of(post).inline == (photo.pk,)
    assert f'src="/forum/anhang/{photo.pk}/klein/"' in post.html
    assert "kn-files" not in client.get(thread.get_absolute_url()).text, "it is not listed again"


@pytest.mark.feature("FF-30")
def test_a_silent_picture_is_named_and_the_text_kept(client, member, photo):
    thread = make_thread()
    answer = reply(client, thread, body=text(photo, 'alt=""'))
    assert answer.status_code == 422
    assert "Vereinsheim.png" in answer.text and "So sieht es aus:" in answer.text
    foreign = make_file(make_member(), "Geheim.png", picture())
    answer = reply(client, thread, body=text(foreign, 'alt=""'))
    assert answer.status_code == 422 and "Geheim" not in answer.text
    assert thread.posts.count() == 1


@pytest.mark.feature("FF-32")
def test_nobody_puts_a_foreign_picture_into_a_text(client, member):
    thread, foreign = make_thread(), make_file(make_member(), "Geheim.png", picture())
    answer = reply(client, thread, body=text(foreign, 'alt="Meins"'))
    assert answer.status_code == 422 and "Geheim" not in answer.text
    assert not foreign.uses.exists()
