"""What Word, Outlook, LibreOffice and Excel put on the clipboard, in the words of our small vocabulary.

``forum/paste.js`` does the same in the browser; both are tested with the same fragments (tests/kit/clipboard).
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

import nh3

from .shapes import BLOCK_TAGS, CELLS, in_blocks
from .tree import Element, Node, parse, write

_foreign = re.compile(
    r"<(?:b|i|u|ins|del|font|center|div|section|article|h[12356]|html|body|meta|o:p)[\s>/]|<!|<[^<>]*\sstyle=", re.I
)
_fragment = re.compile(r"<!--StartFragment-->(?!\s*<(?:col|t[rhd])\b)(.*?)<!--EndFragment-->", re.S)
_bold_class = re.compile(r"\.([\w-]+)\s*\{(?:[^{}]*[\s;])?font-weight:\s*(?:700|bold)", re.I)
_conditional = re.compile(r"<!--\[if.*?<!\[endif\]-->|<xml>.*?</xml>", re.S | re.I)
_list_style = re.compile(r"l(\d+) level(\d+)")
_numbered = re.compile(r"\W*(?:\d{1,3}|[ivxlcdm]{1,7}|[a-z])[.)]", re.I)
_mail_head = re.compile(r"\s*(?:Von|From)\s*:\s.*\b(?:Gesendet|Sent|Datum|Date)\s*:", re.S)
_mail_line = re.compile(r"-{2,}\s*(?:Urspr.{1,2}ngliche Nachricht|Original Message|Original-Nachricht)\s*-{2,}")
_receivers = re.compile(r"\s*(?:An|To|Cc|Kopie|Bcc)\s*:", re.I)
_address = re.compile(r"\s*(?:<[^<>]*@[^<>]*>|\[mailto:[^\]]*\])")
_safe_link = re.compile(r"https://[\w.-]+\.safelinks\.protection\.outlook\.com/")

GONE = {"script", "style", "head", "title", "xml", "del", "template"}
TAGS = [
    "p",
    "br",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "del",
    "font",
    "span",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "code",
    "pre",
    "hr",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "div",
    "section",
    "article",
    "center",
    "img",
]


def is_foreign(markup: str) -> bool:
    """Whether this is more than the editor writes."""
    return bool(_foreign.search(markup))


def from_office(markup: str) -> str:
    """Lists, bold words, headings, tables and quoted mails as such; what a program says to itself goes."""
    bold = set(_bold_class.findall(markup))
    if fragment := _fragment.search(markup):
        markup = fragment[1]
    root = parse(
        nh3.clean(
            _conditional.sub("", markup),
            tags=set(TAGS),
            attributes={
                "*": {"style", "class"},
                "a": {"href"},
                "span": {"data-mention", "data-body"},
                "blockquote": {"data-quote"},
                "img": {"data-file", "alt", "data-decorative"},
                "td": {"colspan", "rowspan"},
                "th": {"colspan", "rowspan"},
            },
            link_rel=None,
            clean_content_tags=GONE - {"del"},
        )
    )
    for each in root.within() if bold else ():
        if bold & set(each.attributes.get("class", "").split()):
            each.attributes["style"] = f"font-weight:bold;{each.attributes.get('style', '')}"
    return write(Element("", {}, _quoted_mails(in_blocks(_converted(root.children)))))


def _converted(nodes: Iterable[Node]) -> list[Node]:
    grouped = _grouped([each for node in nodes for each in _convert(node)])
    return [node for node in grouped if not isinstance(node, str) or node.strip()] if _has_blocks(grouped) else grouped


def _convert(node: Node) -> list[Node]:
    if isinstance(node, str):
        return [re.sub(r"[ \t\n\xa0]{2,}|[\t\n]", " ", node)]
    style = _style_of(node)
    if node.tag in GONE or "mso-list:ignore" in style or "display:none" in style or "mso-hide:all" in style:
        return []
    if "mso-element:comment" in style or "mso-comment" in style or "msocomanchor" in node.attributes.get("class", ""):
        return []
    if node.tag == "pre":
        return [Element("pre", {}, node.children)]
    if entry := _list_entry(node):
        return [entry]
    children = _converted(node.children)
    match node.tag:
        case "p":
            return _paragraph(node, children)
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            return _paragraph(Element("h4"), children)
        case "div" | "section" | "article" | "center":
            return children if _has_blocks(children) else _paragraph(Element("p"), children)
        case "b" | "strong" | "i" | "em" | "span" | "font" | "u" | "ins":
            return _emphasised(node, style, children)
        case "a":
            return _link(node, children)
        case "table":
            return _table(node, children)
        case "td" | "th":
            words = in_blocks(children) if _has_blocks(children) else _emphasised(node, style, children)
            is_empty = not Element("", {}, words).text().strip() and not Element("", {}, words).holds({"img"})
            return [Element(node.tag, _plain(node), [] if is_empty else words)]
    return [Element(node.tag, _plain(node), children)]


def _style_of(node: Element) -> str:
    return node.attributes.get("style", "").lower().replace(" ", "")


def _plain(node: Element) -> dict[str, str]:
    return {name: value for name, value in node.attributes.items() if name not in ("style", "class")}


def _paragraph(node: Element, children: list[Node]) -> list[Node]:
    whole = Element("", {}, children)
    if not whole.text().strip() and not whole.holds({"img"}):
        return []
    children = _stripped(children)
    is_heading = node.tag == "h4" or "msotitle" in node.attributes.get("class", "").lower()
    return [Element("h4", {}, _without_bold(children)) if is_heading else Element("p", {}, children)]


def _without_bold(nodes: list[Node]) -> list[Node]:
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, Element):
            inner = _without_bold(node.children)
            result.extend(inner if node.tag == "strong" else [Element(node.tag, node.attributes, inner)])
        else:
            result.append(node)
    return result


def _emphasised(node: Element, style: str, children: list[Node]) -> list[Node]:
    if "data-mention" in node.attributes or "data-body" in node.attributes:
        return [Element("span", _plain(node), children)]
    if _has_blocks(children) or not Element("", {}, children).text().strip():
        return children
    weight = re.search(r"(?:^|;)font-weight:(\w+)", style)
    is_bold = weight[1] in ("bold", "bolder", "600", "700", "800", "900") if weight else node.tag in ("b", "strong")
    slant = re.search(r"(?:^|;)font-style:(\w+)", style)
    is_italic = slant[1] in ("italic", "oblique") if slant else node.tag in ("i", "em")
    if is_italic:
        children = [Element("em", {}, children)]
    return [Element("strong", {}, children)] if is_bold else children


def _link(node: Element, children: list[Node]) -> list[Node]:
    href = node.attributes.get("href", "")
    if not href or href.startswith("#") or _has_blocks(children):
        return children
    if _safe_link.match(href):
        href = parse_qs(urlsplit(href).query).get("url", [href])[0]
    return [Element("a", {"href": href}, children)]


def _table(node: Element, children: list[Node]) -> list[Node]:
    table = Element("table", {}, children)
    rows = [each for each in table.within() if each.tag == "tr"]
    cells = [each for each in table.within() if each.tag in CELLS]
    if len(cells) == 1:
        return cells[0].children  # a frame
    first = [each for each in rows[0].elements() if each.tag in CELLS] if rows else []
    if len(rows) > 1 and all(_is_bold(cell) for cell in first):
        for cell in first:
            cell.tag = "th"
    for cell in cells:
        if cell.tag == "th":
            cell.children = _without_bold(cell.children)
    return [table]


def _is_bold(cell: Element) -> bool:
    bold = "".join(each.text() for each in cell.within() if each.tag == "strong")
    return bool(bold.strip()) and bold.split() == cell.text().split()


def _has_blocks(nodes: list[Node]) -> bool:
    return Element("", {}, nodes).holds(BLOCK_TAGS | {"li"})


def _list_entry(node: Element) -> Element | None:
    """A paragraph that Word calls an entry of a list, with its level and whether it has a number."""
    found = re.search(r"mso-list:\s*([^;]*)", node.attributes.get("style", ""), re.I)
    place = _list_style.search(found[1]) if found else None
    if place is None or node.tag not in {"p", "h1", "h2", "h3", "h4", "h5", "h6"}:
        return None
    signs = [each.text() for each in node.within() if "mso-list:ignore" in _style_of(each)]
    kind = "ol" if signs and _numbered.match(signs[0].strip()) else "ul"
    words = Element("p", {}, _stripped(_converted(node.children)))
    return Element("mso-entry", {"level": place[2], "kind": kind}, [words])


def _stripped(nodes: list[Node]) -> list[Node]:
    if nodes and isinstance(first := nodes[0], str):
        nodes[0] = first.lstrip()
    if nodes and isinstance(last := nodes[-1], str):
        nodes[-1] = last.rstrip()
    return nodes


def _grouped(nodes: list[Node]) -> list[Node]:
    """Entries that follow each other as lists, deeper ones within the entry above them."""
    result: list[Node] = []
    open_lists: list[tuple[int, Element]] = []
    for node in nodes:
        if isinstance(node, str) and not node.strip():
            if not open_lists:
                result.append(node)
            continue
        if isinstance(node, str) or node.tag != "mso-entry":
            open_lists = []
            result.append(node)
            continue
        level, kind = int(node.attributes["level"]), node.attributes["kind"]
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if open_lists and open_lists[-1][0] == level and open_lists[-1][1].tag != kind:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            deeper = Element(kind)
            if open_lists:
                open_lists[-1][1].elements()[-1].children.append(deeper)
            else:
                result.append(deeper)
            open_lists.append((level, deeper))
        open_lists[-1][1].children.append(Element("li", {}, node.children))
    return result


def _quoted_mails(nodes: list[Node]) -> list[Node]:
    """What follows the head of an older mail is its quote; of the head sender, day and subject stay, no address."""
    for place, node in enumerate(nodes):
        if not isinstance(node, Element) or node.tag != "p":
            continue
        text = _mail_line.sub("", node.text()).strip()
        if _mail_head.match(text):
            before = [
                each for each in nodes[:place] if isinstance(each, str) or not _mail_line.fullmatch(each.text().strip())
            ]
            head = Element("p", {}, _head_lines(text))
            return [*before, Element("blockquote", {}, [head, *_quoted_mails(nodes[place + 1 :])])]
    return nodes


def _head_lines(text: str) -> list[Node]:
    lines = [" ".join(_address.sub("", line).split()) for line in text.strip().split("\n")]
    result: list[Node] = []
    for line in lines:
        if line and not _receivers.match(line):
            result.extend([Element("br"), line] if result else [line])
    return result
