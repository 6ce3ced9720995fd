"""What the forum tells the outside. Sent inside the transaction of the write, so that what a receiver writes or defers
exists if and only if the write does. Receivers mark a row, or defer a job, or return the jobs they want deferred with
the others in one statement; nothing slower.

``is_narrowing``: somebody who could read it before can read it no more (hidden, withdrawn, moved).
"""

from collections.abc import Iterable
from typing import Any

from django.dispatch import Signal
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

post_changed = Signal()
"""A post was written, edited, withdrawn, hidden or restored. Sends ``post_ids`` (list) and ``is_narrowing``."""

thread_changed = Signal()
"""A thread is new, or its title, kind, tags, area, state, pin, visibility or accepted answer changed. Sends
``thread_ids`` (list) and ``is_narrowing``; all posts of a thread go where it goes."""

area_changed = Signal()
"""An area is new, or its name, topic, order, archive state or list of people changed. Sends ``area_ids`` (list) and
``is_narrowing``."""


def say_post_changed(*post_ids: int, is_narrowing: bool = False, jobs: Iterable[Job] = ()) -> None:
    """Sends the signal; defers the given jobs and those the receivers return, all in one statement."""
    from .models import Post

    answers: list[tuple[Any, Any]] = post_changed.send(Post, post_ids=list(post_ids), is_narrowing=is_narrowing)
    all_jobs = [*jobs, *(job for _, returned in answers for job in returned or ())]
    if all_jobs:
        app.job_manager.batch_defer_jobs(all_jobs)


def say_thread_changed(*thread_ids: int, is_narrowing: bool = False) -> None:
    from .models import Thread

    thread_changed.send(Thread, thread_ids=list(thread_ids), is_narrowing=is_narrowing)


def say_area_changed(*area_ids: int, is_narrowing: bool = False) -> None:
    from .models import Area

    area_changed.send(Area, area_ids=list(area_ids), is_narrowing=is_narrowing)
