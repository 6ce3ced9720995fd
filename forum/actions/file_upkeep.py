"""What becomes of files later: a scanner answers, nobody uses them any more, an upload ended in the middle."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from forum import file_storage, scanning
from forum.enums import FileState
from forum.models import Attachment, AttachmentUse, Thread
from forum.signals import say_post_changed
from forum.streams import ring_thread

from .files import text_state_of

GRACE = timedelta(days=7)
LEFT_OVER = 24 * 3600  # seconds after which a file on the disk without a row is nobody's
BATCH = 200


def scan_waiting_file(file_id: int) -> None:
    """Asks the scanner about a held file: then it is there for all, or gone. Raises ScannerAway.

    Where no scanner is set any more the file is let through, as a new one would be.
    """
    file = Attachment.objects.filter(pk=file_id, state=FileState.WAITING).first()
    if file is None or not file.stored_name:
        return
    is_scanned = scanning.is_configured()
    is_clean = scanning.is_clean(file_storage.path_of(file.stored_name)) if is_scanned else True
    with transaction.atomic():
        file = Attachment.objects.select_for_update(no_key=True).filter(pk=file_id, state=FileState.WAITING).first()
        if file is None or not file.stored_name:
            return
        stored_name = file.stored_name
        if is_clean:
            file.state, file.scanned_at = FileState.OK, timezone.now() if is_scanned else None
            file.text_state = text_state_of(file.kind, FileState.OK)
        else:
            file.state, file.stored_name = FileState.REFUSED, None
            transaction.on_commit(lambda: file_storage.delete(stored_name))
        file.save(update_fields=["state", "scanned_at", "text_state", "stored_name"])
        posts = list(file.uses.filter(post__isnull=False).values_list("post", "post__thread"))
        for thread in Thread.objects.filter(pk__in={thread for _post, thread in posts}):
            ring_thread(thread)
        if posts:
            say_post_changed(*(post for post, _thread in posts))


def scan_waiting_files() -> int:
    """Asks about all held files, oldest first, until the scanner does not answer; gives their number."""
    oldest = Attachment.objects.filter(state=FileState.WAITING).order_by("created_at")
    waiting = list(oldest.values_list("pk", flat=True)[:BATCH])
    for number, file_id in enumerate(waiting):
        try:
            scan_waiting_file(file_id)
        except scanning.ScannerAway:
            return number
    return len(waiting)


def delete_unused_files() -> int:
    """Notes since when files stand nowhere, and deletes those that did so for a week, with what lies on the disk
    without a row. A text kept in the browser alone for longer than that loses its files."""
    used = AttachmentUse.objects.filter(attachment=OuterRef("pk"))
    now = timezone.now()
    Attachment.objects.filter(Exists(used), unused_since__isnull=False).update(unused_since=None)
    Attachment.objects.filter(~Exists(used), unused_since=None).update(unused_since=now)
    deleted = 0
    with transaction.atomic():
        old = Attachment.objects.select_for_update(no_key=True, skip_locked=True)
        ids = list(old.filter(unused_since__lt=now - GRACE).order_by("pk").values_list("pk", flat=True))
        # Asked once more under the lock: use_files locks the file before it writes the use.
        gone = dict(Attachment.objects.filter(~Exists(used), pk__in=ids).values_list("pk", "stored_name"))
        deleted = len(gone)
        Attachment.objects.filter(pk__in=gone).delete()
        transaction.on_commit(lambda: file_storage.delete_all(gone.values()))
    _sweep()
    return deleted


def _sweep() -> None:
    file_storage.forget_incoming(LEFT_OVER)
    found = sorted(set(file_storage.names_older_than(LEFT_OVER)))
    for start in range(0, len(found), 1000):
        names = found[start : start + 1000]
        known = set(Attachment.objects.filter(stored_name__in=names).values_list("stored_name", flat=True))
        file_storage.delete_all(set(names) - known)
