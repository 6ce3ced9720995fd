"""Everybody of the permission matrix, and objects that are theirs, somebody else's, secret or missing."""

from base64 import b64decode
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image
from wagtail.models import BaseViewRestriction, Collection, CollectionViewRestriction, PageViewRestriction

from cms.accounts.groups import editorial_collection, set_up_groups
from cms.accounts.models import Invitation
from cms.media.models import NetworkDocument, NetworkImage
from directory.models import Mandate, SpeakerTerm
from forum.actions.answers import accept_answer
from forum.actions.cases import hide_reported_post
from forum.actions.drafts import DraftText, save_draft
from forum.actions.editing import edit_post, withdraw_post
from forum.actions.moderation import hide_post, lock_a_thread
from forum.actions.polls import Choice, NewPoll, add_poll
from forum.actions.reports import report_post
from forum.enums import ReportKind, Verb
from forum.models import ModerationCase, Poll, Post, Thread
from forum.notices import REPLY
from home.models import ContentPage
from home.starter import create_starter_pages
from kit.access import MEMBERS
from kit.models import Tag
from notifications.actions import record_events
from notifications.models import Announcement, Notification, Request
from notifications.tokens import unsubscribe_token
from tests.factories import (
    make_admin,
    make_applicant,
    make_area,
    make_contact,
    make_editor,
    make_file,
    make_member,
    make_municipality,
    make_post,
    make_speaker,
    make_thread,
    next_number,
)

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")
OWN, OTHER, SECRET, MISSING = "own", "other", "secret", "missing"
NO_ID = 999_999_999

# The columns of the matrix, and who must be treated like one of them.
ROLES = {"A": "A", "P": "P", "M": "M", "K": "K", "S": "S", "E": "E", "D": "D"}
# Who has lost a right since today: as what they are treated, and as what they were.
EX_ACTORS = {"deactivated": ("A", "M"), "ex-member": ("P", "M"), "ex-speaker": ("M", "S"), "ex-contact": ("M", "K")}
ACTORS = ROLES | {actor: now for actor, (now, _before) in EX_ACTORS.items()}


@dataclass
class World:
    """``people`` by actor (None for the anonymous visitor); ``tables``: what it all looks like in the database."""

    people: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    things: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)

    def client(self, actor: str) -> Client:
        """A fresh browser of this person, signed in."""
        client = Client()
        if actor in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[actor]
        return client

    def find(self, kind: str, scope: str, actor: str) -> Any:
        """The object of this kind: the actor's own (or of the own municipality), another's, or one that is secret."""
        return self.things.get((kind, scope, actor)) or self.things[kind, scope, ""]

    def add(self, kind: str, scope: str, thing: Any, actor: str = "") -> None:
        self.things[kind, scope, actor] = thing


def build_world() -> World:
    """Writes it all; the caller rolls back."""
    set_up_groups()
    world = World()
    _people(world)
    _forum(world)
    _cases(world)
    _notifications(world)
    _pages(world)
    for actor, person in world.people.items():
        if person is not None:
            client = Client()
            client.force_login(person)
            world.sessions[actor] = client.cookies[settings.SESSION_COOKIE_NAME].value
    person = world.find("person", OTHER, "")
    session = UserSession.objects.create(user=person, session_key="s" * 32, ip="192.0.2.1", user_agent="Firefox")
    world.add("session", OTHER, session)
    _take_rights(world)
    return world


def _people(world: World) -> None:
    own, foreign = make_municipality("Eigenstadt"), make_municipality("Fremdstadt")
    make_contact(own)  # so that no contact person of the matrix is the last one
    make_contact(foreign)
    world.people = {
        "A": None,
        "P": make_applicant(),
        "M": make_member(own),
        "K": make_contact(own),
        "S": make_speaker(foreign),
        "E": make_editor(),
        "D": make_admin(),
        "deactivated": make_member(own),
        "ex-member": make_member(own),
        "ex-speaker": make_speaker(own),
        "ex-contact": make_contact(own),
    }
    for scope, town in ((OWN, own), (OTHER, foreign)):
        person, contact = make_member(town), make_contact(town)
        world.add("municipality", scope, town)
        world.add("person", scope, person)
        world.add("profile", scope, person.profile)
        world.add("mandate", scope, person.mandates.get())
        invitation = Invitation(email="eingeladen@rathaus.example", municipality=town, invited_by=contact)
        invitation.renew()
        invitation.save()
        world.add("invitation", scope, invitation)


