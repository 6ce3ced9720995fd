"""Who may read what."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum import conf
from forum.access import thread_key
from forum.enums import Visibility
from forum.models import Area, Post, Thread
from forum.querysets import RESTORABLE_FOR
from kit.access import Person, keys_of
from kit.decision import ALLOWED, SECRET, Decision, denied


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
