from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from .access import passes
from .admin import EnquiryViewSet, FaqEntryViewSet
from .choosers import VIEWSETS, VisibleChooserViewSet
from .file_access import may_edit_file, may_open_file

register_snippet(FaqEntryViewSet)


@hooks.register("register_admin_viewset")
def register_enquiries() -> EnquiryViewSet:
    return EnquiryViewSet()


@hooks.register("register_admin_viewset")
def register_choosers() -> list[VisibleChooserViewSet]:
    return list(VIEWSETS.values())


@hooks.register("before_serve_page")
def hide_pages_from_applicants(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """Signed in without membership: private pages do not exist. Anonymous people are sent to the login by Wagtail."""
    if request.user.is_authenticated and not passes(request, page.get_view_restrictions()):
        raise Http404


@hooks.register("before_serve_document")
def hide_documents(document: Any, request: HttpRequest) -> HttpResponse | None:
    """As closed as their collection and the pages that use them. Anonymous people are sent to the login."""
    if may_open_file(request, document).is_allowed or may_edit_file(request, document):
        return None
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path(), settings.WAGTAIL_FRONTEND_LOGIN_URL)
