"""`manage.py demo`: a believable network to look around in."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.accounts.models import User
from cms.demo.seed.world import document

PASSWORD = "Ehrenamt-verbindet"  # noqa: S105  printed for everybody, and refused outside the demonstration


class Command(BaseCommand):
    help = "Fills an empty database with the demonstration network; where it stands already, changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="also outside demo and development (for tests)")
        parser.add_argument("--bench", action="store_true", help="the network at the size it is measured at")
        parser.add_argument("--posts", type=int, default=400_000, help="with --bench: how many (default: 400000)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SETTINGS_MODULE == "cms.settings.production":
            raise CommandError("The demonstration never runs with the production settings.")
        if not (settings.IS_DEMO or settings.DEBUG or options["force"]):
            raise CommandError("This is neither the demo (RATSCHLAG_DEMO=1) nor development.")
        people = document("people.yaml")
        accounts = [*people["accounts"], people["newcomer"], people["reviewer"]]
        if options["bench"]:
            self._bench(options["posts"])
        elif not User.objects.filter(email=accounts[0]["email"]).exists():
            self._seed()
        self.stdout.write(f"\nKonten, alle mit dem Passwort {PASSWORD}")
        for account in accounts:
            name = f"{account['first_name']} {account['last_name']}"
            self.stdout.write(f"  {account['email']:<28} {name:<18} {account['role']}")

    def _seed(self) -> None:
        from cms.demo.seed import seed

        if User.objects.exists():
            raise CommandError("This database has people already; the demonstration needs an empty one.")
        started = time.monotonic()
        seed(timezone.now(), PASSWORD, lambda line: self.stdout.write(f"  {line}"))
        self.stdout.write(f"  in {time.monotonic() - started:.1f} Sekunden")

    def _bench(self, posts: int) -> None:
        from cms.demo.bulk.build import build, finished_posts
        from cms.demo.bulk.plan import FEWEST_POSTS, Scale

        if posts < FEWEST_POSTS:
            raise CommandError(f"The benchmark has at least {FEWEST_POSTS} posts.")
        if (finished := finished_posts()) == posts:
            self.stdout.write(f"  Der Bestand für Messungen mit {posts} Beiträgen ist da; nichts geändert.")
        elif finished or User.objects.exists():
            has = f"the benchmark with {finished} posts" if finished else "people"
            raise CommandError(f"This database has {has} already; the benchmark needs an empty one.")
        else:
            build(Scale(posts=posts), PASSWORD, lambda line: self.stdout.write(f"  {line}"))
