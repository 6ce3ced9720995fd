"""Reporting a post."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forum import conf, policy
from forum.actions.reports import report_post
from forum.case_forms import ReportForm
from forum.enums import ReportKind
from forum.errors import RateLimited
from forum.models import Post
from kit.forms import add_errors

from .base import ForumView, with_retry_after
from .posts import place_of


class PostReportView(ForumView):
    """Tells those who decide that a post should be looked at."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(request, self.reportable_post(pk), ReportForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.reportable_post(pk)
        form = ReportForm(request.POST)
        if not form.is_valid():
            return self.page(request, post, form, status=422)
        data = form.cleaned_data
        try:
            report_post(actor=request.user, post=post, kind=ReportKind(data["kind"]), text=data["text"])
        except RateLimited as error:
            most = {"count": conf.value("REPORTS_PER_DAY")}
            form.add_error(
                None,
                _("You have reported %(count)s posts within a day. Please write to the speaker team directly.") % most,
            )
            return with_retry_after(self.page(request, post, form), error)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, post, form, status=409)
        messages.success(
            request,
            _(
                "Thank you. Your report will be looked at within one working day. Who reported a post is known to "
                "those who decide, and nobody else."
            ),
        )
        return redirect(place_of(post))

    def reportable_post(self, pk: int) -> Post:
        post = self.get_post(pk)
        policy.can_report_post(self.request.user, post).require()
        return post

    @staticmethod
    def page(request: HttpRequest, post: Post, form: Form, *, status: int = 200) -> HttpResponse:
        context = {"heading": _("Report post"), "thread": post.thread, "post": post, "form": form}
        return render(request, "forum/post_report.html", context, status=status)
