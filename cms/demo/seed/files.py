"""Files below posts of the demo: sent through the forum's own action, so that they are checked like anybody's."""

from io import BytesIO
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from forum.actions.files import add_file, use_files
from forum.models import Attachment, AttachmentUse, Post

from .world import World, document

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = f'xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0" xmlns:table="{_ODF}:table:1.0"'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class Unplaced(RuntimeError):
    """No post, or more than one, has the words a file of the demo belongs to."""


def seed_files(world: World) -> None:
    """Puts the files of files.yaml below their posts. Raises Unplaced."""
    for number, plan in enumerate(document("files.yaml"), start=1):
        posts = list(Post.objects.public().filter(text__contains=plan["post"]).select_related("author"))
        if len(posts) != 1:
            raise Unplaced(plan["post"])
        [post] = posts
        upload = SimpleUploadedFile(plan["name"], _content(plan))
        file = add_file(actor=post.author, upload=upload, client_key=UUID(int=number))
        use_files(post, [file.pk])
        Attachment.objects.filter(pk=file.pk).update(created_at=post.created_at)
        AttachmentUse.objects.filter(post=post).update(created_at=post.created_at)


def _content(plan: dict[str, Any]) -> bytes:
    title, lines, rows = plan.get("title", ""), plan.get("lines", []), plan.get("rows", [])
    match plan["name"].rpartition(".")[2]:
        case "pdf":
            return _pdf(title, lines)
        case "docx":
            return _docx([title, *lines])
        case "odt":
            words = "".join(f"<text:p>{escape(line)}</text:p>" for line in [title, *lines])
            return _odf("text", f"<office:text>{words}</office:text>")
        case "ods":
            return _odf("spreadsheet", f'<office:spreadsheet><table:table table:name="Tabelle">{_table(rows)}')
        case "csv":
            return "\ufeff".encode() + "\r\n".join(";".join(row) for row in rows).encode()
        case "png":
            return _plan()
    return "\n\n".join([title, *lines]).encode()


def _pdf(title: str, lines: list[str]) -> bytes:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    styles, file = getSampleStyleSheet(), BytesIO()
    story = [
        Paragraph(escape(title), styles["Title"]),
        *(Paragraph(escape(line), styles["BodyText"]) for line in lines),
    ]
    SimpleDocTemplate(file, title=title, invariant=True).build(story)
    return file.getvalue()


def _docx(lines: list[str]) -> bytes:
    words = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.'
            'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{_WORD}"><w:body>{words}</w:body></w:document>')
    return file.getvalue()


def _odf(kind: str, body: str) -> bytes:
    mime = f"application/vnd.oasis.opendocument.{kind}"
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("mimetype", mime, ZIP_STORED)
        content = f'<office:document-content {_SPACES} office:version="1.3"><office:body>{body}</office:body>'
        archive.writestr("content.xml", f"{content}</office:document-content>", ZIP_DEFLATED)
        entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0" manifest:version="1.3">'
            f"{entry.format('/', mime)}{entry.format('content.xml', 'text/xml')}</manifest:manifest>",
            ZIP_DEFLATED,
        )
    return file.getvalue()


def _table(rows: list[list[str]]) -> str:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = (f"<table:table-row>{''.join(cell.format(escape(each)) for each in row)}</table:table-row>" for row in rows)
    return f"{''.join(lines)}</table:table></office:spreadsheet>"


def _plan() -> bytes:
    """A simple map: a road, the school, the place where people meet."""
    picture = Image.new("RGB", (900, 600), "#eef3ea")
    pen = ImageDraw.Draw(picture)
    pen.line((0, 420, 900, 330), fill="#c9c4b8", width=46)
    pen.line((560, 0, 520, 600), fill="#c9c4b8", width=34)
    for box in ((120, 120, 400, 250), (160, 250, 260, 330)):
        pen.rectangle(box, fill="#9db8ae", outline="#00402f", width=4)
    pen.ellipse((430, 250, 500, 320), fill="#c5e03a", outline="#00402f", width=5)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
