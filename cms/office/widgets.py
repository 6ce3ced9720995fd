"""Wagtail's choosers begin by an inline script, which the content security policy of /redaktion/ forbids.

Wagtail offers no other place to change that: ``BaseChooser.render`` writes the script itself. Ours leaves the same
call as data, for cms/editor.js; so do the templates of date and time in cms/templates/wagtailadmin/widgets.
"""

import re
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser

CALL = re.compile(r"(?P<new>new )?(?P<name>\w+)\((?P<arguments>.*)\);?\Z", re.DOTALL)


def render_without_script(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> SafeString:
    """The chooser's HTML, and beside it what begins it: a function or class, and its arguments as JSON."""
    element = (attrs or {})["id"]
    value_data = self.get_value_data(value)
    call = CALL.match(self.render_js_init(element, name, value_data).strip())
    assert call, f"{type(self).__name__} begins by more than one call"
    return format_html(
        '{}<template data-chooser="{}" data-arguments="[{}]"{}></template>',
        self.render_html(name, value_data, attrs),
        call["name"],
        call["arguments"],
        SafeString(" data-is-class") if call["new"] else "",
    )


def connect() -> None:
    """Takes the place of Wagtail's method, for all its choosers."""
    BaseChooser.render = render_without_script
