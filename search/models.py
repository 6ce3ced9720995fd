from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from .query import Kind
from .querysets import SearchDocumentQuerySet, title_terms
from .shelves import shelf_of_document


class SearchDocument(models.Model):
    """What can be found of one object, for those who may enter its room. Written by search.index alone.

    A person has several documents (``part``), each with the fields its room may see; ``fuller_rooms`` are the rooms of
    the fuller ones, so that everybody meets exactly one. ``vector`` holds our own terms; the database never stems.
    ``version`` grows with each writing of an object.
    """

    kind = models.CharField(max_length=12, choices=Kind)
    object_id = models.BigIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    room = models.CharField(max_length=64)
    fuller_rooms = ArrayField(models.CharField(max_length=64), default=list)
    thread_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    vector = SearchVectorField()
    topics = ArrayField(models.CharField(max_length=80), default=list)
    tags = ArrayField(models.CharField(max_length=100), default=list)
    affiliation = models.CharField(max_length=32, blank=True)
    date = models.DateTimeField()
    is_answered = models.BooleanField(default=False)
    language = models.CharField(max_length=5)
    version = models.BigIntegerField()

    objects = SearchDocumentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object_id", "kind", "part"], name="search_document_once")]
        indexes = [
            GinIndex(F("vector"), shelf_of_document(), name="search_document_vector"),
            GinIndex(title_terms(), shelf_of_document(), name="search_thread_title", condition=Q(kind=Kind.THREAD)),
            models.Index(fields=["thread_id"], name="search_document_thread", condition=Q(thread_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.title}"


class StaleMark(models.Model):
    """This object, or everything of this thread, is not found until its documents are written anew.

    Written in the transaction that narrows who may read something. Marks are only added and deleted, never changed: the
    job that writes the documents deletes those it saw before it began.
    """

    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    object_id = models.BigIntegerField(null=True)
    thread_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stale_mark_has_one_target",
                condition=Q(object_id__isnull=False, thread_id__isnull=True)
                | Q(object_id__isnull=True, thread_id__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["object_id", "kind"], name="search_stale_object"),
            models.Index(fields=["thread_id"], name="search_stale_thread"),
        ]


class SearchTerm(models.Model):
    """A term some document has or had, for guessing what was meant by a word that nothing has.

    Knows nothing of rooms: a term is only proposed if a document that the asker may read has it (search.corrections).
    """

    term = models.TextField(primary_key=True)

    class Meta:
        indexes = [GinIndex(fields=["term"], name="search_term_trigrams", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.term
