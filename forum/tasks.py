"""Jobs of the forum. They carry ids only, are deferred in the transaction of the write, and may run twice."""

from contextlib import suppress
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from notifications.failpoints import failpoint

MENTION = "forum.mention"  # the kind of notification; the others' names stand in notices.py
RETRY = RetryStrategy(max_attempts=12, exponential_wait=2)


def event_id(post_id: int) -> str:
    """The event »this post was written«; reply, mention and new thread are kinds of it, each person hears it once."""
    return f"post:{post_id}"


def accepted_event_id(post_id: int) -> str:
    return f"accepted:{post_id}"


def hidden_event_id(post_id: int, number: int) -> str:
    """The event »this post was hidden for the first, second … time«."""
    return f"hidden:{post_id}:{number}"


def retagged_event_id(thread_id: int) -> str:
    """The event »this thread got a tag«: the same for all its tags, so that nobody hears of it twice."""
    return f"retagged:{thread_id}"


def case_event_id(event_id: int) -> str:
    """The event »this happened to a case«."""
    return f"case-event:{event_id}"


def group_key(thread_id: int) -> str:
    """All notifications of a thread are one row."""
    return f"thread:{thread_id}"


@app.task(name="forum.fan_out", retry=RETRY)
def fan_out(post_id: int) -> None:
    """Tells everybody who wants to hear of a new post; see forum.notices.tell_of_post."""
    from .notices import tell_of_post

    failpoint("before_fan_out")
    tell_of_post(post_id)
    failpoint("after_fan_out")


@app.task(name="forum.fan_out_mentions", retry=RETRY)
def fan_out_mentions(post_id: int, user_ids: list[int]) -> None:
    """Tells the people an edit newly mentions."""
    from .notices import tell_mentioned

    tell_mentioned(post_id, user_ids)


@app.task(name="forum.fan_out_unmentioned", retry=RETRY)
def fan_out_unmentioned(post_id: int, user_ids: list[int]) -> None:
    """Tells the people an edit no longer mentions what they hear as watchers."""
    from .notices import tell_unmentioned

    tell_unmentioned(post_id, user_ids)


@app.task(name="forum.tell_of_tags", retry=RETRY)
def tell_of_tags(thread_id: int, tag_ids: list[int], actor_id: int) -> None:
    """Tells who watches a tag of a thread that got it after it was written."""
    from .tag_notices import tell_of_tags

    tell_of_tags(thread_id, tag_ids, actor_id)


@app.task(name="forum.announce_accepted", retry=RETRY)
def announce_accepted(post_id: int, actor_id: int) -> None:
    """Tells the author of an answer that it was accepted."""
    from .notices import tell_of_acceptance

    tell_of_acceptance(post_id, actor_id)


@app.task(name="forum.tell_author", retry=RETRY)
def tell_author(post_id: int, actor_id: int, verb: str) -> None:
    """Tells the author of a post what the speaker team did with it."""
    from .notices import tell_of_moderation

    tell_of_moderation(post_id, actor_id, verb)


@app.task(name="forum.tell_of_case", retry=RETRY)
def tell_of_case(event_id: int) -> None:
    """Tells the author of a reported post what is asked of them, or author and reporters what was decided."""
    from .case_notices import tell_of_case_event

    tell_of_case_event(event_id)


@app.task(name="forum.render_posts_naming", retry=RETRY)
def render_posts_naming(user_id: int) -> None:
    """Bakes a changed name into the posts that carry the old one."""
    from .actions import rendering

    rendering.render_posts_naming(user_id)


@app.task(name="forum.render_posts_naming_body", retry=RETRY)
def render_posts_naming_body(affiliation_id: int) -> None:
    """Bakes a changed name of a body into the posts that carry the old one."""
    from .actions import rendering

    rendering.render_posts_naming_body(affiliation_id)


@app.task(name="forum.erase_quotes", retry=RETRY)
def erase_quotes(post_id: int) -> None:
    """Takes what others quoted from an erased post out of their texts."""
    from .actions.erasing import erase_quotes_of

    erase_quotes_of(post_id)


@app.task(name="forum.scan_file", retry=RETRY)
def scan_file(file_id: int) -> None:
    """Asks the scanner about a held file; where it still does not answer, scan_waiting_files will."""
    from .actions.file_upkeep import scan_waiting_file
    from .scanning import ScannerAway

    with suppress(ScannerAway):
        scan_waiting_file(file_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="forum.scan_waiting_files", queueing_lock="forum.scan_waiting_files")
def scan_waiting_files(timestamp: int) -> int:
    """Asks the scanner about all held files."""
    from .actions import file_upkeep

    return file_upkeep.scan_waiting_files()


@app.periodic(cron="35 3 * * *")
@app.task(name="forum.delete_unused_files", queueing_lock="forum.delete_unused_files", retry=RETRY)
def delete_unused_files(timestamp: int) -> int:
    """Deletes files that have stood nowhere for a week."""
    from .actions import file_upkeep

    return file_upkeep.delete_unused_files()


@app.periodic(cron="20 3 * * *")
@app.task(name="forum.reconcile", queueing_lock="forum.reconcile", retry=RETRY)
def reconcile_nightly(timestamp: int) -> dict[str, Any]:
    """Compares all derived values with the truth and repairs them; the log names the number of wrong rows."""
    import logging

    from .actions.counters import reconcile

    drift = reconcile()
    if drift:
        logging.getLogger(__name__).error("reconcile repaired %s", drift)
    return {"threads": drift.threads, "areas": drift.areas}


@app.periodic(cron="*/10 * * * *")
@app.task(name="forum.remind_of_bookmarks", queueing_lock="forum.remind_of_bookmarks", retry=RETRY)
def remind_of_bookmarks(timestamp: int) -> int:
    """Tells people of the posts they wanted to be reminded of by now."""
    from .actions.bookmarks import remind_due

    return remind_due()


@app.periodic(cron="* * * * *")
@app.task(name="forum.publish_scheduled", queueing_lock="forum.publish_scheduled", retry=RETRY)
def publish_scheduled(timestamp: int) -> int:
    """Publishes what speakers have scheduled for by now."""
    from .scheduling import publish_due

    return publish_due()


@app.periodic(cron="35 3 * * *")
@app.task(name="forum.forget_old_drafts", queueing_lock="forum.forget_old_drafts", retry=RETRY)
def forget_old_drafts(timestamp: int) -> int:
    """Deletes drafts nobody has touched for half a year."""
    from .actions.drafts import forget_old

    return forget_old()


@app.periodic(cron="25 3 * * *")
@app.task(name="forum.forget_run_out_mutings", queueing_lock="forum.forget_run_out_mutings", retry=RETRY)
def forget_run_out_mutings(timestamp: int) -> int:
    """Deletes mutings whose last day is over."""
    from .actions.subscriptions import forget_run_out

    return forget_run_out()


@app.periodic(cron="5 4 * * *")
@app.task(name="forum.ask_authors", queueing_lock="forum.ask_authors", priority=-10)
def ask_authors(timestamp: int) -> None:
    """What the forum asks of people: whether an answer helped, what became of it, and of the speaker team, where nobody
    has answered; before notifications.tell_requests."""
    from .requests import ask_authors, ask_for_outcomes, ask_team

    ask_authors()
    ask_for_outcomes()
    ask_team()
