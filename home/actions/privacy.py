"""Private pages stay private in every language."""

from django.db import transaction
from wagtail.models import PageViewRestriction


@transaction.atomic
def close_translations(restriction: PageViewRestriction) -> None:
    """Gives the translations of a page that was closed the same restriction, unless they have one of their own.

    Opening a page does not open its translations: the office does that page by page.
    """
    others = restriction.page.get_translations().exclude(view_restrictions__isnull=False)
    for page in others:
        copy = PageViewRestriction(page=page, restriction_type=restriction.restriction_type)
        copy.save()
        copy.groups.set(restriction.groups.all())


@transaction.atomic
def share_groups(restriction: PageViewRestriction) -> None:
    """Lets the same groups into the translations that are closed to all but groups."""
    alike = PageViewRestriction.objects.filter(
        page__in=restriction.page.get_translations(), restriction_type=PageViewRestriction.GROUPS
    )
    wanted = set(restriction.groups.values_list("pk", flat=True))
    for other in alike:
        if set(other.groups.values_list("pk", flat=True)) != wanted:
            other.groups.set(wanted)
