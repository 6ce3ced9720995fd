"""What the speaker team does with posts and threads. Each act is a page with a form, then a POST."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forum import policy
from forum.actions.moderation import (
    hide_post,
    lock_a_thread,
    move_thread,
    pin_thread,
    restore_post,
    unlock_thread,
    unpin_thread,
)
from forum.enums import Visibility
from forum.models import Area, Post, Thread
from forum.moderation_forms import PostHideForm, PostRestoreForm, ThreadLockForm, ThreadMoveForm, ThreadPinForm
from kit.forms import add_errors

from .base import ForumView
from .posts import place_of


class PostHideView(ForumView):
    """Hides a post behind its reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        policy.can_hide_post(request.user, post).require()
        return self.page(request, post, PostHideForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        policy.can_hide_post(request.user, post).require()
        form = PostHideForm(request.POST)
        if not form.is_valid():
            return self.page(request, post, form, status=422)
        try:
            post = hide_post(actor=request.user, post=post, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, post, form, status=409)
        messages.success(request, _("The post is hidden."))
        return redirect(place_of(post))

    @staticmethod
    def page(request: HttpRequest, post: Post, form: Form, *, status: int = 200) -> HttpResponse:
        is_last = not post.thread.posts.public().exclude(pk=post.pk).exists()
        context = {"heading": _("Hide post"), "thread": post.thread, "post": post, "form": form, "is_last": is_last}
        return render(request, "forum/post_hide.html", context, status=status)


class PostRestoreView(ForumView):
    """Shows a hidden or withdrawn post again."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        policy.can_restore_post(request.user, post).require()
        return self.page(request, post, PostRestoreForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        policy.can_restore_post(request.user, post).require()
        form = PostRestoreForm(request.POST)
        if not form.is_valid():
            return self.page(request, post, form, status=422)
        try:
            post = restore_post(actor=request.user, post=post, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, post, form, status=409)
        messages.success(request, _("The post is visible again."))
        return redirect(place_of(post))

    @staticmethod
    def page(request: HttpRequest, post: Post, form: Form, *, status: int = 200) -> HttpResponse:
        context = {
            "heading": _("Restore post"),
            "thread": post.thread,
            "post": post,
            "form": form,
            "is_withdrawn": post.visibility == Visibility.DELETED,
        }
        return render(request, "forum/post_restore.html", context, status=status)


class ThreadActView(ForumView):
    """An act on a thread: the page with its consequence, then the act."""

    template_name = ""

    def get(self, request: HttpRequest, area: str, slug: str, pk: str) -> HttpResponse:
        thread = self.allowed_thread(int(pk))
        return self.page(request, thread, self.form_for(thread))

    def post(self, request: HttpRequest, area: str, slug: str, pk: str) -> HttpResponse:
        thread = self.allowed_thread(int(pk))
        form = self.form_for(thread, request.POST)
        if not form.is_valid():
            return self.page(request, thread, form, status=422)
        try:
            message = self.act(request.user, thread, form)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, thread, form, status=409)
        messages.success(request, message)
        # Read again: the act may have moved it to another address, or out of this person's sight.
        found = Thread.objects.visible_to(request.user).select_related("area").filter(pk=thread.pk).first()
        return redirect(found or "forum:index")

    def allowed_thread(self, pk: int) -> Thread:
        thread = self.get_thread(pk)
        policy.can_moderate_thread(self.request.user, thread).require()
        return thread

    def heading(self, thread: Thread) -> str:
        """What the page and its button are called."""
        raise NotImplementedError

    def form_for(self, thread: Thread, *data: Any) -> Form:
        raise NotImplementedError

    def act(self, user: Any, thread: Thread, form: Any) -> str:
        """Does it and says what was done."""
        raise NotImplementedError

    def page(self, request: HttpRequest, thread: Thread, form: Form, *, status: int = 200) -> HttpResponse:
        context = {"heading": self.heading(thread), "thread": thread, "form": form}
        return render(request, self.template_name, context, status=status)


class ThreadMoveView(ThreadActView):
    """Moves a thread to another area, and with it who can read it."""

    template_name = "forum/thread_move.html"

    def heading(self, thread: Thread) -> str:
        return _("Move thread")

    def form_for(self, thread: Thread, *data: Any) -> Form:
        return ThreadMoveForm(*data, user=self.request.user, thread=thread)

    def act(self, user: Any, thread: Thread, form: Any) -> str:
        target: Area = form.cleaned_data["target"]
        move_thread(actor=user, thread=thread, target=target, reason=form.cleaned_data["reason"])
        return _("The thread now stands in “%(area)s”.") % {"area": target.name}


class ThreadLockView(ThreadActView):
    """Closes a thread for new replies, or reopens it."""

    template_name = "forum/thread_lock.html"

    def allowed_thread(self, pk: int) -> Thread:
        thread = self.get_thread(pk)
        policy.can_lock_thread(self.request.user, thread).require()
        return thread

    def heading(self, thread: Thread) -> str:
        return _("Reopen thread") if thread.is_locked else _("Close thread")

    def form_for(self, thread: Thread, *data: Any) -> Form:
        return ThreadLockForm(*data, thread=thread)

    def act(self, user: Any, thread: Thread, form: Any) -> str:
        change: Callable[..., Thread] = lock_a_thread if form.cleaned_data["is_locked"] else unlock_thread
        change(actor=user, thread=thread, reason=form.cleaned_data["reason"])
        return _("The thread is closed.") if form.cleaned_data["is_locked"] else _("The thread is open again.")


class ThreadPinView(ThreadActView):
    """Puts a thread on top of its lists until a day, or with ``loesen`` takes it down."""

    template_name = "forum/thread_pin.html"

    def heading(self, thread: Thread) -> str:
        return _("Pin thread")

    def form_for(self, thread: Thread, *data: Any) -> Form:
        return ThreadPinForm(*data, thread=thread)

    def act(self, user: Any, thread: Thread, form: Any) -> str:
        if self.request.POST.get("loesen"):
            unpin_thread(actor=user, thread=thread)
            return _("The thread is no longer pinned.")
        pin_thread(actor=user, thread=thread, until=form.end())
        return _("The thread is pinned.")
