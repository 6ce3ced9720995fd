"""Words that nobody else writes, in everything confidential. Where such a word appears, somebody reads too much."""

from datetime import timedelta
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import BaseViewRestriction, Collection, CollectionViewRestriction, PageViewRestriction

from cms.accounts.groups import set_up_groups
from cms.accounts.models import Invitation
from cms.media.models import NetworkDocument
from directory.enums import Audience, Direction
from directory.models import Expertise, Mandate
from forum.actions.areas import remove_people
from forum.actions.drafts import DraftText, save_draft
from forum.actions.editing import edit_post, withdraw_post
from forum.actions.moderation import hide_post, lock_a_thread, move_thread
from forum.actions.polls import Choice, NewPoll, add_poll, vote
from forum.actions.threads import edit_thread
from forum.enums import Level
from forum.models import AreaQuestion, Subscription
from forum.notices import tell_of_post
from home.models import ContentPage, Enquiry
from home.starter import create_starter_pages
from kit.models import Tag, TagGroup
from tests.factories import (
    make_applicant,
    make_area,
    make_contact,
    make_file,
    make_member,
    make_municipality,
    make_post,
    make_profile,
    make_speaker,
    make_tag,
    make_thread,
    make_topic,
)

CLOSED = "kanari"  # in a closed area, in what a person opened to nobody, in invitations
REMOVED = "zeisig"  # hidden, withdrawn or overwritten: for authors and who moderates
INSIDE = "kolibri"  # for members
DRAFT = "amsel"  # not published, or for the office alone

# Who asks, and the words they must never meet.
BANNED = {
    "anonymous": (CLOSED, REMOVED, INSIDE, DRAFT),
    "applicant": (CLOSED, REMOVED, INSIDE, DRAFT),
    "deactivated": (CLOSED, REMOVED, INSIDE, DRAFT),
    "member": (CLOSED, REMOVED, DRAFT),
    "speaker": (CLOSED, DRAFT),
}


def hide_canaries() -> SimpleNamespace:
    """A network with a word in each confidential place. Member and speaker have been in the closed area once."""
    set_up_groups()
    town = make_municipality("Kolibristadt")
    people = SimpleNamespace(
        author=make_member(town, first_name="Kolibri", last_name="Autorin", email="kanari.autorin@rathaus.example"),
        contact=make_contact(town),
        applicant=make_applicant(),
        deactivated=make_member(),
        member=make_member(),
        speaker=make_speaker(),
        moderator=make_speaker(),
    )
    found = SimpleNamespace(people=people, town=town)
    _open_area(found)
    _closed_area(found)
    _directory(found)
    _pages(found)
    people.deactivated.is_active = False
    people.deactivated.save(update_fields=["is_active"])
    return found


def _open_area(found: SimpleNamespace) -> None:
    people = found.people
    found.open = make_area(
        "Kolibribereich", description="Kolibribeschreibung", topic=make_topic("Themenfeld, das alle kennen")
    )
    thread = make_thread(
        found.open, people.author, title="Kolibrifrage an alle", text="<p>Kolibritext</p>", tags=["kolibrimarke"]
    )
    edit_thread(actor=people.author, thread=thread, title="Kolibrititel neu", kind="question", tags=[], edit_count=0)
    hidden = make_post(thread, people.author, text="<p>Zeisigversteckt</p>")
    found.files = [make_file(people.author, "Zeisigdatei.txt", b"Zeisigbytes", post=hidden)]
    hide_post(actor=people.moderator, post=hidden, reason="Bitte ohne Namen.")
    withdrawn = make_post(thread, people.author, text="<p>Zeisigzurückgezogen</p>")
    withdraw_post(actor=people.author, post=withdrawn)
    edited = make_post(thread, people.author, text="<p>Zeisigfassung</p>", at=timezone.now() - timedelta(hours=1))
    edited = edit_post(actor=people.author, post=edited, source="<p>Die zweite Fassung.</p>", edit_count=0)
    found.open_thread, found.removed_posts = edited.thread, [hidden, withdrawn, edited]


