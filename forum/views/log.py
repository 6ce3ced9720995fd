"""The moderation log, and taking back what stands in it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from forum import policy
from forum.actions.undo import undo_act
from forum.case_forms import EntryUndoForm
from forum.errors import CannotUndo
from forum.log_feed import SHOWN, log_page, log_row
from forum.models import ModerationEntry
from kit.forms import add_errors

from .base import ForumView


class ModerationLogView(ForumView):
    """What was done in the areas the person can read, the latest first; ``?thema=`` narrows it to a thread."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policy.can_read_moderation_log(request.user).require()
        wanted = request.GET.get("thema", "")
        thread = self.get_thread(int(wanted)) if wanted.isdecimal() and len(wanted) < 19 else None
        log = log_page(
            request.user, thread=thread, before=request.GET.get("vor", ""), after=request.GET.get("nach", "")
        )
        context = {"log": log, "thread": thread, "can_manage_areas": policy.can_manage_areas(request.user)}
        return render(request, "forum/moderation_log.html", context)


class EntryUndoView(ForumView):
    """Says what taking back would do, then takes an act back."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(request, self.undoable_entry(pk), EntryUndoForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        entry = self.undoable_entry(pk)
        form = EntryUndoForm(request.POST)
        if not form.is_valid():
            return self.page(request, entry, form, status=422)
        try:
            undo_act(actor=request.user, entry=entry, reason=form.cleaned_data["reason"])
        except CannotUndo as error:
            form.add_error(None, str(error))
            return self.page(request, entry, form, status=409)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, entry, form, status=409)
        messages.success(request, _("It is undone."))
        return redirect(entry.case if entry.case else "moderation:log")

    def undoable_entry(self, pk: int) -> ModerationEntry:
        user = self.request.user
        policy.can_read_moderation_log(user).require()
        entries = ModerationEntry.objects.visible_to(user)
        entry = get_object_or_404(entries.select_related(*SHOWN), pk=pk)
        policy.can_undo(user, entry).require()
        return entry

    @staticmethod
    def page(request: HttpRequest, entry: ModerationEntry, form: Form, *, status: int = 200) -> HttpResponse:
        context = {"row": log_row(request.user, entry), "form": form}
        return render(request, "forum/entry_undo.html", context, status=status)
