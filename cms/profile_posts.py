"""A person's latest posts on their page in the directory: what the viewer may read in the forum anyway."""

from typing import Any

from directory.sections import ProfileSection, register_profile_section
from forum.enums import Visibility
from forum.models import Post

MOST = 5
READ = 40  # of the newest posts: who answers often in one thread is shown with that thread once


def register() -> None:
    register_profile_section(ProfileSection("posts", "cms/profile_posts.html", latest_posts))


def latest_posts(viewer: Any, person: Any) -> dict[str, Any] | None:
    """The person's latest public post in each of the last threads this viewer may open; None without any.

    One statement, of at most READ rows.
    """
    posts = (
        Post.objects.visible_to(viewer)
        .public()
        .filter(author=person, thread__visibility=Visibility.PUBLIC)
        .select_related("thread__area__topic")
        .defer("source", "html", "text")
        .order_by("-pk")[:READ]
    )
    newest: dict[int, Post] = {}
    for post in posts:
        newest.setdefault(post.thread_id, post)
    return {"posts": list(newest.values())[:MOST]} if newest else None
