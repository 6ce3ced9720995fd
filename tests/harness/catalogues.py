"""Reads what gettext's tools read, without them: catalogues (.po, .mo), and the texts that code and templates name."""

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

# Name of the function → which of its arguments are context, text, plural text.
PLAIN, PLURAL, CONTEXT, BOTH = (None, 0, None), (None, 0, 1), (0, 1, None), (0, 1, 2)
CALLS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"], PLAIN),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], PLURAL),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], CONTEXT),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], BOTH),
}
IN_TEMPLATE = re.compile(r"\b(?:n?p?gettext|_)\((?:[^()'\"]|u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")*\)", re.S)


@dataclass(frozen=True)
class Message:
    """A text to translate: context (or empty), the text, its plural (or empty)."""

    context: str
    text: str
    plural: str = ""

    @property
    def key(self) -> str:
        """As a .mo file has it, without the plural."""
        return f"{self.context}\x04{self.text}" if self.context else self.text


@dataclass
class Entry:
    message: Message
    translations: list[str]
    is_fuzzy: bool


def messages_of(app: Path) -> dict[Message, Path]:
    """Every text of an app, with a file that has it."""
    found: dict[Message, Path] = {}
    for path in sorted(app.rglob("*.py")):
        for message in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(message, path)
    for pattern in ("*.html", "*.txt"):
        for path in sorted(app.rglob(f"templates/**/{pattern}")):
            for call in IN_TEMPLATE.findall(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
                for message in _calls(ast.parse(call.replace("\n", "\\n") if "'''" not in call else call)):
                    found.setdefault(message, path)
    return found


def _calls(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _name(node.func)) in CALLS:
            parts = [_literal(node.args, place) for place in CALLS[name]]
            if parts[1]:
                yield Message(*parts)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _literal(arguments: list[ast.expr], place: int | None) -> str:
    if place is None or place >= len(arguments):
        return ""
    argument = arguments[place]
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""


def read_po(path: Path) -> list[Entry]:
    """All entries but the header and the obsolete ones."""
    entries: list[Entry] = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        flags = [line for line in lines if line.startswith("#,")]
        fields: dict[str, str] = {}
        name = ""
        for line in lines:
            if match := re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$', line):
                name = match[1]
                fields[name] = ast.literal_eval(match[2])
            elif line.startswith('"'):
                fields[name] += ast.literal_eval(line)
        if fields.get("msgid"):
            message = Message(fields.get("msgctxt", ""), fields["msgid"], fields.get("msgid_plural", ""))
            translations = [text for name, text in sorted(fields.items()) if name.startswith("msgstr")]
            entries.append(Entry(message, translations, any("fuzzy" in line for line in flags)))
    return entries


def read_mo(path: Path) -> dict[str, list[str]]:
    """What Django reads: the translations by key, one or, for plurals, several."""
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    found: dict[str, dict[int, str]] = {}
    for key, text in catalogue.items():
        name, number = key if isinstance(key, tuple) else (key, 0)
        found.setdefault(name, {})[number] = text
    return {name: [forms[number] for number in sorted(forms)] for name, forms in found.items() if name}
