"""Reads the register's CSV file. Nothing is guessed: what does not fit is told with line, column and reason."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from . import codes

COLUMNS = (
    "satzart",
    "textkennzeichen",
    "land",
    "rb",
    "kreis",
    "vb",
    "gemeinde",
    "gemeindename",
    "flaeche",
    "bevoelkerung",
    "laengengrad",
    "breitengrad",
)
LONGEST_NAME = 120
GERMANY = {"laengengrad": (5.5, 15.5), "breitengrad": (47.0, 55.2)}  # a swapped pair lies outside

_spaces = re.compile(r"[\s\u00a0\u202f]+")
_whole = re.compile(r"\d{1,3}(?: \d{3})+|\d+")
_decimal = re.compile(r"(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)?")


class UnreadableRegister(Exception):
    """The file as a whole is not what it should be; the text says why."""


@dataclass(frozen=True)
class Complaint:
    """What is wrong in the file, and where."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Row:
    """One row of the register; numbers are None where it has none."""

    line: int
    record_type: str
    text_code: str
    land: str
    rb: str
    kreis: str
    vb: str
    gemeinde: str
    name: str
    area: Decimal | None
    population: int | None
    longitude: float | None
    latitude: float | None

    @property
    def key(self) -> str:
        """The official key: AGS of a municipality, the beginning of it for what stands above."""
        length = {codes.LAND: 2, codes.REGION: 3, codes.PLANNING_REGION: 3, codes.DISTRICT: 5}.get(self.record_type)
        if self.record_type == codes.ASSOCIATION:
            return f"{self.district_key}{self.vb}"
        return f"{self.district_key}{self.gemeinde}"[:length]

    @property
    def ars(self) -> str:
        """The regional key, filled up with zeros to twelve digits."""
        return f"{self.district_key}{self.vb}{self.gemeinde}".ljust(12, "0")

    @property
    def district_key(self) -> str:
        return f"{self.land}{self.rb}{self.kreis}"

    @property
    def code(self) -> str:
        return codes.code_of(self.record_type, self.text_code)


@dataclass
class Register:
    """What a file says, and what is wrong in it."""

    rows: list[Row] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)


def read_register(content: bytes, lands: frozenset[str] = frozenset()) -> Register:
    """Reads the file, of these Länder only (by their two digits) where any are named. Raises UnreadableRegister."""
    register = Register()
    for line, values in _lines(_text_of(content), register.complaints):
        land = values["land"]
        if lands and re.fullmatch(r"\d\d", land) and land not in lands:
            continue
        reader = _RowReader(line, values)
        row = reader.read()
        register.complaints += reader.complaints
        if row:
            register.rows.append(row)
    _check_keys(register)
    return register


