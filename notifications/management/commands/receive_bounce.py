import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from notifications.actions import record_bounce
from notifications.bounces import MAX_BYTES, read_report


class Command(BaseCommand):
    """The end of the mail server's pipe for the address in NOTIFICATIONS["BOUNCE_ADDRESS"].

    Whatever comes in, it says yes: a mail server must not answer a bounce with a bounce. Only a database that cannot be
    reached makes it fail, with the exit code (75) on which the mail server tries again later.
    """

    help = "Reads one mail that came back from standard input and notes it for the address it was sent to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--recipient", default="", help="the address on the envelope (Postfix: ${original_recipient})"
        )

    def handle(self, *args: Any, recipient: str, **options: Any) -> None:
        report = read_report(sys.stdin.buffer.read(MAX_BYTES), recipient)
        if report is None:
            self.stdout.write("No report about one of our mails.")
            return
        try:
            counted = record_bounce(token=report.token, status=report.status, words=report.words)
        except DatabaseError as error:
            raise CommandError("The database does not answer.", returncode=os.EX_TEMPFAIL) from error
        self.stdout.write(f"{report.status}: {'counted' if counted else 'not counted'}.")
