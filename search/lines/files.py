"""Files of posts as results: of each post the file that fits best."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F
from django.db.models.functions import Left
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import AttachmentUse
from kit.access import Anybody, Person, values_of
from kit.conditions import is_one_of
from kit.prepared import Given, Prepared

from ..highlight import LONGEST_READ, Marker
from ..query import Hit, Kind
from .line import Line

LABEL = gettext_lazy("Attachment")
SHOWN = 2 * LONGEST_READ  # so much of a file is looked through for a snippet


def file_lines(user: Person, hits: Sequence[Hit], marker: Marker) -> dict[Hit, Line]:
    """Lines of those files that stand in lists for this person now. One statement."""
    files: dict[int, list[Any]] = defaultdict(list)
    for use in _files.rows(**values_of(user), posts=[hit.object_id for hit in hits]):
        files[use.post_id].append(use)
    return {hit: _line(_best(files[hit.object_id], marker), marker) for hit in hits if files[hit.object_id]}


def _listed() -> Any:
    uses = AttachmentUse.objects.listed_to(Anybody()).filter(is_one_of("post", Given("posts")))
    uses = uses.select_related("attachment", "post__thread__area").order_by("position", "pk")
    hidden = ("attachment__text", *(f"post__{text}" for text in ("source", "html", "text")))
    body = F("post__affiliation__label")
    return uses.defer(*hidden).annotate(words=Left("attachment__text", SHOWN), body=body)


_files: Prepared[Any] = Prepared(_listed)


def _best(uses: Iterable[Any], marker: Marker) -> Any:
    """The file whose name and words say the most of what was asked; the first of equals."""
    return max(uses, key=lambda use: 2 * marker.finds(use.attachment.name) + marker.finds(_place(use.words, marker)))


def _place(words: str, marker: Marker) -> str:
    """The stretch of the text where something is found, else its beginning."""
    stretches = [words[start : start + LONGEST_READ] for start in range(0, len(words), LONGEST_READ)]
    return next((each for each in stretches if marker.finds(each)), words[:LONGEST_READ])


def _line(use: Any, marker: Marker) -> Line:
    file, thread = use.attachment, use.post.thread
    ending = file.name.rpartition(".")[2].upper()
    place = _("from “%(title)s”") % {"title": thread.title}
    facts = [place, use.body or "", f"{ending}, {filesizeformat(file.size)}"]
    return Line(
        kind=Kind.FILE,
        label=LABEL,
        icon="file",
        url=use.post.get_absolute_url(),
        name=file.name,
        title=marker.mark(file.name),
        facts=tuple(filter(None, facts)),
        snippet=marker.snippet(_place(use.words, marker)) if use.words else None,
    )
