"""Three polls: one that runs and is secret, a date to be found in the open, and one whose results came at its end."""

import random
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from forum.actions.polls import Choice, NewPoll, add_poll
from forum.enums import PollKind, PollResults
from forum.models import Poll, PollOption, PollVote, PollVoter, Post

from .world import Person, World

SEED = 20260617
FORMS = "Netzwerktreffen in Präsenz, per Video oder gemischt: Was hat sich gehalten?"
YOUTH = "Einladung: Online-Austausch „Junges Engagement“ im kommenden Monat"
JUBILEE = "Jubiläumskarte: feierlich übergeben oder mit der Post verschicken?"


def seed_polls(world: World) -> None:
    """Writes polls below posts that ask for one, with votes of people who could read them."""
    chance = random.Random(SEED)
    voters = [person for person in world.people if person.municipality and not person.is_former]
    _poll(
        chance,
        voters,
        _post(FORMS, 1),
        NewPoll(
            "Wie treffen sich die Ehrenamtsstellen bei Ihnen am häufigsten?",
            PollKind.SINGLE,
            PollResults.NOW,
            True,
            None,
            [Choice("In Präsenz"), Choice("Per Video"), Choice("Gemischt"), Choice("Im Wechsel, Präsenz und Video")],
        ),
        count=34,
    )
    days = _afternoons(timezone.localdate(world.now) + timedelta(days=14))
    _poll(
        chance,
        voters,
        _post(YOUTH, 3),
        NewPoll(
            "Welcher Nachmittag passt Ihnen für einen zweiten Termin?",
            PollKind.DATES,
            PollResults.NOW,
            False,
            _midnight(timezone.localdate(world.now) + timedelta(days=10)),
            days,
        ),
        count=11,
    )
    _poll(
        chance,
        voters,
        _post(JUBILEE, 1),
        NewPoll(
            "Wie übergeben Sie die Jubiläumskarte?",
            PollKind.MULTIPLE,
            PollResults.END,
            True,
            min(_post(JUBILEE, 1).created_at + timedelta(days=14), world.now - timedelta(days=1)),
            [Choice("Bei einer Feier für alle"), Choice("Im Verein vor Ort"), Choice("Bei der Abholung im Rathaus")],
        ),
        count=23,
    )


def _post(title: str, number: int) -> Post:
    return Post.objects.select_related("thread").get(thread__title=title, number=number)


def _poll(chance: random.Random, people: list[Person], post: Post, new: NewPoll, *, count: int) -> None:
    """The poll as old as its post, with the votes of so many people."""
    poll = add_poll(post, new)
    Poll.objects.filter(pk=poll.pk).update(created_at=post.created_at)
    options = list(poll.options.all())
    voters = chance.sample([person for person in people if person.user.pk != post.author_id], count)
    PollVoter.objects.bulk_create(PollVoter(poll=poll, user=person.user) for person in voters)
    votes: list[PollVote] = []
    for person in voters:
        most = 1 if new.kind == PollKind.SINGLE else chance.randint(1, len(options) - 1)
        for option in chance.sample(options, most):
            option.vote_count += 1
            votes.append(PollVote(option=option, user=person.user))
    PollOption.objects.bulk_update(options, ["vote_count"])
    if not new.is_secret:
        PollVote.objects.bulk_create(votes)


def _afternoons(start: Any) -> list[Choice]:
    """Tuesday, Wednesday and Thursday of a week, from two to half past three."""
    tuesday = start + timedelta(days=(1 - start.weekday()) % 7)
    days = [tuesday + timedelta(days=place) for place in range(3)]
    return [Choice(begins_at=_at(day, 14, 0), ends_at=_at(day, 15, 30)) for day in days]


def _at(day: Any, hour: int, minute: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _midnight(day: Any) -> datetime:
    return _at(day, 0, 0)
