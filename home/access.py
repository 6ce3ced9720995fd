"""Who may open pages, documents and pictures that an editor has made private.

Wagtail knows »everybody signed in«; on this site an applicant is signed in without being a member. Private for
»signed-in people« therefore means: for those who hold the key ``members`` (architecture, rule 1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail.models import BaseViewRestriction, Collection

from kit.access import MEMBERS, keys_of


@dataclass(frozen=True)
class Access:
    is_allowed: bool
    is_public: bool


def may_open_collection(request: HttpRequest, collection: Collection) -> Access:
    """Whether this person may see what lies in the collection, and whether everybody may."""
    restrictions = list(collection.get_view_restrictions())
    return Access(is_allowed=passes(request, restrictions), is_public=not restrictions)


def passes(request: HttpRequest, restrictions: Iterable[Any]) -> bool:
    """Whether the person satisfies all restrictions, those inherited from above included."""
    return all(_passes_one(request, restriction) for restriction in restrictions)


def _passes_one(request: HttpRequest, restriction: Any) -> bool:
    if restriction.restriction_type == BaseViewRestriction.LOGIN:
        return MEMBERS in keys_of(request.user)
    return bool(restriction.accept_request(request))
