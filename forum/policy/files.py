"""Who may send, read and remove files. A file has no rights of its own: it is read where it stands."""

from django.utils.translation import gettext_lazy as _

from forum import conf
from forum.enums import FileState
from forum.models import Attachment, AttachmentUse, Post
from kit.access import MEMBERS, Person, keys_of
from kit.decision import ALLOWED, SECRET, Decision, denied

from .reading import can_read_history, can_read_text, can_see_post
from .writing import can_edit_post


def can_send_files(user: Person) -> Decision:
    return ALLOWED if MEMBERS in keys_of(user) else SECRET


def can_send_archives(user: Person) -> bool:
    """ZIP archives hide what is in them; few need to send one."""
    return not keys_of(user).isdisjoint(conf.value("ARCHIVE_SENDERS"))


def can_read_file(user: Person, file: Attachment) -> Decision:
    """Where it stands in something the person may read; unsent only who sent it. One statement.

    What a scanner has not seen yet only its uploader knows of, what one has refused nobody.
    """
    is_own = file.uploader_id == user.pk
    if file.state == FileState.REFUSED or (file.state == FileState.WAITING and not is_own):
        return SECRET
    uses = uses_of(file)
    if not uses:
        return ALLOWED if is_own else SECRET
    return ALLOWED if any(_can_read_use(user, use, is_own) for use in uses) else SECRET


def can_remove_file(user: Person, file: Attachment) -> Decision:
    """Unsent ones their uploader; from posts who may edit these. One statement."""
    uses = uses_of(file)
    posts = [use.post for use in uses if use.post]
    readable = [post for post in posts if can_see_post(user, post) and can_read_text(user, post)]
    if file.state == FileState.WAITING and file.uploader_id != user.pk:
        return SECRET
    if not posts:
        is_alone = all(use.draft and use.draft.user_id == user.pk for use in uses)
        return ALLOWED if file.uploader_id == user.pk and is_alone else SECRET
    if not readable:
        return SECRET
    for post in posts:
        if post not in readable or not can_edit_post(user, post):
            return denied(_("You can only remove files from your own posts."))
    return ALLOWED


def uses_of(file: Attachment) -> list[AttachmentUse]:
    """Where the file stands, with all that decides who reads it there. One statement."""
    places = ("post__thread__area", "revision__post__thread__area", "draft")
    return list(file.uses.select_related(*places).order_by("pk"))


def _can_read_use(user: Person, use: AttachmentUse, is_own: bool) -> bool:
    if use.draft:  # of a foreign file it gives no right: the post it changes does
        return is_own and use.draft.user_id == user.pk
    if use.revision:
        post: Post = use.revision.post
        return bool(can_read_history(user, post)) and can_read_text(user, post)
    return use.post is not None and bool(can_see_post(user, use.post)) and can_read_text(user, use.post)
