"""`manage.py services start|stop|status`: the embedded PostgreSQL and Valkey; `start-search`, `stop-search`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms import services

ACTIONS = {"start": services.start, "stop": services.stop, "status": services.status}
SEARCH_ACTIONS = {"start-search": services.start_search, "stop-search": services.stop_search}


class Command(BaseCommand):
    help = "Start, stop or show the embedded PostgreSQL and Valkey (DATABASE_URL and VALKEY_URL replace them)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=[*ACTIONS, *SEARCH_ACTIONS])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if search_action := SEARCH_ACTIONS.get(options["action"]):
                self.stdout.write(f"Elasticsearch: {search_action() or 'beendet'}")
                return
            servers = ACTIONS[options["action"]]()
        except services.ServiceError as error:
            raise CommandError(str(error)) from error
        for server in servers:
            if server.is_external:  # its address may hold a password
                self.stdout.write(f"{server.name:<13} eigener Server aus der Umgebung")
            else:
                state = f"läuft ({server.pid})" if server.is_running else "gestoppt"
                self.stdout.write(f"{server.name:<13} {state:<15} {server.url}")
