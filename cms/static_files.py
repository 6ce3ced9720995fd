"""Static files in production."""

from functools import cache
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Each page names fifteen of them; what they are called does not change while the process lives."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)

    def file_hash(self, *args: Any, **kwargs: Any) -> Any:
        """Eight digits of twelve tell versions apart as well, and a page names fifteen."""
        found = super().file_hash(*args, **kwargs)
        return found and found[:8]
