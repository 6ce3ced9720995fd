"""What surrounds every page: menus, footer, contact, theme. The shared part is kept in the local cache for a minute."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forum.case_feed import open_case_count
from home.site_parts import site_parts
from kit.access import MEMBERS, keys_of
from kit.components import icon

THEME_COOKIE = "thema"
THEMES = {"light", "dark"}
MODERATOR_KEYS = {"speaker", "office", "admin"}
INVITER_KEYS = {"office", "admin"}


@dataclass(frozen=True)
class Link:
    """An entry of a menu. ``is_current``: this page or one below it; ``is_exact``: this page itself. ``count``: how
    many cases wait there, or nothing."""

    label: str | Promise
    url: str
    icon: str = ""
    is_current: bool = False
    is_exact: bool = False
    count: str = ""
    css: str = ""

    @property
    def html(self) -> SafeString:
        """The entry as an item of a list. Each page has sixteen; as templates they cost 0.3 ms."""
        current = f' aria-current="{"page" if self.is_exact else "true"}"' if self.is_current else ""
        sign = icon(self.icon) if self.icon else ""
        count = ""
        if self.count:
            words = f'<span class="kn-sr"> {_("open cases")}</span>'
            count = f' <span class="kn-count">{escape(self.count)}{words}</span>'
        css = f' class="{self.css}"' if self.css else ""
        label = escape(str(self.label))
        return SafeString(f'<li><a{css} href="{escape(self.url)}"{current}>{sign}{label}{count}</a></li>')


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Everything is read when a template first asks, so that fragments and mails cost nothing."""
    return {"chrome": SimpleLazyObject(lambda: Chrome(request))}


