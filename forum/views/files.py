"""Files: sent one at a time, read where they stand, removed."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forum import file_storage, policy
from forum.actions.files import add_file, remove_file
from forum.file_answers import file_answer
from forum.file_rows import file_facts
from forum.file_rules import FileRefused, too_large
from forum.models import Attachment

from .base import ForumView


class FileUploadView(ForumView):
    """Takes one file and says what became of it, for scripts; forms without scripts carry their files themselves."""

    def post(self, request: HttpRequest) -> HttpResponse:
        upload = request.FILES.get("file")
        if getattr(request, "has_too_large_file", False):
            return self.refused(too_large())
        if upload is None:
            return JsonResponse({"message": _("Please choose a file.")}, status=400)
        try:
            key = UUID(request.POST["client_key"]) if request.POST.get("client_key") else uuid4()
        except ValueError:
            return JsonResponse({"message": _("Please choose a file.")}, status=400)
        try:
            file = add_file(actor=request.user, upload=upload, client_key=key)
        except FileRefused as error:
            return self.refused(error)
        return JsonResponse(file_facts(file), status=201)

    @staticmethod
    def refused(error: FileRefused) -> JsonResponse:
        return JsonResponse({"message": error.messages[0], "code": error.code}, status=error.status)


class FileView(ForumView):
    """The file itself, never shown in our name but saved."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        file = get_object_or_404(Attachment, pk=pk)
        policy.can_read_file(request.user, file).require()
        if not file.stored_name:
            raise Http404
        etag = f"{file.sha256[:32]}{self.etag_suffix}"
        try:
            return file_answer(request, self.path(file.stored_name), name=file.name, mime=file.mime, etag=etag)
        except FileNotFoundError as error:
            raise Http404 from error

    etag_suffix = ""

    @staticmethod
    def path(stored_name: str) -> Path:
        return file_storage.path_of(stored_name)


class FileSmallView(FileView):
    """A picture as it stands in a text."""

    etag_suffix = "-small"

    @staticmethod
    def path(stored_name: str) -> Path:
        return file_storage.small_path_of(stored_name)


class FileRemoveView(ForumView):
    """Deletes an unsent file, or takes a sent one out of its posts."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        file = get_object_or_404(Attachment, pk=pk)
        wants_json = not request.accepts("text/html")
        try:
            post = remove_file(actor=request.user, file=file, reason=request.POST.get("reason", ""))
        except PermissionDenied as error:
            if wants_json:
                return JsonResponse({"message": str(error)}, status=403)
            raise
        except ValidationError as error:
            if wants_json:
                return JsonResponse({"message": error.messages[0]}, status=422)
            messages.error(request, error.messages[0])
            return self.back(file)
        if wants_json:
            return JsonResponse({}, status=200)
        messages.success(request, _("The file was removed."))
        return redirect(post) if post else redirect("forum:index")

    @staticmethod
    def back(file: Attachment) -> HttpResponse:
        use: Any = file.uses.filter(post__isnull=False).select_related("post").first()
        return redirect("forum:post-edit", use.post_id) if use else redirect("forum:index")
