"""The shared cache, which holds the counters against guessing: one atomic statement per write."""

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

NEVER = datetime(9999, 1, 1, tzinfo=UTC)

# "add" succeeds for one of several at once, which is what allauth's lock around its counters rests on.
WRITE = """
    INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires {condition}
"""
TOUCH = "UPDATE {table} SET expires = %s WHERE cache_key = %s AND expires >= %s"
PRUNE = "DELETE FROM {table} WHERE expires < %s"


class PostgresCache(DatabaseCache):
    """Django's database cache without its counting and culling.

    Django's own counts all rows before each write and, above a limit, deletes live rows: whoever makes enough entries
    could erase the counters that stop guessing. Here only ``prune`` deletes, and only what has expired.
    """

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        now = timezone.now()
        seconds = self.get_backend_timeout(timeout)
        expires = NEVER if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
        if mode == "touch":
            return self._execute(TOUCH, [expires, key, now]) == 1
        condition = f"WHERE {self._quoted_table()}.expires < %s" if mode == "add" else ""
        parameters = [key, self._encode(value), expires, *([now] if mode == "add" else [])]
        return self._execute(WRITE, parameters, condition) == 1

    def prune(self) -> int:
        """Deletes expired rows; returns how many."""
        return self._execute(PRUNE, [timezone.now()])

    def _encode(self, value: Any) -> str:
        return base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1")

    def _quoted_table(self) -> str:
        return connections[self._alias()].ops.quote_name(self._table)

    def _alias(self) -> str:
        return router.db_for_write(self.cache_model_class)

    def _execute(self, sql: str, parameters: list[Any], condition: str = "") -> int:
        with connections[self._alias()].cursor() as cursor:
            cursor.execute(sql.format(table=self._quoted_table(), condition=condition), parameters)
            return cursor.rowcount
