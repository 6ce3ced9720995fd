"""»Merkliste«: posts a person wants to find again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum.actions.bookmarks import keep_bookmark, remove_bookmark
from forum.bookmark_feed import bookmark_list
from forum.bookmark_forms import BookmarkForm
from forum.models import Bookmark, Post

from .base import ForumView


class BookmarkListView(ForumView):
    """The list; a POST with ``post`` keeps that post, with ``off`` too it takes it out again."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows, page = bookmark_list(request.user, before=request.GET.get("vor", ""), after=request.GET.get("nach", ""))
        return render(request, "forum/bookmark_list.html", {"rows": rows, "page": page})

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("post", "")
        if not wanted.isdecimal() or len(wanted) > 18:
            raise Http404
        if request.POST.get("off"):
            remove_bookmark(actor=request.user, post_id=int(wanted))
            messages.success(request, _("The post is no longer in your list."))
            return redirect("forum:bookmark-list")
        post = self.get_post(int(wanted))
        form = BookmarkForm(request.POST)
        if not form.is_valid():
            return bookmark_page(request, post, form, status=422)
        remind_at = form.cleaned_data["remind_at"]
        keep_bookmark(actor=request.user, post=post, remind_at=remind_at)
        if remind_at:
            day = date_format(timezone.localtime(remind_at), "DATE_FORMAT")
            messages.success(request, _("The post is in your list. We remind you on %(day)s.") % {"day": day})
        else:
            messages.success(request, _("The post is in your list."))
        return redirect(post)


class PostBookmarkView(ForumView):
    """The form that keeps a post with a reminder."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return bookmark_page(request, self.get_post(pk), None)


def bookmark_page(request: HttpRequest, post: Post, form: BookmarkForm | None, *, status: int = 200) -> HttpResponse:
    """The form, filled from the bookmark there is. One statement."""
    bookmark = Bookmark.objects.filter(user=request.user.pk, post=post).first()
    if form is None:
        remind_at = bookmark.remind_at if bookmark and not bookmark.reminded_at else None
        form = BookmarkForm(
            initial={"when": "day", "day": timezone.localdate(remind_at)} if remind_at else {"when": ""}
        )
    context = {"post": post, "form": form, "bookmark": bookmark}
    return render(request, "forum/bookmark.html", context, status=status)
