"""A site whose every text is hostile, and the pages on which people meet these texts."""

from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from cms.accounts.groups import set_up_groups
from cms.accounts.models import Invitation
from directory.enums import Direction
from directory.models import Expertise, Mandate, Municipality, Signing
from forum.actions.answers import accept_answer
from forum.actions.cases import add_note, keep_post
from forum.actions.editing import edit_post
from forum.actions.moderation import hide_post, lock_a_thread
from forum.actions.reports import report_post
from forum.actions.summary import write_summary
from forum.actions.threads import edit_thread
from forum.enums import TextState, Verb
from forum.models import (
    AreaQuestion,
    Attachment,
    Bookmark,
    Draft,
    ModerationCase,
    ModerationEntry,
    Poll,
    PollOption,
    PostAnswer,
    TaggedThread,
    Thread,
    ThreadOutcome,
)
from home.models import Enquiry
from kit.models import Tag, TagGroup
from notifications.models import Announcement
from tests.factories import make_area, make_file, make_member, make_post, make_profile, make_signing, make_thread
from tests.files.samples import picture

POLL_OPTIONS = 20


def make_walls(speaker, each):
    """As many threads, posts, entries of the log, drafts and tags as ``each`` says, half as many people; one at least
    of everything else people write."""
    set_up_groups()
    people = [make_member() for _ in range(each // 2)]
    area, now = make_area(description="Worum es geht."), timezone.now()
    AreaQuestion.objects.create(area=area, position=0, label="Wie viele?", hint="Ungefähr")
    wall = make_thread(area, people[0], tags=["Eins"])
    posts = [wall.last_post, *(make_post(wall, people[number % len(people)]) for number in range(1, each))]
    PostAnswer.objects.create(post=posts[0], position=0, label="Wie viele?", text="Viele.")
    edit_post(actor=speaker, post=posts[1], source="Anders.", edit_count=0, reason="Genauer")
    for post in posts[2:6]:
        report_post(actor=people[-1], post=post, kind="other", text="Bitte ansehen.")
    hide_post(actor=speaker, post=posts[7], reason="Namen")
    accept_answer(actor=people[0], post=posts[8])
    words = {"source": "In Kürze.", "edit_count": 0, "idempotency_key": uuid4()}
    write_summary(actor=people[0], thread=wall, **words)
    tags = Tag.objects.bulk_create(Tag(name=f"Name {number}", slug=f"wand-{number}") for number in range(each))
    common = {"area": area, "created_at": now, "kind": "question"}
    threads = Thread.objects.bulk_create(
        Thread(title=f"Thema {n}", author=people[n // 2], bumped_at=now, tag_ids=[tags[n].pk], **common)
        for n in range(each)
    )
    pairs = zip(tags, threads, strict=True)
    TaggedThread.objects.bulk_create(TaggedThread(tag=tag, content_object=thread) for tag, thread in pairs)
    TagGroup.objects.create(name="Gruppe", slug="gruppe")
    ModerationEntry.objects.bulk_create(
        ModerationEntry(actor=speaker, verb=Verb.LOCK, area=area, thread=thread, reason="Grund") for thread in threads
    )
    Draft.objects.bulk_create(
        Draft(user=speaker, key=f"new-{n:016x}", title="Titel", body="Text", created_at=now, updated_at=now)
        for n in range(each)
    )
    Draft.objects.filter(key="new-0000000000000001").update(failed_reason="Zu lang.", publish_at=now, area=area)
    Draft.objects.create(
        user=speaker, key=f"edit-{posts[9].pk}", post=posts[9], edit_count=0, body="Text", reason="Genauer",
        created_at=now, updated_at=now,
    )  # fmt: skip
    poll = Poll.objects.create(post=posts[10], question="Wann?", kind="single", created_at=now)
    PollOption.objects.bulk_create(PollOption(poll=poll, position=n, text=f"Tag {n}") for n in range(POLL_OPTIONS))
    Bookmark.objects.bulk_create(Bookmark(user=speaker, post=post, created_at=now) for post in posts)
    for post in posts[11:20]:
        make_file(post.author, f"Satzung {post.pk}.pdf", post=post)
    make_file(posts[20].author, "Foto.png", picture(), post=posts[20])
    Attachment.objects.filter(kind="pdf").update(text="Satzung", text_state=TextState.DONE)
    told = timezone.now()  # of the answer accepted above, not of an earlier one
    ThreadOutcome.objects.create(thread=wall, worked="yes", sentence="Gut.", author=people[0], created_at=told)
    case, decided = ModerationCase.objects.order_by("pk")[:2]
    add_note(actor=speaker, case=case, text="Mit der Leitung besprochen.")
    keep_post(actor=speaker, case=decided, version=decided.version, reason="In Ordnung.")
    locked = make_thread(area, people[1])
    edit_thread(actor=people[1], thread=locked, title="Ein anderer Titel", kind="question", tags=[], edit_count=0)
    lock_a_thread(actor=speaker, thread=locked, reason="Geklärt")
    Mandate.objects.filter(person=speaker).update(function="")  # so that the person's own is shown
    profile = make_profile(
        speaker, function="Ehrenamtsbüro", about="Über mich", phone="0251 1", phone_hours="vormittags"
    )
    Expertise.objects.create(profile=profile, direction=Direction.OFFERS, topic=area.topic, note="Vereinsrecht")
    town = Municipality.objects.get(mandates__person=speaker)
    invitation = Invitation(email="neu@rathaus.example", municipality=town, function="Ehrenamt", invited_by=speaker)
    invitation.renew()
    invitation.save()
    Enquiry.objects.create(kind=Enquiry.Kind.CONTACT, text="Eine Frage", email="frage@haus.example")
    make_signing(organisation="Ein Verband", source="Ein Brief")
    news = Announcement.objects.create(
        author=speaker, audience="all", room="members", title="Neu", text="Text", receiver_count=1, sent_at=now,
        idempotency_key=uuid4(),
    )  # fmt: skip
    return SimpleNamespace(
        speaker=speaker, wall=wall, posts=posts, poll=poll, case=case, decided=decided, locked=locked, news=news
    )


def main_pages(found):
    """Where many of the texts stand."""
    wall, posts = Thread.objects.select_related("area").get(pk=found.wall.pk), found.posts
    return [
        "/forum/",
        wall.get_absolute_url(),
        f"{wall.get_absolute_url()}?zitieren={posts[9].pk}#antwort",
        f"/forum/beitrag/{posts[1].pk}/verlauf/",
        f"/forum/beitrag/{posts[1].pk}/bearbeiten/",
        f"{wall.get_absolute_url()}drucken/",
        "/forum/entwuerfe/",
        "/forum/merkliste/",
        "/forum/dateien/",
        found.case.get_absolute_url(),
        "/moderation/protokoll/",
        "/moderation/schlagwoerter/",
        "/verzeichnis/",
        posts[0].author.profile.get_absolute_url(),
    ]


def other_pages(found, word):
    """Where the others stand; ``word``: what to search for."""
    wall = Thread.objects.select_related("area").get(pk=found.wall.pk)
    locked = Thread.objects.select_related("area").get(pk=found.locked.pk)
    area, post, group = wall.area.slug, found.posts[9].pk, TagGroup.objects.get().pk
    tag, entry = wall.tag_ids[0], ModerationEntry.objects.latest("pk").pk
    return [
        f"/forum/{area}/",
        f"/forum/{area}/neu/",
        "/forum/neu/",
        "/forum/neu/?entwurf=new-0000000000000002",
        f"/forum/vorlagen/?area={wall.area_id}",
        "/forum/abonnements/",
        f"/forum/beitrag/{found.posts[0].pk}/bearbeiten/",
        f"/forum/beitrag/{found.posts[20].pk}/bearbeiten/",
        f"/forum/beitrag/{post}/bearbeiten/?entwurf=1",
        f"/forum/beitrag/{post}/aktionen/",
        f"/forum/beitrag/{post}/melden/",
        f"/forum/beitrag/{post}/ausblenden/",
        f"/forum/beitrag/{found.posts[7].pk}/verlauf/",
        f"{wall.get_absolute_url()}bearbeiten/",
        f"{wall.get_absolute_url()}zusammenfassung/",
        f"{wall.get_absolute_url()}verschieben/",
        f"{wall.get_absolute_url()}schliessen/",
        locked.get_absolute_url(),
        found.decided.get_absolute_url(),
        "/moderation/",
        "/moderation/bereiche/",
        f"/moderation/bereiche/{area}/",
        f"/moderation/schlagwoerter/{tag}/",
        f"/moderation/schlagwoerter/{tag}/umbenennen/",
        "/moderation/schlagwoerter/gruppen/",
        f"/moderation/schlagwoerter/gruppen/{group}/",
        f"/moderation/protokoll/{entry}/rueckgaengig/",
        "/mitteilungen/",
        found.news.get_absolute_url(),
        "/uebersicht/",
        f"/suche/?q={word}",
        f"/suche/?q={word}&bereich=dateien",
        f"/suche/?q={word}&bereich=personen",
        f"/suche/?q={word}&bereich=kommunen",
        "/verzeichnis/kommunen/",
        Municipality.objects.get(mandates__person=found.speaker).get_absolute_url(),
        "/verzeichnis/mein-profil/",
        "/verzeichnis/mein-profil/bearbeiten/",
        f"{found.posts[0].author.profile.get_absolute_url()}nachricht/",
        "/konto/",
    ]


def office_pages(found):
    """What the office sees in its own rooms."""
    person, town = found.posts[0].author.pk, Municipality.objects.get(mandates__person=found.speaker).pk
    enquiry, signing = Enquiry.objects.get().pk, Signing.objects.get().pk
    return [
        "/redaktion/netzwerk/themen/",
        f"/redaktion/netzwerk/themen/inspect/{found.locked.pk}/",
        "/redaktion/netzwerk/faelle/",
        f"/redaktion/netzwerk/faelle/inspect/{found.decided.pk}/",
        "/redaktion/netzwerk/kommunen/",
        f"/redaktion/netzwerk/kommunen/inspect/{town}/",
        "/redaktion/netzwerk/personen/",
        f"/redaktion/netzwerk/personen/inspect/{person}/",
        "/redaktion/netzwerk/schlagwoerter/",
        f"/redaktion/enquiries/edit/{enquiry}/",
        "/redaktion/snippets/ratschlag_directory/signing/",
        f"/redaktion/snippets/ratschlag_directory/signing/edit/{signing}/",
        "/redaktion/snippets/ratschlag_kit/topic/",
        "/einladungen/",
    ]


# Texts no page shows as they are stored there.
UNSEEN = {
    "Message.subject": "a mail",
    "Message.text": "a mail",
    "PostAnswer.label": "stands in the post's source",
    "PostAnswer.text": "stands in the post's source",
    "PostRevision.source": "its text is compared",
    "PostRevision picture": "its text is compared",
    "ThreadRevision.title": "kept for the record",
}
