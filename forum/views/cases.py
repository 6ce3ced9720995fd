"""Cases: the work list, one case, and what is done with it. Every act is a POST that leads back to its case."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from forum import policy
from forum.actions.cases import (
    add_note,
    ask_for_change,
    claim_case,
    edit_reported_post,
    hide_reported_post,
    keep_post,
    lock_reported_thread,
    move_reported_thread,
    refer_case,
    release_case,
)
from forum.case_feed import OPEN, VIEWS, case_list, case_page, overdue_elsewhere
from forum.case_forms import (
    ASK,
    DECISIONS,
    HIDE,
    LOCK,
    MOVE,
    CaseDecideForm,
    CaseEditForm,
    CaseNoteForm,
    CaseReferForm,
)
from forum.errors import CaseMoved, EditConflict
from forum.models import ModerationCase
from kit.forms import add_errors

from .base import ForumView


class CasesView(ForumView):
    """What the pages of cases share: 403 for those who decide none, 404 for a case that is not theirs."""

    def get_case(self, pk: int) -> ModerationCase:
        policy.can_read_cases(self.request.user).require()
        cases = ModerationCase.objects.visible_to(self.request.user).select_related("post__thread__area__topic")
        return get_object_or_404(cases.select_related("post__affiliation"), pk=pk)

    def case_context(self, case: ModerationCase, **forms: Form) -> dict[str, Any]:
        user = self.request.user
        page = case_page(user, case)
        return {
            "page": page,
            "decide_form": CaseDecideForm(user=user, case=case, author_name=page.author.name),
            "refer_form": CaseReferForm(case=case),
            "note_form": CaseNoteForm(),
            "decisions": DECISIONS,
            "can_edit": case.is_open and case.post.is_public and policy.can_edit_post(user, case.post),
            **forms,
        }

    def list_context(self) -> dict[str, Any]:
        view = self.request.GET.get("ansicht", OPEN)
        view = view if view in VIEWS else OPEN
        before, after = self.request.GET.get("vor", ""), self.request.GET.get("nach", "")
        return {
            "cases": case_list(self.request.user, view, before=before, after=after),
            "view": view,
            "overdue": overdue_elsewhere(self.request.user),
            "can_manage_areas": policy.can_manage_areas(self.request.user),
        }

    def case_answer(self, case: ModerationCase, *, status: int = 200, **forms: Form) -> HttpResponse:
        """The page of a case, with a form as it was sent where it was refused."""
        context = {**self.list_context(), **self.case_context(case, **forms)}
        return render(self.request, "forum/case.html", context, status=status)

    def moved(self, pk: int, name: str, form: Form) -> HttpResponse:
        """The case as it is now, with what was written for the old one; sending again decides about the new one."""
        case = self.get_case(pk)
        form.add_error(
            None,
            _("This case was changed meanwhile. Please look at it again; your text is kept.")
            if case.is_open
            else _("This case has been decided meanwhile. Your text is kept."),
        )
        prefix = f"{form.prefix}-" if form.prefix else ""
        form.data = {**self.request.POST.dict(), f"{prefix}version": str(case.version)}
        return self.case_answer(case, status=409, **{name: form})


class CaseListView(CasesView):
    """The work list; beside it, where there is room, the most urgent case."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policy.can_read_cases(request.user).require()
        context = self.list_context()
        rows = context["cases"].rows
        if rows:
            context |= self.case_context(self.get_case(rows[0].case.pk))
        return render(request, "forum/case_list.html", context)


class CaseView(CasesView):
    """One case, with the list beside it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.case_answer(self.get_case(pk))


class CaseClaimView(CasesView):
    """Assigns the case to oneself, or with ``freigeben`` gives it up."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.get_case(pk)
        try:
            if request.POST.get("freigeben"):
                release_case(actor=request.user, case=case)
                messages.success(request, _("The case is no longer assigned to you."))
            else:
                claim_case(actor=request.user, case=case)
                messages.success(request, _("The case is assigned to you. Others may still decide it."))
        except CaseMoved:
            messages.error(request, _("This case has been decided meanwhile."))
        return redirect(case)


