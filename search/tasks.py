"""Jobs that write documents. They carry ids only, are deferred in the transaction of the write, and may run twice."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from directory.models import Mandate, Profile, SpeakerTerm
from forum.models import Thread
from kit.models import Tag

from . import index
from .models import StaleMark
from .query import Kind
from .sources.files import posts_to_write
from .sources.forum import threads_changed_by

RETRY = RetryStrategy(max_attempts=12, exponential_wait=2)
FORGOTTEN_AFTER = timedelta(minutes=15)  # a mark this old has lost its job


@app.task(name="search.write", retry=RETRY)
def write(kind: str, ids: list[int]) -> None:
    """Writes the documents of these objects as they are now."""
    for batch in index.in_batches(ids):
        index.write(kind, batch)


@app.task(name="search.write_posts", retry=RETRY)
def write_posts(post_ids: list[int]) -> None:
    """Writes these posts, and their threads and files where that says something new."""
    for batch in index.in_batches(post_ids):
        index.write(Kind.POST, batch)
        index.write(Kind.THREAD, threads_changed_by(batch))
        index.write(Kind.FILE, posts_to_write(batch))


@app.task(name="search.write_threads", retry=RETRY)
def write_threads(thread_ids: list[int]) -> None:
    """Writes these threads and what their posts say of them: room, topic, whether answered."""
    for batch in index.in_batches(thread_ids):
        index.write_threads(batch)


@app.task(name="search.write_areas", retry=RETRY)
def write_areas(area_ids: list[int]) -> None:
    """Writes the threads of these areas if the areas' room or topic is not the one in the documents."""
    write_threads(index.outdated_threads(area_ids))


@app.task(name="search.write_municipalities", retry=RETRY)
def write_municipalities(ids: list[int]) -> None:
    """Writes these municipalities and the people whose documents name them."""
    write(Kind.MUNICIPALITY, ids)
    write(Kind.PERSON, _profiles(Q(person__mandates__municipality__in=ids)))


@app.task(name="search.write_pages", retry=RETRY)
def write_pages(ids: list[int]) -> None:
    """Writes these pages, whatever they are or were."""
    write(Kind.PAGE, ids)
    write(Kind.EVENT, ids)


@app.task(name="search.write_topic", retry=RETRY)
def write_topic(topic_id: int) -> None:
    """Writes everything that names the topic."""
    write_threads(_threads(Q(area__topic=topic_id)))
    write(Kind.PERSON, _profiles(Q(expertise__topic=topic_id)))


@app.task(name="search.write_tag", retry=RETRY)
def write_tag(tag_id: int) -> None:
    """Writes the threads and people that carry the tag or the one it stands for."""
    canonical = Tag.objects.filter(pk=tag_id).values_list("canonical", flat=True).first()
    for pk in filter(None, {tag_id, canonical}):
        write_threads(_threads(Q(tag_ids__contains=[pk])))
        write(Kind.PERSON, _profiles(Q(expertise__tag=pk)))


@app.periodic(cron="10 22,23 * * *")
@app.task(name="search.tidy", queueing_lock="search.tidy", retry=RETRY)
def tidy(timestamp: int) -> None:
    """Just after midnight in Germany: who is listed, and where, has changed with the date; terms nobody uses go."""
    today = timezone.localdate()
    days = [today - timedelta(days=1), today]
    changed = Q(begins_on__in=days) | Q(ends_on__in=days)
    people = {*Mandate.objects.filter(changed).values_list("person", flat=True)}
    people |= {*SpeakerTerm.objects.filter(changed).values_list("person", flat=True)}
    write(Kind.PERSON, _profiles(Q(person__in=people)))
    index.forget_terms()


@app.periodic(cron="*/15 * * * *")
@app.task(name="search.heal", queueing_lock="search.heal", retry=RETRY)
def heal(timestamp: int) -> None:
    """Writes what has been marked stale for long: its job failed too often."""
    marks = StaleMark.objects.filter(created_at__lt=timezone.now() - FORGOTTEN_AFTER)
    for kind in Kind.values:
        write(kind, _distinct(marks.filter(kind=kind).values_list("object_id", flat=True)))
    write_threads(_distinct(marks.values_list("thread_id", flat=True)))


@app.periodic(cron="* * * * *")
@app.task(name="search.read_files", queueing_lock="search.read_files", lock="search.read_files", priority=-10)
def read_files(timestamp: int) -> None:
    """Reads the words of new files and writes their documents. What a crash interrupts is read the next time."""
    from .file_texts import read_waiting_files

    write(Kind.FILE, read_waiting_files())


def _distinct(ids: Iterable[int | None]) -> list[int]:
    return sorted({pk for pk in ids if pk is not None})


def _threads(condition: Q) -> list[int]:
    return list(Thread.objects.filter(condition).order_by("pk").values_list("pk", flat=True))


def _profiles(condition: Q) -> list[int]:
    return list(Profile.objects.filter(condition).order_by("pk").values_list("pk", flat=True).distinct())


@app.periodic(cron="*/10 * * * *")
@app.task(name="search.tell_experts", queueing_lock="search.tell_experts", priority=-10)
def tell_experts(timestamp: int) -> None:
    """Tells members of new questions that fit what they offer advice on."""
    from .expertise import tell_experts

    tell_experts()


@app.periodic(cron="5 4 * * *")
@app.task(name="search.ask_experts", queueing_lock="search.ask_experts", priority=-10)
def ask_experts(timestamp: int) -> None:
    """Asks members whose expertise fits about questions nobody answers; before notifications.tell_requests."""
    from .expertise import ask_experts

    ask_experts()
