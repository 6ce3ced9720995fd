from typing import Any

from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from ..blocks import BodyBlock

OUTLINE_FROM = 3  # a table of contents helps from three sections on


class BodyPage(Page):
    """A page whose text is made of blocks, with an outline of its sections."""

    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    class Meta:
        abstract = True

    def body_parts(self) -> list[tuple[Any, str]]:
        """Each block with the anchor of its heading, unique within the page; other blocks have none."""
        used: dict[str, int] = {}
        parts = []
        for child in self.body:
            anchor = ""
            if child.block_type == "heading":
                anchor = slugify(child.value["text"]) or "abschnitt"
                used[anchor] = used.get(anchor, 0) + 1
                anchor = anchor if used[anchor] == 1 else f"{anchor}-{used[anchor]}"
            parts.append((child, anchor))
        return parts

    def outline(self, parts: list[tuple[Any, str]]) -> list[tuple[str, str]]:
        """Anchors and titles of the sections, or nothing where the page is short."""
        sections = [(anchor, child.value["text"]) for child, anchor in parts if anchor and child.value["level"] == "h2"]
        return sections if len(sections) >= OUTLINE_FROM else []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        parts = self.body_parts()
        return {**context, "parts": parts, "outline": self.outline(parts)}
