"""Drafts: kept by the page's script or by a button, listed, opened again in their form, thrown away."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4, uuid5

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forum import policy, scheduling
from forum.actions.drafts import MOST_DRAFTS, DraftText, delete_draft, save_draft, schedule_draft
from forum.actions.files import add_file
from forum.draft_feed import draft_rows, row_of
from forum.draft_forms import ScheduleForm, draft_text, fields_of, held_fields, revision_of, sent_key
from forum.errors import DraftConflict, DraftGone, DraftTooLarge
from forum.file_forms import unread_files
from forum.models import Draft, Post
from kit import richtext
from kit.forms import add_errors

from .base import ForumView

MOST_UPLOADS = 10


class DraftListView(ForumView):
    """»Entwürfe«."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = draft_rows(request.user)
        scheduled = sorted((row.draft.publish_at, row.draft.pk, row) for row in rows if row.draft.publish_at)
        context = {
            "drafts": [row for row in rows if not row.draft.publish_at],
            "scheduled": [row for _moment, _pk, row in scheduled],
            "most": MOST_DRAFTS,
            "can_schedule": policy.can_schedule(request.user),
        }
        return render(request, "forum/draft_list.html", context)


class DraftView(ForumView):
    """One draft: for the page's script as JSON, else its form, or its text to copy where that form is gone."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        drafts = Draft.objects.filter(user=request.user.pk, key=key)
        draft = drafts.select_related("thread__area", "post__thread__area").first()
        if is_script(request):
            return JsonResponse(self.facts(request, draft))
        if draft is None:
            raise Http404
        row = row_of(request.user, draft)
        return redirect(row.url) if row.url else render(request, "forum/draft.html", {"row": row, "body": shown(draft)})

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        answer = self.to_script if is_script(request) else self.to_person
        try:
            draft = save_draft(
                actor=request.user,
                key=key,
                revision=revision_of(request.POST),
                text=self.text(request),
                idempotency_key=sent_key(request.POST),
            )
        except DraftConflict as error:
            return self.conflict(request, error.draft)
        except DraftGone:
            return answer(request, key, 410, gone())
        except DraftTooLarge as error:
            return answer(request, key, 413, str(error))
        except ValidationError as error:
            return answer(request, key, 422, error.messages[0])
        if is_script(request):
            return JsonResponse(saved(draft))
        messages.success(request, saved_at(draft) if draft else _("There was nothing to keep."))
        return redirect("forum:draft-list")

    @staticmethod
    def text(request: HttpRequest) -> DraftText:
        """What was typed; without the page's script the files come with it."""
        text, files, form_key = draft_text(request.POST), [], sent_key(request.POST) or uuid4()
        for refused in unread_files(request):
            messages.warning(request, refused.messages[0])
        for place, upload in enumerate(request.FILES.getlist("upload")[:MOST_UPLOADS]):
            key = uuid5(form_key, f"{place}:{upload.size}:{upload.name!r}")
            try:
                files.append(add_file(actor=request.user, upload=upload, client_key=key).pk)
            except ValidationError as error:
                messages.warning(request, f"{upload.name}: {error.messages[0]}")
        return replace(text, files=tuple(dict.fromkeys([*text.files, *files])))

    @staticmethod
    def facts(request: HttpRequest, draft: Draft | None) -> dict[str, Any]:
        """What is kept; with a token that fits the session of now, and whether the form was published already."""
        key = sent_key(request.GET)
        return {
            **saved(draft),
            "owner": request.user.pk,
            "token": get_token(request),
            "published": bool(key) and Post.objects.filter(author=request.user.pk, idempotency_key=key).exists(),
            "fields": fields_of(draft) if draft else {},
            "url": row_of(request.user, draft).url if draft else "",
        }

    @staticmethod
    def to_script(request: HttpRequest, key: str, status: int, message: str) -> HttpResponse:
        return JsonResponse({"revision": 0, "message": message}, status=status)

    @staticmethod
    def to_person(request: HttpRequest, key: str, status: int, message: str) -> HttpResponse:
        """The text once more, to copy, or to keep as a new draft where its own is gone."""
        text = draft_text(request.POST)
        context = {
            "message": message,
            "title": text.title,
            "body": richtext.clean(text.body),
            "fields": held_fields(request.POST),
            "can_keep": status == 410,
        }
        return render(request, "forum/draft_refused.html", context, status=status)

    def conflict(self, request: HttpRequest, draft: Draft) -> HttpResponse:
        """Both texts and the choice; nothing is overwritten before."""
        text = draft_text(request.POST)
        context = {
            "draft": draft,
            "saved_at": saved_at(draft),
            "theirs": shown(draft),
            "mine": richtext.clean(text.body),
            "title": text.title,
            "is_script": is_script(request),
            "fields": held_fields(request.POST),
        }
        if not is_script(request):
            return render(request, "forum/draft_conflict.html", context, status=409)
        panel = render_to_string("forum/components/draft_conflict.html", context, request)
        facts = {**saved(draft), "body": draft.body, "html": shown(draft), "fields": fields_of(draft), "panel": panel}
        return JsonResponse(facts, status=409)


