"""Who may vote, end a poll and see who voted. Whoever may write a post may give it a poll."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.enums import PollResults
from forum.models import Poll
from kit.access import Person, keys_of
from kit.decision import ALLOWED, SECRET, Decision, denied

from .reading import can_read_text, can_see_post, is_moderator
from .writing import ONLY_READING


def has_ended(poll: Poll) -> bool:
    """Whether somebody closed it or its time is over."""
    return poll.closed_at is not None or (poll.closes_at is not None and poll.closes_at <= timezone.now())


def can_see_poll(user: Person, poll: Poll) -> Decision:
    """Whoever reads the words of its post."""
    if not (seen := can_see_post(user, poll.post)):
        return seen
    return ALLOWED if can_read_text(user, poll.post) else SECRET


def can_vote(user: Person, poll: Poll) -> Decision:
    """Who takes part in the thread, also in a closed one. That nobody votes twice, the action sees to."""
    if not (seen := can_see_poll(user, poll)):
        return seen
    if poll.post.thread.area.room not in keys_of(user):
        return ONLY_READING
    if not poll.post.is_public:
        return denied(_("This post is already hidden or withdrawn."))
    if has_ended(poll):
        return denied(_("This poll has ended."))
    return ALLOWED


def can_close_poll(user: Person, poll: Poll) -> Decision:
    if not (seen := can_see_poll(user, poll)):
        return seen
    if poll.post.author_id != user.pk and not is_moderator(user):
        return denied(_("Only the author and the speaker team can end this poll."))
    if has_ended(poll):
        return denied(_("This poll has ended."))
    return ALLOWED


def can_read_votes(user: Person, poll: Poll) -> Decision:
    """Who chose what: of an open poll once its results are shown; of a secret one nobody ever."""
    if not (seen := can_see_poll(user, poll)):
        return seen
    if poll.is_secret:
        return denied(_("This poll is secret. Nobody learns who chose what."))
    if poll.results == PollResults.END and not has_ended(poll):
        return denied(_("The results are shown when the poll has ended."))
    return ALLOWED
