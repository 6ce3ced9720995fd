"""Pictures are written anew: what is not a pixel (place, camera, names, whatever was hidden behind the end) stays out.

The limits are asked of the header before anything is decoded. A moving picture becomes its first frame.
"""

from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from .refusal import Refused

FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}
MAX_PIXELS = 40_000_000
MAX_WEBP_PIXELS = 12_000_000  # its decoder holds the picture three times
MAX_SIDE = 12_000
MAX_FRAMES = 200
KEPT_SIDE = 4_096  # what is larger is made smaller: enough to read a scanned page
SMALL_SIDE = 1_000
STRIP = 64  # rows
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85},
    "WEBP": {"quality": 85},
    "PNG": {},
    "GIF": {},
}


def convert(ending: str, source: str, target: str, small: str) -> dict[str, Any]:
    """Writes the picture and a small one; gives the sides of the first. Raises Refused."""
    kind = FORMATS[ending]
    picture = _open(kind, source)
    orientation = _orientation(picture)
    try:
        picture = _shrink(picture, KEPT_SIDE)
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise Refused("unsafe") from error
    if orientation in TURNS:
        picture = picture.transpose(TURNS[orientation])
    _save(picture, kind, target)
    picture = _plain(picture)
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE))
    _save(picture, kind, small)
    with Image.open(target, formats=[kind]) as written:
        return {"width": written.width, "height": written.height}


def _open(kind: str, source: str) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # ours are stricter, and name the sides
    if kind == "WEBP":
        _check_sides(*_webp_sides(Path(source)), MAX_WEBP_PIXELS)
    try:
        picture = Image.open(source, formats=[kind])
        _check_sides(*picture.size, MAX_PIXELS)
        frames = getattr(picture, "n_frames", 1) if kind in ("GIF", "WEBP", "PNG") else 1
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise Refused("mismatch") from error
    if frames > MAX_FRAMES:
        raise Refused("frames", frames=frames, limit=MAX_FRAMES)
    return picture


def _check_sides(width: int, height: int, pixels: int) -> None:
    if max(width, height) > MAX_SIDE or width * height > pixels:
        raise Refused("pixels", width=width, height=height)


def _webp_sides(source: Path) -> tuple[int, int]:
    """From the header: the decoder takes its memory before anybody can ask."""
    with source.open("rb") as file:
        head = file.read(30)
    if len(head) < 30 or head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        raise Refused("mismatch")
    match head[12:16]:
        case b"VP8X":
            return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # what stands there may be anything
        return 1


def _shrink(picture: Image.Image, longest: int) -> Image.Image:
    """The decoded picture, by a whole number smaller where it is too large; strip by strip, to need no second one."""
    factor = -(-max(picture.size) // longest)
    if factor == 1:
        picture.load()
        return picture.copy() if picture.format == "WEBP" else picture  # without its decoder, which is larger
    picture.draft(None, (picture.width // factor, picture.height // factor))  # JPEG decodes smaller
    factor = -(-max(picture.size) // longest)
    picture.load()
    if factor == 1:
        return picture
    width, height = picture.size
    reduced = None
    rows = STRIP * factor
    for top in range(0, height, rows):
        strip = _plain(picture.crop((0, top, width, min(top + rows, height)))).reduce(factor)
        reduced = reduced or Image.new(strip.mode, (strip.width, -(-height // factor)))
        reduced.paste(strip, (0, top // factor))
    assert reduced is not None
    return reduced


def _plain(picture: Image.Image) -> Image.Image:
    """In a mode whose pixels can be mixed."""
    if picture.mode in ("P", "PA", "1"):
        return picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    return picture.convert("L") if picture.mode.startswith("I;16") else picture


def _save(picture: Image.Image, kind: str, target: str) -> None:
    if kind == "JPEG" and picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
    picture.info = {key: value for key, value in picture.info.items() if key == "transparency"}
    picture.save(target, format=kind, **OPTIONS[kind])
