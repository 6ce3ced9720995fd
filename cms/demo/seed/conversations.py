"""Who writes what when: the written threads meet the invented people and the calendar."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .clock import OfficeClock
from .world import Person, World, document

DAYS = 425  # fourteen months
MENTIONED = "mitglied@demo.example"  # is asked by name in two of the latest threads
PLACES = (2, 6)  # which ones
CROWDING = 1.7  # above 1: more activity lately
TYPICAL_GAP, SPREAD, LONGEST_GAP = 3.0, 1.2, 45.0  # working hours between two posts


@dataclass
class PostPlan:
    author: Person
    text: str
    quote: int | None
    quote_text: str
    reactions: dict[str, int]
    hours_ago: float = 0.0
    at: datetime = datetime.min
    pk: int = 0


@dataclass
class Conversation:
    """A thread to be written. ``cast``: its letters and who speaks for them."""

    area: str
    title: str
    kind: str
    tags: list[str]
    cast: dict[str, Person]
    posts: list[PostPlan]
    accepted: int | None = None
    hidden: int | None = None
    hidden_reason: str = ""
    is_closed: bool = False
    pk: int = field(default=0)


def plan_conversations(world: World) -> list[Conversation]:
    """All threads with people and moments, the oldest post first within each; the latest thread comes first."""
    clock = OfficeClock(world.now, DAYS)
    scripts, guests = _ordered_scripts(world)
    conversations = []
    for number, (area, script) in enumerate(scripts):
        share = ((number + 0.2) / len(scripts)) ** CROWDING
        times = _times(world, clock, len(script["posts"]), last=clock.hours * share)
        cast = _cast(world, script, clock, times[0], guests.get(script["title"], {}))
        conversations.append(_conversation(world, clock, area, script, times, cast))
    return conversations + _special(world, clock)


def _ordered_scripts(world: World) -> tuple[list[tuple[str, dict[str, Any]]], dict[str, dict[str, Person]]]:
    """The written threads in the order of their last post, and who is asked by name in two of the latest."""
    scripts = [
        (topic["slug"], script)
        for topic in document("areas.yaml")["topics"]
        for script in document(f"threads/{topic['slug']}.yaml")["threads"]
    ]
    world.random.shuffle(scripts)
    asking = [entry for entry in scripts if _addressed(entry[1])][: len(PLACES)]
    scripts = [entry for entry in scripts if entry not in asking]
    for place, entry in zip(PLACES, asking, strict=True):
        scripts.insert(place, entry)
    guest = world.accounts[MENTIONED]
    return scripts, {script["title"]: {_addressed(script): guest} for _area, script in asking}


def _conversation(
    world: World, clock: OfficeClock, area: str, script: dict[str, Any], times: list[float], cast: dict[str, Person]
) -> Conversation:
    posts = [
        PostPlan(
            author=cast[entry["by"]],
            text=entry["text"],
            quote=entry.get("quote"),
            quote_text=entry.get("quote_text", ""),
            reactions=entry.get("reactions", {}),
            hours_ago=hours_ago,
            at=clock.moment(hours_ago),
        )
        for entry, hours_ago in zip(script["posts"], times, strict=True)
    ]
    return Conversation(
        area=area,
        title=script["title"],
        kind=script["kind"],
        tags=script["tags"],
        cast=cast,
        posts=posts,
        accepted=script.get("accepted"),
    )


def _times(world: World, clock: OfficeClock, count: int, *, last: float) -> list[float]:
    """Working hours ago of each post, the first one first; the last one at ``last``."""
    gaps = [min(world.random.lognormvariate(0, SPREAD) * TYPICAL_GAP, LONGEST_GAP) for _ in range(count - 1)]
    room = max(clock.hours - last - 1, 1)
    shrink = min(1.0, room / sum(gaps)) if gaps else 1.0
    ago, times = last, [last]
    for gap in gaps:
        ago += max(gap * shrink, 0.05)
        times.append(ago)
    return times[::-1]


def _addressed(script: dict[str, Any]) -> str:
    """The letter of a town (or of anybody) whom one of the last posts mentions, without an answer since; or nothing."""
    for back, post in enumerate(reversed(script["posts"][-3:])):
        silent = {entry["by"] for entry in script["posts"][len(script["posts"]) - back - 1 :]}
        for letter in re.findall(r"@\{(\w)\}", post["text"]):
            if letter not in silent and script["cast"][letter] in ("stadt", "any"):
                return str(letter)
    return ""


def _cast(
    world: World, script: dict[str, Any], clock: OfficeClock, first: float, cast: dict[str, Person]
) -> dict[str, Person]:
    """Completes the cast: a different person and municipality for each letter, all of them there when it began."""
    cast = dict(cast)
    began = clock.moment(first).date()
    free = [
        person
        for person in world.people
        if person.municipality and not person.municipality.is_fictitious and not person.is_former and person.weight
        if person.begins_on and person.begins_on <= began
    ]
    for letter, kind in sorted(script["cast"].items(), key=lambda item: (item[1] != "speaker", item[0])):
        used = {person.municipality.key for person in cast.values() if person.municipality}
        if letter in cast:
            continue
        if kind == "speaker":
            cast[letter] = world.random.choice([each for each in world.speakers if each not in cast.values()])
            continue
        fitting = [
            person
            for person in free
            if person.municipality
            and person.municipality.key not in used
            and (kind == "any" or person.municipality.kind == kind)
        ]
        cast[letter] = world.random.choices(fitting, [person.weight for person in fitting])[0]
    return cast


def _reported(world: World, clock: OfficeClock) -> list[Conversation]:
    """The threads with a post somebody reports (cases.py), among the invented municipalities."""
    scripts = document("cases.yaml")
    cast = {letter: world.people_of(key)[0] for letter, key in scripts["cast"].items()}
    return [
        _conversation(
            world, clock, script["area"], script, _times(world, clock, len(script["posts"]), last=script["last"]), cast
        )
        for script in scripts["threads"]
    ]


def _special(world: World, clock: OfficeClock) -> list[Conversation]:
    """What only the invented municipalities go through, and what the speakers say among themselves."""
    scripts = document("special_threads.yaml")
    unpleasant = scripts["unpleasant"]
    cast = {letter: world.people_of(key)[0] for letter, key in unpleasant["cast"].items()}
    times = _times(world, clock, len(unpleasant["posts"]), last=95.0)
    bad = _conversation(world, clock, unpleasant["area"], unpleasant, times, cast)
    bad.hidden, bad.hidden_reason = unpleasant["hidden"], unpleasant["hidden_reason"]
    found = [bad, *_reported(world, clock)]
    for number, script in enumerate(scripts["speakers"]):
        times = _times(world, clock, len(script["posts"]), last=14.0 + 60 * number)
        among = {"first": world.speakers[0], "second": world.speakers[1]}
        cast = {letter: among[name] for letter, name in script["cast"].items()}
        conversation = _conversation(world, clock, "", script, times, cast)
        conversation.is_closed = True
        found.append(conversation)
    return found
