"""A worker dies at each named place. In the end everybody was told of everything once."""

import contextlib
import signal

from procrastinate.exceptions import AlreadyEnqueued

from forum.models import Post
from notifications.failpoints import FAILPOINTS, VARIABLE
from notifications.tasks import send_mails

from .town import supervised, wait_for_death

MOST_DOUBLES = {"after_smtp_ok", "before_note_commit"}  # between the server's yes and our note of it


def test_nobody_misses_or_hears_twice_what_18_dying_workers_were_telling(town, note):
    assert len(FAILPOINTS) >= 15
    survived, threads = [], []
    post_office = town.site.post_office
    before = post_office.doubled
    for name in FAILPOINTS:
        threads.append(town.new_thread())
        with contextlib.suppress(AlreadyEnqueued):
            send_mails.configure(task_kwargs={"timestamp": 0}).defer()
        town.site.start_worker(**{VARIABLE: name})
        if wait_for_death(town.site.worker) != -signal.SIGKILL:
            survived.append(name)
    town.site.start_worker()
    with supervised(town.site.worker):
        seconds = town.settle()
    posts = list(Post.objects.filter(thread__in=threads).select_related("author"))
    wanted, missing, doubled = town.count(posts)
    mails_doubled = post_office.doubled - before
    note(
        f"worker killed at {len(FAILPOINTS)} places",
        "notifications wanted, missing, doubled",
        (wanted, missing, doubled),
    )
    note("", "mails missing, doubled (same Message-ID)", (town.missing_mails(posts), mails_doubled))
    note("", "all done after the last death", f"{seconds:.0f} s")
    assert not survived
    assert (wanted >= 10_000, missing, doubled) == (True, 0, 0)
    assert town.missing_mails(posts) == 0
    assert mails_doubled <= len(MOST_DOUBLES)