def _take_rights(world: World) -> None:
    """What somebody was is over since today; their sessions are still there."""
    today = timezone.localdate()
    world.people["deactivated"].is_active = False
    world.people["deactivated"].save(update_fields=["is_active"])
    Mandate.objects.filter(person=world.people["ex-member"]).update(ends_on=today)
    SpeakerTerm.objects.filter(person=world.people["ex-speaker"]).update(ends_on=today)
    Mandate.objects.filter(person=world.people["ex-contact"]).update(is_contact=False)


def _forum(world: World) -> None:
    insider, other, speaker = make_member(), make_member(), make_speaker()
    open_area, target = make_area("Offener Bereich"), make_area("Zielbereich")
    secret_area = make_area("Geschlossener Bereich", members=[insider, speaker])
    long_ago = timezone.now() - timedelta(days=3)

    for scope, area, author in ((OTHER, open_area, other), (SECRET, secret_area, insider)):
        make_thread(area, author, tags=[f"wort-{scope}"])
        world.add("tag", scope, Tag.objects.get(name=f"wort-{scope}"))
    world.add("area", OTHER, open_area)
    world.add("area", SECRET, secret_area)
    world.add("target", OTHER, target)
    _conversation(world, OTHER, open_area, author=other, replier=insider, speaker=speaker, at=long_ago)
    _conversation(world, SECRET, secret_area, author=insider, replier=speaker, speaker=speaker, at=long_ago)
    for actor, person in world.people.items():
        if person is not None and actor != "P":
            _conversation(
                world, OWN, open_area, author=person, replier=other, speaker=speaker, at=long_ago, actor=actor
            )


def _conversation(world: World, scope: str, area: Any, *, author, replier, speaker, at, actor: str = "") -> None:
    """A question with an answer and a hidden and a withdrawn reply; an experience that is closed."""
    thread = make_thread(area, author, text="<p>Die Frage.</p>", at=at)
    answer = make_post(thread, replier, text="<p>Die Antwort.</p>")
    elsewhere = make_thread(area, replier)
    reply = make_post(elsewhere, author, text="<p>Ein Beitrag.</p>")
    hidden = make_post(elsewhere, author, text="<p>Der ausgeblendete Text.</p>")
    hide_post(actor=speaker, post=hidden, reason="Bitte ohne Namen.")
    withdrawn = make_post(elsewhere, author, text="<p>Der zurückgezogene Text.</p>")
    withdraw_post(actor=author, post=withdrawn)
    closed = make_thread(area, author, kind="experience")
    lock_a_thread(actor=speaker, thread=closed, reason="Abgeschlossen.")
    accepted = make_post(make_thread(area, author), replier)
    accept_answer(actor=author, post=accepted)
    found = {
        "thread": Thread.objects.select_related("area").get(pk=thread.pk),
        "closed thread": Thread.objects.select_related("area").get(pk=closed.pk),
        "answer": Post.objects.get(pk=answer.pk),
        "post": Post.objects.get(pk=reply.pk),
        "hidden post": Post.objects.get(pk=hidden.pk),
        "withdrawn post": Post.objects.get(pk=withdrawn.pk),
        "edited post": _edited(make_post(elsewhere, author)),
        "accepted post": accepted,
        "answered thread": Thread.objects.select_related("area").get(pk=accepted.thread_id),
        "secret poll": _poll(reply, is_secret=True),
        "open poll": _poll(make_post(elsewhere, author), is_secret=False),
        "file": make_file(author, post=reply),
        "picture": make_file(author, "Foto.png", PNG, post=reply),
        "unsent file": make_file(author),
        "draft of a reply": f"reply-{thread.pk}",
        "draft of somebody": _draft(author, area),
    }
    for kind, thing in found.items():
        world.add(kind, scope, thing, actor)


def _edited(post: Post) -> Post:
    return edit_post(actor=post.author, post=post, source="<p>Die zweite Fassung.</p>", edit_count=0)


def _poll(post: Post, *, is_secret: bool) -> Poll:
    choices = [Choice(text="Montag"), Choice(text="Dienstag")]
    return add_poll(post, NewPoll("Wann?", "single", "now", is_secret, None, choices))


def _draft(author: Any, area: Any) -> str:
    text = DraftText(title="Ein Entwurf", body="<p>Noch nicht fertig.</p>", kind="question", area_id=area.pk)
    draft = save_draft(actor=author, key=f"new-{next_number():08x}", revision=0, text=text)
    assert draft is not None
    return draft.key


