"""Thread lists and the thread page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import conf, policy
from forum.conf import NO_INTERESTS
from forum.draft_forms import draft_initial
from forum.enums import Level, ThreadKind
from forum.file_forms import offer_files
from forum.forms import ReplyForm
from forum.models import Post, Thread
from forum.poll_forms import poll_form
from forum.post_feed import PostPage, first_unread_number, post_page, post_rows, posts_of_person, thread_for_page
from forum.post_html import PostWriter
from forum.querysets import CAP
from forum.questions import Question
from forum.tag_list import canonical_slug
from forum.tags_feed import tags_of
from forum.thread_feed import (
    FITTING,
    LINKED_VIEWS,
    SINCE_VISIT,
    UNREAD_WATCHED,
    VIEWS,
    ListFilter,
    areas_for_list,
    thread_list,
)

from .base import ForumView


class ThreadListView(ForumView):
    """All threads the person may see, or those of one area."""

    def get(self, request: HttpRequest, area: str | None = None) -> HttpResponse:
        if "bereich" in request.GET:  # the small screens' choice of an area
            chosen = request.GET["bereich"]
            return redirect(self.get_area(chosen) if chosen else "forum:index")
        areas = areas_for_list(request.user, request.GET.get("schlagwort", "").replace("\x00", ""))
        wanted = self.wanted(request, area, areas)
        threads = thread_list(
            request.user, wanted, areas, before=request.GET.get("vor", ""), after=request.GET.get("nach", "")
        )
        if wanted.tag and threads.tags.wanted is None:
            return self.redirect_synonym(request, wanted.tag)
        used = [each for each in areas if not each.is_archived]
        return render(
            request,
            "forum/thread_list.html",
            {
                "wanted": wanted,
                "threads": threads,
                "areas": used,
                "total": (wanted.area.thread_count if wanted.area else sum(item.thread_count for item in used)),
                "tabs": self.tabs(wanted, threads.counts),
                "now": timezone.now(),
                "area_level": self.area_level(wanted.area),
                "area_level_url": reverse("forum:area-level", args=[wanted.area.slug]) if wanted.area else "",
                "has_likes": bool(wanted.like or conf.affiliation_key_of(request.user)),
                "can_manage_areas": policy.can_manage_areas(request.user),
            },
        )

    @staticmethod
    def redirect_synonym(request: HttpRequest, slug: str) -> HttpResponse:
        """An old tag's address leads to the tag that stands for it now; 404 where there is none to know of."""
        canonical = canonical_slug(request.user, slug)
        if not canonical:
            raise Http404
        query = request.GET.copy()
        query["schlagwort"] = canonical
        return redirect(f"{request.path}?{query.urlencode()}")

    @staticmethod
    def wanted(request: HttpRequest, slug: str | None, areas: list[Any]) -> ListFilter:
        view, kind, tag = (request.GET.get(name, "") for name in ("ansicht", "art", "schlagwort"))
        area = next((each for each in areas if each.slug == slug), None)
        views = ("", *VIEWS, *LINKED_VIEWS)
        is_known = view in views and (not kind or kind in ThreadKind.values) and "\x00" not in tag
        if not is_known or (slug and area is None):
            raise Http404
        interests = conf.interests_of(request.user) if view == FITTING else NO_INTERESTS
        tag_id = (areas[0].tag_id if areas else 0) or 0 if tag else None
        like = conf.likeness_of(request.user) if request.GET.get("wie") == "meine" else None
        return ListFilter(view or VIEWS[0], area, tag, tag_id, kind, interests, like)

    @staticmethod
    def tabs(wanted: ListFilter, counts: dict[str, str]) -> list[dict[str, Any]]:
        labels = {
            "neueste": _("Latest"),
            "ungelesen": _("Unread"),
            "unbeantwortet": _("Unanswered"),
            "abonniert": _("Watched"),
            "meine": _("Mine"),
            UNREAD_WATCHED: _("Watched and unread"),
            FITTING: _("Open questions for you"),
            SINCE_VISIT: _("New since my last visit"),
        }
        shown = [*VIEWS, wanted.view] if wanted.view in LINKED_VIEWS else VIEWS
        return [
            {"view": view, "label": labels[view], "count": counts.get(view), "is_current": view == wanted.view}
            for view in shown
        ]

    @staticmethod
    def area_level(area: Any) -> int | None:
        """The level chosen for this area, else the area's default; None on the list of all areas."""
        if area is None:
            return None
        return area.default_level if area.my_level is None else area.my_level


