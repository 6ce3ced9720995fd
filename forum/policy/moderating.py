"""What the speaker team and the office may do."""

from django.utils.translation import gettext_lazy as _

from forum import conf
from forum.models import Area, ModerationCase, ModerationEntry, Post, Thread
from kit.access import Person, keys_of
from kit.decision import ALLOWED, SECRET, Decision, denied

from .reading import can_see_area, can_see_post, can_see_thread, is_moderator, is_referee
from .writing import ABOUT_ONESELF, NOT_MODERATOR, ONLY_READING


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


def can_erase_post(user: Person, post: Post) -> Decision:
    """Whoever the site names, also their own posts."""
    if not (seen := can_see_post(user, post)):
        return seen
    if keys_of(user).isdisjoint(conf.value("ERASERS")):
        return denied(_("Only the administration can erase posts for good."))
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
