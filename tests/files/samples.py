"""Files as people send them, made by code."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from PIL import Image

ODT = "application/vnd.oasis.opendocument.text"
MAIN = "application/vnd.openxmlformats-officedocument."
WORD = MAIN + "wordprocessingml.document.main+xml"
EXCEL = MAIN + "spreadsheetml.sheet.main+xml"
SLIDES = MAIN + "presentationml.presentation.main+xml"


def pdf(words="Satzung"):
    return f"%PDF-1.4\n1 0 obj\n<< /Title ({words}) >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n".encode()


def picture(kind="PNG", size=(40, 30), mode="RGB", **options):
    buffer = BytesIO()
    Image.new(mode, size).save(buffer, kind, **options)
    return buffer.getvalue()


def archive(entries, compression=ZIP_DEFLATED):
    """A ZIP archive of ``{name or ZipInfo: content}``."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression) as written:
        for name, content in entries.items():
            written.writestr(name, content)
    return buffer.getvalue()


def ooxml(main=WORD, more=None, types=""):
    content_types = f'<?xml version="1.0"?><Types><Override PartName="/a.xml" ContentType="{main}"/>{types}</Types>'
    return archive({"[Content_Types].xml": content_types, "word/document.xml": "<w>Satzung</w>", **(more or {})})


def odf(kind=ODT, more=None, content="<office>Satzung</office>"):
    buffer = BytesIO()
    with ZipFile(buffer, "w") as written:
        written.writestr("mimetype", kind, ZIP_STORED)
        written.writestr("content.xml", content, ZIP_DEFLATED)
        for name, data in (more or {}).items():
            written.writestr(name, data, ZIP_DEFLATED)
    return buffer.getvalue()
