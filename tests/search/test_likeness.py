"""The search narrows to municipalities like mine."""

import pytest

from search.models import SearchDocument
from tests.factories import make_member, make_municipality, make_post, make_thread

from .pages import ask, index_everything, text, titles

pytestmark = pytest.mark.django_db


@pytest.mark.feature("FF-19")
def test_only_what_comes_from_municipalities_like_mine():
    like, larger, district = (
        make_municipality("Hagenau", population=30_000),
        make_municipality("Großhausen", population=300_000),
        make_municipality("Landkreis", population=30_000, kind="kreis"),
    )
    me = make_member(make_municipality("Witten", population=40_000))
    for town in (like, larger, district):
        make_thread(author=make_member(town), title=f"Dorfanger in {town.label}")
    answered = make_thread(author=make_member(larger), title="Dorfanger anderswo")
    make_post(answered, make_member(like), text="Der Dorfanger ist gerichtet.")
    index_everything()
    assert SearchDocument.objects.filter(affiliation=like.key).exists()
    assert len(titles(ask(me, q="Dorfanger", bereich="forum"))) == 4
    narrowed = ask(me, q="Dorfanger", bereich="forum", wie="meine")
    assert sorted(titles(narrowed)) == ["Dorfanger anderswo", f"Dorfanger in {like.label}"]
    assert narrowed.context["page"].found.tabs["forum"] == 2  # the numbers come from the same candidates
    assert "Kommunen wie meine" in [chip.label for chip in narrowed.context["chips"]]


@pytest.mark.feature("FF-19")
def test_who_speaks_for_no_municipality_has_no_such_filter():
    from tests.factories import make_editor

    make_thread(title="Dorfanger gesucht")
    index_everything()
    page = ask(make_editor(), q="Dorfanger")
    assert 'name="wie"' not in text(page)
