"""Who may do what in the forum. Plain functions; every answer is a Decision with its reason.

The table these rules are tested against is tests/security/permissions.csv (rows F01 to F48).
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kit.access import Person, keys_of
from kit.decision import ALLOWED, SECRET, Decision, denied

from . import conf
from .access import thread_key
from .enums import ThreadKind, Visibility
from .models import Area, ModerationCase, ModerationEntry, Post, Thread
from .querysets import RESTORABLE_FOR

WITHDRAW_WINDOW = timedelta(hours=24)

NOT_MODERATOR = denied(_("Only the speaker team may do this."))
ONLY_READING = denied(_("You can read this thread because of a case referred to you, but not take part in it."))
ABOUT_ONESELF = denied(_("Others decide about your own post."))


def is_moderator(user: Person) -> bool:
    """Whether this person moderates the areas they can read."""
    return not keys_of(user).isdisjoint(conf.value("MODERATORS"))


def is_referee(user: Person) -> bool:
    """Whether this person decides cases referred to the office."""
    return not keys_of(user).isdisjoint(conf.value("REFEREES"))


def can_see_area(user: Person, area: Area) -> Decision:
    return ALLOWED if area.room in keys_of(user) else SECRET


def can_see_thread(user: Person, thread: Thread) -> Decision:
    """Public threads; hidden and withdrawn ones only their author (withdrawn: 30 days) and who moderates the area.

    To the office a case opens its thread while it is referred.
    """
    if thread_key(thread.pk) in keys_of(user) and thread.visibility != Visibility.ERASED:
        return ALLOWED
    if thread.area.room not in keys_of(user):
        return SECRET
    if thread.visibility == Visibility.PUBLIC:
        return ALLOWED
    if thread.visibility in (Visibility.HIDDEN, Visibility.DELETED) and _may_see_removed(user, thread):
        return ALLOWED
    return SECRET


def can_see_post(user: Person, post: Post) -> Decision:
    """Whether the person may know the post's place; a hidden post is a stub with its reason."""
    if not can_see_thread(user, post.thread):
        return SECRET
    if post.visibility in (Visibility.PUBLIC, Visibility.HIDDEN) or is_moderator(user):
        return ALLOWED
    if post.visibility == Visibility.DELETED and _may_see_removed(user, post):
        return ALLOWED
    return SECRET


def _may_see_removed(user: Person, removed: Thread | Post) -> bool:
    """Authors see what was hidden, and for 30 days what they withdrew; moderators both."""
    if is_moderator(user):
        return True
    if removed.author_id != user.pk:
        return False
    return removed.visibility == Visibility.HIDDEN or is_restorable(removed)


def is_restorable(removed: Thread | Post) -> bool:
    """Whether it was withdrawn less than 30 days ago."""
    return removed.removed_at is not None and removed.removed_at > timezone.now() - RESTORABLE_FOR


def can_read_text(user: Person, post: Post) -> bool:
    """Whether the words of a post the person can see are shown to them."""
    if post.visibility == Visibility.ERASED:
        return False
    return post.is_public or is_moderator(user) or post.author_id == user.pk


def can_read_history(user: Person, post: Post) -> Decision:
    if not (seen := can_see_post(user, post)):
        return seen
    if post.author_id == user.pk or is_moderator(user):
        return ALLOWED
    return denied(_("Only the author and the speaker team can see earlier versions."))


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
    """Hidden posts at any time, withdrawn ones for 30 days; not one's own that others have hidden."""
    if not (moderating := can_hide_post(user, post)):
        return moderating
    if post.author_id == user.pk and post.hidden_by_id not in (None, user.pk):
        return ABOUT_ONESELF
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
    if post.thread.author_id == user.pk or is_moderator(user):
        return ALLOWED
    return denied(_("Only the person who asked and the speaker team can accept an answer."))


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


def can_lock_thread(user: Person, thread: Thread) -> Decision:
    """Authors may close their own threads and reopen what they closed themselves."""
    if not (seen := can_see_thread(user, thread)):
        return seen
    if is_moderator(user):
        return ALLOWED
    if thread.author_id != user.pk:
        return denied(_("Only the author and the speaker team can close this thread."))
    if thread.is_locked and thread.locked_by_id != user.pk:
        return denied(_("The speaker team closed this thread. Only the speaker team can reopen it."))
    return ALLOWED


def can_moderate_thread(user: Person, thread: Thread) -> Decision:
    """Pin, unpin and similar acts."""
    if not (seen := can_see_thread(user, thread)):
        return seen
    return ALLOWED if is_moderator(user) else NOT_MODERATOR


def can_move_thread(user: Person, thread: Thread, target: Area) -> Decision:
    """Needs the right in source and target."""
    if not (source := can_moderate_thread(user, thread)):
        return source
    if not (seen := can_see_area(user, target)):
        return seen
    return denied(_("This area is archived.")) if target.is_archived else ALLOWED


def can_read_moderation_log(user: Person) -> Decision:
    """Who moderates, and the office."""
    if keys_of(user).isdisjoint(conf.value("LOG_READERS")):
        return denied(_("Only the speaker team and the office can read the moderation log."))
    return ALLOWED


def can_report_post(user: Person, post: Post) -> Decision:
    if not (seen := can_see_post(user, post)):
        return seen
    if post.author_id == user.pk:
        return denied(_("You cannot report your own posts."))
    if post.thread.area.room not in keys_of(user):
        return ONLY_READING
    if not post.is_public:
        return denied(_("This post is already hidden or withdrawn."))
    return ALLOWED


def can_read_cases(user: Person) -> Decision:
    """Who decides cases; which ones, says ``can_decide_case``."""
    if is_moderator(user) or is_referee(user):
        return ALLOWED
    return denied(_("Only the speaker team and the office can see reports."))


def can_decide_case(user: Person, case: ModerationCase) -> Decision:
    """Who moderates the area the post stands in, and the office if the case was referred; nobody about themselves."""
    if case.post.author_id == user.pk:
        return SECRET
    if is_moderator(user) and case.post.thread.area.room in keys_of(user):
        return ALLOWED
    return ALLOWED if case.is_referred and is_referee(user) else SECRET


def can_undo(user: Person, entry: ModerationEntry) -> Decision:
    """Moderators, and the office what was decided in a case referred to it; nobody what others decided about them."""
    about = entry.case.post if entry.case else entry.post
    if about is not None and about.author_id == user.pk and entry.actor_id != user.pk:
        return ABOUT_ONESELF
    if is_moderator(user) or (entry.case is not None and bool(can_decide_case(user, entry.case))):
        return ALLOWED
    return NOT_MODERATOR


def can_manage_areas(user: Person) -> Decision:
    if not is_moderator(user):
        return denied(_("Only the speaker team may create and change areas."))
    return ALLOWED


def can_manage_tags(user: Person) -> Decision:
    """Rename and merge tags; which ones, says ``tag_list.managed_tags``."""
    return ALLOWED if is_moderator(user) else NOT_MODERATOR


def can_manage_area(user: Person, area: Area) -> Decision:
    if not (seen := can_see_area(user, area)):
        return seen
    return can_manage_areas(user)
