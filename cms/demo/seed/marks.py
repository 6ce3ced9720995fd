"""What a member of the demo wants to find again, and when they were here last."""

from datetime import timedelta

from forum.enums import Visibility
from forum.models import Bookmark, Post, Visit

from .world import World

KEPT = 4


def seed_marks(world: World) -> None:
    """Some bookmarks, one with a reminder still to come; the visit before the present one ended three days ago."""
    member = world.accounts["mitglied@demo.example"].user
    helpful = Post.objects.filter(
        visibility=Visibility.PUBLIC, thread__visibility=Visibility.PUBLIC, thread__area__is_closed=False
    )
    helpful = helpful.filter(thread__accepted_post__isnull=False, number__gt=1).exclude(author=member)
    for place, post in enumerate(helpful.order_by("-pk")[:KEPT]):
        Bookmark.objects.create(
            user=member,
            post=post,
            created_at=max(post.created_at, world.now - timedelta(days=place + 1)),
            remind_at=world.now + timedelta(days=7) if place == 1 else None,
        )
    Visit.objects.create(user=member, seen_at=world.now - timedelta(minutes=5), since=world.now - timedelta(days=3))
