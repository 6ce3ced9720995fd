"""The files of a form: those sent before (by script, or with a form that came back), and those sent with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import scanning
from .actions.files import add_file
from .enums import FileState
from .file_rows import file_facts
from .file_rules import MAX_FILE, MAX_LISTED, MB, FileRefused, too_large, too_many
from .models import Attachment, Post

MOST_IDS = 60
UPLOAD, SHOWN = "upload", "files_shown"


@dataclass(frozen=True)
class Posted:
    """What a form says of its files. ``is_said``: whether it speaks of those sent before; then the others go."""

    ids: tuple[int, ...] = ()
    uploads: tuple[UploadedFile, ...] = ()
    is_said: bool = False


class FilesWidget(forms.Widget):
    """Rows of the files there are, each to keep or not, and the field for more. ``rows`` are set by ``offer_files``."""

    template_name = "forum/components/files.html"
    needs_multipart_form = True
    rows: tuple[dict[str, Any], ...] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Posted:
        typed = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        ids = [int(each) for each in typed if str(each).isascii() and str(each).isdigit() and len(str(each)) < 19]
        uploads = files.getlist(UPLOAD) if hasattr(files, "getlist") else ()
        return Posted(tuple(dict.fromkeys(ids))[:MOST_IDS], tuple(uploads), bool(ids) or SHOWN in data)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        context["widget"]["rows"] = self.rows
        return context

    def id_for_label(self, id_: str | None) -> str:
        return id_ or ""


def _hint() -> str:
    words = _("PDF, office files, text or pictures, up to %(limit)s MB each.") % {"limit": MAX_FILE // MB}
    return f"{words} {_('Each file is checked for malware.')}" if scanning.is_configured() else words


class FilesField(forms.Field):
    """Gives Posted; ``receive_files`` makes ids of it."""

    widget = FilesWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, label=gettext_lazy("Files"), help_text=lazy(_hint, str)(), **kwargs)

    def clean(self, value: Any) -> Posted:
        return value if isinstance(value, Posted) else Posted()

    def has_changed(self, initial: Any, data: Any) -> bool:
        return isinstance(data, Posted) and data.is_said


class WithFiles(forms.Form):
    """A form whose text can have files."""

    files = FilesField()  # type: ignore[assignment]  # of the class; forms keep what was sent under the same name

    def listed_ids(self) -> tuple[int, ...]:
        """The files the form has now: sent with it, or there when it was opened."""
        if hasattr(self, "_received"):
            return self._received
        if self.is_bound:
            return self._posted().ids
        return tuple(self.initial.get("files") or ())

    def _posted(self) -> Posted:
        sent: Posted = self.fields["files"].widget.value_from_datadict(self.data, self.files, self.add_prefix("files"))
        return sent

    def receive_files(self, request: HttpRequest) -> bool:
        """Stores what was sent with the form; call it after ``is_valid`` or ``unchecked``, also where the form is not
        accepted: what arrived stays.

        Without files no statement. False where one is refused, and then the form says which and why.
        """
        posted = self.cleaned_data.get("files") or self._posted()
        key = self.cleaned_data.get("idempotency_key") or uuid4()
        ids, is_fine = list(posted.ids), True
        for refused in unread_files(request):
            self.add_error("files", refused)
            is_fine = False
        for place, upload in enumerate(posted.uploads[:MAX_LISTED]):
            try:
                # The same form sent twice makes the same file, not a second one.
                file = add_file(actor=request.user, upload=upload, client_key=_key(key, place, upload))
                ids.append(file.pk)
            except ValidationError as error:
                self.add_error("files", _named(upload.name or "", error))
                is_fine = False
        self._received = tuple(dict.fromkeys(ids))
        self.cleaned_data["files"] = self._received if posted.is_said or self._received else None
        return is_fine


def unread_files(request: HttpRequest) -> list[FileRefused]:
    """What to say of files that went nowhere while the request was read (forum/uploads.py)."""
    refused = [too_large()] if getattr(request, "has_too_large_file", False) else []
    count = getattr(request, "file_count", 0)
    return [*refused, too_many(count)] if count > MAX_LISTED else refused


def _key(form_key: UUID, place: int, upload: UploadedFile) -> UUID:
    return uuid5(form_key, f"{place}:{upload.size}:{upload.name!r}")


def _named(name: str, error: ValidationError) -> ValidationError:
    return ValidationError([f"{name}: {message}" for message in error.messages])


def offer_files(form: WithFiles, user: Any, post: Post | None = None) -> None:
    """Puts the rows of the form's files into it: the person's own, and those the post has. No statement without ids."""
    if ids := form.listed_ids():
        widget = form.fields["files"].widget
        widget.rows = tuple(file_facts(file) for file in _usable(ids, user, post))


def _usable(ids: Iterable[int], user: Any, post: Post | None) -> list[Attachment]:
    files = Attachment.objects.filter(pk__in=ids).exclude(state=FileState.REFUSED)
    of_post = set(post.files.values_list("attachment", flat=True)) if post else set()
    found = {file.pk: file for file in files if file.uploader_id == user.pk or file.pk in of_post}
    return [found[pk] for pk in ids if pk in found]
