"""A part of a thread as PDF (docs/adr/0022)."""

from collections.abc import Iterator
from io import BytesIO
from threading import Lock
from typing import Any
from xml.sax.saxutils import escape

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from .errors import RateLimited
from .pdf_fonts import BOLD, REGULAR, drawable, runs
from .pdf_text import STYLES, flowables
from .print_html import facts_of, lines_below, stub
from .printing import PrintedPost, PrintPart

MARGIN = 20 * mm
GREY = HexColor(0x555555)
PATIENCE = 20  # seconds
_one_at_a_time = Lock()  # the library keeps its parser and its fonts for the whole process


def pdf_of(part: PrintPart, address: str) -> bytes:
    """The part as a file. One at a time in a process. Raises RateLimited where the one before takes too long."""
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise RateLimited(PATIENCE)
    try:
        file = BytesIO()
        template = _template(file, part, address)
        template.build(list(_story(part, address)), canvasmaker=_NumberedCanvas)
        return file.getvalue()
    finally:
        _one_at_a_time.release()


def _template(file: BytesIO, part: PrintPart, address: str) -> BaseDocTemplate:
    width, height = A4
    frame = Frame(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN, 0, 0, 0, 0)
    moment = date_format(localtime(part.printed_at), "DATETIME_FORMAT")
    title = drawable(part.thread.title)
    head = f"{_confidential()} · {title}" if part.thread.area.is_closed else title
    foot = _("Printed on %(date)s · %(address)s") % {"date": moment, "address": address}

    def decorate(canvas: Any, document: Any) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(GREY)
        if canvas.getPageNumber() > 1:
            canvas.drawString(MARGIN, height - MARGIN + 5 * mm, _cut(canvas, head, width - 2 * MARGIN))
        canvas.drawString(MARGIN, MARGIN - 8 * mm, _cut(canvas, foot, width - 2 * MARGIN - 30 * mm))
        words = _("Page %(number)s of") % {"number": canvas.getPageNumber()}
        canvas.drawRightString(width - MARGIN - 7 * mm, MARGIN - 8 * mm, words)
        canvas.saveState()
        canvas.translate(width - MARGIN - 6 * mm, MARGIN - 8 * mm)
        canvas.doForm(TOTAL)
        canvas.restoreState()

    return BaseDocTemplate(
        file,
        pagesize=A4,
        pageTemplates=[PageTemplate("page", [frame], onPage=decorate)],
        title=part.thread.title,
        subject=address,
        author="",
        creator="Ratschlag",
        lang=get_language() or "de",
    )


TOTAL = "total"


class _NumberedCanvas(Canvas):
    """Draws the number of all pages where each page left a place for it."""

    def save(self) -> None:
        self.beginForm(TOTAL)
        self.setFont(REGULAR, 8)
        self.setFillColor(GREY)
        self.drawString(0, 0, str(self.getPageNumber() - 1))
        self.endForm()
        super().save()


def _story(part: PrintPart, address: str) -> Iterator[Any]:
    thread = part.thread
    yield Paragraph(runs(thread.title, BOLD), STYLES["title"])
    if thread.area.is_closed:
        yield Paragraph(runs(_confidential(), BOLD), STYLES["text"])
    moment = date_format(localtime(part.printed_at), "DATETIME_FORMAT")
    facts = [(_("Area"), thread.area.name), (_("Address"), address), (_("Printed on"), moment)]
    if not part.is_whole:
        facts.append((_("Posts"), _("%(first)s to %(last)s") % {"first": part.first, "last": part.last}))
    for label, value in facts:
        yield Paragraph(f"{escape(label)}: {runs(value)}", STYLES["facts"])
    for post in part.posts:
        yield from _post(post)


def _post(post: PrintedPost) -> Iterator[Any]:
    yield Paragraph(runs(f"#{post.number} · {post.name}", BOLD), STYLES["head"])
    yield Paragraph(runs(" · ".join(facts_of(post))), STYLES["head-facts"])
    yield from flowables(post.html) if post.html is not None else [Paragraph(runs(stub()), STYLES["quote"])]
    for line in lines_below(post):
        yield Paragraph(runs(line), STYLES["facts"])


def _confidential() -> str:
    return _("Confidential: only for the people of this closed area.")


def _cut(canvas: Any, text: str, width: float) -> str:
    """As much of the text as fits on a line."""
    while len(text) > 1 and canvas.stringWidth(text, REGULAR, 8) > width:
        text = text[: max(1, len(text) * 9 // 10 - 1)] + "…"
    return text
