"""What editors of any site keep in Wagtail: who has signed the declaration."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Signing


class SigningViewSet(SnippetViewSet):
    model = Signing
    icon = "edit"
    list_display: ClassVar = ["__str__", "signed_on", "evidence"]
    ordering: ClassVar = ["-signed_on", "-pk"]
    panels: ClassVar = [
        FieldPanel("municipality"),
        FieldPanel("organisation"),
        FieldRowPanel([FieldPanel("signed_on"), FieldPanel("precision")]),
        FieldPanel("evidence"),
        FieldPanel("source"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Signing.objects.select_related("municipality")


register_snippet(SigningViewSet)
