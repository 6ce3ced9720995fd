"""To whom the speaker team and the office can announce something: all members, or those a topic concerns."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from directory.models import Expertise
from forum.enums import Level
from forum.models import Subscription
from kit.access import MEMBERS, users_with
from kit.models import Topic
from notifications.audiences import Audience


def network_audiences() -> Iterable[Audience]:
    """One statement."""
    yield Audience("members", _("all members"), MEMBERS, partial(users_with, MEMBERS))
    for topic in Topic.objects.all():
        label = _("members with an interest in %(topic)s") % {"topic": topic.name}
        yield Audience(f"topic-{topic.pk}", label, MEMBERS, partial(people_of_topic, topic))


def people_of_topic(topic: Topic) -> QuerySet[Any]:
    """Members who offer or seek advice on it in the directory, or watch its area; not those who muted the area."""
    watched = Subscription.objects.filter(user=OuterRef("pk"), area__topic=topic)
    named = Expertise.objects.filter(profile__person=OuterRef("pk"), topic=topic)
    return users_with(MEMBERS).filter(
        Q(Exists(named)) | Q(Exists(watched.filter(level__gt=Level.NORMAL))),
        ~Exists(watched.filter(level=Level.MUTED)),
    )
