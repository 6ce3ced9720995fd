"""The import direction: cms → search → home → forum, directory → notifications → kit; forum and directory never meet.

Read from the sources: imports, references to models by name, and what templates extend, include, load and link to.
"""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from sys import stdlib_module_names

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEVELS = {"kit": 0, "notifications": 1, "forum": 2, "directory": 2, "home": 3, "search": 4, "cms": 5}
PLUGINS = ("kit", "notifications", "forum", "directory")
# How else an app is named: as a label in model references and migrations, as a namespace of addresses.
LABELS = {f"ratschlag_{app}": app for app in PLUGINS} | {"accounts": "cms", "media": "cms"}
# Parts of kit that Django itself finds, or that hold the other parts together.
KIT_FRAME = {"apps", "checks", "conf", "migrations", "templatetags", "urls", "wagtail_hooks"}

MODEL_REFERENCE = re.compile(r"(\w+)(?:\.[A-Z]\w+)?")
TEMPLATE_TAG = re.compile(r"{%\s*(extends|include|load|url)\s+(.*?)%}", re.DOTALL)
QUOTED = re.compile(r"""^["']([^"']+)["']""")


def sources(app: str, pattern: str) -> Iterator[Path]:
    return (path for path in sorted((ROOT / app).rglob(pattern)) if "node_modules" not in path.parts)


def allowed(user: str, used: str) -> bool:
    return user == used or LEVELS[used] < LEVELS[user]


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """(line, absolute module or name) of every import, also inside functions."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join(filter(None, [*base, node.module]))
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def named_apps(path: Path) -> Iterator[tuple[int, str]]:
    """(line, app) of strings such as "ratschlag_forum.Thread", and of labels alone where they cannot mean else."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            match = MODEL_REFERENCE.fullmatch(node.value)
            if match and ("." in node.value or match[1].startswith("ratschlag_")):
                app = LABELS.get(match[1], match[1])
                if app in LEVELS:
                    yield node.lineno, app


def tag_libraries() -> dict[str, str]:
    return {path.stem: app for app in LEVELS for path in sources(app, "templatetags/*.py")}


def template_references(path: Path) -> Iterator[tuple[int, str, str]]:
    """(line, what is named, app that owns it; empty for names that belong to no app of ours)."""
    text = path.read_text()
    libraries = tag_libraries()
    for match in TEMPLATE_TAG.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        tag, arguments = match[1], match[2].strip()
        if tag == "load":
            yield from ((line, name, libraries.get(name, "")) for name in arguments.split())
        elif quoted := QUOTED.match(arguments):
            name = quoted[1]
            owner = name.partition(":" if tag == "url" else "/")[0]
            yield line, name, LABELS.get(owner, owner if owner in LEVELS else "")


@pytest.mark.parametrize("app", LEVELS)
def test_imports_point_downward(app):
    violations = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sources(app, "*.py")
        for line, module in imported_modules(path)
        if (used := module.partition(".")[0]) in LEVELS and not allowed(app, used)
    ]
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("app", LEVELS)
def test_models_are_named_downward(app):
    violations = [
        f"{path.relative_to(ROOT)}:{line} names a model of {used}"
        for path in sources(app, "*.py")
        for line, used in named_apps(path)
        if not allowed(app, used)
    ]
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("app", LEVELS)
def test_templates_point_downward(app):
    violations = [
        f"{path.relative_to(ROOT)}:{line} uses {name}"
        for path in sources(app, "templates/**/*")
        if path.is_file()
        for line, name, used in template_references(path)
        if used and not allowed(app, used)
    ]
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("app", PLUGINS)
def test_plugins_import_only_what_their_wheel_requires(app):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[\[<>=!~; ]", requirement)[0].lower() for requirement in project["dependencies"]}
    distributions = packages_distributions()
    violations = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sources(app, "*.py")
        for line, module in imported_modules(path)
        if (top := module.partition(".")[0]) not in LEVELS
        and top not in stdlib_module_names
        and not {name.lower() for name in distributions.get(top, [])} & declared
    ]
    assert not violations, "\n".join(violations)


def test_kit_holds_only_what_two_apps_share():
    users = defaultdict(set)
    for app in LEVELS:
        for path in sources(app, "*.py"):
            for _, module in imported_modules(path):
                if module.startswith("kit."):
                    users[module.split(".")[1]].add(app)
    parts = {path.stem for path in (ROOT / "kit").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    lonely = {part: sorted(users[part] - {"kit"}) for part in parts - KIT_FRAME - {"__init__"}}
    violations = [f"kit.{part}: used by {apps or 'nobody'}" for part, apps in lonely.items() if len(apps) < 2]
    assert not violations, "\n".join(violations)
