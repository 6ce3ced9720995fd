"""What the register would change here. Reads the directory once, writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from directory import conf
from directory.actions.municipalities import REGISTER_FIELDS
from directory.models import Municipality

from . import codes
from .names import names_of, region_of
from .reading import Complaint, Register, Row

_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass
class Plan:
    """New and changed bodies as they should be, names of those the register no longer knows, and what it left out."""

    new: list[Municipality] = field(default_factory=list)
    changed: list[Municipality] = field(default_factory=list)
    unchanged_count: int = 0
    vanished: list[Municipality] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    complaints: list[Complaint] = field(default_factory=list)


def make_plan(register: Register, *, counted_on: date | None = None) -> Plan:
    """Compares the register's rows with the directory. One statement, however many rows.

    ``counted_on``: the day its population is of, which the file does not say.
    """
    return _Planner(register, counted_on).plan()


class _Planner:
    def __init__(self, register: Register, counted_on: date | None) -> None:
        self.rows = register.rows
        self.counted_on = counted_on
        self.known = {each.key: each for each in Municipality.objects.all()}
        self.slugs = {each.slug for each in self.known.values()}
        self.kinds = kinds_of_codes()
        self.regions = {row.key: region_of(row) for row in self.rows if row.record_type == codes.REGION}
        self.districts = {
            row.key for row in self.rows if row.record_type == codes.DISTRICT and row.code in self.kinds
        } | {key for key in self.known if len(key) == 5}
        self.people, self.areas = _sums(self.rows)

    def plan(self) -> Plan:
        plan = Plan()
        bodies = list(self._bodies(plan))
        self._name_addresses(plan.new)
        seen = {row.key for row in bodies}
        lands = {row.land for row in self.rows}
        mapped = set(self.kinds.values())
        plan.vanished = [
            each
            for key, each in sorted(self.known.items())
            if key[:2] in lands and key not in seen and key.isdecimal() and each.kind in mapped
        ]
        return plan

    def _bodies(self, plan: Plan) -> Iterator[Row]:
        """The rows that are bodies here; sorts each into the plan."""
        for row in self.rows:
            if row.code not in self.kinds or not self._is_body(row):
                plan.skipped[codes.TEXT_CODES.get(row.code) or codes.RECORD_TYPES[row.record_type]] += 1
                continue
            if row.record_type == codes.MUNICIPALITY and not self._has_district(row):
                reason = _("neither the file nor the directory has the Kreis with this key")
                plan.complaints.append(Complaint(row.line, "kreis", row.district_key, reason))
                continue
            self._compare(row, plan)
            yield row

    def _is_body(self, row: Row) -> bool:
        return row.record_type != codes.REGION or bool(region_of(row))

    def _has_district(self, row: Row) -> bool:
        return row.text_code in codes.TOWNS_OF_THEIR_OWN or row.district_key in self.districts

    def _compare(self, row: Row, plan: Plan) -> None:
        old = self.known.get(row.key)
        facts = self._facts(row, old)
        body = Municipality(key=row.key, slug=old.slug if old else "", **facts)
        if old is None:
            plan.new.append(body)
        elif any(getattr(old, name) != value for name, value in facts.items()):
            plan.changed.append(body)
        else:
            plan.unchanged_count += 1

    def _facts(self, row: Row, old: Municipality | None) -> dict[str, Any]:
        """The register's fields; what it does not know stays as it is."""
        facts = {_column(name): getattr(old, _column(name)) for name in REGISTER_FIELDS} if old else {}
        facts["ars"], facts["kind"] = row.ars, self.kinds[row.code]
        names = names_of(row)
        if old is None or old.official_name != names.official_name:  # else somebody may have put it better
            facts |= {"name": names.name, "label": names.label, "official_name": names.official_name}
        if row.record_type != codes.LAND:
            facts["region"] = self.regions.get(f"{row.land}{row.rb}", old.region if old else "")
        if row.record_type in (codes.MUNICIPALITY, codes.ASSOCIATION):
            is_within = row.text_code not in codes.TOWNS_OF_THEIR_OWN and row.district_key in self.districts
            facts["district_id"] = row.district_key if is_within else None
        population = self.people.get(row.key, row.population)
        if population is not None:
            is_same = old is not None and old.population == population
            facts["population"] = population
            facts["population_on"] = self.counted_on or (old.population_on if old and is_same else None)
        found = {"area_km2": self.areas.get(row.key, row.area), "latitude": row.latitude, "longitude": row.longitude}
        return facts | {name: value for name, value in found.items() if value is not None}

    def _name_addresses(self, bodies: Iterable[Municipality]) -> None:
        """Addresses of new pages; bodies of one name get their key behind it, so that none depends on the order."""
        by_slug: dict[str, list[Municipality]] = defaultdict(list)
        for body in bodies:
            by_slug[slugify(body.label.translate(_SPELLED_OUT))[:140]].append(body)
        for slug, namesakes in by_slug.items():
            is_free = len(namesakes) == 1 and slug and slug not in self.slugs
            for body in namesakes:
                body.slug = slug if is_free else f"{slug}-{body.key}".strip("-")


def kinds_of_codes() -> dict[str, str]:
    """Which kind of body a code of the register is here; codes of kinds this site does not have are left out."""
    known = dict(conf.value("KINDS"))
    return {code: kind for code, kind in conf.value("REGISTER_KINDS").items() if kind in known}


def _column(name: str) -> str:
    return "district_id" if name == "district" else name


def _sums(rows: Iterable[Row]) -> tuple[dict[str, int], dict[str, Decimal]]:
    """Population and area of each district: the register gives them for municipalities only."""
    people: dict[str, int] = defaultdict(int)
    areas: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.record_type == codes.MUNICIPALITY and row.text_code not in codes.TOWNS_OF_THEIR_OWN:
            if row.population is not None:
                people[row.district_key] += row.population
            if row.area is not None:
                areas[row.district_key] += row.area
    return people, areas
