"""Threads and posts as results."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum import conf
from forum.conf import AuthorCard, card_of
from forum.models import Post, Thread
from forum.thread_html import thread_icon, thread_state
from kit.access import Anybody, Person, values_of
from kit.conditions import is_one_of
from kit.prepared import Given, Prepared

from ..highlight import Marker
from ..query import Hit, Kind
from .line import Badge, Line, day_in_words

LABEL = gettext_lazy("Forum")


def forum_lines(user: Person, hits: Sequence[Hit], marker: Marker) -> dict[Hit, Line]:
    """Lines of those threads and posts that stand in lists for this person now. Three statements."""
    threads = _threads(user, hits)
    posts = _posts(hits, threads)
    cards = conf.author_cards(post.author_id for post in posts.values())
    lines = {}
    for hit in hits:
        thread = threads.get(hit.thread_id or hit.object_id)
        post = posts.get(hit.object_id) if hit.kind == Kind.POST else None
        if thread and hit.kind == Kind.THREAD:
            lines[hit] = _thread_line(thread, _best_post(thread, hit, posts, marker), cards, marker)
        elif thread and post:
            lines[hit] = _post_line(thread, post, cards, marker)
    return lines


def _threads(user: Person, hits: Sequence[Hit]) -> dict[int, Any]:
    ids = list({hit.thread_id or hit.object_id for hit in hits})
    return {thread.pk: thread for thread in _listed_threads.rows(**values_of(user), ids=ids)}


def _listed() -> Any:
    return Thread.objects.listed_to(Anybody()).filter(is_one_of("pk", Given("ids"))).select_related("area")


def _posts(hits: Sequence[Hit], threads: Mapping[int, Any]) -> dict[int, Any]:
    """Of these threads the posts that matched, and of those that matched as themselves the first one and the answer."""
    matched = {hit.object_id if hit.kind == Kind.POST else hit.post_id for hit in hits}
    of_threads = {hit.object_id for hit in hits if hit.kind == Kind.THREAD}
    accepted = {threads[pk].accepted_post_id for pk in of_threads & threads.keys()}
    ids = list((matched | accepted) - {None})
    found = _public_posts.rows(ids=ids, first_of=list(of_threads)) if threads else []
    return {post.pk: post for post in found if post.thread_id in threads}


def _public() -> Any:
    first = is_one_of("thread", Given("first_of")) & Q(number=1)
    posts = Post.objects.public().filter(is_one_of("pk", Given("ids")) | first)
    return posts.annotate(affiliation_label=F("affiliation__label")).defer("source", "html")


_listed_threads: Prepared[Any] = Prepared(_listed)
_public_posts: Prepared[Any] = Prepared(_public)


def _best_post(thread: Any, hit: Hit, posts: Mapping[int, Any], marker: Marker) -> Any:
    """The post a thread's snippet is cut from: the one that says the most of what was asked, else the first."""
    own = [post for post in posts.values() if post.thread_id == thread.pk]
    if not own:
        return None

    def worth(post: Any) -> tuple[int, bool, bool, int]:
        found = marker.finds(post.text)
        if not found:
            return 0, False, False, -post.number
        return found, post.pk == hit.post_id, post.pk == thread.accepted_post_id, -post.number

    return max(own, key=worth)


def _thread_line(thread: Any, post: Any, cards: Mapping[int, AuthorCard], marker: Marker) -> Line:
    replies = ngettext("%(count)s reply", "%(count)s replies", thread.reply_count) % {"count": thread.reply_count}
    lead = ""
    if post and post.number > 1:
        what = _("Accepted answer by %(name)s:") if post.pk == thread.accepted_post_id else _("Reply by %(name)s:")
        lead = what % {"name": card_of(cards, post.author_id).name}
    is_answered = thread.is_question and thread.accepted_post_id
    return Line(
        kind=Kind.THREAD,
        label=LABEL,
        icon="forum",
        url=thread.get_absolute_url(),
        name=thread.title,
        title=marker.mark(thread.title),
        facts=(marker.mark(thread.area.name), replies, day_in_words(thread.bumped_at)),
        badge=Badge(thread_state(thread), thread_icon(thread), "success" if is_answered else ""),
        lead=lead,
        snippet=marker.snippet(post.text) if post else None,
    )


def _post_line(thread: Any, post: Any, cards: Mapping[int, AuthorCard], marker: Marker) -> Line:
    card = card_of(cards, post.author_id)
    affiliation = post.affiliation_label or card.affiliation
    author = f"{card.name}, {affiliation}" if affiliation else card.name
    return Line(
        kind=Kind.POST,
        label=LABEL,
        icon="forum",
        url=post.get_absolute_url(),
        name=thread.title,
        title=marker.mark(thread.title),
        facts=(
            _("Post #%(number)s by %(author)s") % {"number": post.number, "author": author},
            marker.mark(thread.area.name),
            day_in_words(post.created_at),
        ),
        snippet=marker.snippet(post.text),
    )
