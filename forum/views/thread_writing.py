"""New threads, and changes to a thread's title, kind and tags."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forum import conf, policy
from forum.actions.posting import create_thread
from forum.actions.tagging import get_tags
from forum.actions.threads import edit_thread
from forum.draft_forms import draft_initial, published_draft
from forum.errors import EditConflict, RateLimited
from forum.file_forms import offer_files
from forum.forms import ThreadEditForm, ThreadForm
from forum.models import Thread
from forum.poll_forms import changes_poll, poll_form
from forum.questions import Question, question_before
from kit.forms import add_errors

from .base import ForumView, add_wait, with_retry_after


class ThreadCreateView(ForumView):
    """A new thread."""

    def get(self, request: HttpRequest, area: str | None = None) -> HttpResponse:
        chosen = self.get_area(area) if area else None
        initial = {"area": chosen, "body": chosen.template if chosen else ""} | draft_initial(request)
        return self.page(request, ThreadForm(user=request.user, initial=initial))

    def post(self, request: HttpRequest, area: str | None = None) -> HttpResponse:
        if area:
            self.get_area(area)
        policy.can_use_kind(request.user, request.POST.get("kind", "")).require()
        form = ThreadForm(request.POST, request.FILES, user=request.user)
        if changes_poll(request):
            form.unchecked().receive_files(request)
            return self.page(request, form)
        poll = poll_form(request)
        if not all([form.is_valid(), form.receive_files(request), poll is None or poll.is_valid()]):
            return self.page(request, form, status=422)
        data = form.cleaned_data
        try:
            question = question_before(
                request.user,
                area=data["area"],
                source=data["body"],
                title=data["title"],
                key=data["idempotency_key"],
                asked=request.POST.get("asked", ""),
                further=[*(each.text for each in form.answers()), *(poll.new_poll().words if poll else ())],
                is_thread=True,
            )
            if question:
                form.keep_key()
                return self.page(request, form, question=question, status=422)
            with transaction.atomic():
                thread = create_thread(
                    actor=request.user,
                    area=data["area"],
                    kind=data["kind"],
                    title=data["title"],
                    source=data["body"],
                    tags=get_tags(data["tags"]),
                    idempotency_key=data["idempotency_key"],
                    files=data["files"] or (),
                    answers=form.answers(),
                    draft=published_draft(request),
                    poll=poll.new_poll() if poll else None,
                )
        except RateLimited as error:
            add_wait(form, error)
            return with_retry_after(self.page(request, form), error)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, form, status=422)
        except PermissionDenied as error:
            form.add_error(None, str(error))
            return self.page(request, form, status=403)
        return redirect(thread)

    @staticmethod
    def page(
        request: HttpRequest, form: ThreadForm, *, question: Question | None = None, status: int = 200
    ) -> HttpResponse:
        offer_files(form, request.user)
        suggest = conf.value("SUGGEST_URL_NAME")
        poll = poll_form(request, form.initial)
        context = {"form": form, "question": question, "poll": poll, "similar_url": reverse(suggest) if suggest else ""}
        return render(request, "forum/thread_create.html", context, status=status)


class ThreadEditView(ForumView):
    """Title, kind and tags of a thread."""

    def get(self, request: HttpRequest, area: str, slug: str, pk: int) -> HttpResponse:
        thread = self.get_thread(int(pk))
        policy.can_edit_thread(request.user, thread).require()
        return self.page(request, thread, ThreadEditForm(user=request.user, thread=thread))

    def post(self, request: HttpRequest, area: str, slug: str, pk: int) -> HttpResponse:
        thread = self.get_thread(int(pk))
        policy.can_edit_thread(request.user, thread).require()
        form = ThreadEditForm(request.POST, user=request.user, thread=thread)
        if not form.is_valid():
            return self.page(request, thread, form, status=422)
        data = form.cleaned_data
        try:
            with transaction.atomic():
                thread = edit_thread(
                    actor=request.user,
                    thread=thread,
                    title=data["title"],
                    kind=data["kind"],
                    tags=get_tags(data["tags"]),
                    edit_count=data["edit_count"],
                )
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, thread, form, status=422)
        except EditConflict:
            form.add_error(
                None,
                _("Somebody changed this thread meanwhile. It is now called “%(title)s”.")
                % {"title": Thread.objects.values_list("title", flat=True).get(pk=thread.pk)},
            )
            return self.page(request, thread, form, status=409)
        messages.success(request, _("The thread was changed."))
        return redirect(thread)

    @staticmethod
    def page(request: HttpRequest, thread: Thread, form: ThreadEditForm, *, status: int = 200) -> HttpResponse:
        return render(request, "forum/thread_edit.html", {"thread": thread, "form": form}, status=status)
