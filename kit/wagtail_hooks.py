"""What editors of any site keep in Wagtail: the topics."""

from typing import ClassVar

from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Topic


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display: ClassVar = ["name", "colour"]
    search_fields: ClassVar = ["name"]
    sort_order_field = "position"
    panels: ClassVar = [TitleFieldPanel("name", targets=["slug"]), FieldPanel("slug"), FieldPanel("colour")]


register_snippet(TopicViewSet)
