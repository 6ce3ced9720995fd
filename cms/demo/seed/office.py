"""The network office: the second person, who approves what the first one submits, and work that waits for both."""

from datetime import timedelta

from django.contrib.auth.models import Group

from cms.accounts.groups import FREIGABE, REDAKTION
from cms.accounts.models import User
from directory.actions import ensure_profiles
from forum.actions.tags import add_synonym
from home.models import ContentPage
from kit.models import Tag

from .world import World, document


def seed_reviewer(world: World, password: str) -> None:
    """Writes the account, its groups and a profile with the function."""
    facts = document("people.yaml")["reviewer"]
    user = User.objects.create_user(
        facts["email"],
        password,
        first_name=facts["first_name"],
        last_name=facts["last_name"],
        date_joined=world.now - timedelta(days=900),
        welcomed_at=world.now - timedelta(days=900),
    )
    user.groups.set(Group.objects.filter(name__in=[REDAKTION, FREIGABE]))
    ensure_profiles(people=[user])
    user.profile.function = facts["function"]
    user.profile.save(update_fields=["function"])


SYNONYMS = {"vereine": ("Verein", "Vereinswesen"), "ehrenamtskarte": ("EA-Karte",), "datenschutz": ("DSGVO",)}
CHECKED_DAYS_AGO = {"barrierefreiheit": 402, "hilfe": 388}


def seed_work(world: World) -> None:
    """Other spellings of tags, and two pages that were last checked more than a year ago."""
    for slug, names in SYNONYMS.items():
        for name in names:
            add_synonym(actor=world.speakers[0].user, target=Tag.objects.get(slug=slug), name=name)
    for slug, days in CHECKED_DAYS_AGO.items():
        checked_on = (world.now - timedelta(days=days)).date()
        ContentPage.objects.filter(slug=slug).update(checked_on=checked_on)