class CaseNoteView(CasesView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case, form = self.get_case(pk), CaseNoteForm(request.POST)
        if not form.is_valid():
            return self.case_answer(case, status=422, note_form=form)
        add_note(actor=request.user, case=case, text=form.cleaned_data["text"])
        return redirect(case)


class CaseReferView(CasesView):
    """Hands a case to the office."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.get_case(pk)
        form = CaseReferForm(request.POST, case=case)
        if not form.is_valid():
            return self.case_answer(case, status=422, refer_form=form)
        data = form.cleaned_data
        try:
            refer_case(actor=request.user, case=case, version=data["version"], reason=data["reason"])
        except CaseMoved:
            return self.moved(pk, "refer_form", form)
        messages.success(request, _("The office can now read the post and its thread, and decide."))
        return redirect(case)


class CaseDecideView(CasesView):
    """Decides a case, or asks the author for a change."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect(self.get_case(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.get_case(pk)
        form = CaseDecideForm(request.POST, user=request.user, case=case)
        if not form.is_valid():
            if form.cleaned_data.get("version") not in (None, case.version):
                return self.moved(pk, "decide_form", form)  # what was chosen may no longer be offered
            return self.case_answer(case, status=422, decide_form=form)
        try:
            messages.success(request, decide(request.user, case, form.cleaned_data))
        except CaseMoved:
            return self.moved(pk, "decide_form", form)
        except ValidationError as error:
            add_errors(form, error)
            return self.case_answer(self.get_case(pk), status=409, decide_form=form)
        return redirect(case)


def decide(user: Any, case: ModerationCase, data: dict[str, Any]) -> str:
    """Does what was chosen and says what was done."""
    made: dict[str, Any] = {"actor": user, "case": case, "version": data["version"]}
    if data["decision"] == ASK:
        ask_for_change(**made, message=data["message"], until=data["until"])
        return _("The author has been asked. The case comes back when the post is changed or the day has passed.")
    made["reason"] = data["reason"]
    if data["decision"] == HIDE:
        hide_reported_post(**made)
        return _("The post is hidden, and the case is closed.")
    if data["decision"] == LOCK:
        lock_reported_thread(**made)
        return _("The thread is closed, and so is the case.")
    if data["decision"] == MOVE:
        move_reported_thread(**made, target=data["target"])
        return _("The thread was moved, and the case is closed.")
    keep_post(**made)
    return _("The post stays, and the case is closed.")


class CaseEditView(CasesView):
    """Changes the reported text with a reason, which closes the case."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.editable_case(pk)
        return self.page(request, case, CaseEditForm(case=case))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.editable_case(pk)
        form = CaseEditForm(request.POST, case=case)
        if not form.is_valid():
            return self.page(request, case, form, status=422)
        data = form.cleaned_data
        try:
            edit_reported_post(
                actor=request.user,
                case=case,
                version=data["version"],
                source=data["body"],
                edit_count=data["edit_count"],
                reason=data["reason"],
            )
        except (CaseMoved, EditConflict):
            return self.conflict(request, form, pk)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, case, form, status=422)
        messages.success(request, _("The post is changed, and the case is closed."))
        return redirect(case)

    def editable_case(self, pk: int) -> ModerationCase:
        case = self.get_case(pk)
        policy.can_edit_post(self.request.user, case.post).require()
        return case

    def conflict(self, request: HttpRequest, form: CaseEditForm, pk: int) -> HttpResponse:
        """Both texts on one page; sending again overwrites knowingly, if the case is still open."""
        case = self.get_case(pk)
        form.add_error(
            None,
            _("This case was changed meanwhile. Both texts are shown below.")
            if case.is_open
            else _("This case has been decided meanwhile. Your text is kept."),
        )
        counts = {"edit_count": str(case.post.edit_count), "version": str(case.version)}
        form.data = {**request.POST.dict(), **counts}
        return self.page(request, case, form, status=409, is_conflict=True)

    @staticmethod
    def page(
        request: HttpRequest, case: ModerationCase, form: Form, *, status: int = 200, is_conflict: bool = False
    ) -> HttpResponse:
        context = {"case": case, "form": form, "is_conflict": is_conflict}
        return render(request, "forum/case_edit.html", context, status=status)
