"""People one can mention."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forum import conf
from forum.conf import card_of
from forum.people import people_called
from kit.access import MEMBERS, users_with
from notifications.absences import Absence, absences

from .base import ForumView

MOST = 8


class PersonSuggestView(ForumView):
    """Up to eight people who can read the area and whose first or last name begins with ``q``, and who of them is
    away. Four statements."""

    def get(self, request: HttpRequest) -> HttpResponse:
        slug = request.GET.get("bereich", "")
        room = self.get_area(slug).room if slug else MEMBERS
        people = people_called(users_with(room).exclude(pk=request.user.pk), request.GET.get("q", ""))
        ids = list(people.values_list("pk", flat=True)[:MOST])
        cards = conf.author_cards(ids)
        away = absences(ids)
        shown = [card_of(cards, pk) for pk in ids]
        return JsonResponse(
            {
                "people": [
                    {"id": card.id, "name": card.name, "affiliation": _facts(card.affiliation, away.get(card.id))}
                    for card in shown
                ]
            }
        )


def _facts(affiliation: str, absence: Absence | None) -> str:
    if absence is None:
        return affiliation
    day = date_format(absence.until, pgettext("date format", "j F"))
    words = (
        _("away until %(day)s, deputy: %(name)s") % {"day": day, "name": absence.deputy_name}
        if absence.deputy
        else _("away until %(day)s") % {"day": day}
    )
    return " · ".join(filter(None, [affiliation, words]))
