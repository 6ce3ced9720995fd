"""What stands below a post's text: a module for each, with one function that writes it for a reader.

``(writer, row) -> str``: ``row.extras`` has the facts (forum/post_extras.py), ``writer.token`` the form's token; what
comes from people goes through ``escape``. Empty where a post has none of it. Called only for who may read the text.
"""

from collections.abc import Callable
from typing import Any

from .files import file_rows
from .poll import poll_box

PARTS: tuple[Callable[[Any, Any], str], ...] = (poll_box, file_rows)
