"""The words of a file, read by a process of its own that may be broken by what it reads (docs/adr/0023)."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

MEMORY = 256 * 1024**2  # bytes of address space
CPU_SECONDS = 20
SECONDS = 40  # of the clock
LONGEST = 200_000  # characters kept of a file
_OUTPUT = 4 * LONGEST  # bytes; the reader can write no more
_READER = Path(__file__).with_name("reader.py")


class Unreadable(Exception):
    """The file's words could not be read: it is broken, encrypted, too large inside, or not what its name says."""


def words_of(path: Path, ending: str) -> str:
    """What stands in a file of this kind (``pdf``, ``docx``, …). Raises Unreadable.

    The reader gets the open file and nothing else: no settings, no secrets in its environment, no right to write more
    than LONGEST, and an end after CPU_SECONDS or SECONDS, whatever comes first.
    """
    limits = map(str, (LONGEST, MEMORY, CPU_SECONDS))
    command = [sys.executable, "-I", "-B", str(_READER), ending, *limits]
    try:
        with path.open("rb") as source, TemporaryFile() as output:
            # It runs nothing but our own reader; what comes from people is its input.
            subprocess.run(
                command,
                stdin=source,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=True,
                env={},
                cwd="/",
            )
            output.seek(0)
            return output.read(_OUTPUT).decode("utf-8", "ignore").replace("\x00", "")[:LONGEST]
    except (subprocess.SubprocessError, OSError) as error:
        raise Unreadable(str(error)) from error
