"""Files of texts: received, put below a post or into it, removed. Without a use they are their uploader's alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import file_storage, policy, scanning, tasks
from forum.enums import FileKind, FileState, TextState
from forum.file_checks import check_content
from forum.file_rules import (
    MAX_FILE,
    TYPES,
    check_name,
    check_room,
    check_size,
    check_together,
    no_room,
    refusal,
)
from forum.models import Attachment, AttachmentUse, Draft, Post, PostRevision

READ_FOR_SEARCH = (FileKind.PDF, FileKind.TEXT, FileKind.TABLE, FileKind.SLIDES)


def add_file(*, actor: Any, upload: UploadedFile, client_key: UUID) -> Attachment:
    """Checks and stores a file; the same key again gives the first one. Nobody else knows of it yet.

    Pictures are written anew. Where a scanner is set and does not answer, the file waits (a job asks again). Writes the
    file outside of the transaction, the row in one that locks the person. Raises what policy denies and FileRefused.
    """
    policy.can_send_files(actor).require()
    if earlier := _earlier(actor, client_key):
        return earlier
    name, ending = check_name(upload.name or "", may_send_archives=policy.can_send_archives(actor))
    check_size(upload.size or 0)
    if not file_storage.has_room(upload.size or 0):
        raise no_room()
    _check_room(actor, upload.size or 0)
    source, size, _digest = file_storage.receive(upload.chunks(), MAX_FILE)
    small = source.with_name(source.name + file_storage.SMALL)
    try:
        check_size(size)
        facts = check_content(ending, source, small)
        state, scanned_at = _scan(source, ending)
        size, digest = file_storage.digest_of(source)
        stored_name = file_storage.keep(source, small)
    finally:
        source.unlink(missing_ok=True)
        small.unlink(missing_ok=True)
    kind = TYPES[ending].kind
    file = Attachment(
        uploader=actor,
        client_key=client_key,
        name=name,
        stored_name=stored_name,
        kind=kind,
        mime=TYPES[ending].mime,
        size=size,
        sha256=digest,
        width=facts.get("width"),
        height=facts.get("height"),
        state=state,
        scanned_at=scanned_at,
        text_state=text_state_of(kind, state),
        created_at=timezone.now(),
        unused_since=timezone.now(),
    )
    return _store(actor, file)


def _store(actor: Any, file: Attachment) -> Attachment:
    assert file.stored_name
    try:
        with transaction.atomic():
            # One file of a person at a time, so that many at once do not pass the limit together.
            get_user_model()._default_manager.select_for_update(no_key=True).get(pk=actor.pk)
            _check_room(actor, file.size)
            file.save(force_insert=True)
            if file.state == FileState.WAITING:
                tasks.scan_file.configure(schedule_in={"seconds": 20}).defer(file_id=file.pk)
    except IntegrityError:
        file_storage.delete(file.stored_name)
        if earlier := _earlier(actor, file.client_key):  # the same upload, twice at once
            return earlier
        raise
    except BaseException:
        file_storage.delete(file.stored_name)
        raise
    return file


def text_state_of(kind: str, state: str) -> TextState:
    """Whether the words of a file wait to be read for the search."""
    return TextState.WAITING if state == FileState.OK and kind in READ_FOR_SEARCH else TextState.NONE


def _earlier(actor: Any, client_key: UUID) -> Attachment | None:
    file = Attachment.objects.filter(uploader=actor, client_key=client_key).first()
    if file and file.state == FileState.REFUSED:  # by the scanner, while the form was still open
        raise refusal("infected", "", {})
    return file


def _check_room(actor: Any, size: int) -> None:
    used = Attachment.objects.filter(uploader=actor).exclude(state=FileState.REFUSED).aggregate(sum=Sum("size"))["sum"]
    used_by_all = Attachment.objects.exclude(state=FileState.REFUSED).aggregate(sum=Sum("size"))["sum"]
    check_room(used=used or 0, used_by_all=used_by_all or 0, size=size)


def _scan(path: Path, ending: str) -> tuple[FileState, Any]:
    """Asks the scanner where there is one. Raises FileRefused for malware."""
    if not scanning.is_configured():
        return FileState.OK, None
    try:
        if not scanning.is_clean(path):
            raise refusal("infected", ending, {})
    except scanning.ScannerAway:
        return FileState.WAITING, None
    return FileState.OK, timezone.now()


@dataclass(frozen=True)
class Wanted:
    """The files of a post as somebody wants them: listed below it, in this order, and inline in its text."""

    listed: tuple[int, ...] = ()
    inline: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.listed or self.inline)


def wanted_files(listed: Iterable[int], inline: Iterable[int]) -> Wanted:
    """Without repetitions; a picture in the text is not listed again."""
    pictures = tuple(dict.fromkeys(inline))
    return Wanted(tuple(pk for pk in dict.fromkeys(listed) if pk not in pictures), pictures)


def use_files(post: Post, listed: Iterable[int], inline: Iterable[int] = (), *, actor: Any = None) -> None:
    """Makes these the files of a post, in the transaction that writes it. Three or four statements.

    One's own files, and those the post has or had. Locks the files; raises ValidationError where one is gone or
    foreign, FileRefused where they are too many.
    """
    wanted = wanted_files(listed, inline)
    uses = list(AttachmentUse.objects.filter(Q(post=post) | Q(revision__post=post)))
    known = {use.attachment_id: use for use in uses if use.post_id}
    files = _lock_files(actor or post.author, (*wanted.listed, *wanted.inline), {use.attachment_id for use in uses})
    check_together([file.size for file in files.values()], listed=len(wanted.listed), pictures=len(wanted.inline))
    now = timezone.now()
    post.files.exclude(attachment__in=files).delete()
    for position, pk in enumerate((*wanted.listed, *wanted.inline)):
        facts = {"position": position, "is_inline": pk in wanted.inline}
        if pk not in known:
            AttachmentUse.objects.create(post=post, attachment_id=pk, created_at=now, **facts)
        elif any(getattr(known[pk], name) != value for name, value in facts.items()):
            AttachmentUse.objects.filter(pk=known[pk].pk).update(**facts)
    Attachment.objects.filter(pk__in=files, unused_since__isnull=False).update(unused_since=None)


def use_files_of_draft(draft: Draft, listed: Iterable[int], inline: Iterable[int] = ()) -> None:
    """Makes these the files of a draft; what is gone or foreign is left out silently: it is the text that counts.

    Those of the post it changes are not foreign, else publishing the draft would take them out of it.
    """
    wanted = wanted_files(listed, inline)
    ids = (*wanted.listed, *wanted.inline)
    usable = Q(uploader=draft.user_id)
    if draft.post_id:
        usable |= Q(pk__in=AttachmentUse.objects.filter(post=draft.post_id).values("attachment"))
    files = Attachment.objects.select_for_update(no_key=True).exclude(state=FileState.REFUSED).order_by("pk")
    kept = set(files.filter(usable, pk__in=ids).values_list("pk", flat=True)) if ids else set()
    known = set(draft.files.values_list("attachment", flat=True))
    draft.files.exclude(attachment__in=kept).delete()
    now = timezone.now()
    AttachmentUse.objects.bulk_create(
        AttachmentUse(draft=draft, attachment_id=pk, is_inline=pk in wanted.inline, position=place, created_at=now)
        for place, pk in enumerate(ids)
        if pk in kept - known
    )
    Attachment.objects.filter(pk__in=kept, unused_since__isnull=False).update(unused_since=None)


def _lock_files(actor: Any, ids: Sequence[int], known: Iterable[int]) -> dict[int, Attachment]:
    """The files with these ids, locked. Raises ValidationError where the person may not use one."""
    rows = Attachment.objects.select_for_update(no_key=True).exclude(state=FileState.REFUSED).filter(pk__in=ids)
    files = {file.pk: file for file in rows.order_by("pk")} if ids else {}
    if any(pk not in files or (files[pk].uploader_id != actor.pk and pk not in known) for pk in ids):
        raise ValidationError(
            _("A file of this text is no longer available. Please remove it and add it once more."), "file_gone"
        )
    return files


def files_of(owner: Post | PostRevision | Draft) -> Wanted:
    """The files a post, an earlier version or a draft has. One statement."""
    uses = list(owner.files.order_by("position", "pk").values_list("attachment", "is_inline"))
    return Wanted(
        tuple(pk for pk, is_inline in uses if not is_inline), tuple(pk for pk, is_inline in uses if is_inline)
    )


def files_through_time(post: Post, revisions: Sequence[PostRevision]) -> list[dict[int, str]]:
    """The names of the files each of these versions had, by id, and last those the post has now. One statement."""
    found: dict[int | None, dict[int, str]] = {revision.pk: {} for revision in revisions} | {None: {}}
    uses = AttachmentUse.objects.filter(Q(post=post) | Q(revision__in=revisions)).order_by("position", "pk")
    for revision, file, name in uses.values_list("revision", "attachment", "attachment__name"):
        found[revision][file] = name
    return list(found.values())


def keep_files_of(post: Post, revision: PostRevision) -> None:
    """Notes in a revision which files the post had then, so that they stay as long as it does."""
    fields = ("attachment_id", "is_inline", "position", "created_at")
    AttachmentUse.objects.bulk_create(
        AttachmentUse(revision=revision, **facts) for facts in post.files.order_by("pk").values(*fields)
    )


def remove_file(*, actor: Any, file: Attachment, reason: str = "") -> Post | None:
    """Deletes an unsent file; takes a sent one out of its posts, as an edit each (author and speakers still have it in
    the history). Gives the post it stood in. Raises what policy denies, and ValidationError for a missing reason and
    for a picture that stands in a text.
    """
    from .editing import remove_file_of_post

    policy.can_remove_file(actor, file).require()
    posts = [use.post for use in policy.uses_of(file) if use.post]
    with transaction.atomic():
        for post in posts:
            remove_file_of_post(actor=actor, post=post, file_id=file.pk, reason=reason)
        if not posts:
            delete_files([file.pk])
    return posts[0] if posts else None


def forget_files_of(post: Post) -> None:
    """Takes all files out of a post and its earlier versions, and deletes those that stand nowhere else; for erasing,
    in its transaction."""
    ids = set(AttachmentUse.objects.filter(post=post).values_list("attachment", flat=True))
    ids |= set(AttachmentUse.objects.filter(revision__post=post).values_list("attachment", flat=True))
    AttachmentUse.objects.filter(post=post).delete()
    AttachmentUse.objects.filter(revision__post=post).delete()
    delete_files(ids, even_in_drafts=True)


def delete_files(ids: Iterable[int], *, even_in_drafts: bool = False) -> int:
    """Deletes these files where no post and no version has them; their bytes once the transaction has ended well."""
    locked = Attachment.objects.select_for_update(no_key=True).filter(pk__in=list(ids)).order_by("pk")
    rows = dict(locked.values_list("pk", "stored_name"))
    uses = AttachmentUse.objects.filter(attachment__in=rows)
    if even_in_drafts:
        uses.filter(draft__isnull=False).delete()
    kept = set(uses.filter(draft=None).values_list("attachment", flat=True))
    gone = {pk: name for pk, name in rows.items() if pk not in kept}
    Attachment.objects.filter(pk__in=gone).delete()
    transaction.on_commit(lambda: file_storage.delete_all(gone.values()))
    return len(gone)
