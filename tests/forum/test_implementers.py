"""»Machen wir auch so« says since when; the thread says where else, and whom to call."""

import pytest

from forum.enums import Visibility
from forum.models import Post, Reaction
from tests.factories import make_mandate, make_member, make_municipality, make_post, make_thread

pytestmark = pytest.mark.django_db


def say(client, person, post, year=None):
    client.force_login(person)
    if year is None:
        return client.post(f"/forum/beitrag/{post.pk}/reaktion/", {"on": "same"})
    return client.post(f"/forum/beitrag/{post.pk}/auch-umgesetzt/", {"year": year})


@pytest.mark.feature("FF-21")
def test_the_thread_says_where_else_and_whom_to_call(client):
    thread = make_thread()
    answer = make_post(thread)
    witten, hagen = make_municipality("Witten"), make_municipality("Hagen")
    petra = make_member(witten, first_name="Petra", last_name="Lang")
    say(client, petra, answer, 2019)
    say(client, make_member(witten), thread.posts.first(), 2015)  # another person of the same town
    say(client, make_member(hagen), answer)
    page = client.get(thread.get_absolute_url()).text
    assert "auch in 2 Kommunen umgesetzt" in page
    found = client.get(f"{thread.get_absolute_url()}umgesetzt/")
    assert [(each.body.label, each.year, len(each.people)) for each in found.context["implementers"]] == [
        ("Stadt Hagen", None, 1),
        ("Stadt Witten", 2015, 2),
    ]
    assert "Petra Lang" in found.text and "seit 2015" in found.text


@pytest.mark.feature("FF-21")
def test_what_is_hidden_counts_no_more_and_who_left_is_nobody_to_call(client):
    thread = make_thread()
    answer = make_post(thread)
    left = make_member(make_municipality("Witten"), first_name="Petra", last_name="Lang")
    say(client, left, answer, 2019)
    left.is_active = False
    left.save()
    client.force_login(make_member())
    found = client.get(f"{thread.get_absolute_url()}umgesetzt/").text
    assert "Stadt Witten" in found and "Petra Lang" not in found
    Post.objects.filter(pk=answer.pk).update(visibility=Visibility.HIDDEN)
    assert "Kommune umgesetzt" not in client.get(thread.get_absolute_url()).text
    assert "Stadt Witten" not in client.get(f"{thread.get_absolute_url()}umgesetzt/").text


@pytest.mark.feature("FF-20")
def test_the_year_can_be_said_and_changed_and_is_shown(client):
    thread, person = make_thread(), make_member(make_municipality("Witten"))
    post = thread.posts.first()
    say(client, person, post)
    assert "Seit wann?" in client.get(thread.get_absolute_url()).text
    for year in (2019, 2020):
        assert say(client, person, post, year).url == f"/forum/beitrag/{post.pk}/"
        assert f"seit {year}" in client.get(thread.get_absolute_url()).text
    mark = Reaction.objects.get()
    assert (mark.year, mark.affiliation.label) == (2020, "Stadt Witten")
    assert 'value="2020"' in client.get(f"/forum/beitrag/{post.pk}/auch-umgesetzt/").text


@pytest.mark.feature("FF-20")
@pytest.mark.parametrize("year", ["1949", "9999", "bald"])
def test_a_year_that_cannot_be_is_refused(client, year):
    post = make_thread().posts.first()
    assert say(client, make_member(), post, year).status_code == 422
    assert not Reaction.objects.exists()


@pytest.mark.feature("FF-20")
def test_nobody_says_it_of_their_own_post(client):
    author = make_member()
    post = make_thread(author=author).posts.first()
    assert say(client, author, post, 2019).status_code == 403


@pytest.mark.feature("FF-20")
def test_it_counts_for_the_body_of_that_day(client):
    thread = make_thread()
    person = make_member(make_municipality("Witten"))
    say(client, person, thread.posts.first(), 2019)
    person.mandates.all().delete()
    make_mandate(person, make_municipality("Hagen"))
    found = client.get(f"{thread.get_absolute_url()}umgesetzt/").text
    assert "Stadt Witten" in found
