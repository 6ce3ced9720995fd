"""How each row of the permission matrix is tried: by which address, on what, with what data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.factories.files import PDF

from .world import MISSING, NO_ID, OTHER, OWN, SECRET, World

Data = Mapping[str, Any] | Callable[[World, str, str], Mapping[str, Any]]

ANYWHERE = (OWN, OTHER, SECRET, MISSING)
FOREIGN = (OTHER, SECRET, MISSING)


@dataclass(frozen=True)
class Act:
    """One way to do what a row of the matrix is about.

    ``name``: the address by its name, or a path; ``on``: the kind of object it names (world.py); ``data``: what is
    posted, or None to look; ``scopes``: whose objects are tried; ``refusal``: what »not one's own« is, F (403) or,
    where others' objects are not shown at all, X (404). ``is_always_own``: what the act changes is the person's own,
    whatever it is about; ``is_never_own``: nobody does it in their own case. ``asks_password``: leads to the page that
    asks for the password again (code 2).
    """

    row: str
    name: str
    on: str = ""
    data: Data | None = None
    scopes: tuple[str, ...] = (OTHER,)
    query: str = ""
    refusal: str = "F"
    is_always_own: bool = False
    is_never_own: bool = False
    asks_password: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    def path(self, world: World, actor: str, scope: str) -> str:
        if self.name.startswith("/"):
            return self.name
        if self.on.endswith("path"):
            return world.find(self.on, scope, actor)
        return reverse(self.name, args=self._arguments(world, actor, scope)) + self.query

    def posted(self, world: World, actor: str, scope: str) -> Mapping[str, Any] | None:
        return self.data(world, actor, scope) if callable(self.data) else self.data

    def _arguments(self, world: World, actor: str, scope: str) -> list[Any]:
        if not self.on:
            return []
        if scope == MISSING:
            return {
                "thread": ["bereich", "thema", NO_ID],
                "area": ["gibt-es-nicht"],
                "slug": ["gibt-es-nicht"],
                "draft": [f"reply-{NO_ID}"],
            }.get(self._form(), [NO_ID])
        thing = world.find(self.on, scope, actor)
        if self.name == "wagtailimages:preview":
            return [thing.pk, "width-4"]
        match self._form():
            case "thread":
                return [thing.area.slug, thing.slug, thing.pk]
            case "area" | "slug":
                return [thing.slug]
            case "token" | "draft":
                return [thing]
        return [thing.pk]

    def _form(self) -> str:
        if self.on.endswith("thread"):
            return "thread"
        forms = {"area": "area", "profile": "slug", "municipality": "slug", "token": "token"}
        return "draft" if "draft of" in self.on else forms.get(self.on, "pk")


NEW_TITLE = {"title": "Ein klarer Titel", "kind": "question", "edit_count": 0}
TEXT = {"body": "<p>Das machen wir ebenso.</p>"}


def _announcement(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    words = {"title": "Netzwerktreffen verlegt", "text": "Wir treffen uns in Hagen.", "senden": "1"}
    return {"audience": "members", "idempotency_key": str(uuid4()), **words}


def _chosen_thread(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"thread": NO_ID if scope == MISSING else world.find("thread", scope, actor).pk, "number": 2}


def _chosen_post(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"post": NO_ID if scope == MISSING else world.find("answer", scope, actor).pk}


def _file(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"file": SimpleUploadedFile("Satzung.pdf", PDF), "client_key": str(uuid4())}


def _new_thread(kind: str) -> Data:
    def data(world: World, actor: str, scope: str) -> Mapping[str, Any]:
        area = world.find("area", scope if scope == SECRET else OTHER, actor)
        return {"area": area.pk, "kind": kind, "title": "Wer hat eine Satzung?", **TEXT}

    return data


def _target(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"target": world.find("target", OTHER, actor).pk}


def _edited_area(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    topic = "" if scope == MISSING else world.find("area", scope, actor).topic_id or ""
    return {"name": f"Umbenannt von {actor}", "topic": topic}


def _topics(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"areas": [world.find("area", OTHER, actor).pk]}


def _tomorrow(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"publish_at": f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}", "revision": 1}


def _newcomer(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"user": world.find("person", OTHER, actor).pk, "is_on": "on"}


def _decision(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"decision": "keep", "reason": "In Ordnung", "version": 1}


def _edited_case(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {**TEXT, "edit_count": 0, "reason": "Namen im Text", "version": 1}


def _referral(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"refer-reason": "Wir sind befangen.", "refer-version": 1}


def _new_name(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"name": f"umbenannt-{actor}"}


POLL = {
    "poll-question": "Wann?",
    "poll-kind": "single",
    "poll-options": "Montag\nDienstag",
    "poll-results": "now",
}


def _version(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"number": 1, "edit_count": 1, "reason": "Ein Versehen"}


def _ballot(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    poll = None if scope == MISSING else world.find("secret poll", scope, actor)
    return {"option": poll.options.first().pk if poll else NO_ID}


FORUM = [
    Act("F01", "forum:index"),
    Act("F02", "forum:area", "area", scopes=(OTHER, MISSING)),
    Act("F03", "forum:area", "area", scopes=(SECRET,)),
    Act("F04", "forum:thread", "thread", scopes=ANYWHERE),
    Act("F04", "forum:thread-new-posts", "thread", query="?nach=0", scopes=ANYWHERE),
    Act("F05", "forum:post", "answer", scopes=ANYWHERE),
    Act("F05", "forum:post-actions", "answer", scopes=ANYWHERE),
    Act("F06", "forum:post", "withdrawn post", scopes=ANYWHERE, refusal="X"),
    Act("F07", "forum:post-history", "post", scopes=ANYWHERE),
    Act("F08", "forum:thread-create", data=_new_thread("question")),
    Act("F08", "forum:area-thread-create", "area", data=_new_thread("question"), scopes=FOREIGN),
    Act("F09", "forum:thread-create", data=_new_thread("announcement")),
    Act("F10", "forum:thread-reply", "thread", data=TEXT, scopes=ANYWHERE),
    Act("F11", "forum:thread-reply", "closed thread", data=TEXT, scopes=(OWN, *FOREIGN)),
    Act("F12", "forum:post-edit", "post", data={**TEXT, "edit_count": 0}, scopes=(OWN,)),
    Act("F13", "forum:post-edit", "post", data={**TEXT, "edit_count": 0, "reason": "Tippfehler"}, scopes=FOREIGN),
    Act("F14", "forum:post-withdraw", "post", data={}, scopes=ANYWHERE),
    Act("F15", "forum:post-hide", "answer", data={"reason": "Namen im Text"}, scopes=ANYWHERE),
    Act("F17", "moderation:post-erase", "post", data={}, scopes=(OWN, OTHER, SECRET), asks_password=True),
    Act("F16", "forum:post-restore", "hidden post", data={}, scopes=ANYWHERE, is_never_own=True),
    Act("F75", "forum:file-list"),
    Act("F18", "forum:file-upload", data=_file, is_always_own=True),
    Act("F19", "forum:file", "file", scopes=ANYWHERE),
    Act("F19", "forum:file", "unsent file", scopes=(OWN, MISSING)),
    Act("F19", "forum:file-small", "picture", scopes=ANYWHERE),
    Act("F20", "forum:file-remove", "file", data={"reason": "Namen im Text"}, scopes=ANYWHERE),
    Act("F20", "forum:file-remove", "unsent file", data={}, scopes=(OWN,)),
    Act("F21", "forum:person-suggest", query="?q=Pe"),
    Act("F22", "forum:thread-reply", "thread", data={**TEXT, **POLL}, scopes=ANYWHERE),
    Act("F05", "forum:poll", "secret poll", scopes=ANYWHERE),
    Act("F23", "forum:poll", "secret poll", data=_ballot, scopes=ANYWHERE),
    Act("F24", "forum:poll-votes", "open poll", scopes=ANYWHERE),
    Act("F25", "forum:poll-votes", "secret poll", scopes=ANYWHERE),
    Act("F26", "forum:poll-close", "open poll", data={}, scopes=ANYWHERE),
    Act("F27", "forum:reaction", "answer", data={"on": "thanks"}, scopes=FOREIGN),
    Act("F28", "forum:thread-level", "thread", data={"level": 0}, scopes=(OWN, SECRET, MISSING), is_always_own=True),
    Act("F28", "forum:subscriptions", data={"automatic": "1", "level": 2}, is_always_own=True),
    Act("F13", "moderation:case-edit", "referred case", data=_edited_case),
    Act("F30", "forum:draft-list", is_always_own=True),
    Act("F30", "forum:draft", "draft of somebody", scopes=(OWN, OTHER, MISSING), refusal="X"),
    Act("F70", "forum:draft", "draft of a reply", data=TEXT, scopes=ANYWHERE, is_always_own=True),
    Act("F71", "forum:draft-schedule", "draft of somebody", data=_tomorrow, scopes=(OWN, OTHER), refusal="X"),
    Act("F70", "forum:draft-delete", "draft of somebody", data={}, scopes=(OWN, OTHER, MISSING), refusal="X"),
    Act("F46", "forum:bookmark-list", is_always_own=True),
    Act("F46", "forum:bookmark", "answer", scopes=ANYWHERE, is_always_own=True),
    Act("F46", "forum:bookmark-list", data=_chosen_post, scopes=(OWN, SECRET, MISSING), is_always_own=True),
    Act("F27", "forum:post-same", "answer", data={"year": 2019}, scopes=FOREIGN),
    Act("F04", "forum:thread-implementers", "thread", scopes=ANYWHERE),
    Act("F28", "forum:feed-settings", data={}, is_always_own=True),
    Act("F31", "forum:post-report", "answer", data={"kind": "tone"}, scopes=FOREIGN),
    Act("F32", "moderation:log"),
    Act("F32", "moderation:case-list"),
    Act("F33", "moderation:case", "case"),
    Act("F33", "moderation:case-decide", "case", data=_decision),
    Act("F33", "moderation:case-decide", "referred case", data=_decision),
    Act("F33", "moderation:case-claim", "case", data={}),
    Act("F33", "moderation:case-note", "referred case", data={"note-text": "Bitte ansehen."}),
    Act("F33", "moderation:case-refer", "case", data=_referral),
    Act("F49", "moderation:entry-undo", "referred act", data={}),
    Act("F34", "forum:thread-lock", "thread", data={"is_locked": "on"}, scopes=ANYWHERE),
    Act("F35", "forum:thread-move", "thread", data=_target, scopes=ANYWHERE),
    Act("F37", "forum:thread-pin", "thread", data={}, scopes=ANYWHERE),
    Act("F41", "forum:thread-print", "thread", scopes=ANYWHERE),
    Act("F41", "forum:thread-pdf", "thread", scopes=ANYWHERE),
    Act("F43", "forum:answer-accept", "answer", data={}, scopes=ANYWHERE),
    Act("F80", "forum:thread-summary", "thread", data={**TEXT, "edit_count": 0}, scopes=ANYWHERE),
    Act("F81", "forum:post-history", "edited post", data=_version, scopes=ANYWHERE),
    Act("F82", "forum:answer-lock", "accepted post", data={}, scopes=ANYWHERE),
    Act("F83", "forum:thread-outcome", "answered thread", data={"worked": "yes"}, scopes=ANYWHERE),
    Act("F44", "forum:thread-edit", "thread", data=NEW_TITLE, scopes=ANYWHERE),
    Act("F45", "forum:mark-read", data=_chosen_thread, scopes=(OWN, SECRET, MISSING), is_always_own=True),
    Act("F38", "moderation:tag-list"),
    Act("F38", "moderation:tag-group-create", data={"name": "Größe", "tags": "klein"}),
    Act("F40", "forum:tag-suggest", query="?q=ve"),
    Act("F40", "search:similar", query="?titel=Wer+hilft+bei+der+Ehrenamtskarte"),
    Act("F38", "moderation:tag-rename", "tag", data=_new_name, scopes=FOREIGN),
    Act("F48", "moderation:area-list"),
    Act("F48", "moderation:area-create", data={"name": "Neuer Kreis", "is_closed": "on"}),
    Act("F48", "moderation:area-edit", "area", data=_edited_area, scopes=FOREIGN),
    Act("F48", "moderation:area-archive", "area", data={"is_archived": "1"}, scopes=FOREIGN),
    Act("F48", "moderation:area-members", "area", data=_newcomer, scopes=(SECRET, MISSING)),
]  # fmt: skip


def _foreign_session(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"session": world.find("session", OTHER, actor).pk}


def _invitation(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    town = world.find("municipality", scope, actor)
    return {"email": "neu@rathaus.example", "municipality": town.key, "function": "Fachstelle Ehrenamt"}


def _today(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"ends_on": timezone.localdate().isoformat()}


def _message(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"text": "Die Schrift ist zu klein.", "email": "wer@haus.example"}


def _reset(world: World, actor: str, scope: str) -> Mapping[str, Any]:
    return {"email": world.find("person", OTHER, actor).email}


AUDIENCES = {f"{name}_audience": 2 for name in ("email", "phone", "about", "offers", "seeks")}
OWN_WORDS = {"about": "Seit 2019 im Ehrenamtsbüro.", **AUDIENCES}
OUR_WORDS = {"website": "https://stadt.example", "about": "Bei uns hat jeder Ortsteil einen Verein."}
LETTER = {"subject": "Ihre Satzung", "text": "Dürfen wir sie verwenden?"}
OUTSIDE = {"X-Forwarded-For": "203.0.113.7"}
OWN_NAME = {"first_name": "Anna", "last_name": "Neuname", "language": "de", "theme": "system"}

PAGES = [
    Act("P01", "/"),
    Act("P01", "/favicon.ico"),
    Act("P02", "dashboard:overview"),
    Act("P02", "welcome:topics"),
    Act("P02", "forum:editor-config"),
    Act("P02", "forum:shortcuts"),
    Act("F28", "welcome:topics", data=_topics, is_always_own=True),
    Act("F28", "welcome:own-topics", data=_topics, is_always_own=True),
    Act("N03", "welcome:mail", data={"mail": "keine"}, is_always_own=True),
    Act("P02", "", "members page path"),
    Act("P03", "", "draft page path"),
    Act("P03", "", "expired page path"),
    Act("P04", "search:results", query="?q=Ehrenamt"),
    Act("P05", "sitemap"),
    Act("P05", "robots"),
    Act("P05", "/aktuelles/feed.xml"),
    Act("P05", "/termine/kalender.ics"),
    Act("P06", "home:contact", data=_message),
    Act("P06", "home:barrier-report", data=_message),
    Act("P09", "", "public document path"),
    Act("P10", "", "private document path"),
    Act("O01", "health-live"),
    Act("O02", "health-ready", headers=OUTSIDE),
    Act("O02", "health-metrics", headers=OUTSIDE),
    Act("O03", "/admin/"),
]
NOTIFICATIONS = [
    Act("N02", "notifications:notification-list", is_always_own=True),
    Act("N02", "notifications:notification-read", "notification", data={}, scopes=ANYWHERE, refusal="X"),
    Act("N02", "notifications:notification-unread", "read notification", data={}, scopes=ANYWHERE, refusal="X"),
    Act("N02", "notifications:notification-read-all", data={}, is_always_own=True),
    Act("N03", "notifications:mail-settings", is_always_own=True),
    Act("N03", "notifications:mail-pause", data={}, is_always_own=True),
    Act("N03", "notifications:digest-preview", is_always_own=True),
    Act("N02", "notifications:request-list", is_always_own=True),
    Act("N02", "notifications:request-decline", "request", data={}, scopes=ANYWHERE, refusal="X"),
    Act("N04", "notifications:stand"),
    Act("N05", "notifications:unsubscribe", "token", data={}, is_always_own=True),
    Act("N06", "notifications:announcement-create"),
    Act("N06", "notifications:announcement-create", data=_announcement),
    Act("N07", "notifications:announcement", "announcement", scopes=(OTHER, SECRET, MISSING)),
]
DIRECTORY = [
    Act("D01", "directory:profile-list"),
    Act("D01", "directory:municipality-list"),
    Act("D01", "directory:municipality", "municipality", scopes=(OTHER, MISSING)),
    Act("D01", "directory:own-profile"),
    Act("D02", "directory:profile", "profile", scopes=(OTHER, MISSING)),
    Act("D03", "directory:profile-edit", data=OWN_WORDS, is_always_own=True),
    Act("D14", "directory:profile-confirm", data={}, is_always_own=True),
    Act("D10", "directory:message-create", "profile", data=LETTER, scopes=(OTHER, MISSING)),
    Act("D11", "directory:municipality-edit", "municipality", data=OUR_WORDS, scopes=(OWN, OTHER, MISSING)),
    Act("D12", "directory:mandate-edit", "mandate", data={"function": "Büro"}, scopes=(OWN, OTHER, MISSING)),
]
ACCOUNTS = [
    Act("D07", "accounts:invitation-list", is_always_own=True),
    Act("D07", "accounts:invitation-list", data=_invitation, scopes=(OWN, OTHER), refusal="X"),
    Act("D07", "accounts:invitation-resend", "invitation", data={}, scopes=(OWN, OTHER), refusal="X"),
    Act("D07", "accounts:invitation-revoke", "invitation", data={}, scopes=(OWN, OTHER), refusal="X"),
    Act("D08", "accounts:person-deactivate", "person", data={}, scopes=(OWN, OTHER), refusal="X"),
    Act("D12", "accounts:mandate-end", "mandate", data=_today, scopes=(OWN, OTHER), refusal="X"),
    Act("A03", "usersessions_list", is_always_own=True),
    Act("A03", "usersessions_list", data=_foreign_session, refusal="X"),
    Act("A09", "account_login"),
    Act("A09", "account_reset_password", data=_reset),
    Act("A10", "accounts:account", data=OWN_NAME, is_always_own=True),
    Act("A10", "account_email", data={"email": "anders@rathaus.example"}, is_always_own=True, asks_password=True),
]
EDITORS = [
    Act("W01", "wagtailadmin_home"),
    Act("W02", "wagtailadmin_explore_root"),
    Act("W02", "wagtailadmin_pages:edit", "page"),
    Act("W03", "wagtailadmin_pages:unpublish", "page"),
    Act("W04", "wagtailadmin_pages:history", "page"),
    Act("W05", "wagtailadmin_pages:move", "page"),
    Act("W06", "wagtailadmin_pages:view_draft", "draft page"),
    Act("W07", "wagtailadmin_choose_page"),
    Act("W07", "wagtaildocs_chooser:choose"),
    Act("W07", "thread_chooser:choose"),
    Act("W07", "person_chooser:choose"),
    Act("W08", "wagtaildocs:add"),
    Act("W08", "wagtaildocs:edit", "document", scopes=(OWN, OTHER)),
    Act("W09", "wagtailimages:preview", "image"),
    Act("W10", "enquiries:index"),
    Act("W11", "wagtailredirects:index"),
    Act("W11", "wagtailsites:index"),
    Act("W12", "wagtailusers_users:index", asks_password=True),
    Act("W12", "wagtailusers_groups:index", asks_password=True),
    Act("W13", "wagtailadmin_reports:aging_pages"),
    Act("W13", "netzwerk_themen_modeladmin_index"),
    Act("W13", "netzwerk_personen_modeladmin_index"),
    Act("D05", "netzwerk_personen_export", asks_password=True),
    Act("D05", "netzwerk_kommunen_export", asks_password=True),
]

ACTS = [*PAGES, *FORUM, *NOTIFICATIONS, *DIRECTORY, *ACCOUNTS, *EDITORS]
