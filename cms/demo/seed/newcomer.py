"""The account that has never signed in: what a member's first day looks like."""

from datetime import timedelta

from cms.accounts.models import User
from directory.actions import ensure_profiles
from directory.models import Mandate

from .world import World, document

DAYS_AGO = 3


def seed_newcomer(world: World, password: str) -> None:
    """Writes user, mandate and an empty profile; nothing chosen, nothing read."""
    facts = document("people.yaml")["newcomer"]
    joined = world.now - timedelta(days=DAYS_AGO)
    user = User.objects.create_user(
        facts["email"], password, first_name=facts["first_name"], last_name=facts["last_name"], date_joined=joined
    )
    Mandate.objects.create(
        person=user,
        municipality=world.municipalities[facts["key"]],
        function=facts["function"],
        begins_on=joined.date(),
    )
    ensure_profiles(people=[user])