class AreaThreadListView(ThreadListView):
    """The same list at the area's own address."""


class ThreadView(ForumView):
    """A thread, twenty posts at a time."""

    def get(self, request: HttpRequest, area: str, slug: str, pk: int) -> HttpResponse:
        thread = self.readable_thread(int(pk))
        if (thread.area.slug, thread.slug) != (area, slug):
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            return redirect(thread.get_absolute_url() + query, permanent=True)
        initial = reply_initial(request, thread) | draft_initial(request, f"reply-{thread.pk}")
        return self.page(request, thread, ReplyForm(initial=initial))

    def readable_thread(self, pk: int) -> Thread:
        thread = thread_for_page(self.request.user, pk)
        if thread is None:
            raise Http404
        return thread

    def page(
        self,
        request: HttpRequest,
        thread: Any,
        form: ReplyForm,
        *,
        question: Question | None = None,
        status: int = 200,
    ) -> HttpResponse:
        posts = self.posts(request, thread)
        can_reply = policy.can_reply(request.user, thread)
        offer_files(form, request.user)
        writer = self.writer(request, thread, can_reply=can_reply.is_allowed)
        return render(
            request,
            "forum/thread.html",
            {
                "thread": thread,
                "tags": tags_of([thread]).values(),
                "posts": posts,
                "posts_html": writer.posts(posts.rows),
                "form": form,
                "question": question,
                "poll": poll_form(request, form.initial),
                "has_polls": any(row.extras.poll for row in posts.rows),
                "draft_key": f"reply-{thread.pk}",
                "first_unread": None if posts.only else first_unread_number(thread),
                "level": Level(thread.my_level) if thread.my_level is not None else Level.NORMAL,
                "can_reply": can_reply,
                "can_edit_thread": policy.can_edit_thread(request.user, thread),
                "can_lock": policy.can_lock_thread(request.user, thread),
                "can_summarise": policy.can_summarise(request.user, thread),
                "can_tell_outcome": policy.can_tell_outcome(request.user, thread),
                "is_moderator": writer.is_moderator,
                "csrf_token": writer.csrf_token,  # the same in all forms of the page, which compresses well
            },
            status=status,
        )

    @staticmethod
    def posts(request: HttpRequest, thread: Any) -> PostPage:
        """The posts the address asks for: of a page, or of one person (``?von=``)."""
        start, author = (_number(request.GET.get(name, "")) for name in ("ab", "von"))
        if author is None:
            return post_page(request.user, thread, start=start or 1)
        page = posts_of_person(request.user, thread, author, start=start or 1)
        if not page.rows:
            raise Http404
        return page

    @staticmethod
    def writer(request: HttpRequest, thread: Any, *, can_reply: bool) -> PostWriter:
        is_moderator = policy.is_moderator(request.user)
        return PostWriter(thread, get_token(request), can_reply=can_reply, is_moderator=is_moderator)


class ThreadNewPostsView(ThreadView):
    """The posts after a number, as a fragment for the live bar."""

    def get(self, request: HttpRequest, area: str, slug: str, pk: int) -> HttpResponse:
        threads = Thread.objects.visible_to(request.user).with_reading_of(request.user).select_related("area__topic")
        thread = get_object_or_404(threads, pk=int(pk))
        after = request.GET.get("nach", "")
        if not after.isdecimal() or len(after) > 9:
            raise Http404
        rows = post_rows(request.user, thread, first=int(after) + 1, last=int(after) + CAP)
        return HttpResponse(self.writer(request, thread, can_reply=True).posts(rows, is_page=False))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def reply_initial(request: HttpRequest, thread: Thread) -> dict[str, Any]:
    """Prefills the reply from ?zitieren=<post> (with the post's words) or ?antwort_auf=<post>."""
    quoted, answered = request.GET.get("zitieren", ""), request.GET.get("antwort_auf", "")
    wanted = quoted or answered
    if not wanted.isdecimal() or len(wanted) > 18:
        return {}
    post = Post.objects.visible_to(request.user).public().filter(thread=thread, pk=int(wanted)).first()
    if post is None:
        return {}
    return {"reply_to": post.pk, "quoted": post.pk, "body": quotation(post)} if quoted else {"reply_to": post.pk}


def quotation(post: Post) -> str:
    """A post's words as one quotes in plain text; the form's ``quoted`` says whose they are."""
    return "\n".join(f"> {line}" for line in post.text.split("\n")[:12]) + "\n\n"
