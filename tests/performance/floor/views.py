"""One query, one template each; a reply is one transaction of three statements."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from .models import Document, Post, Thread

PAGE_SIZE = 20


@login_required
def thread_list(request: HttpRequest) -> HttpResponse:
    offset = (int(request.GET.get("page", "1")) - 1) * PAGE_SIZE
    threads = Thread.objects.filter(visibility="public").select_related("author").order_by("-bumped_at", "-pk")
    return render(request, "floor/list.html", {"threads": threads[offset : offset + PAGE_SIZE]})


@login_required
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    first = int(request.GET.get("from", "1"))
    posts = Post.objects.filter(thread=pk, number__range=(first, first + PAGE_SIZE - 1))
    posts = list(posts.select_related("thread", "author").order_by("number"))
    return render(request, "floor/thread.html", {"posts": posts, "pk": pk})


@login_required
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    text = request.POST["body"]
    now = timezone.now()
    with transaction.atomic():
        thread = Thread.objects.select_for_update().only("next_number").get(pk=pk)
        number = thread.next_number
        Post.objects.create(
            thread=thread, number=number, author=request.user, source=text, html=text, text=text, created_at=now
        )
        Thread.objects.filter(pk=pk).update(
            next_number=number + 1, last_public_number=number, reply_count=F("reply_count") + 1, bumped_at=now
        )
    return redirect(f"/thread/{pk}/")


# The hits apart: asked for the newest at once, the planner would walk the primary key until it has met enough of them.
NEWEST_HITS = """
    WITH hits AS MATERIALIZED (SELECT id FROM search_searchdocument WHERE vector @@ %s::tsquery)
    SELECT id, title, date FROM search_searchdocument
    WHERE id IN (SELECT id FROM hits ORDER BY id DESC LIMIT %s) ORDER BY id DESC
"""


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """The newest hits. The terms come analysed, as the site's search makes them of words."""
    documents = Document.objects.raw(NEWEST_HITS, [request.GET["terms"], PAGE_SIZE])
    return render(request, "floor/search.html", {"documents": documents})
