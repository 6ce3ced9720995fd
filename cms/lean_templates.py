"""Templates without the white space that is for those who write them alone: it would weigh 4 % of a page."""

import re
from typing import Any

from django.template import Origin
from django.template.loaders import app_directories

_indentation = re.compile(r"^[ \t]+", re.MULTILINE)
# The line before ends with a line break of its own.
_after_lines_of_tags = re.compile(r"^((?:\{%[^\n]*?%\})+)\n", re.MULTILINE)
# Around these nothing is ever shown of it.
_BLOCKS = (
    "article|aside|body|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|head|header|hr|html|legend|li|link|main|meta|nav|ol"
    "|p|script|section|summary|title|ul"
)
_before_blocks = re.compile(rf"(?<=[>}}])\n+(?=</?(?:{_BLOCKS})\b)")
_after_blocks = re.compile(rf"(</?(?:{_BLOCKS})\b[^<>]*>|<input type=\"hidden\"[^<>]*>)\n+")


class Loader(app_directories.Loader):
    """Our HTML templates hold no text whose lines matter (``pre``, ``textarea``); those of packages may."""

    def get_contents(self, origin: Origin) -> Any:
        contents = super().get_contents(origin)
        if not origin.name.endswith(".html") or "site-packages" in origin.name:
            return contents
        for pattern, kept in (
            (_indentation, ""),
            (_after_lines_of_tags, r"\1"),
            (_before_blocks, ""),
            (_after_blocks, r"\1"),
        ):
            contents = pattern.sub(kept, contents)
        return contents
