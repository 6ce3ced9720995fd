from typing import Any

from django.core.management.base import BaseCommand

from cms.accounts.groups import set_up_groups


class Command(BaseCommand):
    """Creates the groups Redaktion and Administration, or resets their rights. Running it again changes nothing."""

    help = "Creates the groups Redaktion and Administration with exactly their rights."

    def handle(self, *args: Any, **options: Any) -> None:
        set_up_groups()
        self.stdout.write("Gruppen Redaktion und Administration sind eingerichtet.")
