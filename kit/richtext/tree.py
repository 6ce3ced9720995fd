"""A small tree of well-formed HTML, as nh3 writes it, for what regular expressions cannot say."""

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

MAX_DEPTH = 60  # what stands deeper leaves its words behind
VOID = {"br", "hr", "img"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def elements(self) -> list["Element"]:
        return [child for child in self.children if isinstance(child, Element)]

    def within(self) -> Iterator["Element"]:
        """All elements below this one, in order."""
        for child in self.elements():
            yield child
            yield from child.within()

    def text(self) -> str:
        return "".join(
            child if isinstance(child, str) else "\n" if child.tag == "br" else child.text() for child in self.children
        )

    def holds(self, tags: set[str]) -> bool:
        return any(each.tag in tags for each in self.within())


Node = Element | str


def parse(markup: str) -> Element:
    """The tree of well-formed HTML; stray end tags are ignored."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.root


def write(node: Node) -> str:
    """The HTML of a node; of the root what is in it."""
    if isinstance(node, str):
        return html.escape(node, quote=False).replace("\xa0", "&nbsp;")
    inner = "".join(write(child) for child in node.children)
    if not node.tag:
        return inner
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in node.attributes.items())
    return f"<{node.tag}{attributes}>" + ("" if node.tag in VOID else f"{inner}</{node.tag}>")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]
        self.too_deep: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(self.open) > MAX_DEPTH and tag not in VOID:
            self.too_deep.append(tag)
            return
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self.too_deep:
            if tag in self.too_deep:
                del self.too_deep[len(self.too_deep) - 1 - self.too_deep[::-1].index(tag) :]
            return
        places = [place for place, element in enumerate(self.open) if element.tag == tag]
        if places and places[-1]:
            del self.open[places[-1] :]

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)
