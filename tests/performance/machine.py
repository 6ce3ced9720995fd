"""Where and on what a run was made."""

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg

from cms.services.place import ROOT

PACKAGES = ("django", "wagtail", "psycopg", "uvicorn", "a2wsgi", "channels", "procrastinate")


def describe(posts: int, repeats: int, database_url: str) -> dict[str, str]:
    """Date, commit, machine and versions."""
    with psycopg.connect(database_url) as connection:
        [postgres] = connection.execute("SHOW server_version").fetchone() or [""]
        [size] = connection.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone() or [""]
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "commit": _commit(),
        "machine": f"{_processor()}, {os.cpu_count()} cores, {_memory_gb()} GB, Linux {platform.release()}",
        "python": platform.python_version(),
        "postgresql": postgres,
        "versions": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "data": f"{posts} posts, {size}",
        "repeats": str(repeats),
    }


def write(machine: dict[str, str], path: Path) -> None:
    path.write_text(json.dumps(machine, indent=1, ensure_ascii=False) + "\n")


def as_text(machine: dict[str, str]) -> str:
    width = max(map(len, machine))
    return "\n".join(f"{name.ljust(width)} {text}" for name, text in machine.items())


def _commit() -> str:
    """Short, with a plus where the working tree differs."""
    try:
        commit = _git("rev-parse", "--short", "HEAD")
        return f"{commit}+" if _git("status", "--porcelain", "--untracked-files=no") else commit
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory_gb() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
