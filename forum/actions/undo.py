"""Taking back what the log says was done. Each verb names its inverse; the forum's own stand in inverses.py."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from forum import policy
from forum.errors import CannotUndo
from forum.models import ModerationEntry

from .moderation import checked


@dataclass(frozen=True)
class Inverse:
    """How the acts of a verb are taken back.

    ``lock(entry)`` locks what the act changed, in the order of the house, and gives it. ``read(subject, entry)`` gives
    the present values of the fields in ``entry.after``, as JSON; extra ones are ignored. ``restore(actor, subject,
    entry, reason)`` gives it the values of ``entry.before`` with all that follows from them, and logs one entry with
    ``undo_of=entry`` whose verb has an inverse, too. It may raise CannotUndo, and what policy denies.
    """

    lock: Callable[[ModerationEntry], Any]
    read: Callable[[Any, ModerationEntry], dict[str, Any]]
    restore: Callable[[Any, Any, ModerationEntry, str], None]


_inverses: dict[str, Inverse] = {}


def register_inverse(*verbs: str, inverse: Inverse) -> None:
    """Names the inverse of these verbs; call it in ``AppConfig.ready``. A second one replaces the first."""
    _inverses.update(dict.fromkeys(verbs, inverse))


def is_undoable(verb: str) -> bool:
    return verb in _inverses


def undo_act(*, actor: Any, entry: ModerationEntry, reason: str = "") -> None:
    """Restores the values from before an act, and logs that, so that it can be undone in turn.

    Locks what the act changed. Raises Http404 where the actor may not know of the entry (now: the thread may have been
    moved meanwhile), what policy denies; CannotUndo where the act was undone already, has no inverse,
    or a field it would restore no longer has the value the log wrote.
    """
    reason = checked(reason)
    inverse = _inverses.get(entry.verb)
    if inverse is None:
        raise CannotUndo(_("This kind of act cannot be undone."))
    with transaction.atomic():
        subject = inverse.lock(entry)
        if not ModerationEntry.objects.visible_to(actor).filter(pk=entry.pk).exists():
            raise Http404
        policy.can_undo(actor, entry).require()
        if ModerationEntry.objects.filter(undo_of=entry.pk).exists():
            raise CannotUndo(_("This was undone already."))
        now = inverse.read(subject, entry)
        if any(not _is_same(now.get(field), value) for field, value in entry.after.items()):
            raise CannotUndo(_("It cannot be undone any more: something else was changed there since."))
        inverse.restore(actor, subject, entry, reason)


def _is_same(now: Any, then: Any) -> bool:
    """Equal values; moments may have been written in different zones."""
    if now == then or not (isinstance(now, str) and isinstance(then, str)):
        return bool(now == then)
    try:
        moments = parse_datetime(now), parse_datetime(then)
    except ValueError:
        return False
    return moments[0] is not None and moments[0] == moments[1]