def _cases(world: World) -> None:
    """A case, one about a speaker and with it referred, and an act that was decided in such a one."""
    area = world.find("area", OTHER, "")

    def reported(author: Any) -> ModerationCase:
        post = make_post(make_thread(area), author, text="<p>Der gemeldete Text.</p>")
        return report_post(actor=make_member(), post=post, kind=ReportKind.TONE).case

    decided = reported(make_speaker())
    hide_reported_post(actor=make_speaker(), case=decided, version=1, reason="Unsachlich.")
    world.add("case", OTHER, reported(make_member()))
    world.add("referred case", OTHER, reported(make_speaker()))
    world.add("referred act", OTHER, decided.moderation_entries.get(verb=Verb.HIDE))


def _notifications(world: World) -> None:
    """Everybody is told of something and has read something."""
    recipients = {actor: person for actor, person in world.people.items() if person is not None}
    recipients[""] = world.find("person", OTHER, "")
    insider = world.find("thread", SECRET, "").author
    for actor, person in recipients.items():
        scope = OWN if actor else OTHER
        world.add("read notification", scope, _tell(person, MEMBERS, is_quiet=True), actor)
        world.add("notification", scope, _tell(person, MEMBERS), actor)
        world.add("token", scope, unsubscribe_token(person.pk), actor)
        world.add("request", scope, _ask(person, MEMBERS), actor)
    room = world.find("area", SECRET, "").room
    world.add("request", SECRET, _ask(insider, room))
    world.add("announcement", OTHER, _announce(insider, MEMBERS))
    world.add("announcement", SECRET, _announce(insider, room))
    world.add("read notification", SECRET, _tell(insider, room, is_quiet=True))
    world.add("notification", SECRET, _tell(insider, room))


def _ask(person: Any, room: str) -> Request:
    now = timezone.now()
    moments = {"opened_at": now, "expires_at": now + timedelta(days=9), "told_at": now}
    return Request.objects.create(user=person, kind="test", object_id=next_number(), room=room, **moments)


def _announce(author: Any, room: str) -> Announcement:
    words = {"title": "Netzwerktreffen verlegt", "text": "Wir treffen uns in Hagen."}
    facts = {"receiver_count": 9, "sent_at": timezone.now() - timedelta(days=2), "idempotency_key": uuid4()}
    return Announcement.objects.create(author=author, audience="members", room=room, **words, **facts)


def _tell(person: Any, room: str, *, is_quiet: bool = False) -> Notification:
    number = next_number()
    record_events(
        kind=REPLY,
        event_id=f"test:{number}",
        group_key=f"test:{number}",
        room=room,
        object_id=number,
        reference_id=number,
        actor_id=None,
        recipient_ids=[person.pk],
        is_quiet=is_quiet,
    )
    return Notification.objects.get(user=person, group_key=f"test:{number}")


def _pages(world: World) -> None:
    home = create_starter_pages()
    world.add("page", OTHER, _page(home, "Ehrenamtskarte"))
    world.add("draft page", OTHER, _page(home, "Entwurf", live=False))
    world.add("draft page path", OTHER, "/entwurf/")
    _page(home, "Abgelaufen", live=False, expired=True)
    world.add("expired page path", OTHER, "/abgelaufen/")
    inside = _page(home, "Intern")
    PageViewRestriction.objects.create(page=inside, restriction_type=BaseViewRestriction.LOGIN)
    world.add("members page path", OTHER, "/intern/")

    root = Collection.get_first_root_node()
    closed = root.add_child(name="Sprecherteam")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=BaseViewRestriction.LOGIN)
    editorial = _document(editorial_collection())
    private = _document(closed)
    world.add("document", OWN, editorial)
    world.add("document", OTHER, private)
    world.add("public document path", OTHER, editorial.url)
    world.add("private document path", OTHER, private.url)
    world.add("image", OTHER, _image(editorial_collection()))


def _page(home: Any, title: str, **fields: Any) -> ContentPage:
    page: ContentPage = home.add_child(instance=ContentPage(title=title, slug=slugify(title), **fields))
    page.save_revision()
    return page


def _document(collection: Collection) -> NetworkDocument:
    document = NetworkDocument(title="Vorlage", collection=collection)
    document.file.save("vorlage.txt", ContentFile(b"Text"))
    return document


def _image(collection: Collection) -> NetworkImage:
    file = BytesIO()
    Image.new("RGB", (8, 8), "green").save(file, "PNG")
    return NetworkImage.objects.create(
        title="Bild", collection=collection, file=ImageFile(BytesIO(file.getvalue()), name="bild.png")
    )
