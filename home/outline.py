"""From longitude and latitude to the drawing of the state in templates/home/map.html."""

# Equirectangular with the scale of 51.5° N; the outline's path was made by the same formula from the state's border in
# VG5000 (© GeoBasis-DE / BKG 2021, dl-de/by-2-0, simplified).
WEST, NORTH = 5.866, 52.5316
SCALE_LONGITUDE, SCALE_LATITUDE = 148.0286, 237.7914
MARGIN = 14


def place(longitude: float, latitude: float) -> tuple[str, str]:
    """x and y in the drawing, as text with a point: templates must not localise them."""
    x = MARGIN + (longitude - WEST) * SCALE_LONGITUDE
    y = MARGIN + (NORTH - latitude) * SCALE_LATITUDE
    return f"{x:.1f}", f"{y:.1f}"
