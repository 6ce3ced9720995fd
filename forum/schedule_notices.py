"""A scheduled text that was not published: its author hears of it, in their own room, with the reason."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.enums import Mail
from notifications.registry import Kind, Line, register_kind

from .actions.drafts import NOT_PUBLISHED
from .bookmark_notices import people_of
from .draft_feed import row_of
from .models import Draft

if TYPE_CHECKING:
    from notifications.models import Notification


def register() -> None:
    label = gettext_lazy("Scheduled text that was not published")
    register_kind(Kind(NOT_PUBLISHED, label, "warn", resolve, weight=45, mail=Mail.INSTANT))


def resolve(by_user: Mapping[int, Sequence["Notification"]]) -> Mapping[int, Line]:
    """What became of the drafts there still are. One statement, and two for people not known."""
    rows = [row for notifications in by_user.values() for row in notifications]
    drafts = Draft.objects.select_related("area", "thread__area", "post").in_bulk({row.object_id for row in rows})
    people = people_of(rows)
    lines = {}
    for row in rows:
        draft, person = drafts.get(row.object_id), people.get(row.user_id)
        if draft is None or person is None or draft.user_id != row.user_id:
            continue
        area = draft.thread.area if draft.thread else draft.area
        lines[row.pk] = Line(
            text=_("This was not published at the time you chose:"),
            url=reverse("forum:draft-list"),
            title=row_of(person, draft).title,
            message=draft.failed_reason,
            is_confidential=area is None or area.is_closed,
        )
    return lines