class DraftScheduleView(ForumView):
    """When a draft becomes a post; for the speaker team."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        policy.can_schedule(request.user).require()
        draft = self.find(request, key)
        moment = timezone.localtime(draft.publish_at or timezone.now() + timedelta(days=1)).replace(minute=0, second=0)
        initial = {"publish_at": draft.publish_at or moment, "revision": draft.revision}
        return self.page(request, draft, ScheduleForm(initial=initial))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        policy.can_schedule(request.user).require()
        draft, is_taken_back = self.find(request, key), "aufheben" in request.POST
        form = ScheduleForm(request.POST)
        if not form.is_valid() and not (is_taken_back and "revision" in form.cleaned_data):
            return self.page(request, draft, form, status=422)
        moment = None if is_taken_back else form.cleaned_data["publish_at"]
        try:
            if moment:
                scheduling.check(request.user, draft)
            schedule_draft(actor=request.user, key=key, revision=form.cleaned_data["revision"], publish_at=moment)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, draft, form, status=422)
        except DraftConflict:
            form.add_error(None, _("The draft has changed meanwhile. Please look at it once more."))
            return self.page(request, draft, form, status=409)
        messages.success(request, _("The draft is no longer scheduled.") if is_taken_back else _("Scheduled."))
        return redirect("forum:draft-list")

    @staticmethod
    def find(request: HttpRequest, key: str) -> Draft:
        drafts = Draft.objects.filter(user=request.user.pk).select_related("thread__area", "post__thread__area")
        if not key.startswith(("new-", "reply-")):
            raise Http404
        return get_object_or_404(drafts, key=key)

    @staticmethod
    def page(request: HttpRequest, draft: Draft, form: ScheduleForm, *, status: int = 200) -> HttpResponse:
        context = {"row": row_of(request.user, draft), "form": form, "body": shown(draft)}
        return render(request, "forum/draft_schedule.html", context, status=status)


class DraftDeleteView(ForumView):
    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        if not delete_draft(actor=request.user, key=key):
            raise Http404
        if is_script(request):
            return JsonResponse({"revision": 0, "message": ""})
        messages.success(request, _("The draft was deleted."))
        return redirect("forum:draft-list")


def is_script(request: HttpRequest) -> bool:
    """Whether the page's script asks; ``auto``: a beacon, which cannot say what it accepts."""
    return "auto" in request.POST or (request.accepts("application/json") and not request.accepts("text/html"))


def saved(draft: Draft | None) -> dict[str, Any]:
    if draft is None:
        return {"revision": 0, "saved_at": None, "message": ""}
    return {"revision": draft.revision, "saved_at": draft.updated_at.isoformat(), "message": saved_at(draft)}


def saved_at(draft: Draft) -> str:
    """»Entwurf gespeichert um 9:42 Uhr«, with the day where it is not today's."""
    moment = timezone.localtime(draft.updated_at)
    if draft.publish_at:
        return _("Draft saved at %(time)s, scheduled for %(moment)s") % {
            "time": date_format(moment, "G:i"),
            "moment": date_format(timezone.localtime(draft.publish_at), pgettext("date format", "l, j F Y, H:i")),
        }
    if moment.date() == timezone.localdate():
        return _("Draft saved at %(time)s") % {"time": date_format(moment, "G:i")}
    return _("Draft saved on %(date)s at %(time)s") % {
        "date": date_format(moment, "DATE_FORMAT"),
        "time": date_format(moment, "G:i"),
    }


def gone() -> str:
    return _("This draft was published or deleted in another window. Your text here is kept when you write on.")


def shown(draft: Draft) -> str:
    return richtext.clean(draft.body)
