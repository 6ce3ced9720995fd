"""Rows by the hundred thousand: COPY, and ids taken from the tables' own sequences."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def reserve_ids(model: type[Model], count: int) -> int:
    """Takes so many ids in a row from the table's sequence; returns the first one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(name, nextval(name) + %s - 1) FROM pg_get_serial_sequence(%s, 'id') AS name",
            [count, model._meta.db_table],
        )
        return int(cursor.fetchone()[0]) - count + 1


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], **same: Any) -> None:
    """Writes rows with these columns, and ``same`` with a value that all have; other columns get none.

    No signal is sent and no ``save`` is called; constraints hold as ever.
    """
    names = ", ".join(f'"{name}"' for name in (*columns, *same))
    ending = tuple(same.values())
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row((*row, *ending))
