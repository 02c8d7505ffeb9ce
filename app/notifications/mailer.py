"""The conversation with the mail server: Flask-Mail, with bounds that it does not have.

Every step has a timeout, the whole has one too, certificates are checked, and a server that
accepted a mail and then says goodbye rudely has still accepted it.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from datetime import datetime
from email.charset import QP, Charset
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.policy import SMTP
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import current_app
from flask_mail import Connection, Message

from app.notifications.rendering import Mail

log = structlog.get_logger(__name__)

STEP_SECONDS = 10.0
# Shorter than the lease (app.notifications.delivery), so that nobody else begins meanwhile.
CONVERSATION_SECONDS = 40.0
_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"\\\x00-\x1f\x7f]+@[^\s@,;:<>()\[\]\"\\\x00-\x1f\x7f]+")


class BadRecipient(ValueError):
    """No single address; nothing is sent."""


class BoundedConnection(Connection):
    """A conversation that ends, whatever the server does."""

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        """Connect, encrypt and sign in as configured."""
        settings = self.mail
        # Our own name, because asking the resolver for it can take longer than the mail.
        common: dict[str, Any] = {"timeout": STEP_SECONDS, "local_hostname": _own_host()}
        if settings.use_ssl:
            context = ssl.create_default_context()
            host: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.server, settings.port, context=context, **common
            )
        else:
            host = smtplib.SMTP(settings.server, settings.port, **common)
        self.deadline = threading.Timer(CONVERSATION_SECONDS, _hang_up, [host])
        self.deadline.daemon = True
        self.deadline.start()
        if settings.use_tls:
            host.starttls(context=ssl.create_default_context())
        if settings.username and settings.password:
            host.login(settings.username, settings.password)
        return host

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Say goodbye; how the server takes it no longer matters."""
        self.deadline.cancel()
        if not isinstance(self.host, smtplib.SMTP):
            return
        try:
            self.host.quit()
        except OSError as error:
            log.info("smtp_goodbye_failed", reason=str(error))
            self.host.close()


class ReadableMessage(Message):
    """Flask-Mail's message with its words in quoted-printable and its headers left alone.

    Flask-Mail leaves the words as they are, and servers refuse lines of more than 998 bytes. It
    lets the headers be folded a second time, which puts spaces into long subjects.
    """

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        encoding = Charset("utf-8")
        encoding.body_encoding = QP
        return MIMEText(text or "", subtype, encoding)  # type: ignore[arg-type]

    def _message(self) -> MIMEBase:
        message = super()._message()
        message.policy = SMTP.clone(refold_source="none")
        return message


def send(mail: Mail, *, recipient: str, message_id: str, written_at: datetime) -> None:
    """Hand one mail to the mail server; raises OSError (smtplib's errors are) or BadRecipient."""
    if not _ADDRESS.fullmatch(recipient):
        raise BadRecipient(f"not one address: {recipient!r}")
    message = ReadableMessage(
        subject=mail.subject,
        recipients=[recipient],
        body=mail.text,
        html=mail.html,
        date=written_at.timestamp(),
        extra_headers={"Auto-Submitted": "auto-generated"},
    )
    message.msgId = message_id
    with BoundedConnection(current_app.extensions["mail"]) as connection:
        connection.send(message)


def message_id(number: int) -> str:
    """The same for every try of one message, so that a mail sent twice is recognised as one."""
    return f"<outbox-{number}@{_own_host()}>"


def _own_host() -> str:
    return urlsplit(current_app.config["BELANJAIN"].base_url).hostname or "localhost"


def _hang_up(host: smtplib.SMTP) -> None:
    if host.sock:
        try:
            host.sock.shutdown(socket.SHUT_RDWR)
        except OSError as error:
            log.info("smtp_hang_up_failed", reason=str(error))
