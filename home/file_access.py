"""Who may open a picture or a document: who may enter its collection and see a page, or anything else, that uses it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from kit.access import MEMBERS, Person, keys_of

from .access import passes, visible_pages

MEMBERS_FIELDS = ("joining_info",)  # of pages; visitors of the page do not see them


@dataclass(frozen=True)
class Access:
    is_allowed: bool
    is_public: bool


def may_open_file(request: HttpRequest, file: Any) -> Access:
    """Whether this person may open the picture or document, and whether everybody may.

    A file that only closed or unpublished pages use is as closed as they are, whatever its collection says, and one
    that stands in a field for members alone is for members. What no page uses, or also something that is no page (a
    setting, a frequent question), follows its collection alone. Three statements, and one for the person's keys where
    nobody has read them yet: the collection's restrictions, the references, the pages.
    """
    restrictions = list(file.collection.get_view_restrictions())
    users = _pages_that_use(file)
    is_allowed = passes(request, restrictions) and _sees_one(request.user, users)
    return Access(
        is_allowed=is_allowed,
        is_public=is_allowed and not restrictions and (_is_anonymous(request) or _sees_one(AnonymousUser(), users)),
    )


def may_edit_file(request: HttpRequest, file: Any) -> bool:
    """Whether the person works with this picture or document in the editors' area."""
    policy = policy_registry.get_by_type(type(file))
    return bool(policy.user_has_any_permission_for_instance(request.user, ["choose", "change", "delete"], file))


def _pages_that_use(file: Any) -> set[tuple[int, bool]] | None:
    """Ids of the pages that use a file, and whether for members alone; None where its use does not narrow who may open
    it."""
    page_type = ContentType.objects.get_for_model(Page).pk
    references = ReferenceIndex.get_references_to(file).values_list("base_content_type_id", "object_id", "model_path")
    found = set(references)
    if not found or any(kind != page_type for kind, _pk, _path in found):
        return None
    return {(int(pk), path.split(".")[0] in MEMBERS_FIELDS) for _kind, pk, path in found}


def _sees_one(user: Person, pages: set[tuple[int, bool]] | None) -> bool:
    if pages is None:
        return True
    is_member = MEMBERS in keys_of(user)
    shown = {pk for pk, is_for_members in pages if is_member or not is_for_members}
    return visible_pages(Page.objects.live().filter(pk__in=shown), user).exists()


def _is_anonymous(request: HttpRequest) -> bool:
    return not request.user.is_authenticated
