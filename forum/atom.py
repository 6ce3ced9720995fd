"""The Atom feed of one person: the newest posts they may read, asked for anew each time with the rights they have then.

What stands in a closed area brings title and link alone, as mails do: a feed reader may be anybody's machine.
"""

from collections.abc import Callable
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kit.access import MEMBERS, in_rooms_of, keys_of

from . import conf
from .actions.feed_tokens import digest_of
from .conf import card_of
from .enums import Visibility
from .models import FeedToken, Post

MOST = 30
EXCERPT = 300


def owner_of(token: str) -> Any:
    """Whose feed this is, or None; people who are no members any more have none. Two statements."""
    found = FeedToken.objects.filter(digest=digest_of(token)).select_related("user").first()
    if found is None or MEMBERS not in keys_of(found.user):
        return None
    return found.user


def feed_of(user: Any, absolute: Callable[[str], str], feed_path: str, index_path: str) -> str:
    """The feed as XML. Two statements."""
    posts = Post.objects.public().filter(in_rooms_of(user, "thread__area__room"), thread__visibility=Visibility.PUBLIC)
    posts = posts.exclude(author=user.pk).select_related("thread__area").defer("source", "html").order_by("-pk")[:MOST]
    found = list(posts)
    cards = conf.author_cards(post.author_id for post in found)
    title = _("New posts in the forum")
    feed = Atom1Feed(title=title, link=absolute(index_path), description="", feed_url=absolute(feed_path))
    for post in found:
        author = card_of(cards, post.author_id).name
        number = {"title": post.thread.title, "number": post.number}
        feed.add_item(
            title=post.thread.title if post.number == 1 else _("%(title)s, post %(number)s") % number,
            link=absolute(post.get_absolute_url()),
            description=_excerpt(post),
            unique_id=absolute(post.get_absolute_url()),
            author_name=author,
            pubdate=post.created_at,
            updateddate=post.edited_at or post.created_at,
            categories=[post.thread.area.name],
        )
    return feed.writeString("utf-8")


def _excerpt(post: Post) -> str:
    if post.thread.area.room != MEMBERS:
        return ""
    return Truncator(" ".join(post.text.split())).chars(EXCERPT)
