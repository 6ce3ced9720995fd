"""The locks say what pyproject.toml and package.json ask for, exactly, and no file names a package registry."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SITE = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["site"]]
GROUPS = PROJECT["dependency-groups"]
LOCKS = {
    "site": SITE,
    "dev": [*SITE, *GROUPS["dev"]],
    "bootstrap": GROUPS["bootstrap"],
    "node": GROUPS["node"],
}
# Written so that this file does not name them either.
REGISTRIES = re.compile(
    rb"pyp[i]\.org|python[h]osted|registr[y]\.npm|debian\.or[g]|maven\.or[g]|docker\.elasti[c]|ghcr\.i[o]"
)


def locked(name: str) -> dict[str, str]:
    """Versions by normalised name. Raises AssertionError for an entry without a hash or an exact version."""
    text = (ROOT / f"requirements/{name}.txt").read_text()
    versions = {}
    for entry in re.findall(r"^\S.*(?:\n +.*)*", re.sub(r"(?m)^\s*#.*\n?", "", text), re.MULTILINE):
        match = re.match(r"([\w.-]+)(?:\[[^]]*\])?==(\S+)", entry)
        assert match, entry
        assert "--hash=sha256:" in entry, entry
        versions[normalised(match[1])] = match[2]
    return versions


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", LOCKS)
def test_lock_satisfies_what_is_asked_for(name):
    versions = locked(name)
    for requirement in map(Requirement, LOCKS[name]):
        version = versions.get(normalised(requirement.name))
        assert version, f"{requirement} is missing in requirements/{name}.txt (make locks)"
        assert requirement.specifier.contains(version, prereleases=True), (
            f"{requirement}: locked {version} (make locks)"
        )


def test_development_runs_on_what_the_site_runs_on():
    development = locked("dev")
    assert {name: development.get(name) for name in locked("site")} == locked("site")


def test_npm_lock_is_exact_and_names_no_address():
    package, lock = (json.loads((ROOT / name).read_text()) for name in ("package.json", "package-lock.json"))
    assert lock["packages"][""]["dependencies"] == package["dependencies"]
    for name, version in package["dependencies"].items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    for name, entry in lock["packages"].items():
        assert "resolved" not in entry
        assert not name or entry["integrity"].startswith("sha512-")


def test_no_tracked_file_names_a_package_registry():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = [ROOT / name for name in tracked.decode().split("\0") if name]
    hits = [str(path.relative_to(ROOT)) for path in files if path.is_file() and REGISTRIES.search(path.read_bytes())]
    assert not hits
    assert not any(path.name == "uv.lock" for path in files)
