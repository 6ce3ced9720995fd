"""The editor for posts: django-prose-editor over a plain textarea that works without JavaScript."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import add_tags_and_attributes
from django_prose_editor.widgets import ProseEditorWidget
from js_asset import static_lazy

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"protocols": ["http", "https", "mailto", "tel"], "enableTarget": False},
    "History": True,
    "RatschlagMention": True,
    "RatschlagField": True,
}


def mention_rules(config: Any, shared: Any) -> None:
    """What the mention extension may leave in the HTML; kit.richtext sanitises everything again."""
    add_tags_and_attributes(shared, ["span"], {"span": ["data-mention"]})


def no_rules(config: Any, shared: Any) -> None:
    """The field extension only names and labels the editor."""


# Another site adds this list to its DJANGO_PROSE_EDITOR_EXTENSIONS.
PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("forum/editor.js")],
        "extensions": {"RatschlagMention": mention_rules, "RatschlagField": no_rules},
    },
]


class BodyField(forms.CharField):
    """The text of a post, as HTML from the editor or as plain text; the form checks it with bodies.check_body."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"rows": 8, "data-composer": ""}
        widget = ProseEditorWidget(config={"extensions": EXTENSIONS}, preset="configurable", attrs=attrs)
        kwargs.setdefault("error_messages", {"required": _("Please write a text.")})
        super().__init__(widget=widget, strip=True, **kwargs)
