"""A thread as a whole: its summary, the answer that stays, and what became of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forum import policy
from forum.actions.answers import lock_answer, unlock_answer
from forum.actions.outcomes import take_back_outcome, tell_outcome
from forum.actions.summary import drop_summary, write_summary
from forum.draft_forms import draft_initial, published_draft
from forum.errors import EditConflict, RateLimited
from forum.models import Post, Thread, ThreadOutcome
from forum.summary_forms import OutcomeForm, SummaryForm
from kit.forms import add_errors

from .base import ForumView, add_wait, with_retry_after
from .posts import place_of


class ThreadSummaryView(ForumView):
    """Writes or revises the summary of a thread; with ``entfernen`` takes it from the head."""

    def get(self, request: HttpRequest, area: str, slug: str, pk: int) -> HttpResponse:
        thread = self.get_thread(int(pk))
        policy.can_summarise(request.user, thread).require()
        initial = draft_initial(request, f"summary-{thread.pk}")
        return self.page(request, thread, SummaryForm(summary=self.summary_of(thread), initial=initial))

    def post(self, request: HttpRequest, area: str, slug: str, pk: int) -> HttpResponse:
        thread = self.get_thread(int(pk))
        policy.can_summarise(request.user, thread).require()
        if request.POST.get("entfernen"):
            drop_summary(actor=request.user, thread=thread)
            messages.success(request, _("The summary no longer stands at the head of the thread. Its post stays."))
            return redirect(thread)
        form = SummaryForm(request.POST, summary=self.summary_of(thread))
        if not form.is_valid():
            return self.page(request, thread, form, status=422)
        data = form.cleaned_data
        try:
            write_summary(
                actor=request.user,
                thread=thread,
                source=data["body"],
                edit_count=data["edit_count"],
                idempotency_key=data["idempotency_key"],
                draft=published_draft(request, f"summary-{thread.pk}"),
            )
        except RateLimited as error:
            add_wait(form, error)
            return with_retry_after(self.page(request, thread, form), error)
        except EditConflict:
            return self.conflict(request, thread, form)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, thread, form, status=422)
        messages.success(request, _("The summary stands at the head of the thread."))
        return redirect(thread)

    def conflict(self, request: HttpRequest, thread: Thread, form: SummaryForm) -> HttpResponse:
        """Both texts on one page; sending again overwrites knowingly."""
        current = self.summary_of(self.get_thread(thread.pk))
        form.add_error(None, _("Somebody changed this post while you were writing. Both texts are shown below."))
        form.data = {**request.POST.dict(), "edit_count": str(current.edit_count if current else 0)}
        return self.page(request, thread, form, status=409, current=current)

    @staticmethod
    def summary_of(thread: Thread) -> Post | None:
        return thread.posts.public().filter(pk=thread.summary_post_id or 0).first()

    @staticmethod
    def page(
        request: HttpRequest, thread: Thread, form: SummaryForm, *, status: int = 200, **more: Any
    ) -> HttpResponse:
        context = {"thread": thread, "form": form, "draft_key": f"summary-{thread.pk}", **more}
        return render(request, "forum/thread_summary.html", context, status=status)


class ThreadOutcomeView(ForumView):
    """»What became of it?«, asked of who asked; with ``entfernen`` what they said goes."""

    def get(self, request: HttpRequest, area: str, slug: str, pk: int) -> HttpResponse:
        thread = self.get_thread(int(pk))
        policy.can_tell_outcome(request.user, thread).require()
        outcome = ThreadOutcome.objects.filter(pk=thread.pk).first()
        initial = {"worked": outcome.worked, "sentence": outcome.sentence} if outcome else {}
        return self.page(request, thread, OutcomeForm(initial=initial))

    def post(self, request: HttpRequest, area: str, slug: str, pk: int) -> HttpResponse:
        thread = self.get_thread(int(pk))
        policy.can_tell_outcome(request.user, thread).require()
        if request.POST.get("entfernen"):
            take_back_outcome(actor=request.user, thread=thread)
            messages.success(request, _("What you said was removed."))
            return redirect(thread)
        form = OutcomeForm(request.POST)
        if not form.is_valid():
            return self.page(request, thread, form, status=422)
        tell_outcome(actor=request.user, thread=thread, **form.cleaned_data)
        messages.success(request, _("Thank you. Others now see whether the answer worked."))
        return redirect(thread)

    @staticmethod
    def page(request: HttpRequest, thread: Thread, form: OutcomeForm, *, status: int = 200) -> HttpResponse:
        is_told = ThreadOutcome.objects.filter(pk=thread.pk).exists()
        context = {"thread": thread, "form": form, "is_told": is_told}
        return render(request, "forum/thread_outcome.html", context, status=status)


class AnswerLockView(ForumView):
    """Fixes the accepted answer, or with ``loesen`` lets go of it."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        if request.POST.get("loesen"):
            unlock_answer(actor=request.user, thread=post.thread)
            messages.success(request, _("The answer is no longer fixed."))
        else:
            lock_answer(actor=request.user, thread=post.thread)
            messages.success(request, _("The answer is fixed. Only the speaker team can change that."))
        return redirect(place_of(post))
