"""The files of a post: one document for all of them. Only what stands in lists, and what every reader may open."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Left

from forum.models import AttachmentUse, Post
from search.documents import Document
from search.models import SearchDocument, StaleMark
from search.query import Kind

from . import Source, register
from .forum import of_thread, threads_of

LONGEST = 300_000  # characters of all files together: a tsvector holds one megabyte
LONGEST_OF_FILE = 200_000


def register_sources() -> None:
    register(Source(Kind.FILE, file_documents, posts_with_files, lock_name=Kind.THREAD, lock_ids=threads_of))


def file_documents(ids: Sequence[int]) -> Iterator[Document]:
    """One statement."""
    uses = AttachmentUse.objects.listed().filter(post__in=ids).select_related("post__thread__area__topic", "attachment")
    uses = uses.select_related("post__affiliation").order_by("position", "pk")
    hidden = ("post__source", "post__html", "post__text", "attachment__text")
    files: dict[int, list[Any]] = defaultdict(list)
    for use in uses.defer(*hidden).annotate(words=Left("attachment__text", LONGEST_OF_FILE)):
        files[use.post_id or 0].append(use)
    for post_id, each in files.items():
        post: Any = each[0].post
        yield Document(
            kind=Kind.FILE,
            object_id=post_id,
            thread_id=post.thread_id,
            title=" · ".join(use.attachment.name for use in each),
            text="\n".join(use.words for use in each)[:LONGEST],
            date=post.created_at,
            affiliation=post.affiliation.key if post.affiliation else "",
            **of_thread(post.thread),
        )


def posts_with_files() -> QuerySet[Post]:
    return Post.objects.filter(Exists(AttachmentUse.objects.filter(post=OuterRef("pk"))))


def posts_to_write(post_ids: Sequence[int]) -> list[int]:
    """Those of these posts that have files or a document or mark of them. One statement; most posts have neither."""
    uses = AttachmentUse.objects.filter(post__in=post_ids).values_list("post", flat=True)
    documents = SearchDocument.objects.filter(kind=Kind.FILE, object_id__in=post_ids)
    marks = StaleMark.objects.filter(kind=Kind.FILE, object_id__in=post_ids)
    found = uses.union(documents.values_list("object_id", flat=True), marks.values_list("object_id", flat=True))
    return sorted(pk for pk in found if pk is not None)
