"""`manage.py rebuild_search`: all search documents anew, while people go on searching."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.conf import ELASTICSEARCH, POSTGRES
from search.engines import EngineError
from search.rebuild import rebuild


class Command(BaseCommand):
    help = "Writes all search documents anew: the table in PostgreSQL, then Elasticsearch where the site has it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", choices=[POSTGRES, ELASTICSEARCH], help="only this one")

    def handle(self, *args: Any, **options: Any) -> None:
        only, say = options["engine"], self._say if options["verbosity"] else _nothing
        try:
            rebuild(say, database=only != ELASTICSEARCH, server={ELASTICSEARCH: True, POSTGRES: False}.get(only))
        except EngineError as error:
            raise CommandError(str(error)) from error

    def _say(self, what: str, done: int, total: int) -> None:
        if done or not total:
            self.stdout.write(f"{what:<13} {done} / {total}")


def _nothing(what: str, done: int, total: int) -> None:
    """Says nothing (--verbosity 0)."""
