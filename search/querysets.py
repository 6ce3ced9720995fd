"""Reads of search documents. ``open_to`` is the one door."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet, TextField, Value

from kit.conditions import is_one_of
from kit.prepared import Given

from .query import Kind

if TYPE_CHECKING:
    from .models import SearchDocument  # noqa: F401  named in the base below

KEYS = Given("keys", ArrayField(TextField()))  # of the asker, in statements written once


class TermQuery(Func):
    """A tsquery written by us from analysed terms, or a column that holds one term; never parsed as words."""

    template = "(%(expressions)s)::tsquery"
    output_field = SearchQueryField()

    def __init__(self, text: str | OuterRef | Given) -> None:
        super().__init__(Value(text) if isinstance(text, str) else text)


class Matches(Func):
    """Whether the document's terms satisfy the query; served by the GIN index."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


def title_terms() -> Func:
    """What of a document's terms stands in its title or its tags; an index has it of the threads (search.similar)."""
    return Func(F("vector"), template="ts_filter(%(expressions)s, '{a,b}')", output_field=SearchVectorField())


class SearchDocumentQuerySet(QuerySet["SearchDocument"]):
    def open_to(self, keys: Collection[str] | Given) -> Self:
        """What these keys open: the fullest document of each object, and nothing that waits to be written anew."""
        from .models import StaleMark

        held = keys if isinstance(keys, Given) else Value(sorted(keys), ArrayField(TextField()))
        return (
            self.filter(is_one_of("room", held))
            .exclude(fuller_rooms__overlap=held)
            .filter(
                ~Exists(StaleMark.objects.filter(kind=OuterRef("kind"), object_id=OuterRef("object_id"))),
                ~Exists(StaleMark.objects.filter(thread_id=OuterRef("thread_id"))),
            )
        )

    def matching(self, query: TermQuery) -> Self:
        return self.filter(Matches(F("vector"), query))

    def titled(self, query: TermQuery) -> Self:
        """Threads whose titles or tags satisfy the query."""
        return self.filter(Matches(title_terms(), query), kind=Kind.THREAD)
