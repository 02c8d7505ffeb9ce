"""The mail server of development: `python worker.py mailbox` takes every mail and sends none.

Each mail becomes a file of its own, written whole before it gets its name, so that the pages of
app.dev.mailbox never read half of one. The envelope's recipients are kept as a header of ours.
"""

from __future__ import annotations

import os
import secrets
import signal
import threading
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import structlog
from aiosmtpd.controller import Controller

from app.clock import utcnow
from config import Configuration

log = structlog.get_logger(__name__)

RECIPIENTS_HEADER = "X-Envelope-To"


class Folder:
    """aiosmtpd's handler: keeps what it is given as files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep one mail, then say so."""
        name = keep(self.path, envelope.content, list(envelope.rcpt_tos))
        log.info("mail_kept", file=name)
        return "250 Kept"


def keep(folder: Path, content: bytes, recipients: list[str]) -> str:
    """Write the mail under a name that sorts by time; the name."""
    name = f"{utcnow().strftime('%Y%m%d-%H%M%S-%f')}-{secrets.token_hex(4)}.eml"
    header = EmailMessage()
    header[RECIPIENTS_HEADER] = ", ".join(recipients)
    unfinished = folder / f".{name}.part"
    unfinished.write_bytes(header.as_bytes().rstrip() + b"\r\n" + content)
    os.replace(unfinished, folder / name)
    return name


def serve(configuration: Configuration) -> None:
    """Take mails until SIGTERM or SIGINT."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ended.set())
    folder = Folder(Path(configuration.mailbox_folder))
    controller = Controller(folder, hostname="127.0.0.1", port=configuration.mailbox_port)
    controller.start()
    try:
        ended.wait()
    finally:
        controller.stop()
