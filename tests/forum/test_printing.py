"""A whole thread on paper and as PDF."""

from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.utils import timezone
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics

from forum import pdf_fonts, printing
from forum.actions.answers import accept_answer
from forum.actions.editing import withdraw_post
from forum.actions.moderation import hide_post
from forum.actions.polls import Choice, NewPoll, add_poll, close_poll, vote
from forum.print_pdf import pdf_of
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread

STATEMENTS = 9

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    caches["default"].clear()
    person = make_member()
    client.force_login(person)
    return person


def words_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def printed(client, thread, query=""):
    page = client.get(f"{thread.get_absolute_url()}drucken/{query}")
    assert page.status_code == 200
    return BeautifulSoup(page.text, "html.parser")


def pdf(client, thread, query=""):
    answer = client.get(f"{thread.get_absolute_url()}pdf/{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return words_of(answer.content)


@pytest.mark.feature("FF-10", "FF-11")
def test_print_has_number_date_author_body_and_head(client, reader):
    asker = make_member(first_name="Łucja", last_name="Voßkuhl")
    thread = make_thread(author=asker, title="Wer hat eine Satzung für Ehrenkarten?")
    answer = make_post(thread, reply_to=thread.posts.get(), text="<p>Ja, <strong>wir</strong> &amp; Sie.</p>")
    accept_answer(actor=asker, post=answer)
    page = printed(client, thread)
    first, second = page.select("article.kn-printed")
    assert first.h2.text == "#1 · Łucja Voßkuhl"
    assert asker.mandates.get().municipality.name in first.text
    assert "Antwort auf #1" in second.text and "Angenommene Antwort" in second.text
    head = page.select_one(".kn-printed__head").text
    assert f"http://testserver{thread.get_absolute_url()}" in head and "Gedruckt am" in head
    words = pdf(client, thread)
    for part in (
        "Wer hat eine Satzung",
        "#1 · Łucja Voßkuhl",
        "Ja, wir & Sie.",
        thread.get_absolute_url(),
        "Gedruckt am",
    ):
        assert part in words
    assert "Seite 1 von\n1" in words or "Seite 1 von 1" in words.replace("\n", " ")


@pytest.mark.feature("FF-10", "FF-11")
def test_paper_holds_what_everybody_in_the_area_may_read(client):
    """Also where a speaker prints, or the author."""
    author, speaker = make_member(), make_speaker()
    thread = make_thread()
    hidden = make_post(thread, author, text="<p>Amselentwurf mit Namen</p>")
    withdrawn = make_post(thread, author, text="<p>Kolibritext</p>")
    hide_post(actor=speaker, post=hidden, reason="Personenbezogene Daten")
    withdraw_post(actor=author, post=withdrawn)
    for reader in (author, speaker, make_member()):
        client.force_login(reader)
        page = printed(client, thread).select_one("main")
        words = pdf(client, thread)
        for text in (page.text, words):
            assert "Amselentwurf" not in text and "Kolibritext" not in text
            assert "#2 ·" in text and "Dieser Beitrag ist ausgeblendet." in text and "#3 ·" not in text


@pytest.mark.feature("FF-10", "FF-11", "FF-53")
def test_a_poll_is_printed_with_the_votes_everybody_sees(client, reader):
    thread, day = make_thread(), datetime(2031, 3, 4, 14, tzinfo=UTC)
    post = thread.posts.get()
    choices = [Choice(begins_at=day), Choice(begins_at=day + timedelta(days=1))]
    poll = add_poll(post, NewPoll("Wann?", "dates", "end", True, day, choices))
    vote(actor=reader, poll=poll, options=[poll.options.first().pk])
    days = "Di, 4. März 2031, 15:00 Uhr{} / Mi, 5. März 2031, 15:00 Uhr{}"
    for is_closed, votes in ((False, ("", "")), (True, (" (1 Stimme)", " (0 Stimmen)"))):
        if is_closed:
            close_poll(actor=post.author, poll=poll)
        for text in (printed(client, thread).text, pdf(client, thread)):
            words = " ".join(text.split())
            assert f"Umfrage: Wann? {days.format(*votes)}" in words
            assert "1 Person hat abgestimmt." in words and "Sie auch" not in words
            assert ("Die Umfrage ist beendet." in words) == is_closed


def test_a_print_of_a_closed_area_says_so_on_each_page(client):
    inside = make_member()
    thread = make_thread(make_area(members=[inside]), inside, text="<p>Amsel</p>" * 120)
    client.force_login(inside)
    assert "Vertraulich: nur für die Personen" in printed(client, thread).select_one(".kn-printed__head").text
    pages = PdfReader(BytesIO(client.get(f"{thread.get_absolute_url()}pdf/").content)).pages
    assert len(pages) > 1 and all("Vertraulich" in page.extract_text() for page in pages)
    client.force_login(make_member())
    for name in ("drucken", "pdf"):
        assert client.get(f"{thread.get_absolute_url()}{name}/").status_code == 404


@pytest.mark.feature("FF-10", "FF-11")
@pytest.mark.parametrize(("name", "value"), [("PART_POSTS", 4), ("PART_CHARACTERS", 50)])
def test_a_large_thread_comes_in_parts(client, reader, monkeypatch, name, value):
    monkeypatch.setattr(printing, "STEP", 2)
    monkeypatch.setattr(printing, name, value)
    thread = make_thread(text="<p>Wer führt das Verzeichnis der Vereine?</p>")
    for number in range(2, 11):
        make_post(thread, text=f"<p>Bei uns führt es Stelle {number} der Verwaltung.</p>")
    numbers, address, parts = [], "", 0
    while address is not None:
        page = printed(client, thread, address)
        numbers += [int(article.h2.text[1:].split(" ·")[0]) for article in page.select(".kn-printed")]
        link = page.select_one('main a[href^="?ab="]')
        address, parts = link and link["href"], parts + 1
    assert numbers == list(range(1, 11)) and parts > 2
    answer = client.get(f"{thread.get_absolute_url()}pdf/?ab=5")
    assert "5-" in answer["Content-Disposition"] and "#5 ·" in words_of(answer.content)
    assert "#4 ·" not in words_of(answer.content)


@pytest.mark.parametrize("start", ["0", "11", "x", "9" * 30, "-1"])
def test_a_part_that_does_not_exist_is_the_first_one(client, reader, start):
    assert printed(client, make_thread(), f"?ab={start}").select_one(".kn-printed h2").text.startswith("#1 ·")


@pytest.mark.feature("FF-10")
def test_prints_are_limited_by_the_hour(client, reader, settings):
    settings.FORUM = {**settings.FORUM, "PRINTS_PER_HOUR": 2}
    thread = make_thread()
    printed(client, thread)
    pdf(client, thread)
    refused = client.get(f"{thread.get_absolute_url()}drucken/")
    assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= 3600
    assert "Sie haben in einer Stunde sehr viel gedruckt." in refused.text
    client.force_login(make_member())
    printed(client, thread)


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_print_costs_the_same_for_all_lengths(client, reader, count, django_assert_num_queries):
    thread = make_thread()
    for _number in range(count - 1):
        make_post(thread)
    client.get(f"{thread.get_absolute_url()}drucken/")
    with django_assert_num_queries(STATEMENTS):
        client.get(f"{thread.get_absolute_url()}drucken/")


def test_an_old_address_leads_to_the_new_one(client, reader):
    thread = make_thread()
    answer = client.get(f"/forum/anderswo/altes-{thread.pk}/pdf/?ab=3")
    assert (answer.status_code, answer.url) == (301, f"{thread.get_absolute_url()}pdf/?ab=3")


VOCABULARY = (
    "<p>Zeile eins<br>Zeile zwei &lt;b&gt;</p><h4>Überschrift</h4>"
    "<ul><li><p>Punkt</p><ol><li><p>innen</p></li></ol></li></ul>"
    '<blockquote class="kn-quote"><header>Wanda schrieb</header><p>Zitat</p></blockquote><pre>  x = 1\n  y</pre><hr>'
    '<p><a href="https://beispiel.example/?a=1&amp;b=2">Verweis <em>schräg</em></a> <code>code</code></p>'
    "<table><tbody><tr><th><p>Kopf</p></th><th>B</th></tr><tr><td><p>Zelle</p></td><td></td></tr></tbody></table>"
    '<figure><img src="/x" alt="Lageplan"><figcaption>Bild</figcaption></figure><p>Łódź Αθήνα Киев 😊 שלום</p>'
)


@pytest.mark.parametrize("fonts", [True, False])
def test_a_pdf_has_all_words_of_the_vocabulary(fonts, settings, monkeypatch):
    """In the site's fonts, and in those every reader has."""
    if not fonts:
        settings.FORUM = {**settings.FORUM, "PRINT_FONTS": None}
    known = {name: font for name, font in pdfmetrics._fonts.items() if "ratschlag" not in name}
    monkeypatch.setattr(pdfmetrics, "_fonts", known)
    monkeypatch.setattr(pdfmetrics, "_dynFaceNames", {})
    monkeypatch.setattr(pdf_fonts, "_fonts", cache(pdf_fonts._fonts.__wrapped__))
    words = " ".join(words_of(_pdf(VOCABULARY)).split())
    for part in ("Zeile eins Zeile zwei <b>", "Überschrift", "Punkt", "1. innen", "Wanda schrieb", "Zitat", "x = 1"):
        assert part in words
    for part in ("Verweis schräg", "code", "Kopf", "Zelle", "[Bild: Lageplan]"):
        assert part in words
    assert ("Łódź Αθήνα Киев" in words) == ("• Punkt" in words) == fonts


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p></p>",
        "<table></table>",
        "<table><tr></tr></table>",
        "</p></a></td>",
        '<a href="javascript:x">x</a>',
        "<p><strong><a href='/x'>offen",
        '<p>&lt;para color="[[[getattr(pow,Word(&#39;__globals__&#39;))]]]"&gt;&lt;/para&gt; &amp;lt;br/&amp;gt;</p>',
        '<p><a href="https://x.example/&quot;><font color=&quot;red">x</a></p>',
        "<table><tr>" + "<td>Spalte</td>" * 12 + "</tr></table>",
        f"<table><tr><td>{'sehr lang ' * 3000}</td></tr></table>",
        f"<pre>{'x' * 5000}</pre>",
        "<blockquote>" * 10 + "<ul><li>tief</li></ul>" + "</blockquote>" * 10,
        f"<p>{'W' * 20_000}</p>",
        "<p>\x01\u202e\ufffe\U000e0001</p>",
    ],
)
def test_no_text_breaks_the_pdf(html):
    assert _pdf(html).startswith(b"%PDF")


