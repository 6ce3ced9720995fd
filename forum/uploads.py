"""Ends reading what is too large: name it first in FILE_UPLOAD_HANDLERS. Without it files are only measured later."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.urls import NoReverseMatch, reverse

from .file_rules import MAX_FILE, MAX_LISTED


class LimitedUploadHandler(FileUploadHandler):
    """In the forum a file longer than allowed, and the eleventh, go nowhere; ``request.has_too_large_file`` and
    ``request.file_count`` say so.

    The rest of the form stays: what somebody wrote is not lost with the file.
    """

    size = 0
    count = 0
    is_ours = False

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        try:
            self.is_ours = self.request is not None and self.request.path.startswith(reverse("forum:index"))
        except NoReverseMatch:
            self.is_ours = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size = 0
        self.count += 1
        if self.is_ours:
            self.request.file_count = self.count  # type: ignore[union-attr]

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.size += len(raw_data)
        if self.is_ours and self.count > MAX_LISTED:  # not before: Django would close the file before this one
            raise SkipFile
        if self.is_ours and self.size > MAX_FILE:
            self.request.has_too_large_file = True  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
