"""The text of a post as paragraphs of a PDF. Knows what kit.richtext lets through; of all else it keeps the words."""

from html.parser import HTMLParser
from typing import Any
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import HRFlowable, Paragraph, Table

from .pdf_fonts import BOLD, ITALIC, MONO, REGULAR, runs

INDENT = 14
MOST_COLUMNS = 8  # a wider table, or one with long cells, is written line by line: a row must fit on a page
LONGEST_CELL = 400
LINE = HexColor(0x999999)
_TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=10, leading=14, spaceAfter=5, bulletFontName=REGULAR)
STYLES = {
    "text": _TEXT,
    "title": ParagraphStyle("title", _TEXT, fontName=BOLD, fontSize=18, leading=23, spaceAfter=8),
    "head": ParagraphStyle("head", _TEXT, fontName=BOLD, fontSize=11.5, spaceBefore=12, spaceAfter=0, keepWithNext=1),
    "facts": ParagraphStyle("facts", _TEXT, fontSize=8.5, leading=12, textColor=HexColor(0x444444)),
    "quote": ParagraphStyle("quote", _TEXT, leftIndent=INDENT, textColor=HexColor(0x444444)),
    "h4": ParagraphStyle("h4", _TEXT, fontName=BOLD, spaceBefore=4, keepWithNext=1),
}
# Never alone at the end of a page:
STYLES["head-facts"] = ParagraphStyle("head-facts", STYLES["facts"], keepWithNext=1)
STYLES["quote-head"] = ParagraphStyle("quote-head", STYLES["quote"], keepWithNext=1)


def flowables(html: str) -> list[Any]:
    """The paragraphs, lists, quotes and tables of sanitised HTML, in their order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.finish()


class _Reader(HTMLParser):
    BREAKING = frozenset({"p", "li", "h4", "pre", "blockquote", "ul", "ol", "header", "div", "figure", "figcaption"})
    FONTS = {"strong": BOLD, "b": BOLD, "th": BOLD, "h4": BOLD, "em": ITALIC, "i": ITALIC, "code": MONO, "pre": MONO}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []
        self.parts: list[str] = []
        self.open: list[str] = []
        self.counters: list[int] = []  # of the lists around: the number of the last item, -1 in those without
        self.bullet = ""
        self.link = ""  # as an attribute's value, in its quotes
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "br":
            self.parts.append("<br/>")
        elif tag == "hr":
            self.end_paragraph()
            self.found.append(HRFlowable(width="100%", color=LINE))
        elif tag == "img":
            self.parts.append(
                runs(_("[Picture: %(words)s]") % {"words": values.get("alt")} if values.get("alt") else "")
            )
        else:
            self.begin(tag, values)

    def begin(self, tag: str, values: dict[str, str | None]) -> None:
        if tag in self.BREAKING or tag == "table":
            self.end_paragraph()
        self.open.append(tag)
        if tag in ("ul", "ol"):
            self.counters.append(0 if tag == "ol" else -1)
        elif tag == "li" and self.counters:
            if self.counters[-1] >= 0:
                self.counters[-1] += 1
            self.bullet = f"{self.counters[-1]}." if self.counters[-1] > 0 else "•"
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.parts = []
        elif tag == "a":
            href = values.get("href") or ""
            self.link = quoteattr(href) if href.startswith(("http:", "https:", "mailto:", "tel:")) else ""

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        if tag == "a":
            self.link = ""
        elif tag in ("td", "th"):
            if self.rows:
                self.rows[-1].append("".join(self.parts))
            self.parts = []
        elif tag == "table":
            self.end_table()
        elif tag in self.BREAKING:
            self.end_paragraph()
            if tag in ("ul", "ol") and self.counters:
                self.counters.pop()
        del self.open[len(self.open) - 1 - self.open[::-1].index(tag)]

    def handle_data(self, data: str) -> None:
        font = next((self.FONTS[tag] for tag in reversed(self.open) if tag in self.FONTS), REGULAR)
        if "pre" not in self.open:
            if data.strip() or self.parts:
                text = runs(data, font)
                self.parts.append(f"<a href={self.link}>{text}</a>" if self.link else text)
            return
        lines = data.split("\n")
        self.parts.append("<br/>".join(runs(line.replace(" ", "\xa0"), font) for line in lines))

    def end_paragraph(self) -> None:
        """What was read so far becomes a paragraph; in a cell of a table only a new line."""
        if self.rows:
            if self.parts and self.parts[-1] != "<br/>":
                self.parts.append("<br/>")
            return
        text, self.parts = "".join(self.parts), []
        if text:
            self.found.append(Paragraph(text, self.style(), bulletText=self.bullet or None))
            self.bullet = ""

    def style(self) -> ParagraphStyle:
        depth = min(6, len(self.counters) + self.open.count("blockquote"))
        kinds = {"h4": "h4", "header": "quote-head", "blockquote": "quote"}
        base = STYLES[next((kind for tag, kind in kinds.items() if tag in self.open), "text")]
        if not depth:
            return base
        return ParagraphStyle("nested", base, leftIndent=depth * INDENT, bulletIndent=(depth - 1) * INDENT)

    def end_table(self) -> None:
        rows, self.rows, self.parts = [row for row in self.rows if row], [], []
        columns = max(map(len, rows), default=0)
        if not rows:
            return
        if columns > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for row in rows for cell in row):
            self.found += [Paragraph(" | ".join(row), STYLES["text"]) for row in rows]
            return
        cells = [
            [Paragraph(_trimmed(cell), STYLES["text"]) for cell in row] + [""] * (columns - len(row)) for row in rows
        ]
        style = [("GRID", (0, 0), (-1, -1), 0.5, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        self.found.append(Table(cells, style=style, spaceAfter=6))

    def finish(self) -> list[Any]:
        self.rows = []
        self.end_paragraph()
        return self.found


def _trimmed(cell: str) -> str:
    return cell.removesuffix("<br/>")
