"""What an open page should know now: the answer to a doorbell."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.generic import View

from kit.access import MEMBERS, keys_of
from notifications.bell import bell_count
from notifications.registry import Stream, find_stream, streams

MAX_NUMBER = 2**63 - 1


class StandView(View):
    """``/stand/?thread=12&version=34`` -> ``{"bell": 5, "thread": {…}}``; ``thread`` is null where the person must not
    know of it. ``?stream=thread&id=12&version=34`` says the same; without a stream the answer is the bell alone."""

    def get(self, request: HttpRequest) -> JsonResponse:
        if MEMBERS not in keys_of(request.user):  # anonymous people hold no such key either
            return _answer({"fehler": "anmeldung_noetig"}, status=401)
        stand: dict[str, Any] = {"bell": bell_count(request.user)}
        if asked := _asked_stream(request):
            stream, object_id = asked
            version = _number(request.GET.get("version"))
            stand[stream.name] = stream.state_for(request.user, object_id, version) if object_id else None
        return _answer(stand)


def _asked_stream(request: HttpRequest) -> tuple[Stream, int] | None:
    if stream := find_stream(request.GET.get("stream", "")):
        return stream, _number(request.GET.get("id"))
    for stream in streams():
        if stream.name in request.GET:
            return stream, _number(request.GET[stream.name])
    return None


def _number(text: str | None) -> int:
    """A number from an address; 0 for anything else."""
    is_number = text is not None and text.isascii() and text.isdecimal() and len(text) < 20
    number = int(text) if is_number and text else 0
    return number if number <= MAX_NUMBER else 0


def _answer(data: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, headers={"Cache-Control": "no-store"})
