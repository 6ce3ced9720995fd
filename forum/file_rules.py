"""Which files people may send: endings, sizes, names, and the words in which one is refused."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import conf
from .enums import FileKind
from .models.file import FILE_NAME_LENGTH

MB = 1024 * 1024
MAX_FILE = 20 * MB
MAX_OF_POST = 50 * MB
MAX_LISTED = 10
MAX_PICTURES = 20


@dataclass(frozen=True)
class FileType:
    kind: FileKind
    mime: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
TYPES = {
    "pdf": FileType(FileKind.PDF, "application/pdf"),
    "odt": FileType(FileKind.TEXT, _ODF + "text"),
    "ods": FileType(FileKind.TABLE, _ODF + "spreadsheet"),
    "odp": FileType(FileKind.SLIDES, _ODF + "presentation"),
    "docx": FileType(FileKind.TEXT, _OFFICE + "wordprocessingml.document"),
    "xlsx": FileType(FileKind.TABLE, _OFFICE + "spreadsheetml.sheet"),
    "pptx": FileType(FileKind.SLIDES, _OFFICE + "presentationml.presentation"),
    "txt": FileType(FileKind.TEXT, "text/plain"),
    "md": FileType(FileKind.TEXT, "text/markdown"),
    "csv": FileType(FileKind.TABLE, "text/csv"),
    "png": FileType(FileKind.PICTURE, "image/png"),
    "jpg": FileType(FileKind.PICTURE, "image/jpeg"),
    "jpeg": FileType(FileKind.PICTURE, "image/jpeg"),
    "webp": FileType(FileKind.PICTURE, "image/webp"),
    "gif": FileType(FileKind.PICTURE, "image/gif"),
    "zip": FileType(FileKind.ARCHIVE, "application/zip"),
}
# What no system may take for a program because the last ending is hidden: »Rechnung.exe.pdf«.
ACTIVE = frozenset(
    [
        "exe",
        "bat",
        "cmd",
        "msi",
        "scr",
        "pif",
        "ps1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "mjs",
        "wsf",
        "hta",
        "jar",
        "lnk",
        "reg",
        "dll",
        "html",
        "htm",
        "xhtml",
        "shtml",
        "svg",
        "svgz",
        "php",
        "asp",
        "aspx",
        "jsp",
        "cgi",
        "docm",
        "dotm",
        "xlsm",
        "xltm",
        "xlam",
        "pptm",
        "potm",
        "ppam",
        "iso",
        "apk",
        "dmg",
        "mht",
        "mhtml",
        "swf",
    ]
)
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')


class FileRefused(ValidationError):
    """The file is not taken; ``status``: 413 too large, 415 wrong type, 422 anything else, 503 busy, 507 no room."""

    def __init__(self, message: str, code: str, status: int = 422) -> None:
        super().__init__(message, code)
        self.status = status


def endings_for(may_send_archives: bool) -> list[str]:
    return [ending for ending in TYPES if ending != "zip" or may_send_archives]


def list_of_endings(may_send_archives: bool) -> str:
    return ", ".join(ending for ending in endings_for(may_send_archives) if ending != "jpeg")


def check_name(given: str, *, may_send_archives: bool) -> tuple[str, str]:
    """The name as people will see it, and its ending. Raises FileRefused."""
    if not given or _TURNING.search(given) or any(unicodedata.category(each) == "Cc" for each in given):
        raise FileRefused(_("This file name contains characters that are not allowed. Please rename the file."), "name")
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    name = "".join(each for each in name if unicodedata.category(each) not in ("Cf", "Cs", "Co", "Cn"))
    name = " ".join(_FORBIDDEN.sub("_", name).split())
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower()
    if ending not in endings_for(may_send_archives) or not stem.strip(". "):
        raise FileRefused(
            _("The file type %(type)s is not allowed. Allowed are: %(types)s.")
            % {"type": f".{ending}" if dot and ending else "–", "types": list_of_endings(may_send_archives)},
            "type",
            415,
        )
    if not ACTIVE.isdisjoint(part.strip().lower() for part in stem.split(".")[1:]):
        raise FileRefused(_("The file name has two endings. Please rename the file."), "name", 415)
    return f"{stem[: FILE_NAME_LENGTH - len(ending) - 1].rstrip('. ')}.{ending}", ending


def check_size(size: int) -> None:
    if not size:
        raise FileRefused(_("The file is empty."), "empty")
    if size > MAX_FILE:
        raise too_large()


def too_large() -> FileRefused:
    return FileRefused(
        _(
            "The file is larger than %(limit)s MB. Please make it smaller, or link to the place where your "
            "municipality keeps it."
        )
        % {"limit": MAX_FILE // MB},
        "too_large",
        413,
    )


def check_room(*, used: int, used_by_all: int, size: int) -> None:
    """Whether the person's and everybody's files leave room for one more. Raises FileRefused."""
    limit = conf.value("FILES_PER_PERSON")
    if used + size > limit:
        raise FileRefused(
            _("Your files have reached %(limit)s in all. Please remove some that you no longer need.")
            % {"limit": filesizeformat(limit)},
            "quota",
            413,
        )
    if used_by_all + size > conf.value("FILES_IN_ALL"):
        raise no_room()


def no_room() -> FileRefused:
    return FileRefused(_("At the moment there is no room for files. Your text is not affected."), "no_room", 507)


def too_many(count: int) -> FileRefused:
    words = _("A post can have %(limit)s files, yours has %(count)s.") % {"limit": MAX_LISTED, "count": count}
    return FileRefused(words, "too_many")


def check_together(sizes: list[int], *, listed: int, pictures: int) -> None:
    """Whether one post can hold them. Raises FileRefused."""
    if listed > MAX_LISTED:
        raise too_many(listed)
    if pictures > MAX_PICTURES:
        raise FileRefused(
            _("A post can have %(limit)s pictures, yours has %(count)s.") % {"limit": MAX_PICTURES, "count": pictures},
            "too_many",
        )
    if sum(sizes) > MAX_OF_POST:
        raise FileRefused(
            _("The files of a post can have %(limit)s MB together, yours have %(size)s.")
            % {"limit": MAX_OF_POST // MB, "size": filesizeformat(sum(sizes))},
            "too_large",
            413,
        )


INFECTED = gettext_lazy("This file contains malware and was not stored. Please tell your IT department.")
UNSAFE = gettext_lazy("The file cannot be checked safely.")


def refusal(code: str, ending: str, facts: dict[str, Any]) -> FileRefused:
    """In words, what the inspection says."""
    match code:
        case "mismatch":
            return FileRefused(
                _("The content of the file does not fit its ending .%(ending)s.") % {"ending": ending}, code, 415
            )
        case "macro":
            return FileRefused(_("Files with macros are not allowed. Please save it without macros."), code, 415)
        case "pixels":
            sides = {side: number_format(facts[side], force_grouping=True) for side in ("width", "height")}
            return FileRefused(_("The picture is too large (%(width)s × %(height)s pixels).") % sides, code, 413)
        case "frames":
            return FileRefused(_("The picture moves too long (%(frames)s frames).") % {"frames": facts["frames"]}, code)
        case "infected":
            return FileRefused(str(INFECTED), code)
        case "busy":
            words = _(
                "Other files are being checked at the moment. Please add this one again in %(seconds)s seconds. "
                "Your text is kept."
            )
            return FileRefused(words % facts, code, 503)
    return FileRefused(str(UNSAFE), code)
