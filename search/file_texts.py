"""Reading the words of files that stand in posts, one after the other, each in a process of its own."""

import logging

from django.db.models import Exists, OuterRef

from forum import file_storage
from forum.actions.file_texts import keep_text
from forum.enums import FileState, TextState
from forum.models import Attachment, AttachmentUse

from .extraction import Unreadable, words_of

logger = logging.getLogger(__name__)
MOST = 25  # files of one run
TRIES = 2  # a machine without memory may have it a moment later


def read_waiting_files() -> list[int]:
    """Reads the words of the files that have waited longest; gives the posts whose documents are now outdated."""
    in_post = AttachmentUse.objects.filter(attachment=OuterRef("pk"), post__isnull=False)
    files = Attachment.objects.filter(Exists(in_post), text_state=TextState.WAITING, state=FileState.OK)
    read = [file.pk for file in files.order_by("created_at")[:MOST] if _read(file)]
    uses = AttachmentUse.objects.filter(attachment__in=read, post__isnull=False)
    return sorted(set(uses.values_list("post", flat=True)))


def _read(file: Attachment) -> bool:
    """Whether the file has words now."""
    assert file.stored_name
    path, ending = file_storage.path_of(file.stored_name), file.name.rpartition(".")[2].lower()
    for _try in range(TRIES):
        try:
            return keep_text(file.pk, words_of(path, ending))
        except Unreadable as error:
            reason = error
    logger.warning("file %s has no words for the search: %s", file.pk, type(reason.__cause__).__name__)
    keep_text(file.pk, None)
    return False
