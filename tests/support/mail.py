"""A real SMTP server for tests, which can also refuse for a while."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller


class Mailbox:
    """What was delivered; `refuse` makes the server answer 451 until it is cleared."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refuse = threading.Event()
        self.port = 0

    def clear(self) -> None:
        """Forget everything and accept again."""
        self.messages.clear()
        self.recipients.clear()
        self.refuse.clear()

    def to(self, address: str) -> list[EmailMessage]:
        """The messages whose envelope named this address, oldest first."""
        pairs = zip(self.messages, self.recipients, strict=True)
        return [message for message, recipients in pairs if address in recipients]

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """aiosmtpd calls this with each message."""
        if self.refuse.is_set():
            return "451 Try again later"
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(cast(EmailMessage, message))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"


@contextmanager
def running_mailbox() -> Iterator[Mailbox]:
    """A mailbox behind a real SMTP port of this machine."""
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        mailbox.port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
