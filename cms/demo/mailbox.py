"""The demo's mail server: it delivers nothing and keeps every mail as a file."""

import socket
from datetime import datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from .child import HOST


class Folder:
    """Writes each mail as .eml; the names sort by time of arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        name = f"{datetime.now():%Y-%m-%d-%H%M%S-%f}"
        partial = self.folder / f".{name}"
        partial.write_bytes(envelope.original_content or b"")
        partial.rename(self.folder / f"{name}.eml")  # readers see whole mails only
        return "250 OK"


def serve(handler: object) -> Controller:
    """Start a mail server in a thread, on a free port (`.port`); `.stop()` ends it."""
    with socket.create_server((HOST, 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname=HOST, port=port)
    controller.start()
    return controller