def _text_of(content: bytes) -> str:
    if b"\x00" in content:
        raise UnreadableRegister(_("This is no text file. Please save the table as “CSV UTF-8”."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        text = _("Line %(line)s is not UTF-8, perhaps Latin-1 or Windows-1252. Please save the table as “CSV UTF-8”.")
        raise UnreadableRegister(text % {"line": line}) from error


def _lines(text: str, complaints: list[Complaint]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line number, by name of column."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in COLUMNS if header.count(name) != 1]
        if missing:
            raise UnreadableRegister(
                _("The first line must name each of these columns once: %(names)s.") % {"names": ", ".join(missing)}
            )
        for fields in reader:
            if not any(value.strip() for value in fields):
                continue
            if len(fields) != len(header):
                reason = _("%(count)s fields instead of %(wanted)s") % {"count": len(fields), "wanted": len(header)}
                complaints.append(Complaint(reader.line_num, "", delimiter.join(fields)[:60], reason))
                continue
            values = (_spaces.sub(" ", value).strip() for value in fields)
            yield reader.line_num, dict(zip(header, values, strict=True))
    except csv.Error as error:
        reason = _("not readable as CSV (%(error)s)") % {"error": error}
        complaints.append(Complaint(reader.line_num, "", "", reason))


class _RowReader:
    """Turns the words of one row into numbers and collects what is wrong in it."""

    def __init__(self, line: int, values: Mapping[str, str]) -> None:
        self.line = line
        self.values = values
        self.complaints: list[Complaint] = []

    def read(self) -> Row | None:
        record_type, text_code = self.values["satzart"], self.values["textkennzeichen"]
        if record_type not in codes.RECORD_TYPES:
            self._complain("satzart", _("unknown; known are %(known)s") % {"known": ", ".join(codes.RECORD_TYPES)})
            return None
        self._check_code(record_type, text_code)
        self._check_digits(record_type)
        name = self._name()
        area = self._area()
        population = self._population()
        longitude, latitude = self._degree("laengengrad"), self._degree("breitengrad")
        if self.complaints:
            return None
        return Row(
            line=self.line,
            record_type=record_type,
            text_code=text_code,
            land=self.values["land"],
            rb=self.values["rb"],
            kreis=self.values["kreis"],
            vb=self.values["vb"],
            gemeinde=self.values["gemeinde"],
            name=name,
            area=area,
            population=population,
            longitude=longitude,
            latitude=latitude,
        )

    def _check_code(self, record_type: str, text_code: str) -> None:
        if record_type in (codes.LAND, codes.REGION, codes.PLANNING_REGION):
            if text_code:
                self._complain("textkennzeichen", _("must be empty for this Satzart"))
        elif text_code not in codes.TEXT_CODES:
            self._complain("textkennzeichen", _("unknown"))
        elif text_code[0] != record_type[0]:
            self._complain("textkennzeichen", _("does not belong to Satzart %(type)s") % {"type": record_type})

    def _check_digits(self, record_type: str) -> None:
        for column, digits in codes.DIGITS.items():
            value = self.values[column]
            is_needed = column in codes.NEEDED[record_type]
            if not is_needed and (not value or record_type == codes.PLANNING_REGION):
                continue
            if not re.fullmatch(rf"[0-9]{{{digits}}}", value):
                self._complain(column, _("must have %(count)s digits, leading zeros included") % {"count": digits})

    def _name(self) -> str:
        name = self.values["gemeindename"]
        if not name:
            self._complain("gemeindename", _("is missing"))
        elif len(name) > LONGEST_NAME:
            self._complain("gemeindename", _("is longer than %(count)s characters") % {"count": LONGEST_NAME})
        elif not name.isprintable():
            self._complain("gemeindename", _("contains control characters"))
        return name

    def _population(self) -> int | None:
        value = self.values["bevoelkerung"]
        if not value:
            return None
        if not _whole.fullmatch(value) or len(value) > 12:
            self._complain("bevoelkerung", _("is no whole number (thousands are separated by blanks)"))
            return None
        return int(value.replace(" ", ""))

    def _area(self) -> Decimal | None:
        value = self.values["flaeche"]
        if not value:
            return None
        if not _decimal.fullmatch(value) or len(value) > 12:
            self._complain("flaeche", _("is no number of square kilometres"))
            return None
        return Decimal(value.replace(" ", "").replace(",", ".")).quantize(Decimal("0.01"))

    def _degree(self, column: str) -> float | None:
        value = self.values[column]
        if not value:
            return None
        lowest, highest = GERMANY[column]
        if not re.fullmatch(r"\d{1,2}[.,]\d{1,10}", value):
            self._complain(column, _("is no coordinate in degrees"))
        elif not lowest <= (degree := float(value.replace(",", "."))) <= highest:
            self._complain(column, _("lies outside Germany"))
        else:
            return degree
        return None

    def _complain(self, column: str, reason: str) -> None:
        self.complaints.append(Complaint(self.line, column, self.values[column][:60], reason))


def _check_keys(register: Register) -> None:
    """Each key once on its level, and the Regierungsbezirk of every row where its Land has any."""
    lines: dict[tuple[str, str], int] = {}
    regions = {row.key for row in register.rows if row.record_type == codes.REGION}
    lands_with_regions = {key[:2] for key in regions}
    for row in register.rows:
        if row.record_type == codes.PLANNING_REGION:
            continue
        first = lines.setdefault((row.record_type, row.key), row.line)
        if first != row.line:
            reason = _("the same key as in line %(line)s") % {"line": first}
            register.complaints.append(Complaint(row.line, "gemeinde", row.key, reason))
        needs_region = row.record_type != codes.LAND and row.rb != "0" and row.land in lands_with_regions
        if needs_region and f"{row.land}{row.rb}" not in regions:
            reason = _("the file has no Regierungsbezirk with this key")
            register.complaints.append(Complaint(row.line, "rb", f"{row.land}{row.rb}", reason))
