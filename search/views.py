"""The result page."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import View

from forum.views.base import SuggestionView
from kit.pace import seconds_to_wait

from .addresses import chips, with_start
from .conf import conf
from .engines import EngineError
from .forms import SearchForm
from .likeness import own_body
from .query import Order, Tab
from .results import has_tab, result_page
from .similar import similar_threads

VISITORS_TOGETHER = 5


class ResultsView(View):
    """Visitors search what is public, members everything they may read. Reads only; every state has an address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SearchForm(request.GET)
        if not form.is_understood:
            raise Http404
        if not form.is_valid():
            return self.page(request, form, status=422)
        query = form.search_query()
        if not has_tab(request.user, query.tab):
            if request.user.is_authenticated:
                raise Http404
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not query.text:
            return self.page(request, form)
        if wait := _seconds_to_wait(request):
            response = self.page(request, form, status=429, is_too_often=True)
            response.headers["Retry-After"] = str(wait)
            return response
        try:
            page = result_page(request.user, query, request)
        except EngineError:
            return self.page(request, form, is_too_slow=True)
        if page is None:
            raise Http404
        if page.is_behind_the_end:
            return redirect(with_start(request, page.last_start + 1))
        return self.page(request, form, page=page, chips=chips(request.GET, page))

    @staticmethod
    def page(request: HttpRequest, form: SearchForm, *, status: int = 200, **found: Any) -> HttpResponse:
        context = {
            "form": form,
            "words": form.cleaned_data.get("q") or form["q"].value() or "",
            "is_member": has_tab(request.user, Tab.FORUM),
            "has_body": bool(own_body(request.user)),
            "orders": Order.choices,
            **found,
        }
        return render(request, "search/results.html", context, status=status)


def _seconds_to_wait(request: HttpRequest) -> int:
    """Members are counted one by one, visitors by the computer's address, which a whole town hall may share."""
    limit = conf().searches_per_minute
    if request.user.is_authenticated:
        return seconds_to_wait("searches", str(request.user.pk), limit)
    shared = limit and limit * VISITORS_TOGETHER
    return seconds_to_wait("searches", get_adapter().get_client_ip(request), shared)


class SimilarView(SuggestionView):
    """Threads like ``?titel=``, which somebody is writing, as a list in HTML; empty where there are none."""

    def get(self, request: HttpRequest) -> HttpResponse:
        title = " ".join(request.GET.get("titel", "").replace("\x00", "").split())[:200]
        return render(request, "search/similar.html", {"threads": similar_threads(request.user, title)})