def _pdf(html):
    post = printing.PrintedPost(1, timezone.now(), "Wanda", "Hagen", html)
    area = SimpleNamespace(name="Bereich", is_closed=True)
    thread = SimpleNamespace(title="<b>T & T</b> " * 15, area=area)
    return pdf_of(printing.PrintPart(thread, [post], 1, 1, None, timezone.now()), "https://forum.example/t-1/")


def test_no_head_stands_alone_at_the_end_of_a_page():
    """Neither a post's nor a quote's: wherever the page ends, words of the text come first."""
    quote = "<blockquote><header>Wanda schrieb in #1</header><p>Das Zitat.</p></blockquote>"
    moment = timezone.now()
    posts = [
        printing.PrintedPost(number, moment, "Wanda", "Hagen", f"<p>Zeile.</p>{quote * (number % 4)}<p>Zeile.</p>")
        for number in range(1, 60)
    ]
    thread = SimpleNamespace(title="Titel", area=SimpleNamespace(name="Bereich", is_closed=False))
    part = printing.PrintPart(thread, posts, 1, 59, None, moment)
    pages = PdfReader(BytesIO(pdf_of(part, "https://forum.example/t-1/"))).pages
    ends = [page.extract_text().strip().split("\n")[-1] for page in pages]
    assert len(ends) > 5 and set(ends) <= {"Zeile.", "Das Zitat."}
