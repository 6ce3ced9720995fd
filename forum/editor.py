"""The editor for posts: django-prose-editor over a plain textarea that works without JavaScript.

The page carries the textarea alone. ``forum/composer.js`` puts the editor over it when somebody begins to write, and
only then asks for what it needs (modules, styles, words in the reader's language).
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django import forms
from django.conf import settings
from django.shortcuts import resolve_url
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import expand_extensions

from .file_rules import MAX_FILE, too_large

# Names of what django-prose-editor exports and then our modules (ours win: ListItem, Blockquote, Link, Table). They
# cover the vocabulary of kit.richtext: what the editor does not know, it would drop when somebody edits an older post.
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
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
    "RatschlagMention": True,
    "RatschlagPicture": True,
    "RatschlagPaste": True,
    "RatschlagField": True,
    "RatschlagToolbar": True,
    "Menu": False,
    "NoSpellCheck": False,
}
MODULES = (
    "forum/editor.js",
    "forum/link.js",
    "forum/toolbar.js",
    "forum/mention.js",
    "forum/picture.js",
    "forum/paste.js",
)

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
    "table": _("Insert table"),
    "tableTools": _("Change table"),
    "rowAdd": _("Add row"),
    "columnAdd": _("Add column"),
    "rowRemove": _("Delete row"),
    "columnRemove": _("Delete column"),
    "rowHead": _("Heads in first row"),
    "columnHead": _("Heads in first column"),
    "tableRemove": _("Delete table"),
    "picture": _("Insert picture"),
    "pictureAlt": _("What does the picture show? For people who cannot see it."),
    "pictureDecorative": _("Decorative, says nothing"),
    "pictureRemove": _("Remove picture"),
    "linkTitle": _("Link"),
    "linkAddress": _("Address"),
    "linkText": _("Text of the link"),
    "linkInvalid": _("Please enter a web address or an e-mail address."),
    "linkSave": _("Apply"),
    "linkRemove": _("Remove link"),
    "cancel": _("Cancel"),
    "people": _("Mention people"),
    "peopleNone": _("Nobody found"),
    "peopleOne": _("1 suggestion"),
    "peopleMany": _("%(count)s suggestions"),
    "draftOffline": _("No connection. You can write on. Your text is on this device and is sent as soon as possible."),
    "draftLogin": _("Please sign in again. Your draft is kept."),
    "draftLoginLink": _("Sign in in a new window"),
    "draftOther": _("Somebody else is signed in now. This text is saved again when you are signed in yourself."),
    "draftFailed": _("The draft could not be saved. Your text is kept on this device."),
    "draftRestored": _("Your text from this device is back."),
}

FILE_WORDS = {
    "waiting": _("waits"),
    "sending": _("is being sent"),
    "checking": _("is being checked"),
    "progress": _("%(name)s: sending"),
    "cancel": _("Cancel sending %(name)s"),
    "remove": _("Remove %(name)s"),
    "dismiss": _("Close the message about %(name)s"),
    "done": _("%(name)s was added."),
    "failed": _("There is no connection. The file was not sent."),
    "again": _("Try again"),
    "wait": _("Your text is published as soon as all files have been sent."),
}


@dataclass(frozen=True)
class EditorConfig:
    """What the editor needs in one language, as JSON; the version changes with it, so that browsers may keep it."""

    json: str
    version: str


def editor_config() -> EditorConfig:
    return _config(get_language())


@lru_cache(maxsize=8)
def _config(language: str | None) -> EditorConfig:
    text = json.dumps(
        {
            "extensions": expand_extensions(EXTENSIONS),
            "modules": [static(path) for path in MODULES],
            "styles": static("forum/editor.css"),
            "people": reverse("forum:person-suggest"),
            "drafts": static("forum/drafts.js"),
            "upload": {
                "module": static("forum/upload.js"),
                "url": reverse("forum:file-upload"),
                "limit": MAX_FILE,
                "words": {key: str(word) for key, word in (FILE_WORDS | {"tooLarge": too_large().messages[0]}).items()},
            },
            "login": resolve_url(settings.LOGIN_URL),
            "words": {key: str(word) for key, word in WORDS.items()},
        },
        ensure_ascii=False,
    )
    return EditorConfig(text, sha256(text.encode()).hexdigest()[:8])


class ComposerWidget(forms.Textarea):
    """A textarea that ``forum/composer.js`` turns into the editor."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"rows": 8, "data-composer": "", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        address = f"{reverse('forum:editor-config')}?v={editor_config().version}"
        context["widget"]["attrs"]["data-editor-config"] = address
        return context

    def use_required_attribute(self, initial: Any) -> bool:
        """The browser would ask for a text in the field that the editor hides."""
        return False


class BodyField(forms.CharField):
    """The text of a post, as HTML from the editor or as plain text; the form checks it with bodies.check_body."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("Please write a text.")})
        super().__init__(widget=ComposerWidget(), strip=True, **kwargs)
