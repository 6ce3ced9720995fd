"""Turning mails off from a mail, without login."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from notifications.actions import pause_mail, set_kind_mail
from notifications.enums import Mail
from notifications.registry import wishes
from notifications.tokens import user_of_token


# A mail program that unsubscribes with one click (RFC 8058) has neither our page nor our cookie. Nothing is lost: who
# holds the token may do exactly this, and who does not can do nothing.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class UnsubscribeView(View):
    """GET shows a button and changes nothing: programs that check mails follow every link.

    ``art`` names the wish the mail came from: then there is a second button for such mails alone.
    """

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        self._person(token)
        key = request.GET.get("art", "")
        return self._show(request, key, wish=_words_of(key))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        person, key = self._person(token), request.POST.get("art", "")
        if key in wishes():
            set_kind_mail(user=person, wish_key=key, mail=Mail.OFF)
            return self._show(request, key, wish=_words_of(key), is_done=True)
        pause_mail(user=person)
        return self._show(request, "", is_done=True)

    @staticmethod
    def _show(request: HttpRequest, key: str, *, wish: Any = "", is_done: bool = False) -> HttpResponse:
        context = {"key": key, "wish": wish, "is_done": is_done}
        return render(request, "notifications/unsubscribe.html", context)

    @staticmethod
    def _person(token: str) -> Any:
        person = user_of_token(token)
        if person is None:
            raise Http404
        return person


def _words_of(key: str) -> Any:
    """»jemand Sie erwähnt«; empty for what is not offered."""
    kinds = wishes().get(key)
    return kinds[0].wish if kinds else ""
