"""Simple drawings for the demo's news: own work, made anew each time, the same each time."""

from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw

from cms.accounts.groups import editorial_collection
from cms.media.models import NetworkImage

SIZE = (1200, 675)
GROUND, DARK, BRAND, ACCENT, PALE = "#e7f3ee", "#00402f", "#0b5f49", "#c5e03a", "#ffffff"


def draw(name: str, title: str) -> NetworkImage:
    """The drawing of this name (circle of people, card, columns), stored in the office's collection."""
    picture = Image.new("RGB", SIZE, GROUND)
    {"runde": _circle, "karte": _card, "saeulen": _columns}[name](ImageDraw.Draw(picture))
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    image = NetworkImage(title=title, collection=editorial_collection(), width=SIZE[0], height=SIZE[1])
    image.file.save(f"{name}.png", ImageFile(BytesIO(file.getvalue()), name=f"{name}.png"), save=False)
    image.save()
    return image


def _circle(pen: ImageDraw.ImageDraw) -> None:
    places = [(600, 130), (840, 200), (930, 380), (780, 540), (420, 540), (270, 380), (360, 200)]
    pen.ellipse((400, 250, 800, 470), fill=PALE, outline=BRAND, width=6)
    for index, (x, y) in enumerate(places):
        colour = ACCENT if index == 2 else BRAND
        pen.ellipse((x - 34, y - 70, x + 34, y - 2), fill=colour)
        pen.pieslice((x - 62, y, x + 62, y + 124), 180, 360, fill=colour)


def _card(pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle((180, 190, 760, 520), 28, fill=BRAND)
    pen.rectangle((180, 260, 760, 320), fill=DARK)
    pen.line([(560, 420), (610, 470), (700, 370)], fill=ACCENT, width=22, joint="curve")
    for top in (370, 420, 470):
        pen.rounded_rectangle((230, top, 480, top + 18), 9, fill=PALE)
    pen.rounded_rectangle((840, 110, 1060, 570), 32, fill=DARK)
    pen.rounded_rectangle((860, 150, 1040, 530), 12, fill=PALE)


def _columns(pen: ImageDraw.ImageDraw) -> None:
    for index, height in enumerate((220, 310, 430, 260, 180)):
        left = 220 + index * 160
        pen.rounded_rectangle((left, 560 - height, left + 100, 560), 10, fill=ACCENT if index == 2 else BRAND)
    pen.line([(170, 562), (1030, 562)], fill=DARK, width=8)
