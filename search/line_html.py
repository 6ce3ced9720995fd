"""Results as HTML, joined in Python like the forum's rows (docs/adr/0016)."""

from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kit.components import avatar, badge, icon

from .lines.line import Line


def line_html(line: Line) -> SafeString:
    """The list item of one result; of a person with the avatar beside it."""
    return mark_safe(f'<li class="kn-result">{_person(line) if line.person_id else _object(line)}</li>')


def _person(line: Line) -> str:
    subjects = "".join(f'<span class="kn-tag">{subject}</span>' for subject in line.subjects)
    return (
        f'<div class="kn-person">{avatar(line.name, line.person_id)}<div class="kn-grow">'
        f'<h3><a href="{escape(line.url)}">{line.title}</a></h3><p class="kn-small kn-muted">{_facts(line)}</p>'
        f"{f'<p>{line.snippet}</p>' if line.snippet else ''}"
        f"{f'<div class="kn-tags kn-mt-s">{subjects}</div>' if subjects else ''}</div></div>"
    )


def _object(line: Line) -> str:
    language = f' lang="{line.language}"' if line.language else ""
    facts = f"<span>{_facts(line)}</span>" if line.facts else ""
    state = badge(str(line.badge.label), kind=line.badge.kind, sign=line.badge.icon) if line.badge else ""
    text = line.snippet
    if text and line.lead:
        text = mark_safe(f"{escape(line.lead)} {_('“%(text)s”') % {'text': text}}")
    return (
        f'<p class="kn-row kn-small kn-muted kn-result__facts">{icon(line.icon, is_small=True)}'
        f"<b>{escape(str(line.label))}</b>{facts}{state}</p>"
        f'<h3{language}><a href="{escape(line.url)}">{line.title}</a></h3>{f"<p{language}>{text}</p>" if text else ""}'
    )


def _facts(line: Line) -> str:
    """Those that were marked are escaped already."""
    return " · ".join(fact if isinstance(fact, SafeString) else escape(fact) for fact in line.facts)
