"""Statements that the ORM writes once and that run many times.

Building and compiling a queryset of a dozen conditions costs several milliseconds, more than PostgreSQL needs to
answer it (docs/adr/0016). What nearly every page asks is therefore written once in each process, with gaps for the
values. The queryset stays the only place that says what is asked.
"""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import date, datetime
from typing import Any

from django.core.signals import setting_changed
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import BigIntegerField, Expression, Field, QuerySet
from django.utils import timezone
from psycopg import ClientCursor


class Given(Expression):
    """A gap in a queryset: the value comes when the statement runs."""

    def __init__(self, name: str, output_field: "Field[Any, Any] | None" = None) -> None:
        super().__init__(output_field=output_field or BigIntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


def preparing_cursor() -> Any:
    """A cursor that sends values beside the statement, so that PostgreSQL plans one that comes again only once.

    How often it must come says the connection's option ``prepare_threshold``; without it nothing is prepared. All other
    cursors keep Django's way, values in the statement: Wagtail's statements need it (the same value in two places is
    two values to PostgreSQL).
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(ServerBindingCursor(connection.connection))  # type: ignore[call-arg]


KEPT = 8  # statements of one queryset


class Prepared[Row]:
    """A queryset with gaps. ``build`` is called again each day, because conditions compare with the date."""

    _settings = 0  # the place in _settings_known of those in force

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build
        self._written: dict[tuple[date, int], tuple[QuerySet[Any, Row], Any, str, tuple[Given, ...]]] = {}

    def rows(self, **values: Any) -> list[Row]:
        """What the queryset gives with these values in its gaps. One statement."""
        key = timezone.localdate(), Prepared._settings
        queryset, compiler, sql, gaps = self._written.get(key) or self._write(key)
        parameters = [values[gap.name] for gap in gaps]
        with preparing_cursor() as cursor:
            cursor.execute(sql, parameters)
            found = cursor.fetchall()
        # A copy of the queryset makes of them what it always does: its compiler says that it has found these.
        written, run = copy(compiler), queryset.all()
        written.connection = connections[DEFAULT_DB_ALIAS]  # this thread's; another one may have written it
        written.query = run.query
        written.execute_sql = lambda *args, **kwargs: [found]
        run.query.get_compiler = lambda *args, **kwargs: written  # type: ignore[method-assign]
        return list(run)

    def forget(self) -> None:
        """Writes the statement anew next time."""
        self._written = {}

    def _write(self, key: tuple[date, int]) -> tuple[QuerySet[Any, Row], Any, str, tuple[Given, ...]]:
        queryset = self._build()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        if moments := [each for each in parameters if isinstance(each, datetime)]:
            raise ValueError(f"A moment must be given or the database's own, else it stays {moments[0]} all day.")
        written = queryset, compiler, *_with_constants(sql, parameters)
        of_today = {other: kept for other, kept in self._written.items() if other[0] == key[0]}
        self._written = {**(of_today if len(of_today) < KEPT else {}), key: written}
        return written


def _with_constants(sql: str, parameters: Sequence[Any]) -> tuple[str, tuple[Given, ...]]:
    """The statement with all but the gaps written into it: a plan for any values needs to know what is always the same,
    for example that only public threads are meant, which alone are in an index."""
    first, *rest = sql.split("%s")
    assert len(rest) == len(parameters)
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    written, gaps = [first], []
    for parameter, part in zip(parameters, rest, strict=True):
        if isinstance(parameter, Given):
            gaps.append(parameter)
            written += ["%s", part]
        else:
            constant = ClientCursor(connection.connection).mogrify("%s", [parameter])
            written += [constant.replace("%", "%%"), part]
    return "".join(written), tuple(gaps)


_settings_known: list[dict[str, Any]] = [{}]


def _settings_changed(setting: str, value: Any, **kwargs: Any) -> None:
    """Tests go to and fro between settings: each has its own statements, which are there when it comes back."""
    in_force = {**_settings_known[Prepared._settings], setting: value}
    if in_force not in _settings_known:
        _settings_known.append(in_force)
    Prepared._settings = _settings_known.index(in_force)


setting_changed.connect(_settings_changed, dispatch_uid="kit.prepared")
