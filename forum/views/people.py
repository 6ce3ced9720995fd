"""People one can mention."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from forum import conf
from forum.feeds import card_of
from forum.people import people_called
from kit.access import MEMBERS, users_with

from .base import ForumView

MOST = 8


class PersonSuggestView(ForumView):
    """Up to eight people who can read the area and whose first or last name begins with ``q``. Three statements."""

    def get(self, request: HttpRequest) -> HttpResponse:
        slug = request.GET.get("bereich", "")
        room = self.get_area(slug).room if slug else MEMBERS
        people = people_called(users_with(room).exclude(pk=request.user.pk), request.GET.get("q", ""))
        ids = list(people.values_list("pk", flat=True)[:MOST])
        cards = conf.author_cards(ids)
        shown = [card_of(cards, pk) for pk in ids]
        return JsonResponse(
            {"people": [{"id": card.id, "name": card.name, "affiliation": card.affiliation} for card in shown]}
        )