def _closed_area(found: SimpleNamespace) -> None:
    """A thread written in the closed area and one moved there, both known to member and speaker from before."""
    people = found.people
    insiders = [people.author, people.moderator, people.member, people.speaker]
    found.closed = area = make_area(
        "Kanarikreis", members=insiders, slug="kanarikreis", description="Kanaribeschreibung", template="Kanarivorlage"
    )
    AreaQuestion.objects.create(area=area, position=0, label="Kanarifrage", hint="Kanarihinweis")
    thread = make_thread(
        area, people.author, title="Kanarititel im Kreis", text="<p>Kanaritext</p>", tags=["kanarimarke"]
    )
    group = TagGroup.objects.create(name="Zeichen", slug="zeichen")
    Tag.objects.filter(name="kanarimarke").update(group=group)
    for person in (people.member, people.speaker, people.moderator):
        Subscription.objects.create(user=person, thread=thread, level=Level.WATCHING)
    own = make_post(thread, people.member, text="<p>Kanaribeitrag eines Mitglieds</p>")
    answer = make_post(thread, people.author, text="<p>Kanarierste Fassung</p>", at=timezone.now() - timedelta(hours=1))
    answer = edit_post(actor=people.author, post=answer, source="<p>Kanarizweite Fassung</p>", edit_count=0)
    found.files += [
        make_file(people.author, "Kanaridatei.txt", b"Kanaribytes", post=answer),
        make_file(people.author, "Kanariunversandt.txt", b"Kanariunversandt"),
    ]
    tell_of_post(answer.pk)
    choices = [Choice(text="Kanariwahl"), Choice(text="Kanarigegenwahl")]
    poll = add_poll(answer, NewPoll("Kanariumfrage", "single", "now", False, None, choices))
    vote(actor=people.author, poll=poll, options=[poll.options.all()[0].pk])
    hidden = make_post(thread, people.author, text="<p>Kanariversteckt</p>")
    hide_post(actor=people.moderator, post=hidden, reason="Kanarigrund")
    lock_a_thread(actor=people.moderator, thread=thread, reason="Kanarischluss")
    for key in ("new-00000001", f"reply-{thread.pk}"):
        words = DraftText(title="Kanarientwurf", body="<p>Kanarientwurfstext</p>", tags="kanaridraft")
        save_draft(actor=people.author, key=key, revision=0, text=words)

    moved = make_thread(
        found.open, people.author, title="Kanariumzug", text="<p>Kanariumzugstext</p>", tags=["kanarikiste"]
    )
    Subscription.objects.create(user=people.member, thread=moved, level=Level.WATCHING)
    reply = make_post(moved, people.author, text="<p>Kanarinachsatz</p>")
    tell_of_post(reply.pk)
    move_thread(actor=people.moderator, thread=moved, target=area, reason="Kanariverschiebung")

    remove_people(actor=people.moderator, area=area, user_ids=[people.member.pk, people.speaker.pk])
    found.secret_threads = [thread, type(moved).objects.select_related("area").get(pk=moved.pk)]
    found.secret_posts = [own, answer, hidden, reply]


def _directory(found: SimpleNamespace) -> None:
    profile = make_profile(
        found.people.author,
        phone="0251 Kanari",
        phone_hours="Kanarizeit",
        about="Kolibri über mich",
        phone_audience=Audience.NOBODY,
        about_audience=Audience.MEMBERS,
        offers_audience=Audience.NOBODY,
        seeks_audience=Audience.MUNICIPALITY,
    )
    Expertise.objects.create(profile=profile, direction=Direction.OFFERS, topic=make_topic(), note="Kanarinotiz")
    Expertise.objects.create(profile=profile, direction=Direction.OFFERS, tag=make_tag("kanariwissen"))
    Expertise.objects.create(profile=profile, direction=Direction.SEEKS, tag=make_tag("kanarisuche"))
    make_profile(found.people.contact, about="Kanariheimat", about_audience=Audience.MUNICIPALITY)
    invitation = Invitation(
        email="kanari.neu@rathaus.example",
        municipality=found.town,
        function="Kanarifunktion",
        invited_by=found.people.contact,
    )
    invitation.renew()
    invitation.save()
    found.invitation, found.mandate = invitation, Mandate.objects.get(person=found.people.author)


def _pages(found: SimpleNamespace) -> None:
    home = create_starter_pages()
    found.draft = home.add_child(
        instance=ContentPage(title="Amselentwurf", slug="amselentwurf", search_description="Amselsuche", live=False)
    )
    Redirect.objects.create(old_path="/alte-adresse", redirect_page=found.draft)
    changed = home.add_child(instance=ContentPage(title="Ehrenamtskarte", slug="ehrenamtskarte"))
    changed.title = "Amselneu"
    changed.save_revision()
    later = home.add_child(
        instance=ContentPage(
            title="Amselmorgen", slug="amselmorgen", live=False, go_live_at=timezone.now() + timedelta(1)
        )
    )
    found.inside = home.add_child(instance=ContentPage(title="Kolibriseite", slug="kolibriseite"))
    PageViewRestriction.objects.create(page=found.inside, restriction_type=BaseViewRestriction.LOGIN)
    collection = Collection.get_first_root_node().add_child(name="Kolibrisammlung")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=BaseViewRestriction.LOGIN)
    found.document = NetworkDocument(title="Kolibridokument", collection=collection)
    found.document.file.save("kolibridatei.txt", ContentFile(b"Kolibriinhalt"))
    found.enquiry = Enquiry.objects.create(kind=Enquiry.Kind.CONTACT, text="Amselanliegen", email="amsel@haus.example")
    found.pages = [found.draft, changed, later, found.inside]
