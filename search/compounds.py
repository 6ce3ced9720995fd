"""German compounds: »Karte« finds »Ehrenamtskarte«, and »Vereinsförderung« finds »Förderung von Vereinen«.

A word is taken apart only where each part is one of the words below, so »Vereinbarung« stays whole. The words are those
that municipal volunteering makes its compounds of.
"""

from functools import lru_cache

_PARTS = """
abend abgabe agentur aktion amt analyse anerkennung angebot anlauf ansprech antrag arbeit aufgabe aufwand ausbildung
ausschuss austausch auszeichnung bau bauhof beauftragte bedarf begegnung beirat beitrag beratung bereich bericht
beschluss besuch beteiligung betreuung bezirk bibliothek bild bildung brief brücke buch bund bus börse bücher bürger
bürgermeister büro café checkliste daten demokratie dienst digital dorf ehrenamt einsatz eltern energie engagement
entschädigung erfahrung erfassung fach fahrer fahrt familie feier ferien fest feuerwehr film flucht flüchtling fonds
form formular fortbildung forum frage frauen freiwillige förder förderung fürsorge garten gebühr geld gemeinde
gemeinschaft generation geschäft gesetz gesundheit gewinnung gruppe gutschein halle haus haushalt heim heimat helfer
hilfe hitze hochwasser idee info initiative integration internet jahr jubiläum jugend karte kasse katastrophe kinder
kirche klima kommune konferenz konzept koordination kosten kreis krise kultur kunst kurs küche land lauf leben lehrer
leiter leiterin leitfaden leitung lern lese liste lotse mail management markt material maßnahme meldung mensch
merkblatt miete migration mitglied mittel mobilität museum musik muster nachbar nachbarschaft nachweis natur netz
netzwerk not notfall ordnung organisation ort partner pate patenschaft pauschale person pflege plan platz politik
portal praxis preis programm projekt quartier rat rathaus raum rechnung recht regel regierung region reihe richtlinie
runde saal satzung schul schule schulung schutz senioren sicherheit sitzung software sozial spende spiel spitze sport
sprache sprech sprecher stadt stadtteil stamm stelle steuer steuerung stiftung strategie straße strom stunde suche
system tafel tag team technik telefon termin theater thema tier tisch training treff treffen träger umfrage umwelt
unfall unterricht unterstützung urkunde urlaub verband verein verfahren vergütung verkehr versammlung versicherung
vertrag vertretung verwaltung verzeichnis vorlage vorstand wahl wald wander wasser weg werk werkstatt wettbewerb
wissen woche wohn wohnung zeit zeitung zentrum zugang zuschuss übung
"""
PARTS = frozenset(_PARTS.replace("ß", "ss").split())
LINKS = ("", "s", "n", "es", "en", "er", "e")  # what German puts between the parts
ENDINGS = ("", "n", "en", "e", "s", "es", "er", "ern", "innen")
SHORTEST = 7  # letters of a compound


@lru_cache(maxsize=50_000)
def split(word: str) -> tuple[str, ...]:
    """The parts of a compound in lower case (ß is ss), the last one as it is inflected; empty for any other word."""
    if len(word) < SHORTEST or _is_part(word):
        return ()
    return _split(word) or ()


def _split(word: str) -> tuple[str, ...] | None:
    for end in range(len(word) - 3, 2, -1):  # the longest first part
        first, rest = _without_link(word[:end]), word[end:]
        if first and (parts := (rest,) if _is_part(rest) else _split(rest)):
            return (first, *parts)
    return None


def _without_link(beginning: str) -> str:
    """The part this beginning stands for, or nothing: »vereins« is »verein«."""
    found = (beginning.removesuffix(link) for link in LINKS if beginning.endswith(link))
    return next((part for part in found if part in PARTS), "")


def _is_part(word: str) -> bool:
    """Whether this is one of the words, as it is or inflected."""
    return any(word.endswith(ending) and word.removesuffix(ending) in PARTS for ending in ENDINGS)
