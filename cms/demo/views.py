"""What only the demonstration has: a look into its outbox. Without login, as one who forgot a password has none."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from .outbox import find_mail, latest_mails


class OutboxView(View):
    """The mails the demo has sent, the newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "demo/outbox.html", {"mails": latest_mails()})


class MailView(View):
    """One mail as text; its links can be followed."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        mail = find_mail(name)
        if mail is None:
            raise Http404
        return render(request, "demo/mail.html", {"mail": mail})
