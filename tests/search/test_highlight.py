"""Found words made visible, whatever form they have in the text."""

import re

import pytest

from search.highlight import Marker
from search.language import analyse_query


@pytest.mark.parametrize(
    ("asked", "written", "shown"),
    [
        ("Verein", "Unsere Vereine und Vereinen", "Unsere <mark>Vereine</mark> und <mark>Vereinen</mark>"),
        ("Muenster", "Die Stadt Münster", "Die Stadt <mark>Münster</mark>"),
        ("Übungsleiter", "Uebungsleitern danken", "<mark>Uebungsleitern</mark> danken"),
        ("strasse", "Straßen und Plätze", "<mark>Straßen</mark> und Plätze"),
        ("PLATZ", "Straßen und Plätze", "Straßen und <mark>Plätze</mark>"),
        ("E-Mail", "Eine E-Mail, eine Email", "Eine <mark>E-Mail</mark>, eine <mark>Email</mark>"),
        ("Karte", "Die Ehrenamtskarte gilt", "Die <mark>Ehrenamtskarte</mark> gilt"),
        ("Verein", "Vereinsheime, Vereinbarungen", "<mark>Vereinsheime</mark>, Vereinbarungen"),
        ("und", "Ja und nein", "Ja und nein"),
        ("<b>", "a < b & <b>", "a &lt; <mark>b</mark> &amp; &lt;<mark>b</mark>&gt;"),
        ("volunteer", "Volunteers welcome", "<mark>Volunteers</mark> welcome"),
    ],
)
def test_marks(asked, written, shown):
    terms = [term for word in analyse_query(asked) for term in word.terms]
    assert Marker(terms).mark(written) == shown


def test_snippets_show_the_place():
    filler = "Ein Satz ohne Belang steht hier. " * 30
    marker = Marker(["verein", "notfallplan"])
    snippet = marker.snippet(f"{filler}Der Verein schweigt. {filler}Hier nennt der Notfallplan jeden Verein. {filler}")
    assert "Hier nennt der <mark>Notfallplan</mark> jeden <mark>Verein</mark>." in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(re.sub("<.*?>", "", snippet)) <= 244
    assert marker.snippet("Kurz.") == "Kurz."
    assert len(marker.snippet("x" * 5000)) < 250
    assert marker.snippet("") == ""
