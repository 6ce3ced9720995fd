"""People one can mention, and the bodies they speak for."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from forum import conf
from forum.conf import card_of
from forum.people import bodies_called, people_called
from kit.access import MEMBERS, users_with
from notifications.absences import Absence, absence_of

from .base import SuggestionView

MOST = 8
MOST_BODIES = 3
FACTS = [f"mail_preference__{name}" for name in ("absent_from", "absent_until", "deputy__is_active")]


class PersonSuggestView(SuggestionView):
    """Up to eight people who can read the area and whose first or last name begins with ``q``, and who of them is
    away; up to three bodies with a word that does, and how many of their people can read it. Six statements.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        slug = request.GET.get("bereich", "")
        room = self.get_area(slug).room if slug else MEMBERS
        people = people_called(users_with(room).exclude(pk=request.user.pk), request.GET.get("q", ""))
        found = list(people.select_related("mail_preference__deputy").only(*FACTS)[:MOST])
        cards = conf.author_cards([person.pk for person in found])
        bodies = _bodies(request.GET.get("q", ""), room, request.user.pk)
        return JsonResponse(
            {
                "people": [
                    {"id": person.pk, "name": card.name, "affiliation": _facts(card.affiliation, absence_of(person))}
                    for person in found[: MOST - len(bodies)]
                    for card in [card_of(cards, person.pk)]
                ]
                + bodies
            }
        )


def _bodies(typed: str, room: str, user_id: Any) -> list[dict[str, Any]]:
    """Bodies somebody can be reached in. At most three statements, none where the site knows nobody's body."""
    if not conf.hook("PEOPLE_OF"):
        return []
    found = list(bodies_called(typed).only("pk", "key", "label")[: MOST_BODIES * 3])
    people = conf.people_of(each.key for each in found)
    wanted = {pk for ids in people.values() for pk in ids} - {user_id}
    readers = set(users_with(room).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    rows = []
    for each in found:
        if count := len(readers & set(people.get(each.key, ()))):
            words = ngettext("reaches %(count)s person", "reaches %(count)s people", count) % {"count": count}
            rows.append({"id": each.pk, "name": each.label, "affiliation": words, "is_body": True})
    return rows[:MOST_BODIES]


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