class Chrome:
    """The frame of one response. Costs one statement for the person's keys (shared with the view); for those who decide
    reports one more, for the number of open cases."""

    site_name = settings.WAGTAIL_SITE_NAME

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path
        self.is_demo = settings.IS_DEMO
        user = getattr(request, "user", None)
        self.user = user if user is not None and user.is_authenticated else None
        self.keys = keys_of(self.user) if self.user else frozenset()
        self.is_member = MEMBERS in self.keys
        self.theme = _theme(request, self.user)
        self.is_live = self.is_member
        self.live_url = settings.LIVE_URL
        self.start_url = "/uebersicht/" if self.user else "/"
        self.frame = "cms/base_member.html" if self.is_member else "cms/base_public.html"

    @cached_property
    def person(self) -> dict[str, Any] | None:
        return {"id": self.user.pk, "name": str(self.user)} if self.user else None

    @cached_property
    def login_url(self) -> str:
        return url_or_nothing("account_login")

    @cached_property
    def logout_url(self) -> str:
        return url_or_nothing("account_logout")

    @cached_property
    def search_url(self) -> str:
        """Where the header's search leads; empty on the result page, which has a larger field of its own."""
        url = url_or_nothing("search:results")
        return "" if url == self.path else url

    @cached_property
    def member_menu(self) -> list[Link]:
        if not self.is_member:
            return []
        entries = [
            (_("Overview"), "dashboard:overview", ""),
            (_("Forum"), "forum:index", ""),
            (_("Directory"), "directory:profile-list", ""),
        ]
        links = self._links(entries)
        if events_url := self._site["events_url"]:
            links.append(self._link(_("Events"), events_url))
        if self.keys & MODERATOR_KEYS:
            cases = self._links([(_("Moderation"), "moderation:case-list", "")])
            links += [replace(link, count=open_case_count(self.user)) for link in cases]
        return links

    @cached_property
    def tab_bar(self) -> list[Link]:
        if not self.is_member:
            return []
        return self._links(
            [
                (_("Overview"), "dashboard:overview", "grid"),
                (_("Forum"), "forum:index", "forum"),
                (_("Directory"), "directory:profile-list", "people"),
                (_("Notifications"), "notifications:notification-list", "bell"),
                (_("Account"), "accounts:account", "person"),
            ]
        )

    @cached_property
    def account_menu(self) -> list[Link]:
        entries = [(_("Account"), "accounts:account", "gear")]
        if self.is_member:
            entries.insert(0, (_("Profile"), "directory:own-profile", "person"))
        if self.keys & INVITER_KEYS or any(key.startswith("contact:") for key in self.keys):
            entries.append((_("Invitations"), "accounts:invitation-list", "mail"))
        if self.keys & MODERATOR_KEYS:  # on phones the menu above is not there, and the bar below has no room
            entries.append((_("Moderation"), "moderation:case-list", "flag"))
        links = self._links(entries)
        # Their groups may enter (accounts.groups); asking for the right itself would cost two statements.
        if self.keys & INVITER_KEYS:
            links.extend(self._links([(_("Editing"), "wagtailadmin_home", "edit")]))
        links.append(Link(_("Public website"), "/", "globe"))
        return [replace(link, css="kn-menu__item") for link in links]

    @cached_property
    def member_footer(self) -> list[Link]:
        return [Link(_("Public website"), "/"), *self._shared("member_links"), *self._barrier_link]

    @cached_property
    def public_menu(self) -> list[Link]:
        return [self._link(**entry) for entry in self._site["menu"]]

    @cached_property
    def legal_links(self) -> list[Link]:
        return [*self._shared("legal_links"), *self._barrier_link]

    @cached_property
    def footer_columns(self) -> list[dict[str, Any]]:
        return [
            {"title": column["title"], "items": [Link(**entry) for entry in column["items"]]}
            for column in self._site["footer_columns"]
        ]

    @cached_property
    def home_url(self) -> str:
        """The home page in the language of this page."""
        return next((entry["url"] for entry in self._site["languages"] if entry["code"] == get_language()), "/")

    @cached_property
    def languages(self) -> list[dict[str, Any]]:
        found = self._site["languages"]
        current = get_language()
        return [{**entry, "is_current": entry["code"] == current} for entry in found] if len(found) > 1 else []

    @cached_property
    def access_links(self) -> list[Link]:
        return self._shared("access_links")

    @cached_property
    def contact(self) -> dict[str, str]:
        return self._site["contact"]

    @cached_property
    def banner(self) -> str:
        return self._site["banner"]

    @cached_property
    def _barrier_link(self) -> list[Link]:
        """On every page, with the page's own address, because the law wants the report to be easy (§ 10b BGG NRW)."""
        url = url_or_nothing("home:barrier-report")
        return [Link(_("Report a barrier"), f"{url}?{urlencode({'seite': self.path})}")] if url else []

    @cached_property
    def _site(self) -> dict[str, Any]:
        return site_parts(get_language() or settings.LANGUAGE_CODE)

    def _shared(self, name: str) -> list[Link]:
        return [Link(**entry) for entry in self._site[name]]

    def _links(self, entries: Sequence[tuple[str | Promise, str, str]]) -> list[Link]:
        """Entries whose address exists; apps that are not installed leave no dead link."""
        found = ((label, url_or_nothing(name), icon) for label, name, icon in entries)
        return [self._link(label, url, icon) for label, url, icon in found if url]

    def _link(self, label: str | Promise, url: str, icon: str = "") -> Link:
        return Link(label, url, icon, is_current=self.path.startswith(url), is_exact=self.path == url)


def _theme(request: HttpRequest, user: Any) -> str:
    """The person's choice, else the cookie of this browser; an empty string follows the system."""
    chosen = user.theme if user else request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def url_or_nothing(name: str) -> str:
    """The address of a route without arguments, or an empty string where no app provides it."""
    return _address(name, get_script_prefix(), get_language())


@cache
def _address(name: str, prefix: str, language: str | None) -> str:
    """Every page asks for the same twenty. Prefix and language are those in force, here only as parts of the key."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
