"""What must be known of a person before they write, asked under the lock that makes it true."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Exists, Subquery, TextField, UUIDField
from django.db.models.functions import JSONObject

from forum import conf
from forum.models import Affiliation, Post, Thread
from kit.access import Anybody, values_of
from kit.prepared import Given, Prepared

from .limits import limits


@dataclass(frozen=True)
class Writer:
    """``earlier_post``: the id of the post this very request has written before. ``latest``: for each of the limits,
    when the person wrote their sixth latest post, their sixtieth …; None where they have not. ``affiliation``: id, kind
    and band of the body they speak for now. ``has_unread``: whether others wrote in the thread what they have not seen.
    """

    earlier_post: int | None
    latest: tuple[datetime | None, ...]
    affiliation: dict[str, Any]
    has_unread: bool


def writer_of(actor: Any, idempotency_key: UUID, thread: Thread | None = None) -> Writer:
    """One statement."""
    values = {
        **values_of(actor),
        "key": idempotency_key,
        "affiliation": conf.affiliation_key_of(actor) or "",
        "thread": thread.pk if thread else 0,
    }
    earlier, affiliation, has_unread, *latest = _asked(tuple(limit for limit, _window in limits())).rows(**values)[0]
    return Writer(earlier, tuple(latest), affiliation or {}, has_unread)


@cache
def _asked(counts: tuple[int, ...]) -> Prepared[Any]:
    def build() -> Any:
        me = Anybody()
        own = Post.objects.filter(author=me.pk)
        latest = own.order_by("-pk").values("created_at")
        body = Affiliation.objects.filter(key=Given("affiliation", TextField()))
        unread = Thread.objects.with_reading_of(me).unread().filter(pk=Given("thread"))
        return (
            get_user_model()
            ._default_manager.filter(pk=me.pk)
            .values_list(
                Subquery(own.filter(idempotency_key=Given("key", UUIDField())).values("pk")),
                Subquery(body.values(facts=JSONObject(id="pk", kind="kind", band="band"))),
                Exists(unread),
                *(Subquery(latest[count - 1 : count]) for count in counts),
            )
        )

    return Prepared(build)
