"""The second person of the network office: who approves what the first one submits."""

from datetime import timedelta

from django.contrib.auth.models import Group

from cms.accounts.groups import FREIGABE, REDAKTION
from cms.accounts.models import User
from directory.actions import ensure_profiles

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
