"""Reading marks: small POSTs that work as buttons without JavaScript."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.actions.reading import mark_area_read, mark_everything_read, mark_thread_read, mark_thread_unread
from forum.forms import MarkReadForm

from .base import ForumView


class MarkReadView(ForumView):
    """Marks a thread up to a number, an area, or everything as read (or a thread as unread from a number on)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = MarkReadForm(request.POST)
        if not form.is_valid():
            return HttpResponse(status=400)
        data = form.cleaned_data
        seen_at = data["seen_at"] or timezone.now()
        if data["thread"]:
            thread = self.get_thread(data["thread"])
            number = data["number"] if data["number"] is not None else thread.last_public_number
            if data["is_unread"]:
                mark_thread_unread(actor=request.user, thread=thread, from_number=number)
                messages.success(request, _("The thread counts as unread from here on."))
            else:
                mark_thread_read(actor=request.user, thread=thread, up_to=number)
            target = thread.get_absolute_url() if not data["is_unread"] else thread.area.get_absolute_url()
        elif data["area"]:
            area = self.get_area(data["area"])
            mark_area_read(actor=request.user, area=area, seen_at=seen_at)
            messages.success(request, _("All threads of this area are marked as read."))
            target = area.get_absolute_url()
        else:
            mark_everything_read(actor=request.user, seen_at=seen_at)
            messages.success(request, _("All threads are marked as read."))
            target = "forum:index"
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(status=204)
        return redirect(target)
