"""Threads with their first post, and the replies. Only what stands in lists: public posts of public threads."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from forum.enums import Visibility
from forum.models import Post, Thread
from kit.models import Tag
from search.documents import Document
from search.models import SearchDocument, StaleMark
from search.query import Kind

from . import Source, register

_PUBLIC = Q(visibility=Visibility.PUBLIC)
CLOSE = timedelta(minutes=15)


def register_sources() -> None:
    register(Source(Kind.THREAD, thread_documents, Thread.objects.all, lock_name=Kind.THREAD))
    register(Source(Kind.POST, post_documents, _replies, lock_name=Kind.THREAD, lock_ids=threads_of))


def thread_documents(ids: Sequence[int]) -> Iterator[Document]:
    """Three statements."""
    threads = list(Thread.objects.filter(_PUBLIC, pk__in=ids, merged_into=None).select_related("area__topic"))
    first_posts = Post.objects.filter(_PUBLIC, thread__in=threads, number=1).select_related("affiliation")
    first = {post.thread_id: post for post in first_posts.defer("source", "html")}
    tags = _names_of_tags({pk for thread in threads for pk in thread.tag_ids})
    for thread in threads:
        post, topic = first.get(thread.pk), thread.area.topic
        names = [tags[pk] for pk in thread.tag_ids if pk in tags]
        yield Document(
            kind=Kind.THREAD,
            object_id=thread.pk,
            thread_id=thread.pk,
            title=thread.title,
            text=post.text if post else "",
            date=thread.bumped_at,
            tags=[each[0] for each in names],
            labels=[*([topic.name] if topic else []), *(synonym for each in names for synonym in each[1:])],
            affiliation=post.affiliation.key if post and post.affiliation else "",
            **of_thread(thread),
        )


def post_documents(ids: Sequence[int]) -> Iterator[Document]:
    """One statement."""
    posts = _replies().filter(_PUBLIC, pk__in=ids, thread__visibility=Visibility.PUBLIC)
    for post in posts.select_related("thread__area__topic", "affiliation").defer("source", "html"):
        yield Document(
            kind=Kind.POST,
            object_id=post.pk,
            thread_id=post.thread_id,
            title="",
            text=post.text,
            date=post.created_at,
            affiliation=post.affiliation.key if post.affiliation else "",
            **of_thread(post.thread),
        )


def of_thread(thread: Thread) -> dict[str, Any]:
    """What all documents of a thread say alike; it changes for all of them at once."""
    topic = thread.area.topic
    return {
        "room": thread.area.room,
        "topics": [topic.slug] if topic else [],
        "is_answered": thread.accepted_post_id is not None,
    }


def public_thread(thread_id: int) -> Thread | None:
    """The thread if it stands in lists."""
    return Thread.objects.filter(_PUBLIC, pk=thread_id).select_related("area__topic").first()


def threads_of(post_ids: Sequence[int]) -> list[int]:
    return list(Post.objects.filter(pk__in=post_ids).values_list("thread", flat=True).distinct())


def threads_changed_by(post_ids: Sequence[int]) -> list[int]:
    """The threads whose documents these posts make outdated: a first post is part of it, and its date is that of the
    last one, give or take CLOSE: where many write at once, the same document is not written again for each of them."""
    near = (OuterRef("bumped_at") - CLOSE, OuterRef("bumped_at") + CLOSE)
    documents = SearchDocument.objects.filter(kind=Kind.THREAD, object_id=OuterRef("pk"), date__range=near)
    stale = StaleMark.objects.filter(kind=Kind.THREAD, object_id=OuterRef("pk"))
    posts = Post.objects.filter(pk__in=post_ids)
    threads = Thread.objects.filter(pk__in=posts.values("thread"))
    first = Exists(posts.filter(thread=OuterRef("pk"), number=1))
    return list(threads.filter(first | Exists(stale) | ~Exists(documents)).values_list("pk", flat=True))


def _replies() -> QuerySet[Post]:
    return Post.objects.filter(number__gt=1)


def _names_of_tags(ids: Collection[int]) -> dict[int, list[str]]:
    """Each tag's name, then those it stands for."""
    names: dict[int, list[str]] = {}
    rows = Tag.objects.filter(Q(pk__in=ids) | Q(canonical__in=ids)).order_by("name")
    for pk, canonical, name in rows.values_list("pk", "canonical", "name"):
        if pk in ids:
            names.setdefault(pk, []).insert(0, name)
        if canonical in ids:
            names.setdefault(canonical, []).append(name)
    return names
