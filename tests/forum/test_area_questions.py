"""What an area asks of new threads: structured fields, a required tag group, a default level."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from forum.actions.areas import create_area, edit_area
from forum.actions.undo import undo_act
from forum.enums import Level
from forum.models import Area, AreaQuestion, ModerationEntry, Post, PostAnswer, Thread
from forum.template_answers import Answer, split_source, with_answers
from kit.models import TagGroup
from kit.richtext import clean
from tests.factories import make_area, make_member, make_speaker, make_tag, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    area = make_area("Krisen")
    AreaQuestion.objects.create(area=area, position=0, label="Wie viele Karten?", is_required=True)
    AreaQuestion.objects.create(area=area, position=1, label="Rechtsgrundlage", hint="Satzung, Erlass", is_long=True)
    return area


@pytest.fixture
def author(client):
    person = make_member()
    client.force_login(person)
    return person


def new_thread(area, **more):
    data = {
        "area": area.pk,
        "kind": "question",
        "title": "Wer bezahlt das Öl für den Generator?",
        "body": "Guten Tag in die Runde.",
        "tags": "",
        "idempotency_key": uuid4(),
    }
    return data | more


def answered(area, *texts):
    questions = list(area.questions.all())
    named = {f"answer-{question.pk}": text for question, text in zip(questions, texts, strict=True)}
    return {"questions_of": area.pk, **named}


# --- Asking -----------------------------------------------------------------------------------------------------------


@pytest.mark.feature("FF-51")
def test_answers_are_fields_of_their_own_and_part_of_the_text(client, author, area):
    text = client.get("/forum/krisen/neu/").text
    assert text.index("Wie viele Karten?") < text.index("Rechtsgrundlage") < text.index('name="body"')
    assert "Satzung, Erlass" in text
    answer = client.post("/forum/neu/", new_thread(area, **answered(area, "120 & mehr", "Satzung\n§ 3 <Abs. 2>")))
    assert answer.status_code == 302
    post = Post.objects.get()
    rows = list(post.template_answers.values_list("label", "text", "question__label"))
    assert rows == [
        ("Wie viele Karten?", "120 & mehr", "Wie viele Karten?"),
        ("Rechtsgrundlage", "Satzung\n§ 3 <Abs. 2>", "Rechtsgrundlage"),
    ]
    assert post.html.startswith("<ul><li><p><strong>Wie viele Karten?</strong> 120 &amp; mehr</p></li>")
    assert "Rechtsgrundlage: Satzung" in post.text and post.text.endswith("Guten Tag in die Runde.")
    assert clean(post.source) == post.source


@pytest.mark.feature("FF-51")
def test_without_a_script_the_server_asks_after_sending(client, author, area):
    answer = client.post("/forum/neu/", new_thread(area, title="Wie viele Karten geben Sie aus?"))
    assert answer.status_code == 422 and not Thread.objects.exists()
    assert "Der Bereich „Krisen“ fragt noch einige Angaben ab. Bitte ergänzen Sie sie." in answer.text
    assert "Guten Tag in die Runde." in answer.text and "Satzung, Erlass" in answer.text
    missing = client.post("/forum/neu/", new_thread(area, **answered(area, " ", "Satzung")))
    assert missing.status_code == 422 and "Satzung" in missing.text and not PostAnswer.objects.exists()
    assert client.post("/forum/neu/", new_thread(area, **answered(area, "Drei", ""))).status_code == 302
    assert Post.objects.get().template_answers.count() == 1


@pytest.mark.feature("FF-51")
def test_the_fields_of_an_area_come_as_a_fragment_for_those_who_may_enter_it(client, author, area):
    closed = make_area("Geheim", members=[make_member()])
    AreaQuestion.objects.create(area=closed, position=0, label="Geheime Frage")
    fragment = client.get("/forum/vorlagen/", {"area": area.pk}).text
    assert f'name="answer-{area.questions.first().pk}"' in fragment and "<html" not in fragment
    for unknown in (closed.pk, 0, "x", ""):
        assert client.get("/forum/vorlagen/", {"area": unknown}).text.strip() == ""


@pytest.mark.feature("FF-51")
def test_editing_opens_the_fields_again_and_keeps_the_old_answers_in_the_history(client, author, area):
    client.post("/forum/neu/", new_thread(area, **answered(area, "Drei", "Satzung")))
    Post.objects.update(created_at=timezone.now() - timedelta(hours=1))  # what is changed at once leaves no trace
    post = Post.objects.get()
    AreaQuestion.objects.filter(label="Rechtsgrundlage").delete()  # what was answered stays
    page = client.get(f"/forum/beitrag/{post.pk}/bearbeiten/")
    form = page.context["form"]
    values = {field.label: field.value() for field in form.answer_fields()}
    assert values == {"Wie viele Karten?": "Drei", "Rechtsgrundlage": "Satzung"}
    assert form["body"].value() == "<p>Guten Tag in die Runde.</p>"
    first = area.questions.get()
    data = {"body": "<p>Neu.</p>", "edit_count": 0, f"answer-{first.pk}": "Vier", "answer-old-0": "Erlass"}
    assert client.post(f"/forum/beitrag/{post.pk}/bearbeiten/", data).status_code == 302
    post.refresh_from_db()
    assert list(post.template_answers.values_list("text", flat=True)) == ["Vier", "Erlass"]
    assert "Wie viele Karten? Drei" in post.revisions.get().text
    answer = client.get(f"/forum/beitrag/{post.pk}/verlauf/").text
    assert "Drei" in answer and "Vier" in answer


@pytest.mark.feature("FF-51")
def test_what_is_edited_as_a_whole_is_read_back_or_is_text(client, author, area):
    source = with_answers([Answer("A", "1"), Answer("Warum?", "x <b>\ny")], "<p>Text</p>")
    answers, rest = split_source(source, ["Warum?", "A"])
    assert [(each.label, each.text) for each in answers] == [
        ("A", "1"),
        ("Warum?", "x <b>\ny"),
    ] and rest == "<p>Text</p>"
    for other in (
        source.replace("A:", "B:"),
        "<p>davor</p>" + source,
        "<ul><li><p>A: 1</p></li></ul><p>x</p>",
        "",
        "<ul>",
    ):
        assert split_source(other, ["A", "Warum?"]) == ([], other)


# --- The area's form --------------------------------------------------------------------------------------------------


def form(area, *questions, **more):
    rows = {"questions-TOTAL_FORMS": len(questions), "questions-INITIAL_FORMS": 0}
    for place, (label, *marks) in enumerate(questions):
        rows[f"questions-{place}-label"] = label
        rows |= {f"questions-{place}-{mark}": "on" for mark in marks}
    topic = area.topic_id if area.topic_id else ""
    return {"name": area.name, "description": "", "topic": topic, "template": "", **rows, **more}


@pytest.mark.feature("FF-51", "FF-67")
def test_the_form_of_an_area_has_level_group_and_questions_and_all_can_be_undone(client, area):
    speaker = make_speaker()
    client.force_login(speaker)
    group = TagGroup.objects.create(name="Größe", slug="groesse")
    address = "/moderation/bereiche/krisen/"
    page = client.get(address).text
    assert 'value="Wie viele Karten?"' in page and "Größe" in page
    kept = area.questions.get(label="Rechtsgrundlage").pk
    data = form(
        area, ("Rechtsgrundlage", "is_required"), ("Seit wann?",), ("",), default_level=3, required_group=group.pk
    )
    assert client.post(address, data).status_code == 302
    area.refresh_from_db()
    assert (area.default_level, area.required_group) == (Level.WATCHING, group)
    asked = list(area.questions.values_list("label", "is_required", "is_long"))
    assert asked == [("Rechtsgrundlage", True, False), ("Seit wann?", False, False)]
    assert area.questions.first().pk == kept, "a question whose words stay is the same one"

    undo_act(actor=speaker, entry=ModerationEntry.objects.get(verb="edit_area"))
    area.refresh_from_db()
    assert (area.default_level, area.required_group) == (Level.NORMAL, None)
    assert list(area.questions.values_list("label", flat=True)) == ["Wie viele Karten?", "Rechtsgrundlage"]


@pytest.mark.feature("FF-51")
def test_questions_that_cannot_be_asked_come_back(client, area):
    client.force_login(make_speaker())
    twice = client.post("/moderation/bereiche/krisen/", form(area, ("Wann?",), ("wann?",)))
    assert twice.status_code == 422 and "Bitte stellen Sie jede Frage nur einmal." in twice.text
    assert client.post("/moderation/bereiche/krisen/", form(area, ("x" * 121,))).status_code == 422
    assert area.questions.count() == 2


@pytest.mark.feature("FF-67")
def test_a_new_area_has_its_default_level_at_once():
    speaker = make_speaker()
    area = create_area(
        actor=speaker,
        name="Neu",
        slug="neues",
        description="",
        topic=make_topic(),
        is_closed=False,
        default_level=Level.WATCHING,
        questions=[{"label": "Wo?", "hint": "", "is_required": False, "is_long": False}],
    )
    assert Area.objects.get().default_level == Level.WATCHING and area.questions.get().label == "Wo?"
    edit_area(actor=speaker, area=area, name="Neu", description="", topic=area.topic)
    assert area.questions.count() == 1, "who says nothing of questions leaves them"


# --- The required group -----------------------------------------------------------------------------------------------


@pytest.fixture
def group():
    group = TagGroup.objects.create(name="Größe", slug="groesse", is_single=True)
    for name in ("klein", "gross"):
        tag = make_tag(name)
        tag.group = group
        tag.save()
    return group


@pytest.mark.feature("FF-61")
def test_a_thread_of_the_area_needs_a_tag_of_the_group(client, author, group):
    area = make_area("Satzungen", required_group=group)
    assert "Mindestens ein Schlagwort aus der Gruppe „Größe“: gross, klein." in client.get("/forum/satzungen/neu/").text
    answer = client.post("/forum/neu/", new_thread(area, tags="feste"))
    assert answer.status_code == 422 and not Thread.objects.exists()
    told = "In diesem Bereich braucht jedes Thema ein Schlagwort aus der Gruppe „Größe“: gross, klein."
    assert answer.context["form"].errors["tags"] == [told]
    answer = client.post("/forum/neu/", new_thread(area, tags="klein, gross"))
    assert "Aus der Gruppe „Größe“ hat ein Thema nur ein Schlagwort" in answer.context["form"].errors["tags"][0]
    assert client.post("/forum/neu/", new_thread(area, tags="klein, feste")).status_code == 302

    thread = Thread.objects.select_related("area").get()
    address = f"{thread.get_absolute_url()}bearbeiten/"
    data = {"title": thread.title, "kind": "question", "tags": "feste", "edit_count": 0}
    answer = client.post(address, data)
    assert answer.status_code == 422 and answer.context["form"].errors["tags"] == [told]
    assert client.post(address, data | {"tags": "gross"}).status_code == 302


@pytest.mark.feature("FF-61")
def test_an_old_thread_without_the_tag_can_still_get_another_title(client, author, group):
    area = make_area()
    client.post("/forum/neu/", new_thread(area, tags="feste"))
    Area.objects.update(required_group=group)
    thread = Thread.objects.select_related("area").get()
    data = {"title": "Ein anderer Titel", "kind": "question", "tags": "feste", "edit_count": 0}
    assert client.post(f"{thread.get_absolute_url()}bearbeiten/", data).status_code == 302


@pytest.mark.feature("FF-51")
def test_a_hint_is_text(client, author, area):
    AreaQuestion.objects.create(area=area, position=2, label="Wo?", hint="<b>Satzung</b> <script>x()</script>")
    page = client.get("/forum/krisen/neu/").text
    assert "&lt;b&gt;Satzung&lt;/b&gt; &lt;script&gt;" in page and "<b>Satzung" not in page
