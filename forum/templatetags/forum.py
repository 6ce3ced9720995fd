"""Words and icons of the forum's templates, and the editor's import map."""

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_prose_editor.widgets import importmap

from forum.case_forms import DECISIONS
from forum.enums import ThreadKind
from forum.models import Thread

register = template.Library()

ICONS = {ThreadKind.EXPERIENCE: "bulb", ThreadKind.DISCUSSION: "forum", ThreadKind.ANNOUNCEMENT: "globe"}


@register.filter
def thread_icon(thread: Thread) -> str:
    """The icon of a thread's kind; for questions, whether one is answered."""
    if thread.is_question:
        return "solved" if thread.accepted_post_id else "question"
    return ICONS.get(ThreadKind(thread.kind), "forum")


@register.filter
def thread_state(thread: Thread) -> str:
    """The same in words: »Beantwortete Frage«, »Offene Frage«, »Erfahrungsbericht« …"""
    if thread.is_question:
        return _("Answered question") if thread.accepted_post_id else _("Open question")
    return thread.get_kind_display()


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


@register.inclusion_tag("forum/components/thread_badges.html")
def thread_badges(thread: Thread) -> dict[str, object]:
    """State as icon and word: answered or open, closed, pinned, hidden."""
    return {"thread": thread, "state": thread_state(thread), "icon": thread_icon(thread)}


@register.simple_tag(takes_context=True)
def editor_importmap(context: RequestContext) -> SafeString:
    """The import map the editor's modules need; must stand before the first module script of the page."""
    nonce = context.get("csp_nonce")  # lazy, and false until it is first read
    return importmap.render(attrs={"nonce": str(nonce)} if nonce is not None else {})
