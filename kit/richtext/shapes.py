"""Tables and pictures in one shape each, whatever was typed: the shape the editor writes, so that editing keeps it.

A table has rows, a row has cells, a cell has paragraphs. A picture is ``<img data-file="17" alt="…">``; one that says
nothing has an empty ``alt`` and ``data-decorative``; without a known file there is none.
"""

from collections.abc import Iterable

from .tree import Element, Node, parse, write

CELLS = {"td", "th"}
PARTS = {"tbody", "thead", "tfoot", "caption"}  # what a table may hold before it has its shape
BLOCK_TAGS = {"p", "ul", "ol", "blockquote", "h4", "pre", "hr", "table", "img"}
ALT_LENGTH = 300


def tidy(safe: str) -> str:
    """Sanitised HTML with its tables and pictures in their shape. Twice is once."""
    root = parse(safe)
    return write(Element("", {}, _tidied(root.children)))


def _tidied(nodes: Iterable[Node]) -> list[Node]:
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            result.append(node)
        elif node.tag == "table":
            result.extend(_table(node))
        elif node.tag == "img":
            result.extend(_picture(node))
        elif node.tag in PARTS | CELLS | {"tr"}:
            result.extend(_tidied(node.children))
        else:
            result.append(Element(node.tag, node.attributes, _tidied(node.children)))
    return result


def _picture(node: Element) -> list[Node]:
    if not (number := node.attributes.get("data-file")):
        return []
    alt = " ".join(node.attributes.get("alt", "").split())[:ALT_LENGTH].strip()
    decorative = {"data-decorative": ""} if "data-decorative" in node.attributes and not alt else {}
    return [Element("img", {"data-file": number, "alt": alt, **decorative})]


def _table(table: Element) -> list[Node]:
    """The table, below what it is called; what stands in it without a cell goes before it."""
    loose: list[Node] = []
    rows: list[Node] = []
    for part, row in _rows_of(table, loose):
        cells: list[Node] = []
        for cell in row.children:
            if isinstance(cell, Element) and cell.tag in CELLS:
                tag = "th" if part == "thead" else cell.tag
                cells.append(Element(tag, cell.attributes, in_blocks(_without_tables(cell.children))))
            else:
                loose.append(cell)
        if cells:
            rows.append(Element("tr", {}, cells))
    before = [block for block in in_blocks(_without_tables(loose)) if isinstance(block, Element) and block.children]
    return [*before, *([Element("table", {}, rows)] if rows else [])]


def _rows_of(table: Element, loose: list[Node]) -> list[tuple[str, Element]]:
    found: list[tuple[str, Element]] = []
    for child in table.children:
        if isinstance(child, Element) and child.tag == "tr":
            found.append(("", child))
        elif isinstance(child, Element) and child.tag in PARTS - {"caption"}:
            for row in child.children:
                if isinstance(row, Element) and row.tag == "tr":
                    found.append((child.tag, row))
                else:
                    loose.append(row)
        else:
            loose.append(child)
    return found


def _without_tables(nodes: Iterable[Node]) -> list[Node]:
    """A table in a table leaves its words behind."""
    result: list[Node] = []
    for node in _flat(nodes):
        result.extend(_tidied([node]))
    return result


def _flat(nodes: Iterable[Node]) -> list[Node]:
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            result.append(node)
        elif node.tag in PARTS | CELLS | {"table", "tr"}:
            inner = _flat(node.children)
            result.extend(in_blocks(inner) if node.tag in CELLS | {"caption"} else inner)
        else:
            result.append(Element(node.tag, node.attributes, _flat(node.children)))
    return result


def in_blocks(nodes: Iterable[Node]) -> list[Node]:
    """Words that stand beside blocks in paragraphs of their own; at least one paragraph."""
    blocks: list[Node] = []
    line: list[Node] = []

    def end_line() -> None:
        if any(not isinstance(each, str) or each.strip(" \t\n") for each in line):
            first, last = line[0], line[-1]
            line[0] = first.lstrip(" \t\n") if isinstance(first, str) else first
            if isinstance(last := line[-1], str):
                line[-1] = last.rstrip(" \t\n")
            blocks.append(Element("p", {}, list(line)))
        line.clear()

    for node in nodes:
        if isinstance(node, Element) and node.tag in BLOCK_TAGS:
            end_line()
            blocks.append(node)
        else:
            line.append(node)
    end_line()
    return blocks or [Element("p")]
