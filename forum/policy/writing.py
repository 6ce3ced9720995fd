"""Who may write, change, withdraw and mark what."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum import conf
from forum.enums import ThreadKind, Visibility
from forum.models import Area, Post, Thread
from kit.access import Person, keys_of
from kit.decision import ALLOWED, Decision, denied

from .reading import can_see_area, can_see_post, can_see_thread, is_moderator, is_restorable

WITHDRAW_WINDOW = timedelta(hours=24)

NOT_MODERATOR = denied(_("Only the speaker team may do this."))
ONLY_READING = denied(_("You can read this thread because of a case referred to you, but not take part in it."))
ANSWER_FIXED = denied(_("The answer is fixed. Only the speaker team can change that."))
ABOUT_ONESELF = denied(_("Others decide about your own post."))


def can_create_thread(user: Person, area: Area) -> Decision:
    if not (seen := can_see_area(user, area)):
        return seen
    if area.is_archived:
        return denied(_("This area is archived. New threads are no longer possible here."))
    return ALLOWED


def can_announce(user: Person) -> Decision:
    if keys_of(user).isdisjoint(conf.value("ANNOUNCERS")):
        return denied(_("Announcements are written by the speaker team and the office only."))
    return ALLOWED


def can_reply(user: Person, thread: Thread) -> Decision:
    if not (seen := can_see_thread(user, thread)):
        return seen
    if thread.area.room not in keys_of(user):
        return ONLY_READING
    if thread.is_locked and not is_moderator(user):
        return denied(_("This thread is closed. New replies are not possible."))
    if thread.area.is_archived:
        return denied(_("This area is archived. New replies are not possible."))
    if thread.visibility != Visibility.PUBLIC:
        return denied(_("This thread is hidden or withdrawn. New replies are not possible."))
    return ALLOWED


def can_schedule(user: Person) -> Decision:
    """Posts that appear at a time of choice."""
    return ALLOWED if is_moderator(user) else denied(_("Only the speaker team can schedule posts."))


def can_edit_post(user: Person, post: Post) -> Decision:
    if not (seen := can_see_post(user, post)):
        return seen
    if post.visibility in (Visibility.DELETED, Visibility.ERASED):
        return denied(_("A withdrawn post can no longer be edited."))
    if post.author_id == user.pk or is_moderator(user):
        return ALLOWED
    return denied(_("You can only edit your own posts."))


def needs_edit_reason(user: Person, post: Post) -> bool:
    """Foreign posts always; own posts once an answer has been accepted."""
    return post.author_id != user.pk or post.thread.accepted_post_id is not None


def can_withdraw_post(user: Person, post: Post) -> Decision:
    """Own posts, unless somebody answered more than 24 hours ago. At most one statement."""
    if not (seen := can_see_post(user, post)):
        return seen
    if post.author_id != user.pk:
        return denied(_("You can only withdraw your own posts."))
    if not post.is_public:
        return denied(_("This post is already withdrawn or hidden."))
    answers = post.thread.posts.public().exclude(author=user.pk).filter(created_at__lt=timezone.now() - WITHDRAW_WINDOW)
    answers = answers.filter(number__gt=1) if post.number == 1 else answers.filter(reply_to=post)
    if answers.exists():
        return denied(_("This post has answers older than 24 hours. Please ask the speaker team to remove it."))
    return ALLOWED


def can_hide_post(user: Person, post: Post) -> Decision:
    if not (seen := can_see_post(user, post)):
        return seen
    return ALLOWED if is_moderator(user) else NOT_MODERATOR


def can_restore_post(user: Person, post: Post) -> Decision:
    """Hidden posts at any time, withdrawn ones for 30 days, erased ones never; not one's own that others hid."""
    if not (moderating := can_hide_post(user, post)):
        return moderating
    if post.author_id == user.pk and post.hidden_by_id not in (None, user.pk):
        return ABOUT_ONESELF
    if post.visibility == Visibility.ERASED:
        return denied(_("This post was erased. Nothing of it is left to restore."))
    if post.visibility == Visibility.DELETED and not is_restorable(post):
        return denied(_("This post was withdrawn more than 30 days ago and can no longer be restored."))
    return ALLOWED


def can_accept_answer(user: Person, post: Post) -> Decision:
    if not (seen := can_see_post(user, post)):
        return seen
    if not post.thread.is_question:
        return denied(_("Only questions have an accepted answer."))
    if post.number == 1 or not post.is_public:
        return denied(_("This post cannot be the answer."))
    if post.thread.author_id != user.pk and not is_moderator(user):
        return denied(_("Only the person who asked and the speaker team can accept an answer."))
    return ANSWER_FIXED if post.thread.is_answer_locked and not is_moderator(user) else ALLOWED


def can_lock_answer(user: Person, thread: Thread) -> Decision:
    """Who may accept an answer may fix it, so that it stays; only the speaker team lets go of it again."""
    if not (seen := can_see_thread(user, thread)):
        return seen
    if thread.author_id != user.pk and not is_moderator(user):
        return denied(_("Only the person who asked and the speaker team can accept an answer."))
    if thread.accepted_post_id is None:
        return denied(_("No answer has been accepted here."))
    return ANSWER_FIXED if thread.is_answer_locked and not is_moderator(user) else ALLOWED


def can_tell_outcome(user: Person, thread: Thread) -> Decision:
    """What became of an accepted answer says who asked."""
    if not (seen := can_see_thread(user, thread)):
        return seen
    if thread.author_id != user.pk:
        return denied(_("Only the person who asked can say what became of it."))
    if thread.area.room not in keys_of(user):
        return ONLY_READING
    if thread.accepted_post_id is None:
        return denied(_("No answer has been accepted here."))
    return ALLOWED


def can_summarise(user: Person, thread: Thread) -> Decision:
    """The author of the thread and the speaker team, as long as one can reply there."""
    if not (answering := can_reply(user, thread)):
        return answering
    if thread.author_id != user.pk and not is_moderator(user):
        return denied(_("Only the author and the speaker team can write the summary."))
    return ALLOWED


def can_restore_version(user: Person, post: Post) -> Decision:
    """The speaker team; authors edit."""
    if not (editing := can_edit_post(user, post)):
        return editing
    return ALLOWED if is_moderator(user) else NOT_MODERATOR


def can_edit_thread(user: Person, thread: Thread) -> Decision:
    if not (seen := can_see_thread(user, thread)):
        return seen
    if thread.author_id == user.pk or is_moderator(user):
        return ALLOWED
    return denied(_("Only the author and the speaker team can change title, tags and kind."))


def can_use_kind(user: Person, kind: str) -> Decision:
    return can_announce(user) if kind == ThreadKind.ANNOUNCEMENT else ALLOWED


def can_react(user: Person, post: Post) -> Decision:
    if not (seen := can_see_post(user, post)):
        return seen
    if post.thread.area.room not in keys_of(user):
        return ONLY_READING
    if not post.is_public:
        return denied(_("You cannot react to a hidden or withdrawn post."))
    if post.author_id == user.pk:
        return denied(_("You cannot react to your own posts."))
    return ALLOWED
