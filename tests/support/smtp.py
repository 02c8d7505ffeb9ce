"""A mail server that stops in the middle of a conversation until it is released, or is rude."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller

from devtools.embedded_redis import free_port

# Where in the conversation the server can stop; in the last two it has the mail already.
POINTS = ("greeting", "recipient", "before keeping", "after keeping", "goodbye")
KEPT_POINTS = POINTS[-2:]


class StallingServer:
    """aiosmtpd's handler; at `stall_at` it waits for `released`, and says so by `stalled`."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, EmailMessage]] = []
        self.stall_at = ""
        self.stalled = threading.Event()
        self.released = threading.Event()
        self.answers: dict[str, str] = {}
        self.port = 0

    def recipients(self) -> list[str]:
        """To whom mails were kept, in order."""
        return [recipient for recipient, _ in self.kept]

    async def _stop(self, point: str) -> None:
        if point == self.stall_at and not self.released.is_set():
            self.stalled.set()
            await asyncio.to_thread(self.released.wait, 60)

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """The greeting."""
        await self._stop("greeting")
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """One recipient."""
        await self._stop("recipient")
        if answer := self.answers.get("recipient"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """The mail itself."""
        await self._stop("before keeping")
        if answer := self.answers.get("data"):
            return answer
        message = cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default))
        self.kept.extend((recipient, message) for recipient in envelope.rcpt_tos)
        await self._stop("after keeping")
        return "250 OK"

    async def handle_QUIT(self, server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        """The goodbye; a rude server hangs up instead."""
        await self._stop("goodbye")
        if "goodbye" in self.answers:
            server.transport.abort()
        return "221 Bye"


@contextmanager
def stalling_server() -> Iterator[StallingServer]:
    """The server behind a real port of this machine."""
    handler = StallingServer()
    handler.port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        handler.released.set()
        controller.stop()
