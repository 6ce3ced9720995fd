"""Reads of files where they stand in posts."""

from typing import TYPE_CHECKING, Self

from django.db import models

from kit.access import Person, in_rooms_of

from .enums import FileState, Visibility

if TYPE_CHECKING:
    from .models import AttachmentUse  # noqa: F401  the class below names it


class AttachmentUseQuerySet(models.QuerySet["AttachmentUse"]):
    def listed(self) -> Self:
        """What stands in lists, whoever looks: files below public posts of public threads, without those a scanner has
        not let through. Pictures inside texts are no files to people."""
        return self.filter(
            is_inline=False,
            attachment__state=FileState.OK,
            post__visibility=Visibility.PUBLIC,
            post__thread__visibility=Visibility.PUBLIC,
        )

    def listed_to(self, user: Person) -> Self:
        """What stands in this person's lists: the listed files of the areas they may enter."""
        return self.listed().filter(in_rooms_of(user, "post__thread__area__room"))
