"""Documents follow writes, by jobs of the same transaction; what narrows is not found from the same moment on."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from wagtail.models import BaseViewRestriction, Page, PageViewRestriction

from directory.actions import ProfileChanges, begin_mandate, edit_profile, end_mandate
from directory.enums import Audience, Direction
from directory.models import Expertise, Mandate
from forum.actions.answers import accept_answer
from forum.actions.areas import edit_area
from forum.actions.editing import edit_post, withdraw_post
from forum.actions.moderation import hide_post, move_thread, restore_post
from forum.actions.tagging import get_tags
from forum.actions.threads import edit_thread
from home.models import ContentPage
from kit.access import forget_keys, keys_of
from search import tasks
from search.conf import ELASTICSEARCH
from search.engine import find
from search.engines import elasticsearch
from search.models import SearchDocument, SearchTerm, StaleMark
from search.query import Kind, SearchQuery
from tests.factories import (
    make_admin,
    make_area,
    make_member,
    make_municipality,
    make_post,
    make_profile,
    make_speaker,
    make_tag,
    make_thread,
    make_topic,
)
from tests.harness.jobs import run_jobs
from tests.home.conftest import home, starter_pages  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
JOBS = [f"search.{name}" for name in vars(tasks) if name.startswith("write")]


@pytest.fixture(autouse=True)
def empty_index(engine, db):
    if engine == ELASTICSEARCH:
        elasticsearch.rebuild(SearchDocument.objects.none())


@pytest.fixture
def reader():
    return make_member(first_name="Lena", last_name="Leserin")


def work():
    """What a worker does."""
    return run_jobs(*JOBS)


def finds(person, text, kind=None, **query):
    forget_keys(person)
    found = find(SearchQuery(text, **query), keys_of(person))
    assert not found.is_fallback
    assert not found.corrected_to
    return [hit.object_id for hit in found.hits if kind is None or hit.kind == kind]


def test_a_thread_and_its_replies_are_found_as_soon_as_the_jobs_ran(reader):
    area = make_area("Vereinswesen")
    thread = make_thread(area, title="Wer fördert Jugendfeuerwehren?", text="Wir planen Zeltlager.", tags=["Nachwuchs"])
    reply = make_post(thread, text="Bei uns hilft die Sparkasse.")
    assert finds(reader, "Jugendfeuerwehr") == []
    work()
    for text in ("jugendfeuerwehr", "zeltlager", "nachwuchs", "vereinswesen"):
        assert finds(reader, text, Kind.THREAD) == [thread.pk]
    assert finds(reader, "sparkasse") == [reply.pk]

    edit_post(actor=reply.author, post=reply, source="<p>Bei uns hilft der Rotaryclub.</p>", edit_count=0)
    facts = {"title": "Wer fördert Löschgruppen?", "kind": thread.kind, "tags": get_tags(["Ausbildung"])}
    edit_thread(actor=thread.author, thread=thread, edit_count=0, **facts)
    work()
    assert finds(reader, "rotaryclub") == [reply.pk]
    assert finds(reader, "löschgruppe ausbildung") == [thread.pk]
    assert finds(reader, "sparkasse") == finds(reader, "jugendfeuerwehr") == finds(reader, "nachwuchs") == []
    assert not StaleMark.objects.exists()


def test_a_write_that_is_rolled_back_leaves_neither_job_nor_mark():
    thread, speaker = make_thread(title="Kurz da"), make_speaker()
    before = ProcrastinateJob.objects.count(), StaleMark.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_post(thread)
        hide_post(actor=speaker, post=thread.last_post, reason="Test")
        assert StaleMark.objects.count() > before[1]
        _ = 1 / 0
    assert (ProcrastinateJob.objects.count(), StaleMark.objects.count()) == before


def test_what_is_hidden_or_withdrawn_is_gone_before_any_job(reader):
    speaker = make_speaker()
    thread = make_thread(title="Die Feldlerche brütet", text="Auf dem Sportplatz.")
    hidden, withdrawn = make_post(thread, text="Ein Goldammerpaar"), make_post(thread, text="Ein Neuntöter")
    work()
    hide_post(actor=speaker, post=hidden, reason="Gehört nicht hierher.")
    withdraw_post(actor=withdrawn.author, post=withdrawn)
    for text in ("goldammerpaar", "neuntöter"):
        assert finds(reader, text) == finds(speaker, text) == []
    work()
    assert finds(reader, "goldammerpaar") == finds(reader, "neuntöter") == []
    restore_post(actor=speaker, post=hidden)
    work()
    assert finds(reader, "goldammerpaar") == [hidden.pk]


def test_hiding_the_first_post_takes_its_words_out_of_the_thread(reader):
    speaker, thread = make_speaker(), make_thread(title="Frage zum Kranichweg", text="Der Brachvogel ruft.")
    make_post(thread, text="Antwort")
    work()
    first = thread.posts.get(number=1)
    hide_post(actor=speaker, post=first, reason="Namen Dritter.")
    assert finds(reader, "kranichweg") == finds(reader, "brachvogel") == []  # the whole document waits
    work()
    assert finds(reader, "kranichweg") == [thread.pk]
    assert finds(reader, "brachvogel") == []


def test_a_move_is_one_mark_and_everything_follows(reader):
    speaker = make_speaker()
    thread = make_thread(title="Vertrauliche Wildgans", author=speaker)
    reply = make_post(thread, speaker, text="Der Zwergtaucher.")
    work()
    closed = make_area("Sprecherteam", members=[speaker])
    forget_keys(speaker)
    move_thread(actor=speaker, thread=thread, target=closed)
    assert StaleMark.objects.count() == 1
    assert finds(reader, "wildgans") == finds(reader, "zwergtaucher") == []
    work()
    assert finds(reader, "wildgans") == finds(reader, "zwergtaucher") == []
    assert finds(speaker, "wildgans") == [thread.pk]
    assert finds(speaker, "zwergtaucher") == [reply.pk]
    move_thread(actor=speaker, thread=thread, target=make_area())
    work()
    assert finds(reader, "wildgans") == [thread.pk]


def test_an_accepted_answer_makes_all_of_the_thread_answered(reader):
    thread = make_thread(title="Haftung beim Bürgerbus")
    answer = make_post(thread, text="Die Fahrerlaubnis genügt.")
    work()
    assert finds(reader, "fahrerlaubnis", is_answered_only=True) == []
    accept_answer(actor=thread.author, post=answer)
    work()
    assert finds(reader, "bürgerbus", is_answered_only=True) == [thread.pk]
    assert finds(reader, "fahrerlaubnis", is_answered_only=True) == [answer.pk]


def test_another_topic_of_an_area_reaches_its_documents(reader):
    area = make_area()
    thread = make_thread(area, title="Stadtradeln")
    reply = make_post(thread, text="Mit Lastenrad")
    work()
    topic = make_topic("Mobilität im Quartier")
    edit_area(actor=make_admin(), area=area, name=area.name, description="", topic=topic)
    work()
    assert finds(reader, "stadtradeln", topics=(topic.slug,)) == [thread.pk]
    assert finds(reader, "lastenrad", topics=(topic.slug,)) == [reply.pk]
    topic.name = "Verkehr"
    topic.save()
    work()
    assert finds(reader, "verkehr", Kind.THREAD) == [thread.pk]


def test_a_synonym_finds_what_carries_its_tag(reader):
    thread = make_thread(title="Kasse", tags=["Fördermittel"])
    make_tag("Zuschüsse", canonical_id=thread.tag_ids[0])
    work()
    make_tag("Drittmittel", canonical_id=thread.tag_ids[0]).save()
    work()
    assert finds(reader, "zuschuss") == finds(reader, "drittmittel") == [thread.pk]


def test_people_are_found_by_what_their_reader_may_see():
    town = make_municipality("Möwenstadt")
    person, colleague, stranger = make_member(town, last_name="Seeschwalbe"), make_member(town), make_member()
    profile = make_profile(person)
    topic = make_topic("Hochwasserhilfe")
    changes = ProfileChanges(
        {"about": "Taucht gern.", "about_audience": Audience.MUNICIPALITY, "offers_audience": Audience.MEMBERS},
        expertise=[Expertise(topic=topic, direction=Direction.OFFERS, note="Sandsackfüllmaschinen")],
    )
    edit_profile(actor=person, profile=profile, changes=changes)
    work()
    assert finds(colleague, "taucht") == finds(stranger, "seeschwalbe") == [profile.pk]
    assert finds(stranger, "taucht") == []
    assert finds(stranger, "sandsackfüllmaschine") == finds(colleague, "hochwasserhilfe") == [profile.pk]
    assert finds(stranger, "möwenstadt", Kind.PERSON, topics=(topic.slug,)) == [profile.pk]

    edit_profile(actor=person, profile=profile, changes=ProfileChanges({"offers_audience": Audience.NOBODY}))
    assert finds(stranger, "hochwasserhilfe", Kind.PERSON) == finds(colleague, "taucht") == []
    work()
    assert finds(stranger, "hochwasserhilfe", Kind.PERSON) == []
    assert finds(colleague, "taucht") == [profile.pk]


def test_people_follow_names_functions_and_accounts():
    stranger, admin = make_member(), make_admin()
    person = make_member(make_municipality("Reiherheim"), last_name="Zilpzalp", is_contact=False)
    profile, mandate = make_profile(person), Mandate.objects.get(person=person)
    work()
    assert finds(stranger, "zilpzalp reiherheim") == [profile.pk]

    end_mandate(actor=admin, mandate=mandate)
    assert finds(stranger, "zilpzalp") == []
    begin_mandate(
        actor=admin, person=person, municipality=make_municipality("Dohlenau"), function="Amt", is_contact=False
    )
    person.last_name = "Wiedehopf"
    person.save()
    work()
    assert finds(stranger, "wiedehopf dohlenau") == [profile.pk]
    assert finds(stranger, "zilpzalp") == finds(stranger, "reiherheim", Kind.PERSON) == []

    person.is_active = False
    person.save(update_fields=["is_active"])
    assert finds(stranger, "wiedehopf") == []
    work()
    assert not SearchDocument.objects.filter(kind=Kind.PERSON, object_id=profile.pk).exists()


def test_the_night_lists_whom_the_date_has_changed():
    stranger, person = make_member(), make_member(last_name="Kernbeißer")
    work()
    today = timezone.localdate()
    Mandate.objects.filter(person=person).update(ends_on=today)
    assert finds(stranger, "kernbeißer") != []
    SearchTerm.objects.create(term="niemandsvokabel")
    tasks.tidy(0)
    assert finds(stranger, "kernbeißer") == []
    assert not SearchTerm.objects.filter(term="niemandsvokabel").exists()


def test_a_mark_that_lost_its_job_heals(reader):
    thread = make_thread(title="Vergessener Wachtelkönig")
    work()
    mark = StaleMark.objects.create(thread_id=thread.pk)
    lost = StaleMark.objects.create(kind=Kind.THREAD, object_id=thread.pk)
    assert finds(reader, "wachtelkönig") == []
    tasks.heal(0)
    assert StaleMark.objects.count() == 2  # young ones have a job still
    StaleMark.objects.filter(pk__in=[mark.pk, lost.pk]).update(created_at=timezone.now() - timedelta(hours=1))
    tasks.heal(0)
    assert finds(reader, "wachtelkönig") == [thread.pk]


def public_finds(text):
    return [(hit.kind, hit.object_id) for hit in find(SearchQuery(text), {"public"}).hits]


def test_pages_follow_publishing_privacy_moving_and_deleting(home, reader):  # noqa: F811
    page = home.add_child(
        instance=ContentPage(title="Leitfaden Steinkauz", slug="kauz", intro="Nistkästen.", live=False)
    )
    below = page.add_child(instance=ContentPage(title="Anlage Uhu", slug="uhu"))
    below.save_revision().publish()
    work()
    assert public_finds("steinkauz") == []
    page.save_revision().publish()
    work()
    assert public_finds("steinkauz nistkasten") == [(Kind.PAGE, page.pk)]

    private = PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.LOGIN)
    assert public_finds("steinkauz") == public_finds("uhu") == []
    work()
    assert public_finds("steinkauz") == public_finds("uhu") == []
    assert finds(reader, "steinkauz") == [page.pk]
    assert finds(reader, "uhu") == [below.pk]

    Page.objects.get(pk=below.pk).move(Page.objects.get(pk=home.pk), pos="last-child")
    work()
    assert public_finds("uhu") == [(Kind.PAGE, below.pk)]
    private.restriction_type = BaseViewRestriction.PASSWORD
    private.save()
    work()
    assert finds(reader, "steinkauz") == []
    private.delete()
    work()
    assert public_finds("steinkauz") == [(Kind.PAGE, page.pk)]

    ContentPage.objects.get(pk=page.pk).unpublish()
    assert public_finds("steinkauz") == []
    Page.objects.get(pk=below.pk).delete()
    assert public_finds("uhu") == []
    work()
    assert not SearchDocument.objects.filter(kind=Kind.PAGE, object_id__in=[page.pk, below.pk]).exists()


def test_municipalities_are_found_by_members(reader):
    town = make_municipality("Kiebitzhausen", region="Detmold")
    work()
    assert finds(reader, "kiebitzhausen detmold") == finds(reader, town.key) == [town.pk]
    assert public_finds("kiebitzhausen") == []
