"""Where files lie: a private folder no web server knows, under generated names."""

import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from secrets import token_hex

from django.conf import settings

from . import conf

SMALL = ".small"
FREE_BYTES = 1024**3
FREE_SHARE = 0.05
INCOMING = "incoming"


def root() -> Path:
    """``FORUM["FILES_ROOT"]``, else a folder beside MEDIA_ROOT: many sites give all below it to everybody."""
    own = conf.value("FILES_ROOT")
    return Path(own) if own else Path(settings.MEDIA_ROOT).absolute().parent / "forum-files"


def path_of(stored_name: str) -> Path:
    return root() / stored_name[:2] / stored_name


def small_path_of(stored_name: str) -> Path:
    return path_of(stored_name + SMALL)


def receive(chunks: Iterable[bytes], limit: int) -> tuple[Path, int, str]:
    """Writes what arrives to a new place; gives path, size and SHA-256. Stops after ``limit`` bytes and one more."""
    folder = root() / INCOMING
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path, size, digest = folder / token_hex(16), 0, hashlib.sha256()
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            digest.update(chunk)
            file.write(chunk)
            if size > limit:
                break
    return path, size, digest.hexdigest()


def digest_of(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of what is stored."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def keep(path: Path, small: Path) -> str:
    """Moves a received file to its place for good; gives its name there."""
    stored_name = token_hex(16)
    place = path_of(stored_name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if small.exists():
        small.chmod(0o600)
        small.replace(small_path_of(stored_name))
    path.chmod(0o600)
    path.replace(place)
    return stored_name


def delete(stored_name: str) -> None:
    path_of(stored_name).unlink(missing_ok=True)
    small_path_of(stored_name).unlink(missing_ok=True)


def delete_all(stored_names: Iterable[str | None]) -> None:
    for name in stored_names:
        if name:
            delete(name)


def has_room(size: int) -> bool:
    """Whether the disk keeps a reserve: a full one would stop more than files."""
    folder = root()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    disk = shutil.disk_usage(folder)
    return disk.free - size > min(FREE_BYTES, disk.total * FREE_SHARE)


def names_older_than(seconds: float) -> Iterator[str]:
    """The stored names on the disk (a small picture has its large one's), but for those of the last moments."""
    for path in root().glob("[0-9a-f][0-9a-f]/*"):
        if path.stat().st_mtime < time.time() - seconds:
            yield path.name.removesuffix(SMALL)


def forget_incoming(seconds: float) -> None:
    """Deletes what an upload left that ended in the middle."""
    for path in (root() / INCOMING).glob("*"):
        if path.stat().st_mtime < time.time() - seconds:
            path.unlink(missing_ok=True)
