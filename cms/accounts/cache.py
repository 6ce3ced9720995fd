"""The shared cache, which holds the counters against guessing: atomic writes, and nothing live is ever pushed out."""

import base64
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction
from django.utils import timezone

NEVER = datetime(9999, 1, 1, tzinfo=UTC)

# "add" succeeds for exactly one of several at once.
WRITE = """
    INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires {condition}
"""
TOUCH = "UPDATE {table} SET expires = %s WHERE cache_key = %s AND expires >= %s"
PRUNE = "DELETE FROM {table} WHERE expires < %s"
MAKE = "INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key) DO NOTHING"
LOCK = "SELECT value, expires FROM {table} WHERE cache_key = %s FOR UPDATE"
UPDATE = "UPDATE {table} SET value = %s, expires = %s WHERE cache_key = %s"


class PostgresCache(DatabaseCache):
    """Django's database cache without its counting and culling.

    Django's own counts all rows before each write and, above a limit, deletes live rows: whoever makes enough entries
    could erase the counters that stop guessing. Here only ``prune`` deletes, and only what has expired.
    """

    _table: str

    def change(self, key: str, change: Callable[[Any], Any], timeout: Any = DEFAULT_TIMEOUT) -> None:
        """Replaces a value by ``change(value)`` (None where there is none) while others wait for this row.

        The database lets them wait in order. allauth's own lock polls for a second and then refuses.
        """
        name = self.make_and_validate_key(key)
        past = timezone.now().replace(year=1970)
        with transaction.atomic(using=self._alias()), connections[self._alias()].cursor() as cursor:
            row = None
            while row is None:  # prune may have deleted it in between
                cursor.execute(self._sql(MAKE), [name, self._encode(None), past])
                cursor.execute(self._sql(LOCK), [name])
                row = cursor.fetchone()
            value = self._decode(row[0]) if row[1] >= timezone.now() else None
            cursor.execute(self._sql(UPDATE), [self._encode(change(value)), self._expires(timeout), name])

    def prune(self) -> int:
        """Deletes expired rows; returns how many."""
        return self._execute(PRUNE, [timezone.now()])

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        now, expires = timezone.now(), self._expires(timeout)
        if mode == "touch":
            return self._execute(TOUCH, [expires, key, now]) == 1
        condition = f"WHERE {self._quoted_table()}.expires < %s" if mode == "add" else ""
        parameters = [key, self._encode(value), expires, *([now] if mode == "add" else [])]
        return self._execute(WRITE, parameters, condition) == 1

    def _expires(self, timeout: Any) -> datetime:
        seconds = self.get_backend_timeout(timeout)
        return NEVER if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)

    def _encode(self, value: Any) -> str:
        return base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1")

    def _decode(self, text: str) -> Any:
        return pickle.loads(base64.b64decode(text.encode(), validate=True))  # noqa: S301  our own, as in Django's backend

    def _quoted_table(self) -> str:
        return connections[self._alias()].ops.quote_name(self._table)

    def _alias(self) -> str:
        return router.db_for_write(self.cache_model_class)

    def _sql(self, sql: str, condition: str = "") -> str:
        return sql.format(table=self._quoted_table(), condition=condition)

    def _execute(self, sql: str, parameters: list[Any], condition: str = "") -> int:
        with connections[self._alias()].cursor() as cursor:
            cursor.execute(self._sql(sql, condition), parameters)
            return cursor.rowcount
