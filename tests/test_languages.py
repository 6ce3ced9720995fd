"""German and English are complete: every text of every app, in code and templates, in catalogues that are compiled."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from .harness.catalogues import Message, messages_of, read_mo, read_po

ROOT = Path(__file__).resolve().parent.parent
APPS = ("kit", "notifications", "forum", "directory", "home", "search", "cms")
LANGUAGES = ("de", "en")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
GERMAN_LETTERS = re.compile(r"[äöüÄÖÜß„]")
# German by design: invented people and their posts, the pages and the workflow a new site begins with (editors own
# them from then on), what `make` says to those who install it, what search knows of the language, sources of maps, and
# two error pages in both languages for when nothing works any more.
CONTENT = (
    "cms/demo/", "cms/services/", "cms/management/", "cms/accounts/groups.py", "cms/maps/", "home/starter/",
    "directory/register/codes.py",
    "search/language.py", "search/stopwords.py", "search/lines/",
    "cms/templates/400.html", "cms/templates/500.html", "cms/templates/demo/",
)  # fmt: skip
UNITS = {"km²"}


def catalogue(app, language):
    return ROOT / app / "locale" / language / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_every_text_is_translated(app, language):
    texts = messages_of(ROOT / app)
    path = catalogue(app, language)
    assert texts or path.exists(), "the scan finds texts"
    entries = {(entry.message.context, entry.message.text): entry for entry in read_po(path)}
    missing = [
        f"{where.relative_to(ROOT)}: {text.text!r}"
        for text, where in texts.items()
        if (found := entries.get((text.context, text.text))) is None or not all(found.translations)
    ]
    assert not missing, "\n".join(["run make messages, then translate:", *missing])
    assert not [entry.message.text for entry in entries.values() if entry.is_fuzzy], "fuzzy"
    plurals = [text.text for text in texts if text.plural and len(entries[text.context, text.text].translations) != 2]
    assert not plurals


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_what_is_compiled_is_what_is_written_and_placeholders_agree(app, language):
    path = catalogue(app, language)
    entries = read_po(path)
    written = {entry.message.key: entry.translations for entry in entries if all(entry.translations)}
    assert read_mo(path.with_suffix(".mo")) == written, f"{path.with_suffix('.mo')} is older than its .po"
    for entry in entries:
        wanted = set(PLACEHOLDER.findall(entry.message.text)) | set(PLACEHOLDER.findall(entry.message.plural))
        for text in filter(None, entry.translations):
            found = set(PLACEHOLDER.findall(text))
            is_singular = bool(entry.message.plural) and text == entry.translations[0]  # »a reply«, without its number
            assert found == wanted or (is_singular and found < wanted), entry.message.text


def test_english_is_what_the_code_says_and_never_falls_back_to_german():
    """The site's language is German; Django never falls back from English, so a text without an entry stays English."""
    with translation.override("en"):
        assert translation.gettext("Overview") == "Overview"
        assert translation.gettext("Not in any catalogue") == "Not in any catalogue"
        assert translation.ngettext("%(count)d minute ago", "%(count)d minutes ago", 1) == "%(count)d minute ago"
    with translation.override("de"):
        assert translation.gettext("Overview") == "Übersicht"


@pytest.mark.parametrize("app", APPS)
def test_no_template_speaks_without_a_catalogue(app):
    """What remains of a template without tags and variables has no words, in whatever language."""
    found = []
    for path in sorted((ROOT / app).rglob("templates/**/*.html")):
        name = str(path.relative_to(ROOT))
        if not name.startswith(CONTENT) and (words := words_of(path.read_text())):
            found.append(f"{name}: {' | '.join(words)}")
    assert not found, "\n".join(found)


def words_of(template):
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", " ", template, flags=re.S)
    text = re.sub(r"{%\s*blocktrans.*?endblocktrans\w*\s*%}|{%\s*language.*?endlanguage\s*%}", " ", text, flags=re.S)
    text = re.sub(r"{%.*?%}|{{.*?}}", "\x00", text, flags=re.S)
    spoken = re.findall(r'\b(?:aria-label|alt|placeholder|title|content|value)="([^"\x00]*)"', text)
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.S)
    text = re.sub(r"<[^>]*>|&\w+;", "\x00", text)
    visible = [part.strip() for part in text.split("\x00")]
    german = [part for part in spoken if GERMAN_LETTERS.search(part)]
    words = [part for part in visible if re.search(r"[^\W\d_]{3,}", part) and not part.startswith('class="')]
    return [part for part in [*words, *german] if part not in UNITS]


@pytest.mark.parametrize("app", APPS)
def test_no_code_speaks_german(app):
    found = []
    for path in sorted((ROOT / app).rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if not name.startswith(CONTENT) and "/migrations/" not in name:
            texts = strings_of(ast.parse(path.read_text(encoding="utf-8")))
            found += [f"{name}: {text[:60]!r}" for text in texts if GERMAN_LETTERS.search(text)]
    assert not found, "\n".join(found)


def strings_of(tree):
    """The string constants of several words, without docstrings."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    documentation = {id(node.value) for node in nodes}
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in documentation]
    return [text for text in texts if isinstance(text, str) and re.search(r"\w{2,} \w{2,}", text)]


def test_the_scan_sees_what_it_should(tmp_path):
    (tmp_path / "views.py").write_text('from x import _, pgettext\n_("Reply")\npgettext("kind", "Town")\n_(name)\n')
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text(
        '{% translate "It’s “late”" %}{% blocktranslate count n=x trimmed %}one{% plural %}{{ n }} many'
        '{% endblocktranslate %}{{ day|date:_("j F") }}{% translate "May" context "month" %}<p>Alle</p>'
    )
    assert set(messages_of(tmp_path)) == {
        Message("", "Reply"), Message("kind", "Town"), Message("", "It’s “late”"), Message("", "one", "%(n)s many"),
        Message("", "j F"), Message("month", "May"),
    }  # fmt: skip
    assert words_of((tmp_path / "templates" / "a.html").read_text()) == ["Alle"]
