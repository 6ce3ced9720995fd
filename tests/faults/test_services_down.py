"""Valkey, the mail server and the worker are away, one by one and together: people read and post as ever, and when all
is back everybody hears of everything."""

import contextlib
import os
import signal
import time

import pytest
import redis

from cms import services
from forum.models import Post

from .post_office import Mood
from .town import Writers, hurry, supervised

READS, SECONDS = 40, 8


@contextlib.contextmanager
def valkey_stopped(town):
    town.site.valkey.kill()
    try:
        yield
    finally:
        town.site.valkey.start()


@contextlib.contextmanager
def valkey_hanging(town):
    [valkey] = (server for server in services.status() if server.name == "Valkey")
    os.kill(valkey.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(valkey.pid, signal.SIGCONT)


@contextlib.contextmanager
def valkey_full(town):
    """No memory for a byte more, and no place for another connection; those that were there are gone."""
    client = redis.Redis.from_url(services.valkey_url(), single_connection_client=True)
    before = {name: client.config_get(name)[name] for name in ("maxmemory", "maxclients")}
    client.config_set("maxmemory", 1)
    client.config_set("maxclients", 1)
    for kind in ("normal", "pubsub"):
        client.client_kill_filter(_type=kind, skipme=True)
    try:
        yield
    finally:
        for name, value in before.items():
            client.config_set(name, value)
        client.close()


def read(town, thread):
    """(errors, slowest in seconds) of pages read one after the other: thread, list, notifications, ``/stand/``."""
    client = town.client(town.people[-1])
    paths = [thread.get_absolute_url(), "/forum/", "/mitteilungen/", f"/stand/?thread={thread.pk}&version=1"]
    errors, slowest = 0, 0.0
    for number in range(READS):
        begin = time.perf_counter()
        code = client.send(client.get_bytes(paths[number % len(paths)]), status=200).status
        errors += code != 200
        slowest = max(slowest, time.perf_counter() - begin)
    client.close()
    return errors, slowest


def live_on(town, thread, fault, note):
    """Reads and posts while the fault lasts; returns what was acknowledged."""
    with Writers(town, thread, town.people[50:53], pause=0.3) as writers:
        errors, slowest_read = read(town, thread)
        time.sleep(SECONDS)
    note(
        fault,
        "posted, lost; errors reading, posting",
        (len(writers.acknowledged), writers.lost, errors, writers.errors),
    )
    note("", "slowest read, post", f"{slowest_read:.2f} s, {writers.slowest:.2f} s")
    assert writers.acknowledged
    assert (writers.lost, errors, writers.errors) == (0, 0, 0)
    return writers.posts()


def all_told(town, posts, note):
    """Everybody was told of everything once, in the website and by mail."""
    posts = [*posts, *Post.objects.filter(thread__in={post.thread_id for post in posts}, number=1)]
    wanted, missing, doubled = town.count(posts)
    note(
        "",
        "notifications wanted, missing, doubled; mails missing",
        (wanted, missing, doubled, town.missing_mails(posts)),
    )
    assert (missing, doubled) == (0, 0)
    assert town.missing_mails(posts) == 0


@pytest.mark.parametrize("fault", [valkey_stopped, valkey_hanging, valkey_full])
def test_without_valkey_all_goes_on_but_the_bells(town, note, fault):
    thread = town.new_thread()
    town.site.start_worker()
    with supervised(town.site.worker):
        with fault(town):
            posts = live_on(town, thread, fault.__name__.replace("_", " "), note)
            town.settle()
        all_told(town, posts, note)


@pytest.mark.parametrize("mood", [mood for mood in Mood if mood != Mood.TAKES])
def test_a_mail_server_in_a_mood_delays_mails_and_nothing_else(town, note, mood):
    thread, post_office = town.new_thread(), town.site.post_office
    doubled = post_office.doubled
    post_office.mood = mood
    hurry()
    town.site.start_worker()
    with supervised(town.site.worker):
        post_office.wait_until_asked()
        posts = live_on(town, thread, f"mail server {mood}", note)
        post_office.mood = Mood.TAKES
        hurry()
        seconds = town.settle()
        note("", "mails doubled; all gone out after its return", (post_office.doubled - doubled, f"{seconds:.0f} s"))
        all_told(town, posts, note)
    if mood != Mood.CLOSES_BEFORE:  # the only case in which nobody can know
        assert post_office.doubled == doubled


def test_with_valkey_mail_server_and_worker_away_people_read_and_post(town, note):
    thread, post_office = town.new_thread(), town.site.post_office
    post_office.mood = Mood.REFUSES
    with valkey_stopped(town):
        posts = live_on(town, thread, "valkey, mail server and worker away", note)
    post_office.mood = Mood.TAKES
    hurry()
    town.site.start_worker()
    with supervised(town.site.worker):
        town.settle()
    all_told(town, posts, note)
