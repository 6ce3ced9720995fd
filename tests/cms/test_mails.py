"""Every kind of mail: nothing in it changes a row when a mail scanner looks, and every mail program can read it."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings

from notifications.registry import kinds
from tests.security.tables import MAY_CHANGE, changed, fingerprint

from .mail_samples import ACCOUNT_MAILS, all_mails, mailed_kinds

pytestmark = pytest.mark.django_db

VOID = {"meta", "br", "img", "hr", "link", "input"}
ALLOWED = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "div",
        "table",
        "tbody",
        "tr",
        "td",
        "p",
        "br",
        "b",
        "a",
    ),
    *("strong", "em", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "code", "pre"),
}
ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@pytest.fixture(scope="module")
def mails(django_db_setup, django_db_blocker):
    bounces = {"BOUNCE_ADDRESS": "rueckweg@netzwerk.example"}
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(NOTIFICATIONS={**settings.NOTIFICATIONS, **bounces}):
            yield all_mails()
        transaction.set_rollback(True)


def html_of(mail):
    [(html, mimetype)] = mail.alternatives
    assert mimetype == "text/html"
    return html


class Reader(HTMLParser):
    """Notes what stands in a mail, and fails where elements are not closed in their order."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.links, self.styles, self.attributes, self.headings = [], set(), [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag in ("h1", "h2", "h3"):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes another element"


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def links_of(mail):
    links = {*read(html_of(mail)).links, *ADDRESS.findall(mail.body)}
    if header := mail.extra_headers.get("List-Unsubscribe"):
        links.add(header.strip("<>"))
    return sorted(links)


def test_there_is_a_sample_of_every_kind(mails):
    assert set(mailed_kinds()) | {mail.name for mail in ACCOUNT_MAILS} | {"digest"} == set(mails)


def test_a_scanner_that_follows_every_link_twice_changes_no_row(mails):
    """Of no table but sessions and cache, and it meets no page that fails."""
    tables = set(connection.introspection.table_names()) - MAY_CHANGE
    links = sorted({link for mail in mails.values() for link in links_of(mail)})
    assert len(links) > 20
    before = fingerprint(tables)
    for link in links:
        assert link.startswith(settings.WAGTAILADMIN_BASE_URL), "a mail leads to this site alone"
        parts = urlsplit(link)
        for method in ("get", "get", "head"):
            response = getattr(Client(), method)(
                f"{parts.path}?{parts.query}", headers={"user-agent": "Mail-Scanner/1.0"}
            )
            assert response.status_code in (200, 302), link
            assert not response.cookies.get("sessionid") or "passwort" in link, "looking needs no session"
    assert changed(before, fingerprint(tables)) == []


def test_every_mail_is_html_that_mail_programs_read(mails):
    for name, mail in mails.items():
        html = html_of(mail)
        found = read(html)
        assert html.startswith("<!DOCTYPE html>"), name
        assert found.tags <= ALLOWED, (name, found.tags - ALLOWED)
        assert ("html", "lang", "de") in found.attributes
        assert not [
            each for each in found.attributes if each[1].startswith("on") or each[1] in ("src", "id", "background")
        ]
        assert all(
            value == "presentation"
            for tag, attribute, value in found.attributes
            if (tag, attribute) == ("table", "role")
        )
        assert found.tags.isdisjoint({"img", "script", "link"}), "nothing is fetched, nobody is tracked"
        assert "url(" not in html
        assert "@import" not in html
        assert found.headings == sorted(found.headings) or name == "digest", "one h1, then what is below it"
        assert len(html.encode()) < 100_000, "Gmail cuts what is longer"
        assert max(int(width) for width in re.findall(r'width="(\d+)"', html)) == 600
        assert all(len(line.encode()) < 998 for line in mail.message().as_string().splitlines())


def test_styles_stand_in_the_elements(mails):
    for mail in mails.values():
        html = html_of(mail)
        block = html[html.index("<style>") : html.index("</style>")]
        assert "@media (prefers-color-scheme: dark)" in block
        assert ".card {" not in block.split("@media")[0]
        card = re.search(r'<td class="card"[^>]*>', html)[0]
        assert "background: #ffffff" in card.replace("background:#", "background: #")


def test_every_text_is_whole(mails):
    """Each address of the HTML stands in the text, too, and no markup does."""
    for name, mail in mails.items():
        assert set(read(html_of(mail)).links) <= set(ADDRESS.findall(mail.body)), name
        assert not re.search(
            r"<(p|a|br|b|td)\b|&(amp|quot|#x27|nbsp);", mail.body.replace("<b>Wie ausführlich</b>", "")
        ), name
        assert "\n\n\n\n" not in mail.body, name


def test_what_members_write_cannot_break_out(mails):
    html = html_of(mails["forum.new_thread"])
    assert "Ratsvorlage: &lt;b&gt;Wie ausführlich&lt;/b&gt; &amp; genau?" in html
    assert "<b>Wie" not in html


def test_all_but_mails_of_the_account_can_be_stopped(mails):
    for kind in kinds():
        if kind.name in mails:
            headers = mails[kind.name].extra_headers
            assert ("List-Unsubscribe" in headers) != kind.is_fixed
    for mail in ACCOUNT_MAILS:
        assert "List-Unsubscribe" not in mails[mail.name].extra_headers


def test_in_english_too(db):
    digest = all_mails("en")["digest"]
    assert digest.subject.startswith("Your digest of ")
    assert "Good " in digest.body
    assert 'lang="en"' in html_of(digest)
