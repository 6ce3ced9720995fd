"""Builds the benchmark's database on top of the demonstration: all of it or nothing, and the same each time."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.db import connection, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cms.accounts.models import User
from cms.demo.seed import SEED, seed
from directory.models import Profile
from forum.access import area_key
from forum.actions.case_events import next_working_day
from forum.enums import EventKind, ReportKind
from forum.models import Area, AreaMembership, CaseEvent, ModerationCase, Post, Report, Thread
from kit.models import Tag
from search.models import SearchDocument
from search.query import Kind

from . import MEASURED_MEMBER
from .documents import without_vector_index, write_documents
from .extras import write_extras
from .people import add_people
from .plan import SPAN, Scale, plan_threads
from .reading import write_notifications, write_reading, write_subscriptions
from .threads import Writing, Written, write_reactions, write_threads
from .words import Author

Say = Callable[[str], None]
CLOSED = {"name": "Projektgruppe Fördermittel", "slug": "projektgruppe-foerdermittel"}
CLOSED_SHARES = (0.06, 0.02)  # of the writers, who are in the project group and in the speakers' area
CASES = 12
_MARK = "demo --bench --posts "  # comment on the database's table of posts: it is complete, and how large


def finished_posts() -> int | None:
    """How many posts the benchmark's database was built with; None where it was not, or not to the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(%s::regclass)", [Post._meta.db_table])
        comment = cursor.fetchone()[0] or ""
    return int(comment.removeprefix(_MARK)) if comment.startswith(_MARK) else None


def build(scale: Scale, password: str, say: Say) -> None:
    """Needs a migrated database without people, and no transaction around it. Takes minutes; says how far it is."""
    started = monotonic()
    now = timezone.now()
    with transaction.atomic():
        seed(now, password, say)
        with without_vector_index():
            _grow(scale, random.Random(SEED), now, say)
            say("Der Suchindex wird aufgebaut")
    say("Die Statistik der Datenbank wird aufgefrischt")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute(f"COMMENT ON TABLE {Post._meta.db_table} IS '{_MARK}{scale.posts}'")
    say(f"{_numbers()} in {monotonic() - started:.0f} Sekunden")


def _grow(scale: Scale, numbers: random.Random, now: datetime, say: Say) -> None:
    measured = User.objects.get(email=MEASURED_MEMBER)
    people = add_people(scale.members, numbers, now)
    write_documents(Kind.PERSON, list(Profile.objects.filter(person__in=people).values_list("pk", flat=True)))
    say(f"{len(people)} weitere Mitglieder")
    writers = [person.pk for person in numbers.sample(people, scale.writers - 1)]
    closed, pools = _close_areas(measured, writers, numbers)
    writers.insert(numbers.randrange(len(writers)), measured.pk)
    areas = list(Area.objects.filter(is_closed=False).select_related("topic"))
    tag_ids = list(Tag.objects.filter(canonical=None).order_by("pk").values_list("pk", flat=True))
    author = Author(numbers)
    plans = plan_threads(scale, author, areas, closed, tag_ids)
    writing = Writing(author, writers, pools, now)
    writing.write(plans, say)
    write_threads(plans, writing.affiliations, numbers, now - SPAN)
    _count_areas()
    write_documents(Kind.THREAD, [plan.pk for plan in plans])
    say(f"{len(plans)} Themen")
    write_reactions(writing.posts, [person.pk for person in people], numbers, now)
    write_extras(measured, people, writing.posts, plans, author)
    write_reading(measured, people, plans, numbers, now)
    write_subscriptions(measured, people, plans, areas, tag_ids, numbers, now)
    write_notifications(measured, people, writing.posts, numbers, now)
    _report(writing.posts, people, numbers, now)
    say("Reaktionen, Dateien, Umfragen, Lesezeichen, Lesestände, Abonnements, Mitteilungen und Fälle")


def _close_areas(
    measured: User, writers: Sequence[int], numbers: random.Random
) -> tuple[list[Area], dict[int, list[int]]]:
    """A second closed area, and more people in the one there is. Returns both, and who of the writers is in each."""
    speakers = Area.objects.get(is_closed=True)
    group = Area.objects.create(**CLOSED, is_closed=True, position=speakers.position + 1)
    group.room = area_key(group.pk)
    group.save(update_fields=["room"])
    closed = [group, speakers]
    pools = {
        area.pk: numbers.sample(writers, max(2, int(share * len(writers))))
        for area, share in zip(closed, CLOSED_SHARES, strict=True)
    }
    pools[group.pk].append(measured.pk)
    AreaMembership.objects.bulk_create(
        AreaMembership(area_id=area, user_id=person) for area, pool in pools.items() for person in pool
    )
    return closed, pools


def _count_areas() -> None:
    listed = Thread.objects.listed().filter(area=OuterRef("pk")).order_by().values("area")
    Area.objects.update(thread_count=Coalesce(Subquery(listed.annotate(count=Count("pk")).values("count")), 0))


def _report(posts: list[Written], people: list[User], numbers: random.Random, now: datetime) -> None:
    """Cases that nobody has looked at yet."""
    replies = [post for post in posts if post.number > 1 and not post.plan.area.is_closed]
    for post in numbers.sample(replies, CASES):
        moment = now - timedelta(hours=numbers.randint(1, 40))
        reporter = numbers.choice([person for person in people if person.pk != post.author_id])
        due_on = next_working_day(timezone.localdate(moment))
        case = ModerationCase.objects.create(post_id=post.pk, opened_at=moment, due_on=due_on)
        kind = numbers.choice([each for each in ReportKind if each != ReportKind.OTHER])
        Report.objects.create(case=case, reporter=reporter, kind=kind, created_at=moment)
        CaseEvent.objects.create(case=case, kind=EventKind.REPORTED, actor=reporter, created_at=moment)


def _numbers() -> str:
    counts = [(User, "Personen"), (Thread, "Themen"), (Post, "Beiträge"), (SearchDocument, "Dokumente für die Suche")]
    return ", ".join(f"{model._default_manager.count()} {name}" for model, name in counts)
