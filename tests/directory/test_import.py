"""The official register: what its file says, that it comes in whole or not at all, and twice without a trace."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.enums import Kind
from directory.models import Municipality
from directory.register.names import names_of
from directory.register.reading import read_register
from directory.signals import municipality_changed
from forum.models import Affiliation
from tests.factories import make_contact, make_municipality

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parent / "data" / "gv_isys_sample.csv"
HEADER = SAMPLE.read_text("utf-8-sig").splitlines()[0]
BLANK = dict.fromkeys(HEADER.split(","), "")
MUNICIPALITIES = 10_750  # as many as Germany has, and some


def run(path, *arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_municipalities", str(path), *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, f"{err.getvalue()}{error}"
    return 0, out.getvalue()


def state():
    return list(Municipality.objects.order_by("key").values())


def row(satzart, textkennzeichen, land, rb="", kreis="", vb="", gemeinde="", /, name="Ort", **more):
    places = {"satzart": satzart, "textkennzeichen": textkennzeichen, "land": land, "rb": rb, "kreis": kreis}
    return {**BLANK, **places, "vb": vb, "gemeinde": gemeinde, "gemeindename": name, **more}


def town(number=4, **more):
    values = {"name": f"Ort {number}, Stadt", "flaeche": " 12.50", "bevoelkerung": " 10 000", **more}
    values = {"laengengrad": "6,5", "breitengrad": "51,2", **values}
    return row("60", "63", "05", "1", "54", f"{number:04}", f"{number:03}", **values)


def district(**more):
    return row("40", "43", "05", "1", "54", name="Kleve", **more)


def written(tmp_path, rows, encoding="utf-8-sig", delimiter=","):
    path = tmp_path / "register.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(BLANK), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_sample_comes_in_and_a_second_time_changes_nothing():
    heard = []

    def receiver(municipalities, **kwargs):
        heard.append(len(municipalities))

    municipality_changed.connect(receiver)
    try:
        assert run(SAMPLE) == (0, "9 neu, 0 geändert, 0 unverändert.\nAusgelassen: 2 × Kreisfreie Stadt\n")
        before = state()
        code, report = run(SAMPLE)
    finally:
        municipality_changed.disconnect(receiver)
    assert code == 0 and report.startswith("0 neu, 0 geändert, 9 unverändert.")
    assert state() == before and heard == [9]  # told once, and not of nothing
    found = Municipality.objects.get(key="05111000")
    assert (found.name, found.label, found.official_name) == ("Düsseldorf", "Stadt Düsseldorf", "Düsseldorf, Stadt")
    assert (found.kind, found.slug, found.region) == ("kreisfreie_stadt", "stadt-duesseldorf", "Düsseldorf")
    assert (found.population, found.area_km2) == (621_877, Decimal("217.41"))
    assert (found.latitude, found.longitude, found.ars) == (51.22422, 6.780068, "051110000000")
    assert Affiliation.objects.get(key="05111000").band == "500k-"
    assert not Municipality.objects.filter(is_member=True).exists()
    land, region = Municipality.objects.get(key="05"), Municipality.objects.get(key="051")
    assert (land.kind, land.label, region.kind, region.region) == (
        "land", "Nordrhein-Westfalen", "regierungsbezirk", "Düsseldorf"
    )  # fmt: skip


def test_what_the_network_knows_better_stays(tmp_path):
    old = make_municipality(
        "Ort 4", key="05154004", official_name="Ort 4, Stadt", label="Hansestadt Ort 4", slug="alter-ort",
        website="https://ort.example", contact_email="amt@ort.example", about="Wir.",
        size_class="grosse_kreisangehoerige_stadt",
        population=9_000, population_on=date(2022, 5, 15),
    )  # fmt: skip
    contact = make_contact(old)
    path = written(tmp_path, [district(), town()])
    assert "1 neu, 1 geändert, 0 unverändert." in run(path)[1]
    new = Municipality.objects.get(pk=old.pk)
    for name in ("label", "slug", "website", "contact_email", "about", "size_class", "is_member"):
        assert getattr(new, name) == getattr(old, name), name
    assert (new.population, new.population_on, new.district_id) == (10_000, None, "05154")
    assert contact.mandates.get().municipality_id == old.pk
    run(path, "--counted-on", "2025-12-31")
    assert Municipality.objects.get(pk=old.pk).population_on == date(2025, 12, 31)
    assert "0 geändert" in run(path)[1]  # the day stays known as long as the number is the same


def test_a_district_has_as_many_people_as_its_municipalities(tmp_path):
    nobodys = row("60", "66", "05", "1", "54", "9999", "999", bevoelkerung="0", flaeche="1,5")
    path = written(tmp_path, [district(), town(4), town(8), nobodys])
    run(path)
    found = Municipality.objects.get(key="05154")
    assert (found.population, found.area_km2, found.label) == (20_000, Decimal("26.50"), "Kreis Kleve")
    assert not Municipality.objects.filter(key="05154999").exists()


def test_nothing_is_deleted_and_what_vanished_is_said(tmp_path):
    run(written(tmp_path, [district(), town(4), town(8)]))
    make_municipality(key="LVR", kind="landschaftsverband")
    make_municipality("Anderswo", key="06411000")
    code, report = run(written(tmp_path, [district(), town(4)]))
    assert code == 0 and "1 Körperschaften sind hier, aber nicht in der Datei" in report
    assert "05154008 Stadt Ort 8" in report and "LVR" not in report and "Anderswo" not in report
    assert Municipality.objects.filter(key="05154008").exists()


def test_a_dry_run_says_it_and_changes_nothing():
    code, report = run(SAMPLE, "--dry-run")
    assert code == 0 and "9 neu" in report and "Probelauf" in report
    assert not Municipality.objects.exists()


def test_one_land_of_all(tmp_path):
    rows = [row("10", "", "05", name="Nordrhein-Westfalen"), row("10", "", "06", name="Hessen")]
    rows.append(town(land="06", bevoelkerung="x"))
    path = written(tmp_path, rows)
    assert run(path)[0] == 1
    assert "1 neu" in run(path, "--land", "05")[1]
    assert Municipality.objects.get().key == "05"
    assert "Land 16" in run(path, "--land", "05", "--land", "16")[1]
    assert run(path, "--land", "5")[0] == 1


def test_kinds_are_those_of_the_site(tmp_path, settings):
    settings.DIRECTORY = {
        **settings.DIRECTORY,
        "KINDS": [("town", "Town")],
        "REGISTER_KINDS": {"63": "town", "43": "x"},
    }
    make_municipality(key="05154", kind="town")
    assert "1 neu" in run(written(tmp_path, [district(), town()]))[1]
    assert Municipality.objects.get(key="05154004").kind == "town"


@pytest.mark.parametrize(
    ("record", "text_code", "official", "name", "label"),
    [
        ("60", "61", "München, Landeshauptstadt", "München", "Landeshauptstadt München"),
        ("60", "61", "Solingen, Klingenstadt", "Solingen", "Stadt Solingen"),
        ("60", "63", "Wipperfürth, Hansestadt", "Wipperfürth", "Hansestadt Wipperfürth"),
        ("60", "63", "Altötting, St", "Altötting", "Stadt Altötting"),
        ("60", "60", "Marktl, M", "Marktl", "Markt Marktl"),
        ("60", "64", "Bovenden, Flecken", "Bovenden", "Flecken Bovenden"),
        ("60", "64", "Issum", "Issum", "Gemeinde Issum"),
        ("40", "43", "Kleve", "Kleve", "Kreis Kleve"),
        ("40", "43", "Kleve, Kreis", "Kleve", "Kreis Kleve"),
        ("40", "43", "Kreis Kleve", "Kleve", "Kreis Kleve"),
        ("40", "43", "Rhein-Sieg-Kreis", "Rhein-Sieg-Kreis", "Rhein-Sieg-Kreis"),
        ("40", "43", "Oberbergischer Kreis", "Oberbergischer Kreis", "Oberbergischer Kreis"),
        ("40", "43", "Städteregion Aachen (einschl. Stadt Aachen)", "Städteregion Aachen", "Städteregion Aachen"),
        ("40", "44", "Mayen-Koblenz", "Mayen-Koblenz", "Landkreis Mayen-Koblenz"),
        ("40", "44", "Region Hannover", "Region Hannover", "Region Hannover"),
        ("40", "45", "Regionalverband Saarbrücken", "Saarbrücken", "Regionalverband Saarbrücken"),
        ("50", "53", "Altenahr", "Altenahr", "Verbandsgemeinde Altenahr"),
        ("50", "54", "Ruhpolding (VGem)", "Ruhpolding", "Verwaltungsgemeinschaft Ruhpolding"),
        ("20", "", "Reg.-Bez. Köln", "Köln", "Regierungsbezirk Köln"),
        ("10", "", "Hessen", "Hessen", "Hessen"),
    ],
)
def test_names(tmp_path, record, text_code, official, name, label):
    content = written(tmp_path, [row(record, text_code, "05", "1", "54", "0004", "004", name=official)]).read_bytes()
    names = names_of(read_register(content).rows[0])
    assert (names.name, names.label) == (name, label)


def test_former_regions_are_none(tmp_path):
    rows = [row("20", "", "07", "1", name="früher: Reg.-Bez. Koblenz"), row("30", "", "07", "1", "1", name="Region X")]
    code, report = run(written(tmp_path, [*rows, row("40", "44", "07", "1", "37", name="Mayen-Koblenz")]))
    assert code == 0 and "1 neu" in report
    assert [each.region for each in Municipality.objects.all()] == [""]


def test_namesakes_get_addresses_of_their_own(tmp_path):
    make_municipality("Ort", label="Stadt Drei", key="12345678")
    names = {4: "Neustadt, Stadt", 8: "Neustadt, Stadt", 12: "Drei, Stadt", 16: "Vier, Stadt"}
    run(written(tmp_path, [district(), *(town(number, name=name) for number, name in names.items())]))
    slugs = Municipality.objects.filter(kind="stadt").order_by("key").values_list("slug", flat=True)
    assert list(slugs) == [
        "stadt-neustadt-05154004", "stadt-neustadt-05154008", "stadt-drei-05154012", "stadt-vier", "stadt-drei"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "population"),
    [("1 234 567", 1_234_567), ("1\u00a0234", 1_234), ("1\u202f234", 1_234), ("", None), ("0", 0)],
)
def test_numbers_as_the_office_writes_them(tmp_path, value, population):
    run(written(tmp_path, [district(), town(bevoelkerung=value)], delimiter=";"))
    assert Municipality.objects.get(key="05154004").population == population


DAMAGE = {
    "unknown record type": ([town(satzart="99")], ["Zeile 6", "Spalte satzart", "„99“"]),
    "unknown text code": ([town(textkennzeichen="69")], ["Spalte textkennzeichen", "unbekannt"]),
    "text code of another level": ([town(textkennzeichen="43")], ["„43“", "gehört nicht zu Satzart 60"]),
    "lost zero": ([town(land="5")], ["Spalte land", "„5“", "2 Ziffern"]),
    "no number of inhabitants": ([town(bevoelkerung="12.345")], ["Spalte bevoelkerung", "„12.345“", "ganze Zahl"]),
    "negative": ([town(bevoelkerung="-5")], ["Spalte bevoelkerung"]),
    "two separators": ([town(flaeche="1.234,50")], ["Spalte flaeche", "„1.234,50“"]),
    "swapped coordinates": ([town(laengengrad="51,2", breitengrad="6,5")], ["Spalte laengengrad", "außerhalb"]),
    "no name": ([town(name="")], ["Spalte gemeindename", "fehlt"]),
    "a name too long": ([town(name="x" * 121)], ["Spalte gemeindename", "120"]),
    "the same key twice": ([town(4), town(4)], ["Zeile 7", "05154004", "wie in Zeile 6"]),
    "no district": ([town(kreis="58")], ["Spalte kreis", "„05158“", "kennt den Kreis"]),
    "no region": ([town(rb="2"), row("40", "43", "05", "2", "54")], ["Spalte rb", "„052“"]),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_one_wrong_row_and_nothing_changes(tmp_path, damage):
    rows, words = DAMAGE[damage]
    run(SAMPLE)
    before = state()
    good = [row("20", "", "05", "1", name="Reg.-Bez. Düsseldorf"), district(), town(500), town(501)]
    code, report = run(written(tmp_path, [*good, *rows]))
    assert code == 1 and "Nichts wurde geändert." in report
    for word in words:
        assert word in report, report
    assert state() == before


BROKEN = {
    "latin-1": (f"{HEADER}\n60,61,05,1,11,0000,000,Düsseldorf\n".encode("latin-1"), "Zeile 2 ist nicht UTF-8"),
    "a spreadsheet": (b"PK\x03\x04\x00\x00", "keine Textdatei"),
    "empty": (b"", "Spalten genau einmal"),
    "header only": (HEADER.encode(), "keine Zeilen"),
    "a column is missing": (HEADER.replace("flaeche,", "").encode(), "einmal nennen: flaeche"),
    "a column twice": (HEADER.replace("flaeche,", "flaeche,land,").encode(), "einmal nennen: land"),
    "a row cut off": (f"{HEADER}\n60,61,05,1,11,0000".encode(), "6 Felder statt 20"),
    "an open quote": (f'{HEADER}\n60,61,05,1,11,0000,000,"Düsseldorf'.encode(), "nicht als CSV lesbar"),
}


@pytest.mark.parametrize("damage", BROKEN)
def test_a_broken_file_changes_nothing(tmp_path, damage):
    content, words = BROKEN[damage]
    path = tmp_path / "register.csv"
    path.write_bytes(content)
    code, report = run(path)
    assert code == 1 and words in report, report
    assert not Municipality.objects.exists()


def test_a_missing_file_is_said(tmp_path):
    assert run(tmp_path / "nichts.csv")[0] == 1


def whole_country():
    """16 Länder with four regions and 400 districts; the names of municipalities repeat as they do in Germany."""
    for land in range(1, 17):
        yield row("10", "", f"{land:02}", name=f"Land {land}")
        for rb in range(1, 5):
            yield row("20", "", f"{land:02}", str(rb), name=f"Reg.-Bez. {land}-{rb}")
    for number in range(400):
        land, rb, kreis = f"{number % 16 + 1:02}", str(number // 16 % 4 + 1), f"{number // 64 + 1:02}"
        yield row("40", "44", land, rb, kreis, name=f"Gau {number}")
    for number in range(MUNICIPALITIES):
        of = number % 400
        land, rb, kreis = f"{of % 16 + 1:02}", str(of // 16 % 4 + 1), f"{of // 64 + 1:02}"
        code, suffix = ("63", ", Stadt") if number % 5 == 0 else ("64", "")
        facts = {"flaeche": f" {number % 90 + 1}.25", "bevoelkerung": f" {number % 90 + 1} 000"}
        name = f"Neustadt {number % 6000}{suffix}"
        yield row("60", code, land, rb, kreis, f"{number // 400:04}", f"{number // 400:03}", name=name, **facts)


def test_the_whole_country_twice(tmp_path):
    path = written(tmp_path, whole_country())
    total = 16 + 64 + 400 + MUNICIPALITIES
    with CaptureQueriesContext(
        connection,
    ) as first:
        assert f"{total} neu, 0 geändert, 0 unverändert." in run(path)[1]
    own = [each["sql"] for each in first if "procrastinate" not in each["sql"]]  # search defers a job for each 500
    # two savepoints, what is there, six batches of 2,000, read back, affiliations of the forum, two savepoints
    assert len(own) == 14, "\n".join(sql[:80] for sql in own)
    with CaptureQueriesContext(connection) as second:
        assert f"0 neu, 0 geändert, {total} unverändert." in run(path)[1]
    assert len(second) == 3  # two savepoints around one read
    assert Municipality.objects.filter(kind=Kind.STADT).count() == MUNICIPALITIES // 5
