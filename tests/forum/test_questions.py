"""The one question before a text is published."""

from pathlib import Path
from uuid import uuid4

import pytest
import yaml

from forum.models import Affiliation, Post, Thread
from forum.personal_data import find_personal_data
from forum.questions import own_words, question_before
from tests.factories import make_area, make_member, make_municipality, make_profile, make_thread

DEMO = Path(__file__).parents[2] / "cms" / "demo" / "data" / "threads"


def found(text, own=()):
    return [(str(each.kind), each.text) for each in find_personal_data(text, own=own)]


# --- Personal data ----------------------------------------------------------------------------------------------------


@pytest.mark.feature("FF-45")
@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("Rufen Sie Frau M. an: 0251 / 492-7133, vormittags.", "phone", "0251 / 492-7133"),
        ("Mobil +49 (0)171 2345678", "phone", "+49 (0)171 2345678"),
        ("Tel. 00491712345678.", "phone", "00491712345678"),
        ("Bitte auf DE89 3704 0044 0532 0130 00 überweisen", "iban", "DE89 3704 0044 0532 0130 00"),
        ("IBAN: de89370400440532013000", "iban", "de89370400440532013000"),
        ("Der Bescheid (Az. 32.1-4711/2025) ging am Montag hinaus.", "case_number", "32.1-4711/2025"),
        ("Aktenzeichen: 50-2-17/24", "case_number", "50-2-17/24"),
        ("Die Klage 12 C 345/21 läuft noch.", "case_number", "12 C 345/21"),
        ("Schreiben Sie an petra.muster@example.de, sie hilft.", "email", "petra.muster@example.de"),
    ],
)
def test_personal_data_is_found(text, kind, part):
    assert found(text) == [(kind, part)]


@pytest.mark.feature("FF-45")
@pytest.mark.parametrize(
    "text",
    [
        "Am 01.03.2026 von 09:00 bis 11:00 Uhr, Kosten 5.000 bis 10.000 Euro (Haushalt 2024/25).",
        "05.-07.06.2026, 30 45 60 70 Karten, 0,5 Prozent, Beleg 0012345678",
        "DE88 3704 0044 0532 0130 00",  # wrong checksum
        "Die kostenfreie Nummer 0800 1234567 und die 116 117 kennen alle.",
        "BVerwG, Urteil vom 12.03.2020, Az. 6 C 12/19",
        "Anträge an ehrenamt@stadt.example oder info@kreis.example",
        "§ 55 Abs. 2 GO NRW, DIN 18040-2, Drucksache 17/12345, 48143 Münster",
    ],
)
def test_what_is_nobodys_secret_is_not(text):
    assert found(text) == []


@pytest.mark.feature("FF-45")
def test_own_contact_data_is_not_meant_however_it_is_written():
    text = "Sie erreichen mich unter +49 251 4927133 oder Anna.Beispiel@example.de, sonst Kai: 0171 2345678"
    assert found(text, own=["0251/4927133", "anna.beispiel@EXAMPLE.de", ""]) == [("phone", "0171 2345678")]


@pytest.mark.feature("FF-45")
def test_at_most_one_post_in_fifty_of_the_demo_would_be_asked():
    posts = [
        post["text"]
        for path in DEMO.glob("*.yaml")
        for thread in yaml.safe_load(path.read_text())["threads"]
        for post in thread["posts"]
    ]
    asked = [text for text in posts if found(text)]
    assert len(posts) > 500 and len(asked) <= len(posts) * 0.02, asked


