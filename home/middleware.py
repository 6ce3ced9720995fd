"""Redirects that editors enter, for people who may see where they lead."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware as WagtailRedirectMiddleware
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect

from .access import passes


class RedirectMiddleware(WagtailRedirectMiddleware):
    """Wagtail's redirects, without those to unpublished or private pages: the address alone would tell of them."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer: HttpResponse = super().process_response(request, response)
        return answer if answer is response or self._may_know(request) else response

    @staticmethod
    def _may_know(request: HttpRequest) -> bool:
        path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        redirect = get_redirect(request, path) or get_redirect(request, urlsplit(path).path)
        page = redirect.redirect_page if redirect else None
        return page is None or (page.live and passes(request, page.get_view_restrictions()))
