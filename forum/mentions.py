"""Whom a post mentions: people by name, and those who speak for a body it names."""

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast

from . import conf
from .models import Affiliation, Post


def mentioned_people(post: Post) -> set[int]:
    """Ids of all mentioned people, those of bodies as of now. One statement, one more where bodies are mentioned."""
    people = post.mentions.values_list(Cast("user", CharField()), Value(False))
    label = Subquery(Affiliation.objects.filter(pk=OuterRef("affiliation")).values("key"))
    rows = list(people.union(post.affiliation_mentions.values_list(label, Value(True)), all=True))
    ids = {int(value) for value, is_body in rows if not is_body}
    for of_body in conf.people_of(value for value, is_body in rows if is_body).values():
        ids |= set(of_body)
    return ids
