import re
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.actions import record_municipalities
from directory.register.plan import Plan, make_plan
from directory.register.reading import Complaint, UnreadableRegister, read_register

SHOWN = 200


class Command(BaseCommand):
    help = (
        "Writes the municipalities of the official register (GV-ISys, quarterly extract as CSV). All or nothing: one "
        "wrong row, and nothing changes. Never deletes; membership, website and own words stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file, UTF-8")
        parser.add_argument(
            "--land", action="append", default=[], help="two digits, e.g. 05; may be given several times; default: all"
        )
        parser.add_argument("--dry-run", action="store_true", help="says what would change, and changes nothing")
        parser.add_argument("--counted-on", type=date.fromisoformat, help="day its population is of, e.g. 2025-12-31")

    def handle(self, *args: Any, **options: Any) -> None:
        lands = frozenset(options["land"])
        if wrong := sorted(land for land in lands if not re.fullmatch(r"[0-9]{2}", land)):
            raise CommandError(_("--land takes two digits, not %(value)s.") % {"value": ", ".join(wrong)})
        try:
            register = read_register(options["file"].read_bytes(), lands)
        except OSError as error:
            raise CommandError(_("The file cannot be read: %(error)s") % {"error": error}) from error
        except UnreadableRegister as error:
            raise CommandError(f"{error} {_('Nothing has been changed.')}") from error
        if missing := sorted(lands - {row.land for row in register.rows}) if not register.complaints else []:
            raise CommandError(_("The file has no rows of Land %(lands)s.") % {"lands": ", ".join(missing)})
        if not register.rows and not register.complaints:
            raise CommandError(_("The file has no rows."))
        with transaction.atomic():
            plan = make_plan(register, counted_on=options["counted_on"])
            self._refuse([*register.complaints, *plan.complaints])
            if not options["dry_run"] and (bodies := [*plan.new, *plan.changed]):
                record_municipalities(municipalities=bodies)
        self._report(plan, is_dry=options["dry_run"])

    def _refuse(self, complaints: list[Complaint]) -> None:
        if not complaints:
            return
        complaints.sort(key=lambda each: each.line)
        for each in complaints[:SHOWN]:
            words = [_("Line %(line)s") % {"line": each.line}]
            if each.column:
                words.append(_("column %(name)s") % {"name": each.column})
            if each.value:
                words.append(f"„{each.value}“")
            self.stderr.write(f"{', '.join(words)}: {each.reason}")
        count = len(complaints)
        text = ngettext(
            "%(count)s mistake in the file. Nothing has been changed.",
            "%(count)s mistakes in the file. Nothing has been changed.",
            count,
        )
        raise CommandError(text % {"count": count})

    def _report(self, plan: Plan, *, is_dry: bool) -> None:
        if is_dry:
            self.stdout.write(_("Dry run: nothing has been changed."))
        numbers = {"new": len(plan.new), "changed": len(plan.changed), "unchanged": plan.unchanged_count}
        self.stdout.write(_("%(new)s new, %(changed)s changed, %(unchanged)s unchanged.") % numbers)
        for meaning, count in sorted(plan.skipped.items()):
            self.stdout.write(_("Left out: %(count)s × %(meaning)s") % {"count": count, "meaning": meaning})
        if plan.vanished:
            self.stdout.write(
                _("%(count)s bodies are here but not in the file; they stay:") % {"count": len(plan.vanished)}
            )
            for body in plan.vanished[:SHOWN]:
                self.stdout.write(f"  {body.key} {body.label}")
