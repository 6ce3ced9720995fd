"""Turning mails off from a mail, without login."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from notifications.actions import set_instant_mail
from notifications.tokens import user_of_token


# A mail program that unsubscribes with one click (RFC 8058) has neither our page nor our cookie. Nothing is lost: who
# holds the token may do exactly this, and who does not can do nothing.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class UnsubscribeView(View):
    """GET shows a button and changes nothing: programs that check mails follow every link."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        self._person(token)
        return render(request, "notifications/unsubscribe.html", {"token": token})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        set_instant_mail(user=self._person(token), is_wanted=False)
        return render(request, "notifications/unsubscribe.html", {"token": token, "is_done": True})

    @staticmethod
    def _person(token: str) -> Any:
        person = user_of_token(token)
        if person is None:
            raise Http404
        return person
