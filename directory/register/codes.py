"""What the numbers of the register mean.

Source: Statistisches Bundesamt, Gemeindeverzeichnis-Informationssystem GV-ISys, sheet »Erläuterungen« of the quarterly
extract (AuszugGV), and the description of the data set GV100AD; the same in both. Licence dl-de/by-2-0.
"""

LAND, REGION, PLANNING_REGION, DISTRICT, ASSOCIATION, MUNICIPALITY = "10", "20", "30", "40", "50", "60"

# Satzart: the level a row is about.
RECORD_TYPES = {
    LAND: "Land",
    REGION: "Regierungsbezirk",
    PLANNING_REGION: "Region (nur in Baden-Württemberg)",
    DISTRICT: "Kreis",
    ASSOCIATION: "Gemeindeverband",
    MUNICIPALITY: "Gemeinde",
}

# Textkennzeichen: what kind of body it is on that level.
TEXT_CODES = {
    "41": "Kreisfreie Stadt",
    "42": "Stadtkreis (nur in Baden-Württemberg)",
    "43": "Kreis",
    "44": "Landkreis",
    "45": "Regionalverband (nur im Saarland)",
    "50": "Verbandsfreie Gemeinde",
    "51": "Amt",
    "52": "Samtgemeinde",
    "53": "Verbandsgemeinde",
    "54": "Verwaltungsgemeinschaft",
    "55": "Kirchspielslandgemeinde",
    "56": "Verwaltungsverband",
    "57": "Verwaltungsgemeinschaft nach dem Trägermodell",
    "58": "Erfüllende Gemeinde",
    "60": "Markt",
    "61": "Kreisfreie Stadt",
    "62": "Stadtkreis (nur in Baden-Württemberg)",
    "63": "Stadt",
    "64": "Kreisangehörige Gemeinde",
    "65": "Gemeindefreies Gebiet, bewohnt",
    "66": "Gemeindefreies Gebiet, unbewohnt",
    "67": "Große Kreisstadt",
}

# A town that is its own district stands in the file twice, as district and as municipality: the latter counts.
TOWNS_OF_THEIR_OWN = frozenset({"61", "62"})

# How many digits a row of each level needs in these columns; the others may be empty.
DIGITS = {"land": 2, "rb": 1, "kreis": 2, "vb": 4, "gemeinde": 3}
NEEDED = {
    LAND: ("land",),
    REGION: ("land", "rb"),
    PLANNING_REGION: ("land", "rb"),
    DISTRICT: ("land", "rb", "kreis"),
    ASSOCIATION: ("land", "rb", "kreis", "vb"),
    MUNICIPALITY: ("land", "rb", "kreis", "vb", "gemeinde"),
}


def code_of(record_type: str, text_code: str) -> str:
    """What decides the kind of body: the Textkennzeichen, or the Satzart where a level has none."""
    return text_code or record_type
