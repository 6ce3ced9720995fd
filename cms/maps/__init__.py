"""The map of the network: North Rhine-Westphalia.

nrw.geojson: the state's border from VG5000 (1 January 2021), simplified; © GeoBasis-DE / BKG 2021 (data changed),
licence dl-de/by-2-0. The bodies' points come from the register, which is why Destatis stands in the credit line, too.
"""

import json
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from directory.maps import City, Land

CITIES = (
    City("Köln", 7.04, 50.89),
    City("Düsseldorf", 6.70, 51.21, "end"),
    City("Dortmund", 7.47, 51.56, "middle"),
    City("Münster", 7.62, 52.00, "middle"),
    City("Bielefeld", 8.57, 52.00),
    City("Aachen", 6.15, 50.70),
    City("Siegen", 8.02, 50.93, "middle"),
)


@cache
def network_map() -> Land:
    """The state's outline; read once per process."""
    border = json.loads(Path(__file__).with_name("nrw.geojson").read_text())
    polygon = border["features"][0]["geometry"]["coordinates"]
    return Land(
        name=_("North Rhine-Westphalia"),
        rings=tuple(tuple((longitude, latitude) for longitude, latitude in ring) for ring in polygon),
        credit="Destatis; © GeoBasis-DE / BKG 2021 (Daten verändert)",
        licence="dl-de/by-2-0",
        licence_url="https://www.govdata.de/dl-de/by-2-0",
        cities=CITIES,
    )
