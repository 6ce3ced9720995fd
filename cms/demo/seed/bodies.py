"""Municipalities: 434 real ones with their official facts, 105 of them members (38 documented), and three invented."""

from datetime import date
from typing import Any

from directory.actions import record_municipalities
from directory.enums import Evidence, Precision
from directory.models import Municipality, Signing

from .world import World, address_part, document, table

# How many of each kind, besides the ones a source names, are assumed to be members.
ASSUMED_KINDS = {"stadt": 34, "gemeinde": 16, "kreis": 9, "kreisfreie_stadt": 8}
# How the network grew according to its sources, shared out over the assumed members.
ASSUMED_YEARS = {2016: 4, 2017: 14, 2018: 9, 2019: 10, 2020: 4, 2021: 8, 2022: 8, 2023: 3, 2024: 6, 2025: 1}
DECLARATION = date(2012, 12, 5)
COSIGNERS = ["Städtetag NRW", "Städte- und Gemeindebund NRW", "Landkreistag NRW"]
COSIGNERS_SOURCE = (
    "https://www.land.nrw/de/pressemitteilung/"
    "ministerin-schaefer-land-und-kommunen-wollen-beim-buergerschaftlichen-engagement"
)
NO_SOURCE = "Annahme für die Demonstration"


def seed_bodies(world: World) -> None:
    """Writes bodies, memberships and signings."""
    bodies = [_body(row) for row in table("bodies.csv")]
    _mark_members(world, bodies)
    bodies += [_fictitious(facts) for facts in document("fictitious.yaml")["municipalities"]]
    world.municipalities = {body.key: body for body in record_municipalities(municipalities=bodies)}
    _sign(world)


def _body(row: dict[str, str]) -> Municipality:
    return Municipality(
        key=row["key"],
        ars=row["ars"],
        kind=row["kind"],
        name=row["name"],
        label=row["label"],
        official_name=row["official_name"],
        slug=address_part(row["label"]),
        district_id=row["district_key"] or None,
        region=row["region"],
        population=int(row["population"]),
        population_on=date.fromisoformat(row["population_on"]),
        area_km2=row["area_km2"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        size_class=row["size_class"],
    )


def _fictitious(facts: dict[str, Any]) -> Municipality:
    return Municipality(
        **facts,
        official_name=facts["label"],
        slug=address_part(facts["label"]),
        is_fictitious=True,
        is_member=True,
        member_since=date(2022, 1, 1),
        member_since_precision=Precision.YEAR,
        membership_evidence=Evidence.ASSUMED,
        membership_source="erfunden",
    )


def _mark_members(world: World, bodies: list[Municipality]) -> None:
    by_key = {body.key: body for body in bodies}
    for row in table("members.csv"):
        _join(by_key[row["key"]], date.fromisoformat(row["since"]), row["precision"], row["evidence"], row["source"])
    years = [year for year, count in ASSUMED_YEARS.items() for _ in range(count)]
    world.random.shuffle(years)
    for kind, count in ASSUMED_KINDS.items():
        others = [body for body in bodies if body.kind == kind and not body.is_member]
        for body in world.random.sample(others, count):
            _join(body, date(years.pop(), 1, 1), Precision.YEAR, Evidence.ASSUMED, NO_SOURCE)


def _join(body: Municipality, since: date, precision: str, evidence: str, source: str) -> None:
    body.is_member = True
    body.member_since, body.member_since_precision = since, precision
    body.membership_evidence, body.membership_source = evidence, source


def _sign(world: World) -> None:
    rows = [
        Signing(
            municipality=body,
            signed_on=body.member_since,
            precision=body.member_since_precision,
            evidence=body.membership_evidence,
            source=body.membership_source,
        )
        for body in world.municipalities.values()
        if body.member_since and not body.is_fictitious
    ]
    rows += [Signing(organisation=name, signed_on=DECLARATION, source=COSIGNERS_SOURCE) for name in COSIGNERS]
    Signing.objects.bulk_create(rows)
