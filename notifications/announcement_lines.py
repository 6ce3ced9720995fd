"""The kind »announcement«, and how it reads."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.html import linebreaks
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import conf
from .actions.announcing import KIND
from .enums import Mail
from .models import Announcement
from .registry import Kind, Line, Section, register_kind

if TYPE_CHECKING:
    from .models import Notification

EXCERPT = 160


def register() -> None:
    register_kind(
        Kind(
            name=KIND,
            label=gettext_lazy("Announcement to members"),
            icon="mail",
            resolve=resolve,
            weight=10,
            mail=Mail.INSTANT,
            overrides_digest=True,
            wish=gettext_lazy("the speaker team or the network office announces something to all"),
            section=Section.ANNOUNCEMENTS,
        )
    )


def resolve(by_user: Mapping[int, Sequence["Notification"]]) -> Mapping[int, Line]:
    """What each person reads. The rows stand in the room of the announcement; one statement."""
    rows = [row for notifications in by_user.values() for row in notifications]
    found = Announcement.objects.select_related("author").in_bulk({row.object_id for row in rows})
    return {row.pk: _line(found[row.object_id]) for row in rows if row.object_id in found}


def _line(announcement: Announcement) -> Line:
    return Line(
        actor_name=conf.display_name(announcement.author),
        text=_("announces:"),
        title=announcement.title,
        url=announcement.get_absolute_url(),
        excerpt=Truncator(" ".join(announcement.text.split())).chars(EXCERPT),
        body_html=linebreaks(announcement.text, autoescape=True),
        body_text=announcement.text,
    )
