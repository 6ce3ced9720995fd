"""What a browser loads for a page that it sees for the first time."""

import gzip
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from .client import Client

LEVEL = 6  # of gzip, as proxies have it
IMPORT = re.compile(r"""(?:^|[;\n}])\s*(?:import|export)\b[^"'();]*?["']([^"']+)["']""")


@dataclass(frozen=True)
class Weights:
    """Kilobytes (1,000 bytes) after gzip."""

    html: float
    css: float
    js: float


def weigh(client: Client, path: str) -> Weights:
    """HTML, style sheets and scripts of a page. Scripts that load later (the editor, on focus) do not count."""
    page = client.get(path).body
    html = page.decode()
    sheets = {_attribute(tag, "href") for tag in re.findall(r"<link\b[^>]*>", html) if "stylesheet" in tag}
    scripts = {_attribute(tag, "src") for tag in re.findall(r"<script\b[^>]*>", html)} - {""}
    return Weights(
        html=len(gzip.compress(page, LEVEL)) / 1000,
        css=sum(_size(client, sheet) for sheet in sheets) / 1000,
        js=sum(_size(client, script) for script in _with_imports(client, scripts)) / 1000,
    )


def _with_imports(client: Client, scripts: set[str]) -> set[str]:
    """Modules bring those they import, but not those they ask for later by ``import()``."""
    found: set[str] = set()
    new = list(scripts)
    while new:
        script = new.pop()
        if script in found:
            continue
        found.add(script)
        source = client.get(script).body.decode()
        new += [urljoin(script, name) for name in IMPORT.findall(source) if name.startswith((".", "/"))]
    return found


def _size(client: Client, path: str) -> int:
    return len(client.get(urlsplit(path).path, {"Accept-Encoding": "gzip"}).body)


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(match[1]) if match else ""
