"""Rendering stored posts anew when a name that is baked into them has changed."""

import re
from collections.abc import Iterator

from django.db.models import Q

from forum.bodies import render_body
from forum.models import Post

BATCH = 200
_quoted = re.compile(r'data-quote="(\d+)"')


def render_posts_naming(user_id: int) -> int:
    """Renders the posts that mention this person or quote one of their posts; returns how many changed.

    Works without a lock: it writes a post only where its source is still the one it rendered. For a job: the number of
    statements grows with the posts found.
    """
    return _render(_posts_naming(user_id))


def render_posts_naming_body(affiliation_id: int) -> int:
    """Renders the posts that name this body outside and within quotes; as ``render_posts_naming``."""
    naming = Post.objects.filter(source__contains=f'<span data-body="{affiliation_id}">').order_by("pk")
    return _render(naming.only("pk", "source", "html").iterator(chunk_size=BATCH))


def _render(posts: Iterator[Post]) -> int:
    changed = 0
    for post in posts:
        html = render_body(post.source)
        if html != post.html:
            changed += Post.objects.filter(pk=post.pk, source=post.source).update(html=html)
    return changed


def _posts_naming(user_id: int) -> Iterator[Post]:
    own = set(Post.objects.filter(author=user_id).values_list("pk", flat=True))
    quoting = Q(source__contains='data-quote="')
    candidates = Post.objects.filter(Q(mentions__user=user_id) | quoting).distinct().order_by("pk")
    for post in candidates.only("pk", "source", "html").iterator(chunk_size=BATCH):
        quoted = {int(pk) for pk in _quoted.findall(post.source)}
        if f'data-mention="{user_id}"' in post.source or quoted & own:
            yield post
