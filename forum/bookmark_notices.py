"""The reminder of a bookmark. It stands in the person's own room; whether they see the post is asked when shown."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.access import read_keys_of
from notifications.enums import Mail
from notifications.registry import Kind, Line, register_kind

from . import policy
from .actions.bookmarks import REMINDER
from .models import Post

if TYPE_CHECKING:
    from notifications.models import Notification


def register() -> None:
    label = gettext_lazy("Reminder of a bookmark")
    wish = gettext_lazy("the day comes on which you wanted to be reminded of a post")
    register_kind(Kind(REMINDER, label, "bookmark", resolve, weight=30, mail=Mail.INSTANT, wish=wish))


def resolve(by_user: Mapping[int, Sequence["Notification"]]) -> Mapping[int, Line]:
    """What each person may see of the posts they kept. Two statements, and one for the keys of people not known."""
    rows = [row for notifications in by_user.values() for row in notifications]
    posts = Post.objects.select_related("thread__area").defer("source", "html", "text")
    by_id = posts.in_bulk({row.object_id for row in rows})
    people = people_of(rows)
    lines = {}
    for row in rows:
        post, person = by_id.get(row.object_id), people.get(row.user_id)
        if post is None or person is None or not policy.can_see_post(person, post):
            continue
        lines[row.pk] = Line(
            text=_("You wanted to be reminded of post %(number)s in") % {"number": post.number},
            url=post.get_absolute_url(),
            title=post.thread.title,
            is_confidential=post.thread.area.is_closed,
        )
    return lines


def people_of(rows: Sequence["Notification"]) -> dict[int, Any]:
    """Whose rows these are, with their keys. No statement for people known from the rows, else two."""
    known = {row.user_id: row.user for row in rows if "user" in row._state.fields_cache}
    unknown = get_user_model()._default_manager.in_bulk({row.user_id for row in rows} - set(known))
    read_keys_of(list(unknown.values()))
    return known | unknown
