"""Who may open pages that an editor has made private; files: file_access.

Wagtail knows »everybody signed in«; on this site an applicant is signed in without being a member. Private for
»signed-in people« therefore means: for those who hold the key ``members`` (architecture, rule 1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpRequest
from wagtail.models import BaseViewRestriction, PageViewRestriction

from kit.access import MEMBERS, Anybody, Person, keys_of


def passes(request: HttpRequest, restrictions: Iterable[Any]) -> bool:
    """Whether the person satisfies all restrictions, those inherited from above included."""
    return all(_passes_one(request, restriction) for restriction in restrictions)


def _passes_one(request: HttpRequest, restriction: Any) -> bool:
    if restriction.restriction_type == BaseViewRestriction.LOGIN:
        return MEMBERS in keys_of(request.user)
    return bool(restriction.accept_request(request))


def visible_pages(pages: Any, user: Person) -> Any:
    """The pages of a queryset that stand in no private section closed to this person. Adds no statement of its own
    but the one for the person's keys.

    Unlike Wagtail's ``public()`` it knows who asks, and that an alias is as private as the page it shows.
    """
    closed = PageViewRestriction.objects.filter(_closed_to(user))
    return pages.filter(~Exists(_above("path", closed)), ~Exists(_above("alias_of__path", closed)))


@dataclass(frozen=True)
class Viewers:
    """People for whom the same statement is written (kit.prepared): they differ in their groups alone."""

    is_signed_in: bool
    is_member: bool
    is_superuser: bool

    @classmethod
    def like(cls, user: Person) -> "Viewers":
        is_superuser = bool(getattr(user, "is_superuser", False))
        return cls(bool(user.is_authenticated), MEMBERS in keys_of(user), is_superuser)

    @property
    def anybody(self) -> Person:
        """Stands for one of them in a queryset; its gap takes ``user``, the id."""
        if not self.is_signed_in:
            return AnonymousUser()
        person = Anybody([MEMBERS] if self.is_member else [])
        person.is_superuser = self.is_superuser
        return person


def _above(path: str, closed: Any) -> Any:
    """Those of the restrictions that stand on the page of this path (of the outer query) or above it."""
    outer = ExpressionWrapper(OuterRef(path), output_field=CharField())
    return closed.annotate(below=outer).filter(below__startswith=F("page__path"))


def _closed_to(user: Person) -> Q:
    """The restrictions this person does not satisfy; the same rules as ``passes``, for the database."""
    closed = Q(restriction_type=BaseViewRestriction.PASSWORD)
    if MEMBERS not in keys_of(user):
        closed |= Q(restriction_type=BaseViewRestriction.LOGIN)
    if not getattr(user, "is_superuser", False):
        groups = Group.objects.none() if user.pk is None else Group.objects.filter(user=user.pk)
        closed |= Q(restriction_type=BaseViewRestriction.GROUPS) & ~Q(groups__in=groups)
    return closed
