"""A person's latest posts on their page in the directory: what the viewer may read in the forum anyway."""

from typing import Any

from directory.sections import ProfileSection, register_profile_section
from forum.enums import Visibility
from forum.models import Post

MOST = 5


def register() -> None:
    register_profile_section(ProfileSection("posts", "cms/profile_posts.html", latest_posts))


def latest_posts(viewer: Any, person: Any) -> dict[str, Any] | None:
    """The person's latest public posts in public threads this viewer may open; None without any. One statement."""
    posts = (
        Post.objects.visible_to(viewer)
        .public()
        .filter(author=person, thread__visibility=Visibility.PUBLIC)
        .select_related("thread__area__topic")
        .order_by("-pk")[:MOST]
    )
    found = list(posts)
    return {"posts": found, "is_own": person.pk == viewer.pk} if found else None
