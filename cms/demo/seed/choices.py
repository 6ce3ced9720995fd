"""What people of the demo want to hear of, and when they want mails: each kind of choice once."""

from datetime import timedelta

from django.utils import timezone

from forum.actions.subscriptions import set_tag_level
from forum.enums import Level
from forum.models import Subscription
from kit.models import Tag
from notifications.actions import set_kind_mail, set_preferences
from notifications.enums import Mail, Rhythm, Weekday

from .world import Person, World

TAGS = {"vereine": Level.WATCHING, "datenschutz": Level.FIRST, "versicherung": Level.MUTED}
FIRST_OF = 3  # every third thread
MUTED_FOR = timedelta(days=18)


def seed_choices(world: World) -> None:
    """For the account of a member: levels of every kind. A colleague reads weekly, another person is away."""
    member, colleague = world.accounts["mitglied@demo.example"], world.accounts["kollegin@demo.example"]
    _choose_levels(world, member)
    set_preferences(user=colleague.user, rhythm=Rhythm.WEEKLY, digest_weekday=Weekday.TUESDAY, digest_hour=9)
    set_kind_mail(user=colleague.user, wish_key="forum.mention", mail=Mail.DIGEST)
    _send_on_leave(world)


def _choose_levels(world: World, member: Person) -> None:
    for tag in Tag.objects.filter(slug__in=TAGS, canonical=None):
        set_tag_level(actor=member.user, tag=tag, level=TAGS[tag.slug])
    threads = list(Subscription.objects.filter(user=member.user, thread__isnull=False).order_by("thread"))
    Subscription.objects.filter(pk__in=[row.pk for row in threads[::FIRST_OF]]).update(level=Level.FIRST)
    if len(threads) > 1:
        until = timezone.localdate(world.now) + MUTED_FOR
        Subscription.objects.filter(pk=threads[1].pk).update(level=Level.MUTED, until=until)


def _send_on_leave(world: World) -> None:
    """The first person with a colleague, of those without an account to try."""
    tried = {id(person) for person in world.accounts.values()}
    working = [each for each in world.people if each.function and not each.is_former and id(each) not in tried]
    today = timezone.localdate(world.now)
    for person in working:
        others = [each for each in working if each.municipality == person.municipality and each is not person]
        if person.municipality and others:
            absence = {"absent_from": today - timedelta(days=4), "absent_until": today + timedelta(days=10)}
            set_preferences(user=person.user, deputy=others[0].user, **absence)
            return
