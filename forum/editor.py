"""The editor for posts: django-prose-editor over a plain textarea that works without JavaScript.

The page carries the textarea alone. ``forum/composer.js`` puts the editor over it when somebody begins to write; what
it needs for that (modules, styles, words in the reader's language) stands in data attributes of the textarea.
"""

import json
from typing import Any

from django import forms
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_prose_editor.widgets import ProseEditorWidget

# Names of what django-prose-editor exports and then our modules (ours win: ListItem, Blockquote, Link). They cover the
# vocabulary of kit.richtext: what the editor does not know, it would drop when somebody edits an older post.
# RatschlagToolbar stands in for the package's Menu, which has English names and no keys.
EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [4]},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "Code": True,
    "CodeBlock": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "Link": {"defaultProtocol": "https", "enableTarget": False},
    "History": True,
    "RatschlagMention": True,
    "RatschlagField": True,
    "RatschlagToolbar": True,
    "Menu": False,
    "NoSpellCheck": False,
}
MODULES = ("forum/editor.js", "forum/link.js", "forum/toolbar.js", "forum/mention.js")

WORDS = {
    "toolbar": _("Format text"),
    "bold": _("Bold (Ctrl+B)"),
    "italic": _("Italic (Ctrl+I)"),
    "heading": _("Subheading"),
    "bulletList": _("Bulleted list"),
    "orderedList": _("Numbered list"),
    "blockquote": pgettext_lazy("kind of text", "Quote"),
    "link": _("Insert link (Ctrl+K)"),
    "mention": _("Mention a person"),
    "linkTitle": _("Link"),
    "linkAddress": _("Address"),
    "linkText": _("Text of the link"),
    "linkInvalid": _("Please enter a web address or an e-mail address."),
    "linkSave": _("Apply"),
    "linkRemove": _("Remove link"),
    "cancel": _("Cancel"),
    "people": _("Mention people"),
    "peopleNone": _("Nobody found"),
    "peopleOne": _("1 person found"),
    "peopleMany": _("%(count)s people found"),
}


class ComposerWidget(ProseEditorWidget):
    """A textarea that ``forum/composer.js`` turns into the editor."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            config={"extensions": EXTENSIONS},
            preset="configurable",
            attrs={"rows": 8, "data-composer": "", **(attrs or {})},
        )

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "js_modules": [static(path) for path in MODULES]}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-editor-css": static("forum/editor.css"),
            "data-mention-url": reverse("forum:person-suggest"),
            "data-words": json.dumps({key: str(word) for key, word in WORDS.items()}, ensure_ascii=False),
        }
        return context


class BodyField(forms.CharField):
    """The text of a post, as HTML from the editor or as plain text; the form checks it with bodies.check_body."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("Please write a text.")})
        super().__init__(widget=ComposerWidget(), strip=True, **kwargs)
