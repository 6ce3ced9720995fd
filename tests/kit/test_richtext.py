"""Rich text: what comes in is sanitised, what is stored is stable, and plain text is enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import richtext

HOSTILE = [
    "<script>alert(1)</script><p>Text</p>",
    "<p onclick='alert(1)'>Text</p>",
    '<p><a href="javascript:alert(1)">Text</a></p>',
    '<p><a href="JaVaScRiPt&#58;alert(1)">Text</a></p>',
    '<p><a href="data:text/html,x">Text</a></p>',
    '<p><a href="//evil.example/x">Text</a></p>',
    '<p><img src="https://tracker.example/x.png">Text</p>',
    '<p style="position:fixed" class="kn-header" id="inhalt">Text</p>',
    "<p>Text</p><svg onload=alert(1)></svg>",
    '<p><span data-mention="1 onmouseover=alert(1)">Text</span></p>',
    '<blockquote data-quote="x"><p>Text</p></blockquote>',
    "<p>Text</p><iframe src=https://evil.example></iframe><form action=/x><input name=csrf></form>",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_markup_leaves_only_the_words(typed):
    cleaned = richtext.clean(typed)
    assert "Text" in cleaned
    for trace in (
        "alert",
        "javascript",
        "data:",
        "evil",
        "tracker",
        "style",
        "class",
        "onclick",
        "<img",
        "<form",
        "id=",
    ):
        assert trace not in cleaned.replace('rel="nofollow ugc noopener noreferrer"', "")


@given(st.text(max_size=400))
def test_cleaning_twice_is_cleaning_once(typed):
    once = richtext.clean(typed)
    assert richtext.clean(once) == once


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<ul>", "<li>", "</ul>", "<blockquote>", "<b", "&lt;", "x", '"', "<a href=x>"])
    )
)
def test_cleaning_broken_markup_is_stable(parts):
    once = richtext.clean("<p>" + "".join(parts))
    assert richtext.clean(once) == once


@pytest.mark.feature("FF-24")
def test_plain_text_becomes_paragraphs_lists_and_links():
    cleaned = richtext.clean(
        "Guten Tag,\nzweite Zeile\n\n- erstens\n- zweitens\n\n1. eins\n2. zwei\n\nSiehe https://beispiel.de/a."
    )
    assert cleaned.startswith("<p>Guten Tag,<br>zweite Zeile</p><ul><li><p>erstens</p></li>")
    assert "<ol><li><p>eins</p></li>" in cleaned
    assert (
        '<a href="https://beispiel.de/a" rel="nofollow ugc noopener noreferrer">https://beispiel.de/a</a>.' in cleaned
    )


def test_angle_brackets_in_plain_text_stay_words():
    assert richtext.clean("Wenn a < b und b > c, dann") == "<p>Wenn a &lt; b und b &gt; c, dann</p>"


def test_plain_words_leave_quotes_out():
    cleaned = richtext.clean('<blockquote data-quote="7"><p>Zitat</p></blockquote><p>Eigenes&nbsp;Wort</p>')
    assert richtext.to_text(cleaned) == "Eigenes Wort"
    assert richtext.quoted_ids(cleaned) == [7]


def test_mentions_in_quotes_are_nobodys_mentions():
    cleaned = richtext.clean(
        '<blockquote data-quote="7"><p><span data-mention="1">@A</span></p></blockquote>'
        '<p><span data-mention="2">@B</span> <span data-mention="2">@B</span></p>'
    )
    assert richtext.mentioned_ids(cleaned) == [2]


def test_rendering_bakes_names_in_and_escapes_them():
    cleaned = richtext.clean('<p><span data-mention="2">@alt</span> und <span data-mention="3">@fort</span></p>')
    html = richtext.render(cleaned, people={2: ("<Ada>", "/p/ada/")}, quote_head=lambda pk: None)
    assert html == '<p><a class="kn-mention" href="/p/ada/">@&lt;Ada&gt;</a> und @fort</p>'


def test_nesting_is_flattened_but_keeps_the_words():
    cleaned = richtext.clean("<blockquote>" * 30 + "<p>tief</p>" + "</blockquote>" * 30)
    assert cleaned.count("<blockquote>") == richtext.MAX_DEPTH
    assert "tief" in cleaned


@pytest.mark.parametrize("invisible", ["", " \n\t ", "\u200b\u200d\u2060", "\u00ad\u00a0", "x"])
def test_invisible_text_is_no_text(invisible):
    assert not richtext.has_visible_text(invisible)


def test_characters_postgresql_refuses_and_direction_controls_are_dropped():
    assert richtext.normalise("a\x00b\u202ec\r\nd\ud800") == "abc\nd?"


@pytest.mark.parametrize("pattern", ["a" * 100_000, "<" * 100_000, "@" * 100_000, "- " * 50_000, "https://" * 12_000])
def test_long_hostile_input_is_cheap(pattern):
    """Every pattern is linear; a quadratic one would hang here for minutes."""
    richtext.to_text(richtext.clean(pattern))
