"""Groups of tags, suggestions while writing, and followers of a tag that comes later."""

import pytest
from django.utils import timezone

from forum.actions.tagging import get_tags
from forum.actions.threads import edit_thread
from forum.actions.undo import undo_act
from forum.errors import CannotUndo
from forum.models import ModerationEntry, Subscription, Thread, ThreadRead
from forum.tag_notices import tell_of_tags
from kit.models import Tag, TagGroup
from notifications.models import Notification
from tests.factories import make_area, make_editor, make_member, make_speaker, make_tag, make_thread

pytestmark = pytest.mark.django_db

LIST, NEW = "/moderation/schlagwoerter/gruppen/", "/moderation/schlagwoerter/gruppen/neu/"


@pytest.fixture
def speaker(client):
    person = make_speaker()
    client.force_login(person)
    return person


def names(group):
    return sorted(group.tags.values_list("name", flat=True))


# --- Groups -----------------------------------------------------------------------------------------------------------


@pytest.mark.feature("FF-61")
def test_groups_are_made_changed_and_deleted_and_each_act_can_be_undone(client, speaker):
    make_thread(tags=["klein"])
    data = {"name": " Größe  der Kommune ", "tags": "klein, groß", "is_single": "on"}
    assert client.post(NEW, data).status_code == 302
    group = TagGroup.objects.get()
    assert (group.name, group.slug, group.is_single) == ("Größe der Kommune", "groesse-der-kommune", True)
    assert names(group) == ["groß", "klein"]
    assert "Größe der Kommune" in client.get(LIST).text
    assert 'value="Größe der Kommune"' in client.get(f"{LIST}{group.pk}/").text

    assert client.post(f"{LIST}{group.pk}/", {"name": "Größe", "tags": "klein, mittel"}).status_code == 302
    assert names(TagGroup.objects.get()) == ["klein", "mittel"] and not Tag.objects.get(name="groß").group
    assert client.post(NEW, {"name": "grösse", "tags": ""}).status_code == 422, "the name is taken"

    assert client.post(f"{LIST}{group.pk}/loeschen/").status_code == 302
    assert not TagGroup.objects.exists() and Tag.objects.filter(name="klein").exists()
    made, changed, deleted = ModerationEntry.objects.filter(verb="tag_group").order_by("pk")
    with pytest.raises(CannotUndo):
        undo_act(actor=speaker, entry=changed)
    undo_act(actor=speaker, entry=deleted)
    assert names(TagGroup.objects.get(pk=group.pk)) == ["klein", "mittel"]
    undo_act(actor=speaker, entry=changed)
    assert names(TagGroup.objects.get()) == ["groß", "klein"] and TagGroup.objects.get().is_single
    undo_act(actor=speaker, entry=made)
    assert not TagGroup.objects.exists()
    assert "Größe der Kommune" in client.get("/moderation/protokoll/").text


@pytest.mark.feature("FF-61")
def test_a_group_an_area_requires_stays(client, speaker):
    group = TagGroup.objects.create(name="Größe", slug="groesse")
    make_area(required_group=group)
    answer = client.post(f"{LIST}{group.pk}/loeschen/", follow=True)
    assert "Ein Bereich verlangt ein Schlagwort aus dieser Gruppe. Bitte ändern Sie das zuerst." in answer.text
    assert TagGroup.objects.exists()


@pytest.mark.feature("FF-61")
def test_tags_of_closed_areas_are_not_named_and_stay_in_their_group(client, speaker):
    closed = make_area("Krisenstab", members=[make_member()])
    make_thread(closed, closed.members.first(), tags=["geheimsache"])
    group = TagGroup.objects.create(name="Größe", slug="groesse")
    Tag.objects.update(group=group)
    assert "geheimsache" not in client.get(LIST).text + client.get(f"{LIST}{group.pk}/").text
    client.post(f"{LIST}{group.pk}/", {"name": "Größe", "tags": "klein"})
    assert names(group) == ["geheimsache", "klein"]


@pytest.mark.feature("FF-61")
@pytest.mark.parametrize("make_person", [make_member, make_editor])
def test_only_the_speaker_team_looks_after_groups(client, make_person):
    group = TagGroup.objects.create(name="Größe", slug="groesse")
    client.force_login(make_person())
    for address in (LIST, NEW, f"{LIST}{group.pk}/"):
        assert client.get(address).status_code == 403, address
        assert client.post(f"{LIST}{group.pk}/loeschen/").status_code == 403
    assert TagGroup.objects.exists()


