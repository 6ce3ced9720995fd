"""Files with words in them, made by code."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from reportlab.pdfgen.canvas import Canvas

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
T = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


TYPES = (
    '<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def archive(**parts):
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as written:
        written.writestr("[Content_Types].xml", TYPES)
        for name, content in parts.items():
            written.writestr(name.replace("__", "/") + ".xml", content)
    return buffer.getvalue()


def docx(words):
    return archive(word__document=f"<w:document {W}><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:document>")


def xlsx(words):
    shared = f"<sst {S}><si><r><t>{words[:3]}</t></r><r><t>{words[3:]}</t></r></si><si><t>zweite</t></si></sst>"
    sheet = f'<worksheet {S}><c t="inlineStr"><is><t>drinnen</t></is></c><c><v>4711</v></c></worksheet>'
    return archive(xl__sharedStrings=shared, xl__worksheets__sheet1=sheet)


def pptx(words):
    slide = "<p:sld xmlns:p='p' {}><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>"
    return archive(ppt__slides__slide10=slide.format(A, "zuletzt"), ppt__slides__slide2=slide.format(A, words))


def odf(words):
    text = f"<text:p>{words}<text:s/>und<text:line-break/>mehr</text:p><text:h>Kopf</text:h>"
    return archive(content=f"<office {T}><style>nicht dies</style>{text}</office>")


def pdf(words, pages=1, **options):
    buffer = BytesIO()
    canvas = Canvas(buffer, **options)
    for _page in range(pages):
        canvas.drawString(72, 720, words)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
