"""A whole thread for paper and for the file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from forum.errors import RateLimited
from forum.models import Thread
from forum.print_html import printed_posts
from forum.printing import PrintPart, count_print, print_part

from .base import ForumView, with_retry_after


class ThreadPrintView(ForumView):
    """The thread without the frame of the site, to print."""

    name = "drucken"

    def get(self, request: HttpRequest, area: str, slug: str, pk: int) -> HttpResponse:
        threads = Thread.objects.visible_to(request.user).with_reading_of(request.user).select_related("area__topic")
        thread = get_object_or_404(threads, pk=int(pk))
        if (thread.area.slug, thread.slug) != (area, slug):
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            return redirect(f"{thread.get_absolute_url()}{self.name}/{query}", permanent=True)
        address = request.build_absolute_uri(thread.get_absolute_url())
        try:
            count_print(request.user)
            start = request.GET.get("ab", "1")
            number = int(start) if start.isdecimal() and len(start) < 9 else 1
            return self.answer(request, print_part(request.user, thread, start=number), address)
        except RateLimited as error:
            context = {"thread": thread, "minutes": -(-error.wait_seconds // 60)}
            return with_retry_after(render(request, "forum/thread_print_limit.html", context), error)

    def answer(self, request: HttpRequest, part: PrintPart, address: str) -> HttpResponse:
        posts_html = printed_posts(part.posts)
        context: dict[str, Any] = {"thread": part.thread, "part": part, "posts_html": posts_html, "address": address}
        return render(request, "forum/thread_print.html", context)


class ThreadPdfView(ThreadPrintView):
    """The same as PDF."""

    name = "pdf"

    def answer(self, request: HttpRequest, part: PrintPart, address: str) -> HttpResponse:
        from forum.print_pdf import pdf_of  # a PDF's maker takes memory of each process that has it

        response = HttpResponse(pdf_of(part, address), content_type="application/pdf")
        numbers = "" if part.is_whole else f"-{part.first}-{part.last}"
        response.headers["Content-Disposition"] = f'attachment; filename="{part.thread.slug}{numbers}.pdf"'
        return response