@pytest.mark.feature("FF-45")
@pytest.mark.parametrize("piece", ["0", "a@", "DE12 ", "Az. ", "0 ", "+1(", "1 C 1 ", "a.", "AB12"])
def test_long_hostile_text_gives_little(piece):
    assert len(find_personal_data(piece * (32_000 // len(piece)))) <= 5


def test_quoted_words_were_published_before():
    source = '<p>Eins</p><blockquote data-quote="3"><p>zwei</p><blockquote>drei</blockquote></blockquote><p>vier</p>'
    assert own_words(source).split() == ["Eins", "vier"]


# --- Asking -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def author(client, db):
    person = make_member()
    client.force_login(person)
    return person


def reply_to(client, thread, text, **more):
    return client.post(f"{thread.get_absolute_url()}antwort/", {"body": text, "idempotency_key": uuid4(), **more})


SECRET = "Frau Muster erreichen Sie unter 0251 4927133."


@pytest.mark.feature("FF-44", "FF-45")
def test_a_reply_is_asked_about_once_and_keeps_its_text(client, author):
    thread = make_thread()
    key = uuid4()
    answer = reply_to(client, thread, SECRET, idempotency_key=key)
    assert answer.status_code == 422 and Post.objects.count() == 1
    assert "Ist das für alle bestimmt, die hier lesen?" in answer.text
    assert answer.text.count("0251 4927133") == 2 and "Telefonnummer" in answer.text  # in the question and in the text
    assert answer.context["form"]["idempotency_key"].value() == str(key)
    asked = answer.context["question"].asked
    assert f'name="asked" value="{asked}"' in answer.text
    # Whatever stands there now is published: one question for each sending.
    answer = reply_to(client, thread, SECRET + " Und petra@example.de", idempotency_key=key, asked=asked)
    assert answer.status_code == 302 and Post.objects.filter(thread=thread).count() == 2


@pytest.mark.feature("FF-44")
def test_an_error_after_the_question_does_not_bring_it_back(client, author):
    thread, key = make_thread(), uuid4()
    asked = reply_to(client, thread, SECRET, idempotency_key=key).context["question"].asked
    silent = reply_to(client, thread, SECRET + '<img data-file="1" alt="">', idempotency_key=key, asked=asked)
    assert silent.status_code == 422 and silent.context["question"] is None
    assert f'name="asked" value="{asked}"' in silent.text
    assert reply_to(client, thread, SECRET, idempotency_key=key, asked=asked).status_code == 302


@pytest.mark.feature("FF-30", "FF-44")
def test_what_has_to_be_mended_is_said_before_the_question(client, author):
    silent = SECRET + '<p>Hier</p><img data-file="1" alt="">'
    answer = reply_to(client, make_thread(), silent)
    assert (answer.status_code, answer.context["question"]) == (422, None)
    assert "Bitte beschreiben Sie das Bild" in answer.text
    data = {"area": make_area().pk, "kind": "question", "title": "Wer hat das schon?", "body": silent}
    answer = client.post("/forum/neu/", data)
    assert (answer.status_code, answer.context["question"]) == (422, None)
    assert "Bitte beschreiben Sie das Bild" in answer.text


@pytest.mark.feature("FF-44")
def test_the_word_that_it_was_asked_is_good_for_one_sending_of_one_person(client, author):
    thread = make_thread()
    key = uuid4()
    asked = reply_to(client, thread, SECRET, idempotency_key=key).context["question"].asked
    for forged in ("1", asked + "x", asked[:-1], f"{author.pk}:{key}"):
        assert reply_to(client, thread, SECRET, idempotency_key=key, asked=forged).status_code == 422
    assert reply_to(client, thread, SECRET, asked=asked).status_code == 422
    client.force_login(make_member())
    assert reply_to(client, thread, SECRET, idempotency_key=key, asked=asked).status_code == 422
    assert Post.objects.count() == 1


@pytest.mark.feature("FF-44")
def test_a_form_without_a_key_is_asked_once_too(client, author):
    thread = make_thread()
    answer = client.post(f"{thread.get_absolute_url()}antwort/", {"body": SECRET})
    data = {"body": SECRET, "asked": answer.context["question"].asked}
    data["idempotency_key"] = answer.context["form"]["idempotency_key"].value()
    assert client.post(f"{thread.get_absolute_url()}antwort/", data).status_code == 302


@pytest.mark.feature("FF-45")
def test_own_contact_data_of_profile_and_municipality_are_not_asked_about(client, db):
    person = make_member(make_municipality(contact_email="koordination-neu@muster.example"))
    make_profile(person, phone="0251 492-7133")
    client.force_login(person)
    text = f"Rufen Sie mich an: +49 251 4927133, {person.email.upper()}, koordination-neu@muster.example"
    assert reply_to(client, make_thread(), text).status_code == 302


@pytest.mark.feature("FF-45")
def test_the_poll_is_looked_at_too(client, author):
    poll = {
        "poll-question": "Wen rufen wir an?",
        "poll-kind": "single",
        "poll-options": "Frau M.: 0251 4927133\nNiemanden",
        "poll-results": "now",
    }
    answer = reply_to(client, make_thread(), "Stimmen Sie bitte ab.", **poll)
    assert answer.status_code == 422 and answer.context["question"].kind == "personal"


@pytest.mark.feature("FF-44", "FF-45")
def test_a_new_thread_is_asked_about_with_all_it_holds(client, author):
    area = make_area()
    data = {
        "area": area.pk,
        "kind": "question",
        "title": "Wer kennt den Fall 12 C 345/21?",
        "body": "Guten Tag, wie gehen Sie damit um?",
        "tags": "vereine, haftung",
        "idempotency_key": uuid4(),
    }
    answer = client.post("/forum/neu/", data)
    assert answer.status_code == 422 and not Thread.objects.exists()
    assert answer.text.count("12 C 345/21") == 2 and 'value="vereine, haftung"' in answer.text
    answer = client.post("/forum/neu/", data | {"asked": answer.context["question"].asked})
    assert answer.status_code == 302 and Thread.objects.get().title == data["title"]


# --- Receivers --------------------------------------------------------------------------------------------------------


@pytest.mark.feature("FF-28", "FF-44")
def test_more_than_twenty_receivers_are_asked_about(client, author):
    town = make_municipality("Großburg", label="Stadt Großburg")
    body = Affiliation.objects.get(key=town.key)
    thread = make_thread()
    people = [make_member(town) for _ in range(20)]
    mention = (
        f'<p>Was sagt <span data-mention="{people[0].pk}">@Sie</span>, <span data-body="{body.pk}">@Stadt</span>?</p>'
    )
    assert reply_to(client, thread, mention).status_code == 302, "twenty are no question"
    make_member(town)
    for text in (mention, "Was sagt @Stadt Großburg dazu?"):
        answer = reply_to(client, thread, text, idempotency_key=(key := uuid4()))
        assert answer.status_code == 422 and "Sollen 21 Personen davon erfahren?" in answer.text
    asked = answer.context["question"].asked
    assert reply_to(client, thread, text, idempotency_key=key, asked=asked).status_code == 302


@pytest.mark.feature("FF-28")
def test_those_who_cannot_read_the_area_are_no_receivers(client, author):
    town = make_municipality("Großburg", label="Stadt Großburg")
    for _ in range(21):
        make_member(town)
    thread = make_thread(make_area(members=[author]), author)
    text = f'<p><span data-body="{Affiliation.objects.get(key=town.key).pk}">@Stadt</span> sagt nichts.</p>'
    assert reply_to(client, thread, text).status_code == 302


@pytest.mark.feature("FF-44")
def test_who_is_not_asked_costs_no_statement(author, django_assert_num_queries):
    thread = make_thread()
    text = "<p>Bei uns <b>120</b> Karten seit dem 01.03.2026.</p><blockquote><p>0251 4927133</p></blockquote>"
    with django_assert_num_queries(0):
        assert question_before(author, area=thread.area, source=text, key=uuid4(), asked="") is None
