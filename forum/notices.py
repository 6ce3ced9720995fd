"""What the forum tells people: the kinds of its notifications, who gets them, and how each reads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kit.access import keys_of
from notifications.actions import record_events, rekey_group
from notifications.enums import Mail
from notifications.failpoints import failpoint
from notifications.registry import Kind, Line, Section, Tab, register_kind

from . import conf, policy
from .actions.locks import lock_post
from .conf import card_of
from .enums import Verb, Visibility
from .mentions import mentioned_people
from .models import Post, Thread, ThreadRead
from .subscriptions import split_mentioned, watchers
from .tasks import MENTION, accepted_event_id, event_id, group_key, hidden_event_id

if TYPE_CHECKING:
    from notifications.models import Notification

REPLY, ANSWER, NEW_THREAD, ACCEPTED, HIDDEN = (
    "forum.reply",
    "forum.answer",
    "forum.new_thread",
    "forum.accepted",
    "forum.hidden",
)
RETAGGED = "forum.retagged"  # told by tag_notices.py
WATCHED, MODERATION = "forum.watched", "forum.moderation"  # wishes for several kinds
EXCERPT = 160


def register() -> None:
    for kind in (
        Kind(
            MENTION,
            gettext_lazy("Mention"),
            "at",
            resolve,
            weight=40,
            tab=Tab.MENTIONS,
            mail=Mail.INSTANT,
            wish=gettext_lazy("somebody mentions you"),
            section=Section.MENTIONS,
        ),
        Kind(
            ANSWER,
            gettext_lazy("Answer to your question"),
            "reply",
            resolve,
            weight=25,
            tab=Tab.REPLIES,
            mail=Mail.INSTANT,
            wish=gettext_lazy("somebody answers your question"),
            section=Section.ANSWERS,
        ),
        Kind(
            ACCEPTED,
            gettext_lazy("Your answer was accepted"),
            "solved",
            resolve,
            weight=30,
            tab=Tab.REPLIES,
            wish=gettext_lazy("your answer is accepted"),
            section=Section.ANSWERS,
        ),
        Kind(
            REPLY,
            gettext_lazy("New reply"),
            "reply",
            resolve,
            weight=20,
            tab=Tab.REPLIES,
            wish=gettext_lazy("there is something new in what you watch"),
            wish_key=WATCHED,
        ),
        Kind(NEW_THREAD, gettext_lazy("New thread"), "forum", resolve, weight=10, wish_key=WATCHED),
        Kind(
            HIDDEN,
            gettext_lazy("Your post was hidden"),
            "shield",
            resolve,
            weight=50,
            wish=gettext_lazy("the speaker team decides about your post"),
            wish_key=MODERATION,
            section=Section.MODERATION,
        ),
    ):
        register_kind(kind)


def tell_of_post(post_id: int) -> None:
    """Tells mentioned people and watchers of a new post, each once; nothing if it is not public any more.

    Set-based: the number of statements does not depend on the number of people. Holds the post's lock, so that hiding
    waits and then withdraws what was written.
    """
    with transaction.atomic():
        post = _lock_public(post_id)
        if post is None:
            return
        failpoint("after_post_locked")
        mentioned = sorted(mentioned_people(post))
        loud, muted = split_mentioned(post.thread, mentioned, without=post.author_id) if mentioned else ([], [])
        others = set(watchers(post.thread, without=post.author_id)) - set(mentioned)
        seen = _readers(post)
        _tell(post, MENTION, set(loud), seen)
        _record(post, MENTION, muted, is_quiet=True)
        _tell_watchers(post, others, seen)
        failpoint("before_fan_out_commit")


def _tell_watchers(post: Post, people: set[int], seen: set[int]) -> None:
    """Tells these people of the post; who asked the question hears of an answer."""
    asker = {post.thread.author_id} if post.number > 1 and post.thread.is_question else set()
    _tell(post, ANSWER, people & asker, seen)
    _tell(post, NEW_THREAD if post.number == 1 else REPLY, people - asker, seen)


def _tell(post: Post, kind: str, people: set[int], seen: set[int]) -> None:
    _record(post, kind, sorted(people - seen))
    _record(post, kind, sorted(people & seen), is_quiet=True)


def _readers(post: Post) -> set[int]:
    """Who had the post on screen before the job ran: it is listed for them, but rings no bell and sends no mail."""
    marks = ThreadRead.objects.filter(thread=post.thread_id, last_read_number__gte=post.number)
    return set(marks.values_list("user", flat=True))


def tell_mentioned(post_id: int, user_ids: list[int]) -> None:
    """Tells the people an edit newly mentions; who heard of the post before hears nothing again."""
    with transaction.atomic():
        post = _lock_public(post_id)
        if post is None:
            return
        still = sorted(mentioned_people(post) & set(user_ids))
        loud, muted = split_mentioned(post.thread, still, without=post.author_id) if still else ([], [])
        _record(post, MENTION, loud)
        _record(post, MENTION, muted, is_quiet=True)


def tell_unmentioned(post_id: int, user_ids: list[int]) -> None:
    """Tells people whose mention was edited away of the post itself, where they watch: the mention was that, too."""
    with transaction.atomic():
        post = _lock_public(post_id)
        if post is None:
            return
        gone = set(user_ids) - mentioned_people(post)
        _tell_watchers(post, gone & set(watchers(post.thread, without=post.author_id)), _readers(post))


def tell_of_acceptance(post_id: int, actor_id: int) -> None:
    """Tells the author of an accepted answer, unless the acceptance was taken back meanwhile.

    Holds the thread's lock, too: who accepts another answer in its place locks that one and not this.
    """
    with transaction.atomic():
        post = lock_post(post_id)
        if not post.is_public or post.thread.accepted_post_id != post.pk or post.author_id == actor_id:
            return
        _record(post, ACCEPTED, [post.author_id], event=accepted_event_id(post.pk), actor_id=actor_id)


def tell_of_moderation(post_id: int, actor_id: int, verb: str) -> None:
    """Tells the author that their post was hidden, and why (the reason stands in the thread).

    Holds the post's lock, so that restoring waits and then withdraws what was written.
    """
    with transaction.atomic():
        post = Post.objects.select_for_update(no_key=True, of=("self",)).select_related("thread__area").get(pk=post_id)
        if verb == Verb.HIDE and not post.is_public:
            number = post.moderation_entries.filter(verb=Verb.HIDE).count()
            _record(post, HIDDEN, [post.author_id], event=hidden_event_id(post.pk, number), actor_id=actor_id)


def _lock_public(post_id: int) -> Post | None:
    posts = Post.objects.select_for_update(no_key=True, of=("self",)).select_related("thread__area")
    post = posts.filter(pk=post_id).first()
    return post if post is not None and post.is_public else None


def _record(
    post: Post,
    kind: str,
    recipient_ids: Iterable[int],
    *,
    event: str = "",
    actor_id: int | None = None,
    is_quiet: bool = False,
) -> None:
    recipients = list(recipient_ids)
    if not recipients:
        return
    room = post.thread.area.room
    record_events(
        kind=kind,
        event_id=event or event_id(post.pk),
        group_key=group_key(post.thread_id),
        room=room,
        object_id=post.thread_id,
        reference_id=post.pk,
        actor_id=actor_id or post.author_id,
        recipient_ids=recipients,
        is_quiet=is_quiet,
    )
    # A move that committed while this waited for the group's lock has already rekeyed the rows it saw: read again.
    current = Thread.objects.values_list("area__room", flat=True).get(pk=post.thread_id)
    if current != room:
        rekey_group(group_key=group_key(post.thread_id), room=current)


def resolve(by_user: Mapping[int, Sequence["Notification"]]) -> Mapping[int, Line]:
    """What each person may read of their notifications now. Posts, threads and author cards cost one statement each.

    People not known from the rows cost one more, and one each for their keys: the reader of a page is known.
    """
    rows = [row for notifications in by_user.values() for row in notifications]
    posts = _posts({row.first_reference_id for row in rows} | {row.latest_reference_id for row in rows})
    threads = {
        thread.pk: thread
        for thread in Thread.objects.filter(pk__in={row.object_id for row in rows}).select_related("area")
    }
    people = _people(rows)
    cards = conf.author_cards(pk for row in rows for pk in row.actor_ids)
    lines: dict[int, Line] = {}
    for user_id, notifications in by_user.items():
        person = people.get(user_id)
        if person is None:
            continue
        held = keys_of(person)
        for row in notifications:
            thread, latest = threads.get(row.object_id), posts.get(row.latest_reference_id)
            if thread is None or latest is None or thread.area.room not in held:
                continue
            latest.thread = thread
            if not policy.can_see_post(person, latest):
                continue
            lines[row.pk] = _line(row, person, thread, posts, cards)
    return lines


def _people(rows: Sequence["Notification"]) -> dict[int, Any]:
    known = {row.user_id: row.user for row in rows if "user" in row._state.fields_cache}
    unknown = {row.user_id for row in rows} - set(known)
    return known | (get_user_model()._default_manager.in_bulk(unknown) if unknown else {})


def _posts(ids: set[int]) -> dict[int, Post]:
    return {post.pk: post for post in Post.objects.filter(pk__in=ids).defer("source", "html")}


def _line(
    row: "Notification", person: Any, thread: Thread, posts: Mapping[int, Post], cards: Mapping[int, Any]
) -> Line:
    latest = posts[row.latest_reference_id]
    first = posts.get(row.first_reference_id) or latest
    actors = [card_of(cards, pk).name for pk in row.actor_ids]
    others = max(0, len(set(row.actor_ids)) - 1)
    more = ngettext("and %(count)s other", "and %(count)s others", others) % {"count": others} if others else ""
    people = max(1, len(set(row.actor_ids)))
    replies = _(" (%(count)s new replies)") % {"count": row.count} if row.count > 1 else ""
    texts: dict[str, str] = defaultdict(str) | {
        MENTION: ngettext("mentioned you in", "mentioned you in", people),
        ANSWER: ngettext("answered your question%(replies)s:", "answered your question%(replies)s:", people)
        % {"replies": replies},
        REPLY: ngettext("replied%(replies)s in", "replied%(replies)s in", people) % {"replies": replies},
        NEW_THREAD: _("started a new thread:"),
        RETAGGED: _("gave a tag you watch to"),
        ACCEPTED: _("accepted your answer in"),
        HIDDEN: _("hid your post in"),
    }
    has_excerpt = row.kind not in (ACCEPTED, HIDDEN) and policy.can_read_text(person, latest)
    is_hidden = row.kind == HIDDEN and latest.visibility == Visibility.HIDDEN
    is_own_question = row.kind in (REPLY, ANSWER) and thread.author_id == person.pk and thread.is_question
    return Line(
        text=texts[ANSWER if is_own_question else row.kind],
        url=first.get_absolute_url(),
        title=thread.title,
        actor_name=_("The speaker team") if row.kind == HIDDEN else (actors[0] if actors else ""),
        others=more if row.kind != HIDDEN else "",
        excerpt=Truncator(latest.text.replace("\n", " ")).chars(EXCERPT) if has_excerpt else "",
        body_text=latest.text if has_excerpt else "",
        message=_("Reason: %(reason)s") % {"reason": latest.hidden_reason} if is_hidden else "",
        hint=_("Does the answer help you? Then accept it as the solution.") if is_own_question else "",
    )
