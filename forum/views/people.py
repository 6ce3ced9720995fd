"""People one can mention."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse

from forum import conf
from forum.feeds import card_of
from kit.access import MEMBERS, users_with

from .base import MemberView

MOST = 8
SHORTEST = 2


class PersonSuggestView(MemberView):
    """Up to eight people who can read the area and whose first or last name begins with ``q``. Three statements."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = " ".join(request.GET.get("q", "").split())[:60]
        slug = request.GET.get("bereich", "")
        room = self.get_area(slug).room if slug else MEMBERS
        if len(typed) < SHORTEST:
            return JsonResponse({"people": []})
        people = users_with(room).exclude(pk=request.user.pk)
        for word in typed.split(" "):
            people = people.filter(Q(first_name__istartswith=word) | Q(last_name__istartswith=word))
        ids = list(people.order_by("last_name", "first_name", "pk").values_list("pk", flat=True)[:MOST])
        cards = conf.author_cards(ids)
        shown = [card_of(cards, pk) for pk in ids]
        return JsonResponse(
            {"people": [{"id": card.id, "name": card.name, "affiliation": card.affiliation} for card in shown]}
        )
