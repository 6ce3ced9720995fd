"""What all views of the forum share: the wall, fetching through the door, and answers to refusals."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import ngettext

from forum import conf
from forum.errors import RateLimited
from forum.models import Area, Post, Thread
from kit.pace import seconds_to_wait
from kit.views import MemberView


class ForumView(MemberView):
    """A page for members that fetches areas, threads and posts through the door."""

    def get_area(self, slug: str) -> Area:
        return get_object_or_404(Area.objects.visible_to(self.request.user), slug=slug)

    def get_thread(self, pk: int) -> Thread:
        return get_object_or_404(Thread.objects.visible_to(self.request.user).select_related("area__topic"), pk=pk)

    def get_post(self, pk: int) -> Post:
        posts = Post.objects.visible_to(self.request.user).select_related("thread__area__topic")
        return get_object_or_404(posts, pk=pk)


class SuggestionView(ForumView):
    """What a script asks while somebody types. Beyond SUGGESTIONS_PER_MINUTE it gets an empty 429: typing goes on, and
    nothing is suggested."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            limit = conf.value("SUGGESTIONS_PER_MINUTE")
            if wait := seconds_to_wait("suggestions", str(request.user.pk), limit):
                return HttpResponse(status=429, headers={"Retry-After": str(wait)})
        return super().dispatch(request, *args, **kwargs)


def add_wait(form: BaseForm, error: RateLimited) -> None:
    """Says how long to wait; the text stays in the form."""
    message = ngettext(
        "Please wait %(count)s second. Your text is kept.",
        "Please wait %(count)s seconds. Your text is kept.",
        error.wait_seconds,
    )
    form.add_error(None, message % {"count": error.wait_seconds})


def with_retry_after(response: HttpResponse, error: RateLimited) -> HttpResponse:
    response.status_code = 429
    response.headers["Retry-After"] = str(error.wait_seconds)
    return response
