"""Mentions of bodies: who speaks for them hears as if named, and pictures and tables in what people write."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from directory.signals import municipality_changed
from forum.actions.editing import edit_post
from forum.actions.rendering import render_posts_naming_body
from forum.bodies import check_body, prepare_body
from forum.enums import Level
from forum.models import Affiliation, Attachment, Subscription
from forum.notices import tell_mentioned, tell_of_post, tell_unmentioned
from forum.receivers import count_receivers
from forum.tasks import MENTION
from notifications.models import Notification
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread
from tests.factories.directory import make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_municipality("Coesfeld")


@pytest.fixture
def body(town):
    return Affiliation.objects.get(key=town.key)


def span(body):
    return f'<span data-body="{body.pk}">@{body.label}</span>'


def kinds(person):
    return list(Notification.objects.filter(user=person).values_list("kind", flat=True))


@pytest.mark.feature("FF-27")
def test_who_speaks_for_a_body_hears_as_mentioned_once_and_nobody_else(town, body):
    named, colleague, muted, other = make_member(town), make_member(town), make_member(town), make_member()
    thread = make_thread()
    Subscription.objects.create(user=muted, thread=thread, level=Level.MUTED)
    text = f"<p>Frage an {span(body)} und <span data-mention='{named.pk}'>@x</span></p>"
    post = make_post(thread, make_member(town), text=text)
    tell_of_post(post.pk)
    assert (kinds(named), kinds(colleague), kinds(other)) == ([MENTION], [MENTION], [])
    assert kinds(muted) == [MENTION], "quietly, as with any mention"
    assert kinds(post.author) == []


@pytest.mark.feature("FF-27")
def test_the_statements_do_not_grow_with_the_people_of_a_body(town, body, django_assert_num_queries):
    make_member(town)
    first, second = (make_post(make_thread(), text=f"<p>Frage an {span(body)}</p>") for _ in range(2))
    with CaptureQueriesContext(connection) as few:
        tell_of_post(first.pk)
    for _ in range(20):
        make_member(town)
    with django_assert_num_queries(len(few)):
        tell_of_post(second.pk)


@pytest.mark.feature("FF-27")
def test_a_body_reaches_only_who_may_read_the_room(town, body):
    inside, outside = make_member(town), make_member(town)
    author = make_member()
    thread = make_thread(make_area(members=[inside, author]), author, text=f"<p>Was meint {span(body)}?</p>")
    tell_of_post(thread.last_post_id)
    assert (kinds(inside), kinds(outside)) == ([MENTION], [])


@pytest.mark.feature("FF-27")
def test_editing_a_mention_of_a_body_in_and_out(town, body, django_capture_on_commit_callbacks):
    person = make_member(town)
    post = make_post(make_thread(), text="<p>Guten Tag</p>")
    edit_post(actor=post.author, post=post, source=f"<p>Guten Tag {span(body)}</p>", edit_count=0)
    tell_mentioned(post.pk, [person.pk])
    assert kinds(person) == [MENTION]
    post.refresh_from_db()
    edit_post(actor=post.author, post=post, source="<p>Guten Tag</p>", edit_count=1)
    assert kinds(person) == []
    assert not post.affiliation_mentions.exists()
    tell_unmentioned(post.pk, [person.pk])
    assert kinds(person) == []


@pytest.mark.feature("FF-26", "FF-27")
def test_people_and_bodies_count_together(body):
    people = "".join(f'<span data-mention="{pk}">@x</span> ' for pk in range(1, 11))
    check_body(f"<p>{people}</p>")
    with pytest.raises(ValidationError) as refused:
        check_body(f"<p>{people}{span(body)}</p>")
    assert "11" in refused.value.message


@pytest.mark.feature("FF-27")
def test_a_typed_name_of_a_body_is_a_mention_and_an_unknown_one_is_words(body):
    area = make_area()
    prepared = prepare_body(f"@{body.label} und andere", author=make_member(), area=area)
    assert prepared.bodies == (body.pk,)
    assert f'<a class="kn-mention" href="{body.url}">@{body.label}</a> und andere' in prepared.html
    unknown = prepare_body('<p><span data-body="999999">@Stadt X</span></p>', author=make_member(), area=area)
    assert (unknown.source, unknown.bodies) == ("<p>@Stadt X</p>", ())


@pytest.mark.feature("FF-27", "FF-28")
def test_receivers_are_those_who_may_read(town, body):
    author = make_member(town)
    members = [make_member(town) for _ in range(3)]
    named = f'<span data-mention="{members[0].pk}">@x</span>'
    assert count_receivers(f"<p>{span(body)} {named}</p>", area=make_area(), author=author) == 3
    closed = make_area(members=[author, members[0]])
    assert count_receivers(f"<p>{span(body)}</p>", area=closed, author=author) == 1


@pytest.mark.feature("FF-27")
def test_suggestions_mix_people_and_bodies_with_somebody_to_reach(client, town, body, django_assert_num_queries):
    make_municipality("Coesfeld-Land")  # nobody there
    make_member(town, first_name="Cornelia", last_name="Coester")
    make_member(town)
    client.force_login(make_speaker())
    with django_assert_num_queries(7):
        found = client.get("/forum/personen/", {"q": "coes"}).json()["people"]
    assert [(each["name"], each.get("is_body", False)) for each in found] == [
        ("Cornelia Coester", False),
        (body.label, True),
    ]
    assert found[1]["id"] == body.pk
    assert "2" in found[1]["affiliation"]
    assert client.get("/forum/personen/", {"q": "c"}).json() == {"people": []}


def picture(owner, **facts):
    facts = {"name": "lageplan.png", "kind": "picture", "mime": "image/png", "width": 40, "height": 30, **facts}
    return Attachment.objects.create(
        uploader=owner,
        client_key=uuid.uuid4(),
        stored_name=f"test/{uuid.uuid4()}",
        size=100,
        sha256="0" * 64,
        state="ok",
        created_at=timezone.now(),
        unused_since=timezone.now(),
        **facts,
    )


@pytest.mark.feature("FF-30")
def test_a_picture_without_words_is_named_and_the_text_kept(client):
    thread = make_thread()
    file = picture(thread.author)
    client.force_login(thread.author)
    address = f"{thread.get_absolute_url()}antwort/"
    answer = client.post(address, {"body": f'<p>Siehe Plan</p><img data-file="{file.pk}" alt=" ">'})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "lageplan.png" in page
    assert "Siehe Plan" in page
    for fitting in ('alt="Plan"', 'data-decorative alt=""'):
        answer = client.post(address, {"body": f'<p>Siehe Plan</p><img data-file="{file.pk}" {fitting}>'})
        assert answer.status_code == 302
    assert file.uses.count() == 2


@pytest.mark.feature("FF-29", "FF-30")
def test_a_picture_is_baked_in_and_what_is_none_leaves_its_words():
    author, area = make_member(), make_area()
    file = picture(author)
    letter = picture(author, kind="pdf", mime="application/pdf", width=None, height=None)
    typed = f'<p>Siehe</p><img data-file="{file.pk}" alt="Plan"><img data-file="{letter.pk}" alt="Brief">'
    body = prepare_body(typed, author=author, area=area)
    assert body.pictures == (file.pk,)
    baked = f'<img class="kn-picture" src="/forum/anhang/{file.pk}/klein/" alt="Plan" width="40" height="30"'
    assert baked in body.html
    assert body.text == "Siehe\nPlan\nBrief"


@pytest.mark.feature("FF-29")
def test_nobody_puts_a_foreign_picture_into_a_text(client):
    thread = make_thread()
    file = picture(make_member())
    client.force_login(thread.author)
    address = f"{thread.get_absolute_url()}antwort/"
    answer = client.post(address, {"body": f'<p>Siehe Plan</p><img data-file="{file.pk}" alt="Plan">'})
    assert answer.status_code == 422
    assert not file.uses.exists()


@pytest.mark.feature("FF-30")
def test_names_in_the_words_of_a_picture_are_no_mentions():
    person = make_member(first_name="Petra", last_name="Voßkuhl")
    author, area = person, make_area()
    file = picture(author)
    source = f'<p>Foto</p><img data-file="{file.pk}" alt="Hier @Petra Voßkuhl im Amt">'
    assert prepare_body(source, author=author, area=area).source == source


@pytest.mark.feature("FF-27")
def test_a_changed_name_of_a_body_reaches_the_posts_that_mention_it(town, body):
    post = make_post(make_thread(), text=f"<p>Frage an {span(body)}</p>")
    town.label = "Stadt Coesfeld an der Berkel"
    town.save()
    municipality_changed.send(type(town), municipalities=[town])
    jobs = ProcrastinateJob.objects.filter(task_name="forum.render_posts_naming_body")
    assert [job.args for job in jobs] == [{"affiliation_id": body.pk}]
    assert render_posts_naming_body(body.pk) == 1
    post.refresh_from_db()
    assert f"@{town.label}</a>" in post.html
