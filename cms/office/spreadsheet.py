"""Cells of exported tables that a spreadsheet shows as text, whatever somebody typed into a title."""

import re
from typing import Any

# A spreadsheet runs what begins like this: a formula, or a command by way of one (OWASP, CSV injection).
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no place in XML, so none in XLSX either


def safe_cell(value: Any) -> Any:
    """Texts that would be run get an apostrophe before them; None is an empty cell; numbers and days stay."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float) or hasattr(value, "isoformat"):
        return value
    text = CONTROL.sub("", str(value))
    return f"'{text}" if text.startswith(STARTS_FORMULA) else text
