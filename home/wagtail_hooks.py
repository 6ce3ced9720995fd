from typing import Any

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.models import Page

from .access import passes
from .admin import EnquiryViewSet


@hooks.register("register_admin_viewset")
def register_enquiries() -> EnquiryViewSet:
    return EnquiryViewSet()


@hooks.register("before_serve_page")
def hide_pages_from_applicants(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """Signed in without membership: private pages do not exist. Anonymous people are sent to the login by Wagtail."""
    if request.user.is_authenticated and not passes(request, page.get_view_restrictions()):
        raise Http404


@hooks.register("before_serve_document")
def hide_documents_from_applicants(document: Any, request: HttpRequest) -> None:
    if request.user.is_authenticated and not passes(request, document.collection.get_view_restrictions()):
        raise Http404
