"""Tables and pictures in a text: one shape, whatever was typed, and stable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import richtext

PARTS = [
    "<table>",
    "</table>",
    "<tbody>",
    "<thead>",
    "</thead>",
    "<tr>",
    "</tr>",
    "<td>",
    "<th",
    "colspan=2>",
    "</td>",
    "<p>",
    "</p>",
    "<ul><li>",
    "</ul>",
    "<caption>",
    "<strong>",
    "</strong>",
    "<blockquote>",
    "</blockquote>",
    "<img",
    "data-file=3>",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<a",
    "href=https://x.de>",
    "</a>",
    "<span",
    'style="font-weight:bold">',
    "</span>",
    "x",
    "&lt;",
    '"',
]


@pytest.mark.feature("FF-23", "FF-29")
@given(st.lists(st.sampled_from(PARTS), max_size=24))
def test_cleaning_tables_and_pictures_twice_is_cleaning_once(parts):
    once = richtext.clean("<p>" + "".join(parts))
    assert richtext.clean(once) == once


@pytest.mark.feature("FF-23")
def test_a_table_keeps_rows_cells_and_heads_and_nothing_else():
    cleaned = richtext.clean(
        "<table style='min-width: 75px'><colgroup><col></colgroup><caption>Sätze</caption><thead><tr><td>Ort</td>"
        "<th colspan='1' rowspan='1'><p>Satz</p></th></tr></thead><tbody><tr><td colspan=2 onclick=x>Hagen<br>und "
        "Hamm</td></tr><tr></tr></tbody></table>"
    )
    assert cleaned == (
        "<p>Sätze</p><table><tr><th><p>Ort</p></th><th><p>Satz</p></th></tr>"
        '<tr><td colspan="2"><p>Hagen<br>und Hamm</p></td></tr></table>'
    )
    assert richtext.to_text(cleaned) == "Sätze\nOrt | Satz\nHagen und Hamm"


@pytest.mark.feature("FF-23")
def test_a_table_in_a_table_leaves_its_words():
    cleaned = richtext.clean("<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr></table>")
    assert cleaned == "<table><tr><td><p>a</p><p>b</p><p>c</p></td></tr></table>"


@pytest.mark.feature("FF-23")
def test_a_wide_table_scrolls_by_itself_and_has_a_name():
    source = richtext.clean("<table><tr><th>A</th><th colspan=2></th></tr><tr><th>B</th></tr></table>")
    html = richtext.render(source, people={}, quote_head=lambda pk: None)
    assert '<div class="kn-scroll" role="group" tabindex="0" aria-label="' in html
    assert '<th scope="col"><p>A</p></th>' in html
    assert '<th scope="row"><p>B</p></th>' in html
    assert '<td colspan="2"><p></p></td>' in html, "a head without words is none"


@pytest.mark.feature("FF-29", "FF-30")
def test_a_picture_is_a_known_file_with_words_or_decorative():
    cleaned = richtext.clean(
        '<p>Plan:</p><img data-file="007" alt="  Lage &quot;A&quot; <b> " src=https://evil.example style=x>'
        '<img data-file="8" data-decorative alt=""><img data-file="9"><img src=https://tracker.example/x.png>'
    )
    assert cleaned == (
        '<p>Plan:</p><img data-file="7" alt="Lage &quot;A&quot; &lt;b&gt;">'
        '<img data-file="8" alt="" data-decorative=""><img data-file="9" alt="">'
    )
    assert richtext.clean(cleaned) == cleaned
    assert richtext.picture_ids(cleaned) == [7, 8, 9]
    assert richtext.silent_pictures(cleaned) == [9]
    assert richtext.to_text(cleaned) == 'Plan:\nLage "A" <b>'


@pytest.mark.feature("FF-30")
def test_rendering_bakes_addresses_of_pictures_in():
    source = '<img data-file="7" alt="Plan"><img data-file="8" alt="" data-decorative=""><img data-file="9" alt="fort">'
    known = {7: richtext.Picture("/a/7/", 40, 30), 8: richtext.Picture("/a/8/")}
    html = richtext.render(source, people={}, quote_head=lambda pk: None, pictures=known)
    assert html == (
        '<a href="/a/7/"><img class="kn-picture" src="/a/7/" alt="Plan" width="40" height="30" loading="lazy"></a>'
        '<img class="kn-picture" src="/a/8/" alt="" loading="lazy">fort'
    )


@pytest.mark.feature("FF-27")
def test_mentions_of_bodies_outside_quotes_count_and_get_their_name():
    source = richtext.clean(
        '<blockquote><p><span data-body="1">@A</span></p></blockquote><p><span data-body="02">@B</span></p>'
    )
    assert (richtext.mentioned_bodies(source), richtext.named_bodies(source)) == ([2], {1, 2})
    html = richtext.render(source, people={}, quote_head=lambda pk: None, bodies={2: ("Stadt <B>", "/b/")})
    assert '<a class="kn-mention" href="/b/">@Stadt &lt;B&gt;</a>' in html
    assert "<p>@A</p>" in html


@pytest.mark.parametrize(
    "pattern", ["<table>" * 3000, "<td>" * 30_000, "<img data-file=1 " * 5000, "<b>" * 3000, "<p style="]
)
def test_long_hostile_tables_are_cheap(pattern):
    richtext.to_text(richtext.clean("<p>" + pattern))
