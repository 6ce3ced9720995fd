"""Tags looked after: renamed, merged, spelled otherwise; nothing lost, old addresses work, every act can be undone."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from forum.actions.posting import create_thread
from forum.actions.tagging import get_tags
from forum.actions.tags import add_synonym, merge_tag, rename_tag
from forum.actions.undo import undo_act
from forum.errors import CannotUndo
from forum.models import ModerationEntry, Subscription, TaggedThread, Thread
from forum.signals import thread_changed
from kit.models import Tag
from tests.factories import make_area, make_editor, make_member, make_speaker, make_thread
from tests.factories.forum import NO_LIMITS

from .parallel import at_once, deadlocks, meanwhile

LIST = reverse("moderation:tag-list")


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def tag(name):
    return Tag.objects.get(name=name)


def tags_of(thread):
    """Names by rows and by array; they must agree."""
    thread = Thread.objects.get(pk=thread.pk)
    by_rows = set(thread.tagged_items.values_list("tag__name", flat=True))
    assert by_rows == set(Tag.objects.filter(pk__in=thread.tag_ids).values_list("name", flat=True))
    assert thread.tag_ids == sorted(set(thread.tag_ids))
    return by_rows


@pytest.mark.feature("FF-64")
@pytest.mark.django_db
class TestMerging:
    def test_threads_synonyms_and_subscriptions_go_over_and_come_back(self):
        speaker, reader, both_reader = make_speaker(), make_member(), make_member()
        first = make_thread(tags=["verein", "feste"])
        second = make_thread(tags=["verein", "vereine"])
        third = make_thread(tags=["vereine"])
        source, target = tag("verein"), tag("vereine")
        add_synonym(actor=speaker, target=source, name="Vereinswesen")
        Subscription.objects.create(user=reader, tag=source, level=2)
        Subscription.objects.create(user=both_reader, tag=source, level=2)
        Subscription.objects.create(user=both_reader, tag=target, level=0)
        told = []

        def listen(thread_ids, **kwargs):
            told.extend(thread_ids)

        thread_changed.connect(listen)
        entry = merge_tag(actor=speaker, source=source, target=target, reason="Einheitlich")
        thread_changed.disconnect(listen)

        assert sorted(told) == [first.pk, second.pk]
        assert [tags_of(each) for each in (first, second, third)] == [{"vereine", "feste"}, {"vereine"}, {"vereine"}]
        assert set(target.synonyms.values_list("name", flat=True)) == {"verein", "Vereinswesen"}
        assert Subscription.objects.get(user=reader).tag == target
        assert Subscription.objects.filter(user=both_reader).count() == 2
        assert get_tags(["Vereinswesen", "Verein"]) == [target]
        assert (entry.verb, entry.reason, entry.area) == ("tag_merge", "Einheitlich", None)

        undo_act(actor=speaker, entry=entry)
        assert [tags_of(each) for each in (first, second, third)] == [
            {"verein", "feste"},
            {"verein", "vereine"},
            {"vereine"},
        ]
        assert set(tag("verein").synonyms.values_list("name", flat=True)) == {"Vereinswesen"}
        assert Subscription.objects.get(user=reader).tag == source
        with pytest.raises(CannotUndo):
            undo_act(actor=speaker, entry=entry)
        undo_act(actor=speaker, entry=ModerationEntry.objects.get(undo_of=entry))
        assert tags_of(first) == {"vereine", "feste"}

    def test_what_came_later_stays_with_the_tag_it_was_given(self):
        speaker = make_speaker()
        old = make_thread(tags=["alt"])
        make_thread(tags=["neu"])
        entry = merge_tag(actor=speaker, source=tag("alt"), target=tag("neu"))
        later = make_thread(tags=["alt"])
        undo_act(actor=speaker, entry=entry)
        assert (tags_of(old), tags_of(later)) == ({"alt"}, {"neu"})

    def test_not_with_itself_nor_with_a_synonym(self):
        speaker = make_speaker()
        make_thread(tags=["eins", "zwei", "drei"])
        merge_tag(actor=speaker, source=tag("eins"), target=tag("zwei"))
        for source, target in (("drei", "drei"), ("eins", "drei"), ("drei", "eins")):
            with pytest.raises(ValidationError):
                merge_tag(actor=speaker, source=tag(source), target=tag(target))


@pytest.mark.feature("FF-64")
@pytest.mark.django_db
class TestRenaming:
    def test_the_old_name_leads_to_the_new_one_and_back(self):
        speaker = make_speaker()
        thread = make_thread(tags=["ehrenmat"])
        found = tag("ehrenmat")
        rename_tag(actor=speaker, tag=found, name="Ehrenamt")
        assert tags_of(thread) == {"Ehrenamt"}
        assert get_tags(["ehrenmat"]) == [found]
        entry = ModerationEntry.objects.get(verb="tag_rename")
        undo_act(actor=speaker, entry=entry)
        assert tags_of(thread) == {"ehrenmat"}
        assert get_tags(["ehrenamt"]) == [found]
        assert Tag.objects.count() == 2

    def test_not_to_a_name_another_tag_has(self):
        make_thread(tags=["eins", "zwei"])
        with pytest.raises(ValidationError, match="gibt es schon"):
            rename_tag(actor=make_speaker(), tag=tag("eins"), name="ZWEI")

    def test_only_capitals(self):
        make_thread(tags=["ehrenamt"])
        rename_tag(actor=make_speaker(), tag=tag("ehrenamt"), name="Ehrenamt")
        assert list(Tag.objects.values_list("name", "slug")) == [("Ehrenamt", "ehrenamt")]

    def test_undo_is_refused_when_the_name_changed_since(self):
        speaker = make_speaker()
        make_thread(tags=["eins"])
        rename_tag(actor=speaker, tag=tag("eins"), name="zwei")
        entry = ModerationEntry.objects.get(verb="tag_rename")
        rename_tag(actor=speaker, tag=tag("zwei"), name="drei")
        with pytest.raises(CannotUndo):
            undo_act(actor=speaker, entry=entry)


@pytest.mark.django_db
class TestPages:
    def test_the_whole_way_by_forms(self):
        thread = make_thread(tags=["Verein", "Vereine"])
        client = signed_in(make_speaker())
        page = client.get(LIST).content.decode()
        assert "Verein</a>" in page and "Vereine</a>" in page
        source, target = tag("Verein"), tag("Vereine")
        assert (
            "erhalten das andere Schlagwort" in client.get(reverse("moderation:tag", args=[source.pk])).content.decode()
        )
        answer = client.post(reverse("moderation:tag-merge", args=[source.pk]), {"name": "gibtsnicht"})
        assert answer.status_code == 422 and "gibt es nicht" in answer.content.decode()
        answer = client.post(reverse("moderation:tag-merge", args=[source.pk]), {"name": "#vereine"}, follow=True)
        assert "ist jetzt ein Synonym von" in answer.content.decode()
        client.post(reverse("moderation:tag-synonym", args=[target.pk]), {"name": "e.V."})
        answer = client.post(reverse("moderation:tag-synonym", args=[target.pk]), {"name": "Verbände"}, follow=True)
        assert "auch: Verbände, Verein" in " ".join(answer.content.decode().split())
        client.post(reverse("moderation:tag-rename", args=[target.pk]), {"name": "Vereinsleben"})
        assert tags_of(thread) == {"Vereinsleben"}
        log = client.get(reverse("moderation:log")).content.decode()
        assert "von „Verein“ zu „Vereine“" in log or "von „Verein“ nach „Vereine“" in log
        for old in ("verein", "vereine", "verbaende"):
            answer = client.get(f"/forum/?schlagwort={old}&art=question")
            assert answer.url == "/forum/?schlagwort=vereinsleben&art=question"
        assert client.get("/forum/?schlagwort=gab-es-nie").status_code == 404
        entry = ModerationEntry.objects.get(verb="tag_merge", before__name="Verein")
        client.post(reverse("moderation:entry-undo", args=[entry.pk]), {})
        assert tags_of(thread) == {"Verein", "Vereinsleben"}

    def test_search_finds_names_and_synonyms(self):
        speaker = make_speaker()
        make_thread(tags=["Feuerwehr", "Kultur"])
        add_synonym(actor=speaker, target=tag("Feuerwehr"), name="Löschzug")
        client = signed_in(speaker)
        for words, found in (("löschzug", "Feuerwehr"), ("kult", "Kultur"), ("nichts", "")):
            page = client.get(LIST, {"q": words}).context["page"]
            assert [row.tag.name for row in page.rows] == ([found] if found else [])

    def test_pages_go_on_where_the_last_ended(self):
        area, author = make_area(), make_member()
        for start in range(0, 52, 4):
            make_thread(area, author, tags=[f"wort{start + number:02}" for number in range(4)])
        client = signed_in(make_speaker())
        first = client.get(LIST).context["page"]
        second = client.get(LIST, {"nach": first.after}).context["page"]
        assert (len(first.rows), len(second.rows), second.after) == (50, 2, "")

    @pytest.mark.parametrize("count", [1, 3, 20])
    def test_statements(self, count, django_assert_num_queries):
        area, author, speaker = make_area(), make_member(), make_speaker()
        for number in range(count):
            make_thread(area, author, tags=[f"wort{number}"])
            add_synonym(actor=speaker, target=tag(f"wort{number}"), name=f"auch{number}")
        client = signed_in(speaker)
        client.get(LIST)
        with django_assert_num_queries(6):
            client.get(LIST)
        address = reverse("moderation:tag", args=[tag("wort0").pk])
        with django_assert_num_queries(7):
            client.get(address)

    def test_tags_of_closed_areas_do_not_exist_for_others(self):
        insider, outsider = make_speaker(), make_speaker()
        closed = make_area("Geschlossen", members=[insider])
        make_thread(closed, insider, tags=["Personalabbau", "offen"])
        make_thread(tags=["offen"])
        secret = tag("Personalabbau")
        rename_tag(actor=insider, tag=secret, name="Personalwechsel")
        for person, sees in ((insider, True), (outsider, False)):
            client = signed_in(person)
            for address in (LIST, reverse("moderation:log"), reverse("moderation:tag", args=[tag("offen").pk])):
                page = client.get(address).content.decode()
                assert ("Personal" in page) == sees, address
            assert client.get(reverse("moderation:tag", args=[secret.pk])).status_code == (200 if sees else 404)
            rows = {row.tag.name: row.times for row in client.get(LIST).context["page"].rows}
            assert rows["offen"] == ("2" if sees else "1")
            assert client.get("/forum/?schlagwort=personalabbau").status_code == (302 if sees else 404)

    def test_synonyms_neither_tell_of_closed_areas_nor_reach_into_them(self):
        insider, outsider = make_speaker(), make_speaker()
        thread = make_thread(make_area("Geschlossen", members=[insider]), insider, tags=["Personalabbau"])
        make_thread(tags=["offen"])
        secret = tag("Personalabbau")
        add_synonym(actor=insider, target=secret, name="Stellenstreichung")
        assert "Personalabbau" in signed_in(insider).get(reverse("moderation:log")).text
        assert "Personalabbau" not in signed_in(outsider).get(reverse("moderation:log")).text
        address = reverse("moderation:tag-synonym", args=[tag("offen").pk])
        assert signed_in(outsider).post(address, {"name": "Personalabbau"}).status_code == 422
        assert tags_of(thread) == {"Personalabbau"}

    @pytest.mark.parametrize("make_person", [make_member, make_editor])
    def test_others_may_not(self, make_person):
        make_thread(tags=["verein", "vereine"])
        client = signed_in(make_person())
        assert client.get(LIST).status_code == 403
        for name in ("tag-rename", "tag-synonym", "tag-merge"):
            address = reverse(f"moderation:{name}", args=[tag("verein").pk])
            assert client.post(address, {"name": "vereine"}).status_code == 403
        assert Tag.objects.filter(canonical=None).count() == 2


@pytest.mark.usefixtures("own_database")
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def no_limits(self, settings):
        settings.FORUM = {**settings.FORUM, **NO_LIMITS}

    def write(self, author, area, tags):
        with transaction.atomic():
            text = {"title": "Wie machen Sie das?", "source": "Guten Tag.", "idempotency_key": uuid4()}
            return create_thread(actor=author, area=area, kind="question", tags=get_tags(tags), **text)

    def test_a_thread_tagged_before_a_merge_ends_is_in_it(self):
        """The merge waits for who uses the tag, and takes their thread along."""
        speaker, author, area = make_speaker(), make_member(), make_area()
        make_thread(area, author, tags=["alt", "neu"])
        source, target = tag("alt"), tag("neu")
        with transaction.atomic():
            thread = self.write(author, area, ["alt"])
            waiting = meanwhile(lambda: merge_tag(actor=speaker, source=source, target=target))
            future = waiting.__enter__()
        future.result(30)
        waiting.__exit__(None, None, None)
        assert tags_of(thread) == {"neu"}
        assert not TaggedThread.objects.filter(tag=source).exists()

    def test_who_tags_during_a_merge_gets_the_tag_that_stays(self):
        speaker, author, area = make_speaker(), make_member(), make_area()
        make_thread(area, author, tags=["alt", "neu"])
        source, target = tag("alt"), tag("neu")
        with transaction.atomic():
            merge_tag(actor=speaker, source=source, target=target)
            waiting = meanwhile(lambda: self.write(author, area, ["alt"]))
            future = waiting.__enter__()
        thread = future.result(30)
        waiting.__exit__(None, None, None)
        assert tags_of(thread) == {"neu"}

    def test_many_at_once_lose_nothing(self):
        speakers, authors, area = [make_speaker(), make_speaker()], [make_member(), make_member()], make_area()
        make_thread(area, authors[0], tags=["a1", "a2", "a3", "a4", "ziel"])
        sources, target, before = [tag(f"a{n}") for n in (1, 2, 3, 4)], tag("ziel"), deadlocks()

        def merge(speaker, mine):
            for source in mine:
                merge_tag(actor=speaker, source=source, target=target)

        def write(author):
            for number in (4, 3, 2, 1):
                self.write(author, area, [f"a{number}", f"a{5 - number}"])

        at_once([
            lambda: merge(speakers[0], sources[:2]), lambda: merge(speakers[1], sources[2:]),
            lambda: write(authors[0]), lambda: write(authors[1]),
        ])  # fmt: skip
        assert deadlocks() == before
        assert all(tags_of(thread) == {"ziel"} for thread in Thread.objects.all())
        assert Thread.objects.count() == 9
