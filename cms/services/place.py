"""Where the embedded servers live, and as whom they run."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pwd import struct_passwd

ROOT = Path(__file__).resolve().parent.parent.parent
MAX_SOCKET_PATH = 100  # bytes; systems refuse from 104 (macOS) or 108 (Linux) on
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"


class ServiceError(RuntimeError):
    """An embedded server cannot be used; the text (German) says why and what to do."""


def var_dir() -> Path:
    """The folder of everything written at run time: RATSCHLAG_VAR, or `var` beside manage.py."""
    return Path(os.environ.get("RATSCHLAG_VAR") or ROOT / "var").absolute()


@dataclass(frozen=True)
class Place:
    """The servers' folder. `owner` is set when root must not run them itself (PostgreSQL refuses)."""

    folder: Path
    owner: "struct_passwd | None"

    @property
    def software(self) -> Path:
        """Programs are unpacked here: a virtual environment below /root could not be read by `owner`."""
        return self.folder / "software"

    def prepare(self) -> None:
        """Create the folder, closed to other users, and note it in var/ if it lies elsewhere. Raises ServiceError."""
        if not (var := var_dir()).exists():
            var.mkdir(parents=True)
            var.chmod(0o711)  # whatever the umask: `owner` must be able to pass
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.give(self.folder)
        if self.folder.parent != var:
            _note().write_text(f"{self.folder}\n")
        self.software.mkdir(exist_ok=True)

    def give(self, path: Path) -> None:
        """Hand a file or a folder with all it holds to the servers' owner. Raises ServiceError if it is not ours."""
        allowed = {os.geteuid(), self.owner.pw_uid if self.owner else os.geteuid()}
        if path.is_symlink() or path.stat().st_uid not in allowed:
            raise ServiceError(
                f"Der Ordner {path} gehört einem anderen Benutzer. "
                "Löschen Sie ihn oder wählen Sie mit RATSCHLAG_VAR einen anderen Ordner."
            )
        if self.owner and path.stat().st_uid != self.owner.pw_uid:
            for each in (path, *path.rglob("*")):
                os.chown(each, self.owner.pw_uid, self.owner.pw_gid, follow_symlinks=False)

    def install(self, source: Path, target: Path, unpack: Any = shutil.copy2) -> Path:
        """Put a program from a wheel below `software`, at once or not at all; keep what is there already."""
        if not target.exists():
            partial = target.with_name(f"{target.name}.partial")
            shutil.rmtree(partial, ignore_errors=True)
            partial.unlink(missing_ok=True)
            unpack(source, partial)
            self.give(partial)
            partial.rename(target)
        return target

    def process_options(self) -> dict[str, Any]:
        """Keyword arguments of `subprocess` that run a server here: as its owner, unseen by the terminal's Ctrl-C."""
        options: dict[str, Any] = {
            "cwd": self.folder,
            "start_new_session": True,
            "env": {"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        }
        if self.owner:
            options |= {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        return options


def find_place() -> Place:
    """The same place for every process: in var/, or in the system's temporary folder where var/ does not serve.

    It does not serve if a socket's path would be too long or have letters that mean something to PostgreSQL's tools, or
    if root runs us and `nobody` cannot reach it.
    """
    if os.name != "posix":
        raise ServiceError(
            "Eingebettete Server gibt es nur für Linux und macOS. "
            "Setzen Sie DATABASE_URL und VALKEY_URL auf eigene Server (PostgreSQL ab 15, Valkey oder Redis)."
        )
    import pwd

    var = var_dir()
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    inside = var / "services"
    if _is_plain(inside) and (owner is None or _is_open(var)):
        return Place(inside, owner)
    # The name holds the folder it stands for, so that the note in a copied working tree is not believed.
    name = f"ratschlag-{os.geteuid()}-{hashlib.sha256(os.fsencode(var)).hexdigest()[:12]}"
    noted = Path(_note().read_text().strip()) if _note().is_file() else None
    return Place(noted if noted and noted.name == name else Path(tempfile.gettempdir()) / name, owner)


@contextmanager
def lock() -> Iterator[None]:
    """One process at a time starts or stops servers. The system releases the lock of a process that dies."""
    import fcntl

    with (var_dir() / "services.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def tail(log: Path, lines: int = 8) -> str:
    """The end of a server's log, for an error message."""
    text = log.read_text(errors="replace") if log.is_file() else ""
    return "\n".join(text.splitlines()[-lines:])


def _note() -> Path:
    return var_dir() / "services.path"


def _is_plain(folder: Path) -> bool:
    path = os.fsencode(folder / LONGEST_SOCKET_NAME)
    return len(path) <= MAX_SOCKET_PATH and not set(path) & set(b",\"'$`\\")


def _is_open(folder: Path) -> bool:
    """Whether a stranger may pass through every folder of the path that exists."""
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.parents) if each.exists())
