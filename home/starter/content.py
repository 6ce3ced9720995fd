"""Bodies of pages from the short form in which texts are kept (pages.yaml, the demo's news and events)."""

from collections.abc import Iterable
from typing import Any


def body_of(parts: Iterable[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Blocks for a page's body from a list of one-entry mappings such as ``{"heading": "Ziel"}``."""
    return [_block(kind, value) for part in parts for kind, value in part.items()]


def links_of(links: Iterable[list[str]]) -> list[tuple[str, dict[str, Any]]]:
    """Blocks of links to addresses."""
    return [("link", _link(*link)) for link in links]


def _link(label: str, url: str) -> dict[str, Any]:
    return {"label": label, "page": None, "url": url}


def _block(kind: str, value: Any) -> tuple[str, Any]:
    match kind:
        case "heading":
            return "heading", {"text": value, "level": "h2"}
        case "subheading":
            return "heading", {"text": value, "level": "h3"}
        case "note":
            return "note", {"title": value[0], "text": value[1]}
        case "quote":
            return "quote", {"text": value, "source": ""}
        case "fold":
            return "fold", {"items": [{"question": question, "answer": answer} for question, answer in value]}
        case "buttons":
            return "buttons", {"links": [_link(label, url) for label, url in value]}
        case "faq":
            return "faq", {"section": value}
        case "speakers" | "signatories":
            return kind, None
        case _:
            return kind, value
