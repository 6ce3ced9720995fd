"""Conditions that several apps ask for in the same form."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Expression, F, Func, Q, QuerySet


def is_one_of(field: str, values: "Expression | QuerySet[Any, Any]") -> Q:
    """The condition that a field has one of the values of an array, or of a queryset: ``= ANY(…)``.

    One statement for arrays of any length. A queryset is read once and first; as a plain IN PostgreSQL may read it
    again for each row, when a table is new and its planner knows nothing of sizes.
    """
    array = ArraySubquery(values) if isinstance(values, QuerySet) else values
    is_true = BooleanField()
    return Q(Func(F(field), array, template="(%(expressions)s))", arg_joiner=" = ANY(", output_field=is_true))
