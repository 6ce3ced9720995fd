"""The look of all mails of the site: one frame, its styles written into the elements, as mail programs want it."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from . import conf

if TYPE_CHECKING:
    from css_inline import CSSInliner

_address_alone = re.compile(r"^https?://\S+$")


def render_html(template: str, context: dict[str, Any]) -> str:
    """A template on ``notifications/mails/frame.html`` as HTML for mail programs. Nothing is fetched."""
    return _inliner().inline(render_to_string(template, {**frame_context(), **context}))


def frame_context() -> dict[str, Any]:
    """What the frame and the footers show, in the active language."""
    name, _colon, claim = getattr(settings, "WAGTAIL_SITE_NAME", "").partition(":")
    return {"site_name": name, "site_claim": claim, "footer": conf.mail_footer()}


def attach_letter(mail: EmailMultiAlternatives, *, label: str = "") -> EmailMultiAlternatives:
    """Adds the HTML of a mail that was written as plain text: its paragraphs, and the address that stands on a line of
    its own as a button with this label. The signature gives way to the frame's footer."""
    words, _separator, _signature = str(mail.body).partition("\n-- \n")
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", words) if part.strip()]
    at = next((i for i, part in enumerate(paragraphs) if _address_alone.match(part)), None)
    before = paragraphs if at is None else paragraphs[:at]
    context = {
        "subject": mail.subject,
        "preheader": before[1] if len(before) > 1 else "",
        "before": before,
        "url": "" if at is None else paragraphs[at],
        "label": label,
        "after": [] if at is None else paragraphs[at + 1 :],
    }
    mail.attach_alternative(render_html("notifications/mails/letter.html", context), "text/html")
    return mail


@cache
def _inliner() -> "CSSInliner":
    from css_inline import CSSInliner  # pages do without

    # What stays in the style block are the rules for dark colours and narrow screens.
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, remove_inlined_selectors=True)