# --- Suggestions ------------------------------------------------------------------------------------------------------


@pytest.mark.feature("FF-63")
def test_tags_are_suggested_by_their_beginning_and_use(client, django_assert_num_queries):
    client.force_login(make_member())
    make_thread(tags=["vereinsrecht"])
    for _ in range(2):
        make_thread(tags=["vereine"])
    make_thread(tags=["sportverein", "feste"])
    Tag.objects.create(name="Vereinswesen", slug="vereinswesen", canonical=Tag.objects.get(name="feste"))
    group = TagGroup.objects.create(name="Form", slug="form")
    unused = make_tag("verein-neu")
    unused.group = group
    unused.save()
    make_tag("verein-nie-benutzt")

    def suggested(typed):
        return client.get("/forum/schlagwoerter/", {"q": typed}).json()["tags"]

    assert suggested("Verein") == ["vereine", "vereinsrecht", "verein-neu", "feste", "sportverein"]
    assert suggested("#vereinsw") == ["feste"], "an old name leads to the tag that stands for it"
    assert suggested("v") == suggested("") == suggested("\x00") == suggested("%") == []


@pytest.mark.feature("FF-63")
def test_tags_of_closed_areas_are_not_suggested(client):
    insider = make_member()
    closed = make_area("Krisenstab", members=[insider])
    make_thread(closed, insider, tags=["geheimsache"])
    Tag.objects.update(group=TagGroup.objects.create(name="Größe", slug="groesse"))
    client.force_login(make_member())
    assert client.get("/forum/schlagwoerter/?q=geheim").json() == {"tags": []}
    client.force_login(insider)
    assert client.get("/forum/schlagwoerter/?q=geheim").json() == {"tags": ["geheimsache"]}


# --- A tag that comes later -------------------------------------------------------------------------------------------


def follow(person, name, level=3):
    Subscription.objects.create(user=person, tag=Tag.objects.get(name=name), level=level)


def tag(thread, actor, *tag_names):
    thread.refresh_from_db()
    edit_thread(
        actor=actor,
        thread=thread,
        title=thread.title,
        kind=thread.kind,
        tags=get_tags(tag_names),
        edit_count=thread.edit_count,
    )
    tags = list(Tag.objects.filter(name__in=tag_names).values_list("pk", flat=True))
    tell_of_tags(thread.pk, tags, actor.pk)


@pytest.mark.feature("FF-65")
def test_followers_of_a_tag_hear_once_of_a_thread_that_gets_it(client):
    speaker, follower, muted, reader, outsider, later = (make_speaker(), *(make_member() for _ in range(5)))
    for name in ("feste", "haftung"):
        make_tag(name)
    thread = make_thread(title="Wer haftet beim Fest?")
    for person in (follower, muted, reader, speaker, thread.author):
        follow(person, "feste")
    follow(follower, "haftung")
    Subscription.objects.create(user=muted, thread=thread, level=0)
    ThreadRead.objects.create(
        user=reader, thread=thread, last_read_number=1, read_at=timezone.now()
    )  # knows it already
    follow(outsider, "haftung", level=1)
    tag(thread, speaker, "feste")
    assert set(Notification.objects.values_list("user", flat=True)) == {follower.pk}
    told = Notification.objects.get()
    assert (told.kind, told.count) == ("forum.retagged", 1)
    client.force_login(follower)
    page = client.get("/mitteilungen/").text
    assert "hat ein von Ihnen abonniertes Schlagwort vergeben:" in page and "Wer haftet beim Fest?" in page

    tag(thread, speaker)
    tag(thread, speaker, "feste", "haftung")
    assert Notification.objects.get().count == 1, "once, whatever tags it gets"
    assert later.pk not in Notification.objects.values_list("user", flat=True)


@pytest.mark.feature("FF-65")
def test_nobody_hears_of_a_thread_they_may_not_read_or_that_lost_the_tag_again():
    insider, follower, speaker = make_member(), make_member(), make_speaker()
    make_tag("feste")
    follow(follower, "feste")
    closed = make_thread(make_area("Krisenstab", members=[insider]), insider)
    tag(closed, insider, "feste")
    opened = make_thread()
    tell_of_tags(opened.pk, list(Tag.objects.values_list("pk", flat=True)), speaker.pk)
    hidden = make_thread(tags=["feste"])
    Thread.objects.filter(pk=hidden.pk).update(visibility="hidden")
    tell_of_tags(hidden.pk, list(Tag.objects.values_list("pk", flat=True)), speaker.pk)
    assert not Notification.objects.exists()
