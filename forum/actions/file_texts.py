"""The words of files, for the search."""

from forum.enums import FileState, TextState
from forum.models import Attachment


def keep_text(file_id: int, text: str | None) -> bool:
    """Keeps what stands in a file, or that it could not be read (None); whether it still waited for that."""
    waiting = Attachment.objects.filter(pk=file_id, state=FileState.OK, text_state=TextState.WAITING)
    if text is None:
        return bool(waiting.update(text_state=TextState.FAILED))
    return bool(waiting.update(text=text.replace("\x00", ""), text_state=TextState.DONE))
