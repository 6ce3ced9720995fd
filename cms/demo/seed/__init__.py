"""Fills an empty installation with a believable network. Deterministic but for the day it is done on."""

import random
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from cms.accounts.groups import set_up_groups
from search.models import SearchDocument
from search.rebuild import rebuild

from .additions import seed_additions
from .areas import seed_areas
from .asking import seed_asking
from .bodies import seed_bodies
from .cases import seed_cases
from .choices import seed_choices
from .conversations import plan_conversations
from .drafts import seed_drafts
from .files import seed_files
from .marks import seed_marks
from .messages import seed_messages
from .newcomer import seed_newcomer
from .office import seed_reviewer, seed_work
from .outcomes import seed_outcomes
from .people import seed_people
from .polls import seed_polls
from .posts import write_conversations
from .reading import seed_reading
from .website import seed_website
from .world import World

SEED = 20121205  # the day the first ten municipalities signed


def seed(now: datetime, password: str, say: Callable[[str], None]) -> World:
    """Writes everything in one transaction, or nothing. Needs a migrated database without people."""
    world = World(now=now, random=random.Random(SEED))
    with transaction.atomic():
        set_up_groups()
        seed_bodies(world)
        say(f"{len(world.municipalities)} Kommunen und andere Körperschaften")
        seed_people(world, password)
        say(f"{len(world.people)} Personen")
        seed_areas(world)
        conversations = plan_conversations(world)
        write_conversations(world, conversations)
        say(f"{len(conversations)} Themen mit {sum(len(each.posts) for each in conversations)} Beiträgen")
        seed_reading(world, conversations)
        seed_asking(world)
        seed_polls(world)
        seed_outcomes(world)
        seed_files(world)
        seed_additions(world)
        seed_choices(world)
        seed_drafts(world)
        seed_marks(world)
        seed_cases(world, conversations)
        seed_newcomer(world, password)
        seed_reviewer(world, password)
        seed_website(world)
        seed_messages(world)
        seed_work(world)
        say("Seiten und Nachrichten")
        rebuild(lambda *_: None)
        say(f"{SearchDocument.objects.count()} Dokumente für die Suche")
    return world
