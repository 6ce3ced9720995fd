"""The lock of a group: who writes rows of one group for several people takes it first, so that none waits for another
in a circle. It lasts until the transaction ends."""

from collections.abc import Iterable

from django.db import connection

# Sorted before locking: OFFSET 0 keeps the planner from calling the function while it still sorts.
_LOCK = """
SELECT pg_advisory_xact_lock(number)
FROM (
    SELECT DISTINCT hashtextextended(name, 748321) AS number FROM unnest(%s::text[]) AS name ORDER BY number OFFSET 0
) AS keys
"""


def lock_groups(group_keys: Iterable[str]) -> None:
    """Waits until no other transaction holds one of these groups. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [list(group_keys)])
