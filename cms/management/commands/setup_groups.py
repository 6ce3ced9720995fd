from typing import Any

from django.core.management.base import BaseCommand

from cms.accounts.groups import set_up_groups


class Command(BaseCommand):
    """Creates the groups Redaktion, Freigabe and Administration and the workflow, or resets them; again: no change."""

    help = "Creates the groups Redaktion, Freigabe and Administration with exactly their rights, and the workflow."

    def handle(self, *args: Any, **options: Any) -> None:
        set_up_groups()
        self.stdout.write("Gruppen Redaktion, Freigabe und Administration und der Arbeitsablauf sind eingerichtet.")
