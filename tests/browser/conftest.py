"""Real browsers on the real site. Each test's pages must leave the console empty and stay on this machine."""

import re
import time
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError, expect

from ..harness.chromium import ARGUMENTS, CHROMIUM

PATIENCE = 20_000  # milliseconds; a busy machine is slow
expect.set_options(timeout=PATIENCE)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# preload: axe would fetch and inline the stylesheets, which the pages' policy rightly forbids
AXE_OPTIONS = {"runOnly": RULES, "preload": False, "resultTypes": ["violations"]}


class Watch:
    """Collects what no page may do. `expect` names a complaint that belongs to the test."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.expected: list[str] = []

    def expect(self, pattern: str) -> None:
        self.expected.append(pattern)

    def add(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def unexpected(self) -> list[str]:
        return [each for each in self.complaints if not any(re.search(pattern, each) for pattern in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def _error(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1":
            self.complaints.append(f"foreign request: {request.url}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    size = {"width": 1366, "height": 768}
    return {**browser_context_args, "locale": "de-DE", "timezone_id": "Europe/Berlin", "viewport": size}


@pytest.fixture
def watch():
    """What the pages of this test complain about; anything unexpected fails it."""
    watch = Watch()
    yield watch
    assert not watch.unexpected(), "\n".join(watch.unexpected())


@pytest.fixture
def new_context(new_context, site, watch):
    """A factory of browser contexts (as Playwright's own) on the site, all watched."""

    def create(**options) -> BrowserContext:
        context = new_context(**{"base_url": site.url, **options})
        context.set_default_timeout(PATIENCE)
        watch.add(context)
        return context

    return create


def sign_in(context: BrowserContext, user, url: str) -> None:
    """A session without the login page, as if the password had just been given."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


@pytest.fixture
def login(site):
    """`login(context, user)`: see `sign_in`."""
    return lambda context, user: sign_in(context, user, site.url)


def assert_accessible(page: Page, part: str | None = None, scheme: str = "") -> None:
    """No accessibility finding on the page, or in a part of it; in this colour scheme, else in the one it has."""
    if scheme:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # The finds alone: to describe all that is as it should be takes axe twice as long as to look.
    run = "([part, options]) => axe.run(part ?? document, options).then(({violations}) => ({violations}))"
    found = AxeResults(page.evaluate(run, [part, AXE_OPTIONS]))
    assert found.violations_count == 0, f"{page.url} {scheme}\n{found.generate_report()}"


@pytest.fixture
def axe():
    """`axe(page)`: no accessibility finding, in light and in dark."""

    def check(page: Page) -> None:
        for scheme in ("light", "dark"):
            assert_accessible(page, scheme=scheme)

    return check
