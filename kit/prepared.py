"""Statements that the ORM writes once and that run many times.

Building and compiling a queryset of a dozen conditions costs several milliseconds, more than PostgreSQL needs to
answer it (docs/adr/0016). What nearly every page asks is therefore written once in each process, with gaps for the
values. The queryset stays the only place that says what is asked.
"""

from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from typing import Any

from django.core.signals import setting_changed
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, Expression, Field, QuerySet
from django.utils import timezone


class Given(Expression):
    """A gap in a queryset: the value comes when the statement runs."""

    def __init__(self, name: str, output_field: "Field[Any, Any] | None" = None) -> None:
        super().__init__(output_field=output_field or BigIntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class Prepared[Row]:
    """A queryset with gaps. ``build`` is called again each day, because conditions compare with the date."""

    _settings = 0  # grows when settings change, as tests let them

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build
        self._written: tuple[tuple[date, int], QuerySet[Any, Row], Any, str, tuple[Any, ...]] | None = None

    def rows(self, **values: Any) -> list[Row]:
        """What the queryset gives with these values in its gaps. One statement."""
        key = timezone.localdate(), Prepared._settings
        if self._written is None or self._written[0] != key:
            self._written = key, *self._write()
        _key, queryset, compiler, sql, gaps = self._written
        parameters = tuple(values[gap.name] if isinstance(gap, Given) else gap for gap in gaps)
        # A copy of the queryset runs through all of Django but the writing: its compiler says what it once wrote.
        written, run = copy(compiler), queryset.all()
        written.connection = connections[DEFAULT_DB_ALIAS]  # this thread's
        written.as_sql = lambda *args, **kwargs: (sql, parameters)
        written.query = run.query
        written.connection = connections[DEFAULT_DB_ALIAS]  # this thread's; another one may have written it
        run.query.get_compiler = lambda *args, **kwargs: written  # type: ignore[method-assign]
        return list(run)

    def forget(self) -> None:
        """Writes the statement anew next time."""
        self._written = None

    def _write(self) -> tuple[QuerySet[Any, Row], Any, str, tuple[Any, ...]]:
        queryset = self._build()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        if moments := [each for each in parameters if isinstance(each, datetime)]:
            raise ValueError(f"A moment must be given or the database's own, else it stays {moments[0]} all day.")
        return queryset, compiler, sql, tuple(parameters)


def _settings_changed(**kwargs: Any) -> None:
    Prepared._settings += 1


setting_changed.connect(_settings_changed, dispatch_uid="kit.prepared")
