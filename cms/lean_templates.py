"""Templates without the indentation of their lines: it is for those who write them and would weigh 2 % of a page."""

import re
from typing import Any

from django.template import Origin
from django.template.loaders import app_directories

_indentation = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(app_directories.Loader):
    """Our HTML templates hold no text whose indentation matters (``pre``, ``textarea``); those of packages may."""

    def get_contents(self, origin: Origin) -> Any:
        contents = super().get_contents(origin)
        is_ours = origin.name.endswith(".html") and "site-packages" not in origin.name
        return _indentation.sub("", contents) if is_ours else contents
