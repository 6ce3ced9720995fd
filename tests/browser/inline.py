"""The site answered in the test's own process and transaction, for a browser: no server, settings as the test has them.

Pages, headers (and with them the policy of the pages) and scripts are the real ones; only the socket is missing.
"""

import contextvars
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles.finders import find
from django.test import Client
from playwright.sync_api import BrowserContext, Dialog, Route

ORIGIN = "http://127.0.0.1:1"  # nobody listens there
NOTHING_TO_SHOW = b"<!doctype html><title>Keine Seite</title>"  # for what is no page: files, scripts, empty answers
# Before any script of the page. What runs calls pwn(); what the page's policy stopped was in the page.
WATCH = """
  window.ran = [];
  window.pwn = () => window.ran.push(new Error().stack);
  addEventListener('securitypolicyviolation', (event) => {
    window.ran.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
  });
"""
# Of a page of ours nothing is left that only foreign markup brings.
FOREIGN = """() => [...document.querySelectorAll('*')].filter((element) =>
  element.matches('[data-v], object, embed, iframe, base:not([href="/"]), marquee, math, foreignObject')
  || (element.localName === 'script' && !element.src && !['importmap', 'application/json'].includes(element.type))
  || [...element.attributes].some(({name, value}) => name.startsWith('on')
    || (['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'srcdoc', 'poster'].includes(name)
      && /^[\\s\\x00-\\x20]*(javascript|vbscript|data:text|\\/\\/)/i.test(value)))
).map((element) => element.outerHTML.slice(0, 300))"""


class Inline:
    """Answers a browser's requests with a test client; remembers who was asked besides."""

    def __init__(self, context: BrowserContext, client: Client) -> None:
        self.client = client
        self.foreign: list[str] = []
        self.dialogs: list[str] = []
        self.here = contextvars.copy_context()  # the connection of the test, for handlers that run beside it
        context.add_init_script(WATCH)
        context.route("**/*", self._answer)
        self.page = context.new_page()
        self.page.on("dialog", self._dialog)

    def visit(self, path: str, *, is_wagtail: bool = False) -> list[str]:
        """Opens a page; everything that ran, tried to, or stands in it and must not.

        Pages of Wagtail's desk have scripts and frames of their own: what counts there is what names a vector's.
        """
        self.foreign.clear()
        self.page.goto(ORIGIN + path, wait_until="load")
        return [f"{path}: {each}" for each in self.found() if not is_wagtail or "pwn" in each or "evil" in each]

    def found(self) -> list[str]:
        """What ran since the page was opened, tried to, or stands in it."""
        self.page.wait_for_timeout(50)  # animations, errors of pictures, focus
        return [*self.page.evaluate("window.ran"), *self.page.evaluate(FOREIGN), *self.foreign, *self.dialogs]

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(f"dialog: {dialog.message}")
        dialog.dismiss()  # an open one would hold the page up until the test's patience ends

    def _answer(self, route: Route) -> None:
        request, address = route.request, urlsplit(route.request.url)
        if f"{address.scheme}://{address.netloc}" != ORIGIN:
            self.foreign.append(request.url)
            route.abort()
        elif address.path.startswith("/static/"):
            path = find(address.path.removeprefix("/static/"))
            route.fulfill(path=Path(path)) if isinstance(path, str) else route.fulfill(status=404)
        elif request.method != "GET":
            route.fulfill(status=204)
        else:
            self.here.copy().run(self._page, route, address)

    def _page(self, route: Route, address: object) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        try:
            response = self.client.get(path, headers={"Accept": route.request.headers.get("accept", "")}, follow=True)
        except Exception as error:  # nobody would hear of it here: the browser would wait for an answer
            self.foreign.append(f"{path}: {error!r}")
            route.fulfill(status=500)
            return
        body = b"".join(response.streaming_content) if response.streaming else response.content
        is_page = body and response.headers.get("Content-Type", "").startswith("text/html")
        if route.request.is_navigation_request() and not is_page:
            route.fulfill(content_type="text/html", body=NOTHING_TO_SHOW)
        else:
            route.fulfill(status=response.status_code, headers=dict(response.items()), body=body)
