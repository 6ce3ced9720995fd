"""A small network in which every kind of thing speaks of clubs, and what stands on its result pages."""

import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from urllib.parse import urlencode

from django.test import Client
from django.utils import timezone
from wagtail.models import BaseViewRestriction, PageViewRestriction

from directory.enums import Audience
from directory.models import Expertise
from forum.actions.answers import accept_answer
from home.models import ContentPage, EventIndexPage, EventPage
from home.starter import create_starter_pages
from search.index import write
from search.sources import all_sources
from tests.factories import (
    make_applicant,
    make_area,
    make_member,
    make_municipality,
    make_post,
    make_profile,
    make_thread,
    make_topic,
)

RESULT = re.compile(r'<h3><a href="([^"]+)">(.*?)</a></h3>')
TAB = re.compile(r'<a href="\?[^"]*"(?: aria-current="page")?>([^<]+) <span class="kn-n">([^<]+)</span></a>')


def ask(person=None, *, status=200, **params):
    """The result page as this person gets it."""
    client = Client()
    if person:
        client.force_login(person)
    response = client.get(f"/suche/?{urlencode(params, doseq=True)}")
    assert response.status_code == status, response
    return response


def text(response):
    return response.content.decode()


def titles(response):
    """The found titles, without marks."""
    return {unescape(re.sub("<.*?>", "", title)) for _, title in RESULT.findall(text(response))}


def tabs(response):
    return dict(TAB.findall(text(response)))


def index_everything():
    for source in all_sources():
        write(source.kind, list(source.everything().values_list("pk", flat=True)))


def build_world():
    found = SimpleNamespace(applicant=make_applicant())
    found.town = make_municipality("Coesfeld", label="Kreis Coesfeld", kind="kreis", population=220_000)
    found.club_town = make_municipality("Verein", label="Gemeinde Verein", kind="gemeinde", population=9_000)
    found.expert = make_member(found.town, first_name="Petra", last_name="Voßkuhl")
    found.member, found.colleague = make_member(), make_member(found.town)
    topic = make_topic("Umgang mit Krisen", slug="krisen")
    make_profile(found.expert, about="Ich berate Vereine zum Notfallplan.", phone="0251 4711")
    profile = make_profile(found.colleague, about="Vereine sind mein Alltag.", about_audience=Audience.MUNICIPALITY)
    Expertise.objects.create(profile=found.expert.profile, direction="offers", topic=topic, note="Vereinbarungen")
    found.colleague_profile = profile
    _forum(found, topic)
    _pages(found)
    index_everything()
    return found


def _forum(found, topic):
    found.area = make_area("Umgang mit Krisen", topic=topic)
    found.question = make_thread(
        found.area,
        found.member,
        title="Stromausfall: Welche Rolle haben Vereine?",
        text="<p>Wir möchten die Vereine früh einbinden.</p><p>Wie machen Sie das?</p>",
    )
    answer = make_post(found.question, found.expert, text="<p>Regeln Sie mit jedem Verein drei Dinge.</p>")
    accept_answer(actor=found.member, post=answer)
    found.other = make_thread(found.area, title="Mustervertrag für Häuser", kind="discussion")
    found.reply = make_post(found.other, found.expert, text="<p>Unsere Vereine haben ihn unterschrieben.</p>")
    insider = make_member()
    found.secret = make_thread(
        make_area("Kreis der Ruhe", members=[insider]), insider, title="Geheime Vereine", text="Vereine im Stillen"
    )


def _pages(found):
    home = create_starter_pages()
    found.page = home.add_child(instance=ContentPage(title="Vereine fördern", intro="Was für Vereine da ist."))
    found.inside = home.add_child(instance=ContentPage(title="Vereine intern", intro="Nur für uns."))
    PageViewRestriction.objects.create(page=found.inside, restriction_type=BaseViewRestriction.LOGIN)
    home.add_child(instance=ContentPage(title="Vereine im Entwurf", live=False))
    events = home.get_children().type(EventIndexPage).first() or home.add_child(
        instance=EventIndexPage(title="Treffen")
    )
    begin = timezone.now() + timedelta(days=30)
    found.event = events.add_child(
        instance=EventPage(
            title="Netzwerktreffen der Vereine",
            kind="netzwerktreffen",
            starts_at=begin,
            ends_at=begin + timedelta(hours=5),
            place="Hagen",
            teaser="Mit allen Vereinen im Gespräch.",
            joining_info="<p>Raumcode Vereine-4711</p>",
        )
    )
