"""The shared components, rendered as pages render them."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.http import QueryDict
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

import kit
from kit.keyset import KeysetPage
from kit.models import Topic
from kit.templatetags.kit import avatar_tone, calm_time, initials

KIT = Path(kit.__file__).parent
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)


def component(template, **context):
    return " ".join(render_to_string(f"kit/components/{template}.html", context).split())


def words(moment):
    return calm_time(moment, NOW).partition(">")[2].removesuffix("</span>")


@pytest.mark.parametrize(
    ("moment", "german", "english"),
    [
        (NOW - timedelta(seconds=59), "gerade eben", "just now"),
        (NOW - timedelta(seconds=60), "vor 1 Minute", "1 minute ago"),
        (NOW - timedelta(minutes=4), "vor 4 Minuten", "4 minutes ago"),
        (NOW - timedelta(minutes=59, seconds=59), "vor 59 Minuten", "59 minutes ago"),
        (NOW - timedelta(minutes=60), "heute, 8:30", "today, 8:30"),
        (datetime(2026, 11, 23, 0, 0, tzinfo=BERLIN), "heute, 0:00", "today, 0:00"),
        (datetime(2026, 11, 22, 23, 59, tzinfo=BERLIN), "gestern, 23:59", "yesterday, 23:59"),
        (datetime(2026, 11, 20, 9, 14, tzinfo=BERLIN), "Fr, 20. November", "Fri, 20 November"),
        (datetime(2026, 11, 17, 9, 14, tzinfo=BERLIN), "Di, 17. November", "Tue, 17 November"),
        (datetime(2026, 11, 16, 9, 14, tzinfo=BERLIN), "16. November 2026", "16 November 2026"),
        (datetime(2025, 3, 17, 12, 0, tzinfo=BERLIN), "17. März 2025", "17 March 2025"),
        (NOW + timedelta(minutes=10), "heute, 9:40", "today, 9:40"),
        (NOW + timedelta(days=3), "26. November 2026", "26 November 2026"),
    ],
)
def test_calm_times(moment, german, english):
    assert words(moment) == german
    with translation.override("en"):
        assert words(moment) == english


def test_the_exact_moment_stays_readable():
    element = calm_time(datetime(2026, 11, 17, 23, 5, tzinfo=ZoneInfo("UTC")), NOW)
    assert 'title="Mittwoch, 18. November 2026, 0:05"' in element
    assert (
        calm_time(datetime(2026, 7, 1, 22, 5, tzinfo=ZoneInfo("UTC")), NOW)
        == '<span class="kn-time">2. Juli 2026</span>'
    )


def test_no_moment_is_nothing():
    assert calm_time(None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Petra Voßkuhl", "PV"),
        ("Dr. Elif Karaca", "EK"),
        ("Anna-Lena von der Heide", "AH"),
        ("öğe", "Ö"),
        ("", ""),
        ("…", ""),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_a_person_keeps_their_colour():
    assert {avatar_tone(number) for number in range(10)} == {1, 2, 3, 4, 5}
    assert avatar_tone(7) == avatar_tone("7")
    assert avatar_tone("Ayşe Demirel") == avatar_tone("Ayşe Demirel")


@pytest.mark.parametrize("colour", Topic.Colour.values)
def test_every_topic_colour_has_a_class(colour):
    assert f".kn-topic--{colour} " in (KIT / "static" / "kit" / "controls.css").read_text()
    assert f"kn-topic--{colour}" in component("topic", topic=Topic(name="Krisen", colour=colour))


def test_names_are_escaped():
    assert "<script>" not in component("avatar", name="<script> x")
    assert "<b>" not in component("badge", label="<b>", kind="success")


class SampleForm(forms.Form):
    title = forms.CharField(label="Titel", help_text="Ein ganzer Satz.", min_length=5)
    note = forms.CharField(label="Notiz", required=False)
    agree = forms.BooleanField(label="Einverstanden")
    kind = forms.ChoiceField(label="Art", choices=[("a", "Frage"), ("b", "Austausch")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_names_its_hint_and_error():
    field = component("field", field=SampleForm({"title": "Kurz"})["title"])
    assert '<label class="kn-label" for="id_title">Titel</label>' in field
    assert 'aria-describedby="id_title_helptext id_title_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'id="id_title_helptext"' in field and 'id="id_title_error"' in field


def test_optional_fields_say_so():
    form = SampleForm()
    assert "(freiwillig)" in component("field", field=form["note"])
    assert "(freiwillig)" not in component("field", field=form["title"])


def test_a_group_of_options_is_a_fieldset_with_a_legend():
    group = component("field", field=SampleForm()["kind"])
    assert group.startswith("<fieldset") and '<legend class="kn-legend">Art' in group
    assert group.count('type="radio"') == 2


def test_a_checkbox_stands_before_its_label():
    box = component("field", field=SampleForm()["agree"])
    assert box.index('type="checkbox"') < box.index("Einverstanden")


def test_a_bare_form_renders_the_same_parts_and_the_summary_first():
    page = engines["django"].from_string("{{ form }}").render({"form": SampleForm({"title": "Kurz"})})
    assert page.index("Bitte prüfen Sie Ihre Angaben") < page.index('name="title"')
    assert 'href="#id_title"' in page and "autofocus" in page
    assert page.count('name="token"') == 1
    assert "kn-label" in page


def test_a_button_that_writes_carries_the_token_and_its_own_name():
    button = component(
        "post_button", action="/weg/", label="Löschen", csrf_token="abc", name="pk", value=7, title_suffix="Datei A"
    )
    assert 'method="post" action="/weg/"' in button
    assert 'name="csrfmiddlewaretoken" value="abc"' in button
    assert 'name="pk" value="7"' in button
    assert 'Löschen<span class="kn-sr"> Datei A</span>' in button


def test_pages_of_a_list_keep_the_filters():
    page = KeysetPage([], newer="n1", older="o1")
    links = component("keyset_pages", page=page, params=QueryDict("thema=krisen&vor=alt"))
    assert 'href="?thema=krisen&amp;nach=n1"' in links
    assert 'href="?thema=krisen&amp;vor=o1"' in links
    assert component("keyset_pages", page=KeysetPage([], "", ""), params=QueryDict()) == ""


def test_components_need_no_style_attribute():
    for path in KIT.rglob("*.html"):
        assert "style=" not in path.read_text().replace("style=style", "").replace("style|default", ""), path


def test_styles_stand_without_kern():
    """Every KERN colour the components use has a fallback of ours."""
    css = "\n".join(path.read_text() for path in KIT.joinpath("static", "kit").glob("*.css"))
    used = set(re.findall(r"var\((--kern-[\w-]+)\)", css))
    defined = set(re.findall(r"^\s*(--kern-[\w-]+):", css, re.MULTILINE))
    assert used and used <= defined
    assert not re.search(r"\.kern-", css)
