from typing import Any

from django.core.management.base import BaseCommand

from forum.actions.counters import reconcile


class Command(BaseCommand):
    help = "Compares the forum's counters with the posts, repairs what is wrong, and says how many rows were (0)."

    def handle(self, *args: Any, **options: Any) -> None:
        drift = reconcile()
        self.stdout.write(f"threads: {drift.threads}, areas: {drift.areas}")
