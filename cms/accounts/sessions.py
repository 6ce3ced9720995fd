"""Sessions in the database, as Django keeps them. Each signed-in request reads one: its statement is written once."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.db.models import DateTimeField, TextField
from django.utils import timezone

from kit.prepared import Given, Prepared


class SessionStore(DatabaseSessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _current.rows(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
        return next(iter(found), None)


_current = Prepared(
    lambda: Session.objects.filter(session_key=Given("key", TextField()), expire_date__gt=Given("now", DateTimeField()))
)
