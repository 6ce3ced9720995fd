"""What stands in a mail: words of posts, cut and safe; nothing of confidential places; groups that stay together."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone, translation

from kit.access import MEMBERS, user_key
from notifications.digests import content_of
from notifications.enums import Mail
from notifications.excerpts import body_of, cut
from notifications.mails import compose, compose_digest
from notifications.models import Delivery, Digest, KindPreference, MailPreference, Notification
from notifications.registry import Line, register_kind
from notifications.tokens import unsubscribe_token
from tests.factories import make_member

from .world import MENTION, tell

LINE = Line(text="schreibt in", url="/forum/beitrag/7/", actor_name="Zoë Quandt", title="Satzung")
CLOSED = "area:4711"


@pytest.mark.parametrize("length", [599, 600])
def test_what_fits_stays_whole(length):
    assert cut("a" * length, 600) == ("a" * length, 0)


def test_what_does_not_is_cut_between_words_and_counted():
    text = "Wort " * 200
    begin, rest = cut(text.strip(), 600)
    assert begin.endswith("Wort …")
    assert len(begin) <= 602
    assert len(begin) - 2 + rest == len(text.strip())
    assert cut("a" * 601, 600) == ("a" * 600 + " …", 1), "a word longer than all room"


def test_html_is_cut_with_its_elements_closed():
    line = replace(LINE, body_html="<ul><li><strong>Eins</strong> zwei drei</li><li>vier</li></ul>", body_text="x")
    assert body_of(line, 9).html == "<ul><li><strong>Eins</strong> zwei …</li></ul>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p onclick="x()">Ja<script>alert(1)</script></p>', "<p>Ja</p>"),
        ('<p><a href="javascript:x()">hier</a></p>', '<p><a rel="noopener noreferrer">hier</a></p>'),
        ('<p><img src="https://boese.example/1.gif">Bild</p>', "<p>Bild</p>"),
        ("<h4>Titel</h4>", "<h3>Titel</h3>"),
        ("<p>&lt;b&gt; &amp; Co.</p>", "<p>&lt;b&gt; &amp; Co.</p>"),
    ],
)
def test_words_are_safe(source, expected):
    assert body_of(replace(LINE, body_html=source, body_text="x"), 600).html == expected


def test_links_of_this_site_become_whole(settings):
    settings.NOTIFICATIONS = {**settings.NOTIFICATIONS, "BASE_URL": "https://netzwerk.example"}
    line = replace(LINE, body_html='<p><a class="kn-mention" href="/verzeichnis/1/">@Anna</a></p>', body_text="x")
    assert 'href="https://netzwerk.example/verzeichnis/1/"' in body_of(line, 600).html


def test_plain_words_become_paragraphs():
    assert body_of(replace(LINE, body_text="Eins <2>\n\nDrei"), 600).html == "<p>Eins &lt;2&gt;</p><p>Drei</p>"


@pytest.fixture
def anna(db):
    return make_member()


def mail_about(person, line, room=MEMBERS, post=1):
    tell(person, post=post, kind=MENTION, room=room)
    row = Notification.objects.get(user=person, read_at=None)
    delivery = Delivery.objects.filter(notification=row).first()
    with translation.override("de"):
        return compose(delivery or Delivery.objects.create(notification=row, user=person, due_at=timezone.now()), line)


def everything(mail):
    return "\n".join([str(mail.subject), mail.body, mail.alternatives[0][0], *map(str, mail.extra_headers.values())])


def test_the_words_of_the_post_stand_in_the_mail(anna):
    mail = mail_about(anna, replace(LINE, body_text="Wir haben eine Satzung.\nSie liegt bei."))
    assert "Wir haben eine Satzung.\nSie liegt bei." in mail.body
    assert "Wir haben eine Satzung." in mail.alternatives[0][0]


SECRET = replace(LINE, title="Geheimtitel", excerpt="Geheimwort", body_text="Geheimwort", message="Geheimgrund")


@pytest.mark.parametrize(("room", "line"), [(CLOSED, SECRET), (None, replace(SECRET, is_confidential=True))])
def test_from_a_confidential_place_comes_the_link_alone(anna, room, line):
    mail = mail_about(anna, line, room=room or user_key(anna.pk))
    assert "Geheim" not in everything(mail)
    assert "Zoë" not in everything(mail)
    assert "/forum/beitrag/7/" in mail.body
    assert mail.subject == "In einem vertraulichen Bereich gibt es Neues für Sie."


def test_mails_of_one_group_stay_together_whatever_happens_in_it(anna):
    first = mail_about(anna, replace(LINE, text="hat Sie erwähnt in"))
    Notification.objects.update(read_at=timezone.now())
    second = mail_about(anna, LINE, post=2)
    assert first.subject == second.subject == "Satzung"
    assert (
        first.extra_headers["References"] == second.extra_headers["References"] == second.extra_headers["In-Reply-To"]
    )
    assert first.extra_headers["Message-ID"] != second.extra_headers["Message-ID"]


def digest_of(person):
    with translation.override("de"):
        content = content_of([person.pk], timezone.now())[person.pk]
        return compose_digest(Digest(user=person, period=timezone.localdate()), content)


def test_a_digest_tells_of_all_with_the_beginning_of_each(anna, world, monkeypatch):
    monkeypatch.setattr(
        world, "line", lambda row: replace(LINE, title=f"Thema {row.object_id}", body_text="Wort " * 200)
    )
    for number in (1, 2):
        tell(anna, post=number, thread=number)
    tell(anna, post=3, thread=3, room=CLOSED)
    Delivery.objects.all().delete()
    mail = digest_of(anna)
    assert "Thema 1" in mail.body
    assert "Thema 2" in mail.body
    assert mail.body.count("Es folgen noch 401 Zeichen") == 2
    assert "Thema 3" not in everything(mail), "what may not be read is not told"
    assert mail.extra_headers["Message-ID"] == digest_of(anna).extra_headers["Message-ID"]


def unsubscribe(person, **data):
    return Client(enforce_csrf_checks=True).post(f"/mitteilungen/abmelden/{unsubscribe_token(person.pk)}/", data)


def test_one_kind_of_mails_is_turned_off_alone(anna, world):
    for kind in world.kinds():
        register_kind(replace(kind, wish="jemand Sie erwähnt") if kind.name == MENTION else kind)
    page = Client().get(f"/mitteilungen/abmelden/{unsubscribe_token(anna.pk)}/?art={MENTION}").content.decode()
    assert "Keine E-Mails, wenn jemand Sie erwähnt" in page
    assert "Keine E-Mails mehr senden" in page
    assert not KindPreference.objects.exists()
    assert "wenn jemand Sie erwähnt" in unsubscribe(anna, art=MENTION).content.decode()
    assert KindPreference.objects.get().mail == Mail.OFF
    assert not MailPreference.objects.filter(paused_at__isnull=False).exists()


def test_what_is_no_kind_turns_all_off_as_a_mail_programs_own_button_does(anna):
    assert unsubscribe(anna, **{"List-Unsubscribe": "One-Click", "art": "gibt.es.nicht"}).status_code == 200
    assert MailPreference.objects.get(user=anna).paused_at


@pytest.mark.feature("FF-23", "FF-30")
def test_tables_stay_tables_and_pictures_are_their_words():
    source = (
        '<div class="kn-scroll" tabindex="0"><table class="kn-table"><tr><th scope="col"><p>Ort</p></th></tr>'
        '<tr><td colspan="2"><p>Hagen</p></td></tr></table></div>'
        '<a href="/forum/anhang/7/"><img class="kn-picture" src="/forum/anhang/7/" alt="Plan" loading="lazy"></a>'
        '<img class="kn-picture" src="/forum/anhang/8/" alt="" loading="lazy">'
    )
    html = body_of(replace(LINE, body_html=source, body_text="x"), 600).html
    assert html.startswith('<table><tr><th scope="col"><p>Ort</p></th></tr><tr><td colspan="2"><p>Hagen</p></td></tr>')
    assert "<img" not in html
    assert "> Plan </a>" in html
