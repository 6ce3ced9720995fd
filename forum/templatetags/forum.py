"""Words and icons of the forum's templates, and the editor's import map."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_prose_editor.widgets import ImportMap

from forum.area_html import area_links, area_options
from forum.case_forms import DECISIONS
from forum.draft_forms import draft_key_of, draft_revision_of
from forum.enums import ThreadKind
from forum.thread_feed import ThreadRow
from forum.thread_html import RowWriter, thread_icon, thread_state
from forum.thread_page_html import page_links, thread_badges

register = template.Library()

# What forum/composer.js and the modules of forum/editor.py import by name.
IMPORTS = ImportMap({"django-prose-editor/editor": "django_prose_editor/editor.js"})

register.simple_tag(area_links)
register.simple_tag(area_options)
register.simple_tag(page_links)
register.simple_tag(thread_badges)
register.filter(thread_icon)
register.filter(thread_state)


@register.simple_tag
def thread_rows(rows: Iterable[ThreadRow], *, is_pinned: bool = False, is_compact: bool = False) -> SafeString:
    """The items of a thread list; ``is_compact``: without who wrote last."""
    return RowWriter(is_pinned=is_pinned, is_compact=is_compact).rows(rows)


@register.filter
def kind_label(kind: str) -> str:
    return str(ThreadKind(kind).label)


@register.filter
def decision_consequence(decision: str) -> str:
    """What follows from a decision of a case, in one sentence."""
    return str(DECISIONS[decision][1])


@register.filter
def kind_consequence(kind: str) -> str:
    """What follows from choosing a kind."""
    return {
        ThreadKind.QUESTION: _("You seek advice. You can accept one reply as the solution."),
        ThreadKind.EXPERIENCE: _("You show what worked for you, or what did not."),
        ThreadKind.DISCUSSION: _("You open a conversation."),
        ThreadKind.ANNOUNCEMENT: _("You inform all members of the area."),
    }.get(ThreadKind(kind), "")


@register.inclusion_tag("forum/components/draft_button.html")
def draft_button(form: Any, key: str = "") -> dict[str, object]:
    """»Save as draft«. Without a key the draft is that of a new thread, named by the form or now."""
    return {"key": key or draft_key_of(form), "is_named": not key, "revision": draft_revision_of(form)}


@register.simple_tag(takes_context=True)
def editor_importmap(context: RequestContext) -> SafeString:
    """The import map the editor's modules need; must stand before the first module script of the page."""
    nonce = context.get("csp_nonce")  # lazy, and false until it is first read
    return IMPORTS.render(attrs={"nonce": str(nonce)} if nonce is not None else {})
