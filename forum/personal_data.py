"""Finds what might be other people's personal data in a text: on this machine, with patterns of linear time.

Better too little than too much: who is asked without need stops reading the question. Numbers of offices, published
judgments and mailboxes of functions are nobody's secrets.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_FOUND = 5


class DataKind(TextChoices):
    PHONE = "phone", _("telephone number")
    IBAN = "iban", _("bank account (IBAN)")
    CASE_NUMBER = "case_number", _("case number")
    EMAIL = "email", _("e-mail address")


@dataclass(frozen=True)
class Finding:
    """What was found, as it stands in the text."""

    kind: str
    text: str

    @property
    def label(self) -> str:
        return str(DataKind(self.kind).label)


# Every repetition has an upper bound and begins where nothing of the kind stands before, so that the time grows with
# the length of the text only.
_email = re.compile(r"(?<![\w.+-])[\w+-][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_phone = re.compile(r"(?<![\w+/.,:–-])(?<!\d )(?:\+|00(?=3[12]|4[139])|\(?0(?!0))[1-9(][\d ()/.–-]{4,22}\d(?![\w/])")
_iban = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?!\w)")
_labelled_case = re.compile(
    r"(?<!\w)(?:Az|Aktenz(?:eichen)?|Gesch(?:äftsz(?:eichen)?|\.-Z)|Gz|Kassenz(?:eichen)?|Vorgangsnummer)\.?:?"
    r"(?: ?(?:lautet|ist|Nr\.?))? ?([\w][\w ./-]{2,40})"
)
_court_case = re.compile(r"(?<![\w/.-])\d{1,3} [A-Z][A-Za-z]{0,3} \d{1,5}/\d{2}(?![\w/])")
_date = re.compile(r"\d{1,2}\. ?\d{1,2}\. ?\d{2,4}")
_judgment = re.compile(
    r"(?<!\w)(?:BGH|BVerwG|BVerfG|BAG|BFH|BSG|EuGH|OVG|VGH|VG|OLG|LG|AG|FG|LSG|SG|LAG|Urteil\w{0,3}|Beschl(?:uss|üsse)"
    r"|Verwaltungsgericht|Oberverwaltungsgericht|Landgericht|Amtsgericht|Rechtsprechung)(?!\w)"
)
JUDGMENT_REACH = 100  # characters before a case number in which a court is named

# Mailboxes of an office, not of a person.
_function = re.compile(
    r"abfall|amt|anerkennung|anmeldung|buergerbuero|buergermeister|buergerservice|buero|datenschutz"
    r"|digitalisierung|ehrenamt|engagement|feuerwehr|freiwilligenagentur|gemeinde|hilfe|info"
    r"|infos|jugend|jugendamt|kontakt|koordination|kreis|kultur|mail|noreply|ordnungsamt|post|postfach"
    r"|poststelle|presse|rathaus|redaktion|schule|seniorenbuero|service|sozialamt|sport|stadt|stadtverwaltung"
    r"|team|verein|vereine|versicherung|verwaltung|zentrale"
)
# Numbers of services, which nobody has alone.
SERVICES = ("0800", "0180", "0137", "0900", "0115")


def find_personal_data(text: str, *, own: Iterable[str] = ()) -> list[Finding]:
    """Up to five findings, each once. ``own``: addresses and numbers of the author, which are not meant."""
    ignored = {_key(each) for each in own if each}
    found: dict[str, Finding] = {}
    for finding in _findings(text):
        key = _key(finding.text)
        if key not in ignored and key not in found:
            found[key] = finding
            if len(found) == MOST_FOUND:
                break
    return list(found.values())


def has_personal_data(text: str) -> bool:
    """Whether there is anything to ask about before the author's own data are known."""
    return next(_findings(text), None) is not None


def _findings(text: str) -> Iterator[Finding]:
    ibans: list[tuple[int, int]] = []
    for match in _iban.finditer(text):
        if iban := _checked_iban(match.group()):
            ibans.append((match.start(), match.start() + len(iban)))
            yield Finding(DataKind.IBAN, iban)
    for match in _email.finditer(text):
        local, _at, _domain = match.group().partition("@")
        if not any(map(_function.fullmatch, re.split(r"[._+-]", local.casefold()))):
            yield Finding(DataKind.EMAIL, match.group())
    checks: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], str], str], ...] = (
        (_labelled_case, _labelled, DataKind.CASE_NUMBER),
        (_court_case, _unlabelled, DataKind.CASE_NUMBER),
        (_phone, _checked_phone, DataKind.PHONE),
    )
    for pattern, check, kind in checks:
        for match in pattern.finditer(text):
            inside_iban = any(start <= match.start() < end for start, end in ibans)
            if not inside_iban and (found := check(text, match)):
                yield Finding(kind, found)


def _checked_iban(candidate: str) -> str:
    """The candidate, or its beginning, where the checksum is right; a word after it may have been taken along."""
    for end in range(len(candidate), 14, -1):
        part = candidate[:end]
        plain = part.replace(" ", "").upper()
        if part[-1] == " " or len(plain) < 15 or (plain[:2] == "DE" and len(plain) != 22):
            continue
        if candidate[end : end + 1].isalnum():
            continue
        digits = "".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])
        if int(digits) % 97 == 1:
            return part
    return ""


def _checked_phone(text: str, match: re.Match[str]) -> str:
    number = match.group().strip(" -–./(")
    digits = _digits(number)
    if not 7 <= len(digits) <= 15 or digits.startswith(SERVICES) or _date.search(number):
        return ""
    groups = re.split(r"\D+", number)
    if len(groups) > 6 or text[match.end() : match.end() + 2].strip() in ("€", "%"):
        return ""
    return number


def _labelled(text: str, match: re.Match[str]) -> str:
    words = []
    for word in match.group(1).split():  # up to the first word of the sentence that goes on
        if not (any(sign.isdigit() for sign in word) or (len(word) <= 3 and word[:1].isupper())):
            break
        words.append(word)
    number = " ".join(words).rstrip(".,-/")
    return "" if sum(sign.isdigit() for sign in number) < 3 or _is_published(text, match) else number


def _unlabelled(text: str, match: re.Match[str]) -> str:
    return "" if _is_published(text, match) else match.group()


def _is_published(text: str, match: re.Match[str]) -> bool:
    return bool(_judgment.search(text, max(0, match.start() - JUDGMENT_REACH), match.start()))


def _key(found: str) -> str:
    """The same for all spellings of one number or address."""
    if "@" in found:
        return found.strip().casefold()
    digits = _digits(found)
    return digits if digits and not any(sign.isalpha() for sign in found) else "".join(found.split()).upper()


def _digits(number: str) -> str:
    """A telephone number as dialled within the country."""
    number = number.replace("(0)", "")
    digits = "".join(sign for sign in number if sign.isascii() and sign.isdigit())
    for prefix in ("0049", "49") if not number.startswith("+") else ("49",):
        is_abroad = number.startswith("+") or prefix == "0049"
        if is_abroad and digits.startswith(prefix):
            return "0" + digits[len(prefix) :]
    return digits
