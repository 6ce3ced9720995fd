"""Plain functions that make what a test needs: ``make_<thing>(**what differs)``. Everything not named is believable.

Rows of directory and accounts are written directly, threads and posts through the forum's own actions (without its
limits on speed), so that counters, reading marks and jobs are those of real life.
"""

from .directory import (
    make_contact,
    make_mandate,
    make_member,
    make_municipality,
    make_profile,
    make_signing,
    make_speaker,
    make_term,
)
from .files import make_file
from .forum import make_area, make_post, make_posts, make_thread, make_threads
from .people import PASSWORD, make_admin, make_applicant, make_editor, make_user, next_number
from .taxonomy import make_tag, make_topic

__all__ = [
    "PASSWORD",
    "make_admin",
    "make_applicant",
    "make_area",
    "make_contact",
    "make_editor",
    "make_file",
    "make_mandate",
    "make_member",
    "make_municipality",
    "make_post",
    "make_posts",
    "make_profile",
    "make_signing",
    "make_speaker",
    "make_tag",
    "make_term",
    "make_thread",
    "make_threads",
    "make_topic",
    "make_user",
    "next_number",
]
