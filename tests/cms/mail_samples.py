"""Every kind of mail the site sends, made from real rows: notifications, the digest, the account."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.core import mail
from django.utils import timezone, translation

from cms.accounts import mails as account_mails
from cms.accounts import tasks as account_tasks
from cms.accounts.actions.invitations import invite
from cms.accounts.actions.settings import request_address_change
from cms.accounts.models import AddressChange, KnownDevice
from directory.models import Profile
from forum.actions.answers import accept_answer
from forum.actions.cases import claim_case, keep_post
from forum.actions.drafts import DraftText, save_draft
from forum.models import Draft
from home.models import EventIndexPage, EventPage
from home.starter import create_starter_pages
from kit.access import MEMBERS, user_key
from notifications.digests import content_of
from notifications.enums import Mail
from notifications.mails import compose, compose_digest
from notifications.models import Announcement, Delivery, Digest, Notification
from notifications.registry import kinds, lines_for
from tests.factories import (
    make_area,
    make_contact,
    make_member,
    make_post,
    make_profile,
    make_speaker,
    make_thread,
)
from tests.forum.test_cases import make_case

ACCOUNT_MAILS = [value for value in vars(account_mails).values() if isinstance(value, account_mails.Mail)]
LONG = "".join(
    f"<p>Absatz {number}: Wir haben mit allen Vereinen Vereinbarungen geschlossen, & zwar „schriftlich“ <i>.</p>"
    for number in range(40)
)


def mailed_kinds():
    """The kinds that come by mail; those of the account write their own."""
    return [kind.name for kind in kinds() if kind.mail != Mail.OFF or kind.wish]


def make_world():
    found = SimpleNamespace(reader=make_member(first_name="Miriam", last_name="Tenbrink"), speaker=make_speaker())
    found.area = make_area()
    found.question = make_thread(
        found.area, found.reader, title="Wie versichern Sie Spontanhelfende?", text="<p>Wie?</p>"
    )
    found.answer = make_post(found.question, make_member(first_name="Ayşe", last_name="Demirel"), text=LONG)
    found.other = make_thread(found.area, title="Ratsvorlage: <b>Wie ausführlich</b> & genau?", text=LONG)
    found.own = make_post(found.other, found.reader, text="<p>Bei uns zwei Seiten.</p>")
    found.waiting = make_thread(found.area, title="Wer kennt eine Satzung für Ehrennadeln?")
    found.solved = make_thread(found.area, found.reader, title="Wie melden Sie Veranstaltungen an?")
    accept_answer(actor=found.reader, post=make_post(found.solved))
    found.case = make_case(make_post(found.other, found.reader, text="<p>Na ja.</p>"))
    claim_case(actor=found.speaker, case=found.case)
    found.case.refresh_from_db()
    keep_post(actor=found.speaker, case=found.case, version=found.case.version, reason="Der Ton war in Ordnung.")
    text = DraftText(area_id=found.area.pk, title="Netzwerktreffen im März", body="Wir treffen uns.")
    found.draft = save_draft(actor=found.reader, key="new-0123456789abcdef", revision=0, text=text)
    Draft.objects.update(failed_reason="Dieser Bereich ist archiviert.")
    found.event = _event()
    make_profile(found.reader)
    Profile.objects.filter(person=found.reader).update(created_at=timezone.now() - timedelta(days=800))
    found.announcement = Announcement.objects.create(
        author=found.speaker,
        audience="members",
        room=MEMBERS,
        title="Netzwerktreffen in Hagen verlegt",
        text="Liebe Kolleginnen und Kollegen,\n\ndas Treffen findet im Rathaus statt.",
        receiver_count=1,
        sent_at=timezone.now(),
        idempotency_key=uuid4(),
    )
    return found


def _event():
    home = create_starter_pages()
    index = EventIndexPage.objects.first() or home.add_child(instance=EventIndexPage(title="Termine", slug="termine"))
    begin = timezone.now() + timedelta(days=3)
    fields = {"kind": "kurzformat", "starts_at": begin, "ends_at": begin + timedelta(hours=1), "is_online": True}
    return index.add_child(instance=EventPage(title="Ehrenamtskarte digital", **fields))


def _references(found):
    """For each kind: the object and the reference of its rows, and the room where it is not that of the members."""
    answer, other = (found.question.pk, found.answer.pk), (found.other.pk, found.other.posts.get(number=1).pk)
    event = found.case.events.latest("pk").pk
    case, own = (found.case.pk, event, user_key(found.reader.pk)), (found.other.pk, found.own.pk)
    return {
        "forum.mention": answer,
        "forum.answer": answer,
        "forum.reply": answer,
        "forum.accepted": own,
        "forum.new_thread": other,
        "forum.hidden": own,
        "forum.reminder": (found.answer.pk, found.answer.pk, user_key(found.reader.pk)),
        "forum.retagged": other,
        "forum.not_published": (found.draft.pk, found.draft.pk, user_key(found.reader.pk)),
        "forum.unanswered": (found.waiting.pk, found.waiting.pk),
        "forum.tell_outcome": (found.solved.pk, found.solved.pk),
        "forum.asked": case,
        "forum.moderated": case,
        "forum.report_decided": case,
        "forum.accept_answer": answer,
        "search.fits_expertise": other,
        "search.answer_question": (found.waiting.pk, found.waiting.pk),
        "home.event_new": (found.event.pk, found.event.pk),
        "home.event_changed": (found.event.pk, found.event.pk),
        "home.event_cancelled": (found.event.pk, found.event.pk),
        "directory.confirm_profile": (found.reader.pk, found.reader.pk, user_key(found.reader.pk)),
        "notifications.announcement": (found.announcement.pk, found.announcement.pk),
    }


def all_mails(language="de"):
    """Name → mail, one of each kind there is, for a world made here."""
    found = make_world()
    reader, now = found.reader, timezone.now()
    reader.language = language
    reader.save()
    rows = {}
    for kind, (object_id, reference_id, *room) in _references(found).items():
        rows[kind] = Notification.objects.create(
            user=reader,
            group_key=f"sample:{kind}",
            kind=kind,
            room=room[0] if room else MEMBERS,
            object_id=object_id,
            first_reference_id=reference_id,
            latest_reference_id=reference_id,
            actor_ids=[found.answer.author_id],
            created_at=now,
            updated_at=now,
        )
    with translation.override(language):
        lines = lines_for(rows.values())
        digest = Digest.objects.create(user=reader, period=timezone.localdate(), due_at=now)
        mails = {"digest": compose_digest(digest, content_of([reader.pk], now)[reader.pk])}
        for kind, row in rows.items():
            if row.pk in lines:
                delivery = Delivery.objects.create(notification=row, user=reader, due_at=now)
                mails[kind] = compose(delivery, lines[row.pk])
    return mails | _account_mails(reader)


def _account_mails(reader):
    contact = make_contact()
    town = contact.mandates.get().municipality
    invitation = invite(
        actor=contact, email="neue.kollegin@rathaus.example", municipality=town, function="Fachstelle", is_contact=False
    )
    now = timezone.now()
    waiting = request_address_change(actor=reader, address="neu@rathaus.example")
    done = request_address_change(actor=contact, address="anders@rathaus.example")
    AddressChange.objects.filter(pk=done.pk).update(confirmed_at=now)
    device = KnownDevice.objects.create(user=reader, browser="Firefox", system="Windows", last_used_at=now)
    jobs = {
        "invitation": lambda: account_tasks.send_invitation(invitation_id=invitation.pk),
        "welcome": lambda: account_tasks.send_welcome(user_id=reader.pk),
        "password_reset": lambda: account_tasks.send_password_reset(user_id=reader.pk),
        "password_changed": lambda: account_tasks.send_notice(user_id=reader.pk, notice="password_changed"),
        "address_confirmation": lambda: account_tasks.send_address_confirmation(change_id=waiting.pk),
        "address_changed": lambda: account_tasks.send_address_notice(change_id=done.pk),
        "new_device": lambda: account_tasks.send_new_device(device_id=device.pk),
    }
    sent = {}
    for name, job in jobs.items():
        job()
        sent[name] = mail.outbox[-1]
    return sent
