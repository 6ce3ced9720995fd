"""»Kommunen wie meine«: what comes from bodies of the same size, among the kinds that compare."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, TextField, Value

from directory.access import MUNICIPALITY
from directory.models import Municipality
from kit.access import Person, keys_of
from kit.conditions import is_one_of

from .engines import Candidate
from .models import SearchDocument


def own_body(user: Person) -> str:
    """The key of the body this person speaks for, or nothing. Reads the keys the request already has."""
    return next((key.removeprefix(MUNICIPALITY) for key in keys_of(user) if key.startswith(MUNICIPALITY)), "")


def bodies_like_mine(user: Person) -> tuple[str, ...]:
    """The keys of the bodies like the person's own, and that one; nothing where there is none. Two statements."""
    own = Municipality.objects.filter(key=own_body(user)).first()
    if own is None:
        return ()
    return own.key, *Municipality.objects.like(own).order_by("key").values_list("key", flat=True)


def only_from(bodies: Sequence[str], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those of the candidates that come from one of these bodies. One statement, whatever engine found them."""
    documents = SearchDocument.objects.filter(
        is_one_of("kind", Value(sorted({each.kind for each in candidates}), ArrayField(TextField()))),
        is_one_of("affiliation", Value(list(bodies), ArrayField(TextField()))),
        is_one_of("object_id", Value([each.object_id for each in candidates], ArrayField(BigIntegerField()))),
    )
    known = set(documents.values_list("kind", "object_id"))
    return [each for each in candidates if (each.kind, each.object_id) in known]
