"""Erasing a post for good. A site that asks for the password again does so for this address."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forum import policy
from forum.actions.erasing import erase_post
from forum.enums import Visibility
from forum.models import Post, Thread
from forum.moderation_forms import PostEraseForm
from kit.forms import add_errors

from .base import ForumView
from .posts import place_of


class PostEraseView(ForumView):
    """Asks, then erases a post and all that hangs on it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(request, self.erasable(pk), PostEraseForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.erasable(pk)
        form = PostEraseForm(request.POST)
        if not form.is_valid():
            return self.page(request, post, form, status=422)
        try:
            post = erase_post(actor=request.user, post=post, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, post, form, status=409)
        messages.success(request, _("The post is erased."))
        is_there = Thread.objects.visible_to(request.user).filter(pk=post.thread_id).exists()
        return redirect(place_of(post) if is_there else "forum:index")

    def erasable(self, pk: int) -> Post:
        post = self.get_post(pk)
        policy.can_erase_post(self.request.user, post).require()
        return post

    @staticmethod
    def page(request: HttpRequest, post: Post, form: Form, *, status: int = 200) -> HttpResponse:
        others = post.thread.posts.exclude(pk=post.pk).exclude(visibility=Visibility.ERASED)
        context = {
            "heading": _("Erase post for good"),
            "thread": post.thread,
            "post": post,
            "form": form,
            "is_last": not others.exists(),
        }
        return render(request, "forum/post_erase.html", context, status=status)
