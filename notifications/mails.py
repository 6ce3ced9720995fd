"""The mails: about one notification, and the digest. Text, HTML and headers, in the language that is active.

What stands in a mail depends on the room. Rooms of all members: the words of the post. A room of one person: what
happened. All others are confidential: the link alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.policy import Policy
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.access import MEMBERS, PUBLIC, user_key

from . import conf
from .bounces import return_path
from .enums import Rhythm
from .excerpts import NOTHING, Body, body_of
from .letters import frame_context, render_html
from .models import Delivery, Digest, Notification
from .models.delivery import PlannedMail
from .registry import Kind, Line, Section, find_kind, wishes
from .schedule import Schedule
from .tokens import address_of, bounce_token, unsubscribe_token

if TYPE_CHECKING:
    from .digests import DigestContent, DigestSection

MAX_SUBJECT = 150
MAX_BODY = 5000  # of one post in a mail of its own
MAX_BODY_IN_DIGEST = 600
OPEN_ROOMS = {PUBLIC, MEMBERS}


class WholeHeader(str):
    """The header List-Unsubscribe as it is. Python encodes a word longer than a line, and what reads this header does
    not decode it."""

    name = "List-Unsubscribe"

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class Item(NamedTuple):
    """A line of a digest, ready to be shown; ``who`` are the people who acted."""

    line: Line
    who: str
    url: str
    body: Body


class Part(NamedTuple):
    """A section of a digest, ready to be shown."""

    title: str
    items: Sequence[Item]
    left_out: int
    left_out_text: str


@dataclass(frozen=True)
class _Stop:
    """The ways out of mails that stand below each of them."""

    settings_url: str
    unsubscribe_url: str  # a page with a button, or with two: no more of this kind, no more mails
    one_click_url: str  # what a mail program's own button posts to


def message_id(delivery: Delivery) -> str:
    """The same for every attempt, so that mail programs show a mail once that was sent twice."""
    created = int(delivery.notification.created_at.timestamp())
    return f"<notification-{delivery.pk}.{created}@{conf.mail_domain()}>"


def digest_id(digest: Digest) -> str:
    return f"<digest-{digest.user_id}.{digest.period:%Y%m%d}@{conf.mail_domain()}>"


def thread_id(notification: Notification) -> str:
    """The id all mails of one group refer to, so that mail programs keep them together."""
    return f"<group-{notification.group_key.replace(':', '-')}@{conf.mail_domain()}>"


def compose(delivery: Delivery, line: Line) -> EmailMultiAlternatives:
    """The mail for a delivery; the address is the one the person has now."""
    notification, user = delivery.notification, delivery.user
    kind = find_kind(notification.kind)
    told = told_in_mail(line, notification.room, user, kind)
    stop = None if kind and kind.is_fixed else _ways_out(user, kind)
    subject = Truncator(" ".join((told.title or str(told)).split())).chars(MAX_SUBJECT)
    body = body_of(told, MAX_BODY)
    context = {
        "subject": subject,
        "preheader": Truncator(" ".join(f"{told}. {told.excerpt}".split())).chars(MAX_SUBJECT),
        "name": conf.display_name(user),
        "line": told,
        "body": body,
        "url": absolute(line.url),
        "reason": _reason(kind),
        "settings_url": stop.settings_url if stop else "",
        "unsubscribe_url": stop.unsubscribe_url if stop else "",
        **frame_context(),
    }
    mail = _mail(delivery, user, "notification", context, message_id(delivery), stop)
    root = thread_id(notification)
    mail.extra_headers |= {"In-Reply-To": root, "References": root}
    return mail


def compose_digest(digest: Digest, content: "DigestContent") -> EmailMultiAlternatives:
    """The mail for a digest. One that is not saved is a preview."""
    user = content.user
    stop = _ways_out(user, None)
    day = date_format(digest.period, _("F j"))
    counts = [_count_of(section) for section in content.sections]
    context = {
        "subject": _("Your digest of %(day)s: %(counts)s") % {"day": day, "counts": ", ".join(counts[:2])},
        "preheader": _preheader(content),
        "name": conf.display_name(user),
        "is_morning": timezone.localtime().hour < 11,
        "sections": parts_of(content),
        "list_url": absolute(reverse("notifications:notification-list")),
        "list_label": _list_label(content.count),
        "reason": _digest_reason(Schedule.of(getattr(user, "mail_preference", None))),
        "settings_url": stop.settings_url,
        "unsubscribe_url": stop.unsubscribe_url,
        **frame_context(),
    }
    return _mail(digest, user, "digest", context, digest_id(digest), stop)


def parts_of(content: "DigestContent") -> list[Part]:
    """The sections of a digest as its mail shows them, in the language that is active."""
    return [_part(section, content.user) for section in content.sections]


def told_in_mail(line: Line, room: str, user: Any, kind: Kind | None) -> Line:
    """What of a line may stand in a mail: it is forwarded, printed, and read by whoever stands in for the person."""
    if room in OPEN_ROOMS and not line.is_confidential:
        return line
    bare = replace(line, excerpt="", body_html="", body_text="", left_out=0)
    was_written_for_mails = kind is not None and kind.section == Section.ANNOUNCEMENTS
    if was_written_for_mails or (room == user_key(user.pk) and not line.is_confidential):
        return bare
    return Line(text=_("There is something new for you in a confidential place."), url=line.url)


def absolute(path: str) -> str:
    """An address for mails. Never from a request: its host can be forged."""
    return path if path.startswith(("https://", "http://")) else conf.base_url() + path


def _mail(
    planned: PlannedMail, user: Any, name: str, context: dict[str, Any], own_id: str, stop: _Stop | None
) -> EmailMultiAlternatives:
    """Automatic answers go nowhere, what cannot be delivered comes back to an address of its own."""
    address = address_of(user)
    headers: dict[str, str] = {
        "Message-ID": own_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if stop:
        headers["List-Unsubscribe"] = WholeHeader(f"<{stop.one_click_url}>")
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=context["subject"],
        body=render_to_string(f"notifications/mails/{name}.txt", context).strip() + "\n",
        to=[address],
        headers=headers,
    )
    if envelope := return_path(planned, address):
        # Django, and anymail too: the header names the sender, from_email is where the mail comes back to.
        headers["From"], mail.from_email = mail.from_email, envelope
        mail.extra_headers = headers
    elif planned.pk is not None:
        # What anymail's webhook gives back; SMTP knows no such thing.
        mail.metadata = {"mail": bounce_token(planned, address)}  # type: ignore[attr-defined]
    mail.attach_alternative(render_html(f"notifications/mails/{name}.html", context), "text/html")
    return mail


def _ways_out(user: Any, kind: Kind | None) -> _Stop:
    url = absolute(reverse("notifications:unsubscribe", args=[unsubscribe_token(user.pk)]))
    wish = f"?art={kind.preference}" if kind and kind.preference in wishes() else ""
    return _Stop(absolute(reverse("notifications:mail-settings")), url + wish, url)


def _reason(kind: Kind | None) -> str:
    if kind and kind.is_fixed:
        return _("This e-mail is about your account and its security. It always comes.")
    if kind and kind.section == Section.ANNOUNCEMENTS:
        return _("You get this e-mail because you belong to those it is meant for.")
    minutes = conf.mail_delay_minutes()
    return ngettext(
        "You get this e-mail because you had not read the notification after %(minutes)s minute.",
        "You get this e-mail because you had not read the notification after %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}


def _digest_reason(schedule: Schedule) -> str:
    hour = f"{schedule.digest_hour}:00"
    if schedule.rhythm == Rhythm.WEEKLY:
        values = {"day": WEEKDAYS[schedule.digest_weekday], "hour": hour}
        return _("You get this e-mail on %(day)ss at %(hour)s if there is something new.") % values
    if schedule.quiet_weekend:
        return _("You get this e-mail every working day at %(hour)s if there is something new.") % {"hour": hour}
    return _("You get this e-mail every day at %(hour)s if there is something new.") % {"hour": hour}


def _part(section: "DigestSection", user: Any) -> Part:
    items = [
        _item(told_in_mail(entry.line, entry.notification.room, user, find_kind(entry.notification.kind)))
        for entry in section.entries
    ]
    more = ngettext("and %(count)s more", "and %(count)s more", section.left_out) % {"count": section.left_out}
    return Part(_title_of(section.section), items, section.left_out, more)


def _item(line: Line) -> Item:
    who = " ".join(filter(None, [line.actor_name, line.others]))
    return Item(line, who, absolute(line.url), NOTHING if line.message else body_of(line, MAX_BODY_IN_DIGEST))


def _preheader(content: "DigestContent") -> str:
    """What the list of mails shows beside the subject: the first line that names somebody or something."""
    first = content.sections[0].entries[0]
    line = told_in_mail(first.line, first.notification.room, content.user, find_kind(first.notification.kind))
    return Truncator(" ".join(str(line).split())).chars(MAX_SUBJECT)


def _list_label(count: int) -> str:
    return ngettext("See the notification", "See all %(count)s notifications", count) % {"count": count}


def _title_of(section: Section) -> str:
    return {
        Section.MENTIONS: _("You were mentioned"),
        Section.ANSWERS: _("Answers for you"),
        Section.MODERATION: _("About your posts and reports"),
        Section.ANNOUNCEMENTS: _("Announcements"),
        Section.EXPERTISE: _("Open questions on what you offer advice on"),
        Section.WATCHED: _("New in your subscriptions"),
        Section.EVENTS: _("Events"),
        Section.ACCOUNT: _("Your account"),
        Section.REQUESTS: _("A request to you"),
    }[section]


def _count_of(section: "DigestSection") -> str:
    count = section.count
    words = {
        Section.MENTIONS: ngettext("%(count)s mention", "%(count)s mentions", count),
        Section.ANSWERS: ngettext("%(count)s answer", "%(count)s answers", count),
        Section.EXPERTISE: ngettext("%(count)s open question", "%(count)s open questions", count),
        Section.EVENTS: ngettext("%(count)s event", "%(count)s events", count),
        Section.REQUESTS: ngettext("%(count)s request", "%(count)s requests", count),
    }
    other = ngettext("%(count)s notification", "%(count)s notifications", count)
    return words.get(section.section, other) % {"count": count}
