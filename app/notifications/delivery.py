"""Sending what is in the outbox, at least once, and by one worker at a time.

A worker claims a message for the time of a lease, sends it, and marks it sent if the claim is still
its own. When it dies in between, the lease runs out and the next sweep claims the message again;
the Message-ID stays the same. Tries are counted when they begin, so that a message which kills its
worker is given up too.
"""

from __future__ import annotations

import secrets
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, cast

import structlog
from flask_mail import BadHeaderError
from jinja2 import TemplateError
from sqlalchemy import CursorResult, Update, or_, select, update

from app.clock import utcnow
from app.db import db, unit_of_work
from app.notifications import mailer
from app.notifications.models import MessageStatus, OutboxMessage
from app.notifications.rendering import render

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
# With these pauses: a little more than a day.
TRIES = 32
# What the server says will not change; a few tries, because servers are configured by people.
TRIES_WHEN_REFUSED = 3
# Their contexts are keys to an account: not kept once the mail is on its way.
SECRET_KINDS = ("password_reset",)

# A wrong kind, a wrong context or a wrong address is our own mistake: kept with its reason, and
# replayed by `flask outbox retry` when it has been mended.
OUR_MISTAKES = (TemplateError, BadHeaderError, LookupError, ValueError, TypeError, AttributeError)


class Outcome(Enum):
    """What became of one try."""

    SENT = auto()
    NOT_MINE = auto()
    FAILED = auto()
    UNREACHABLE = auto()


@dataclass(frozen=True)
class Claim:
    """A message that this process alone may send until the lease has run out."""

    id: int
    token: str
    kind: str
    recipient: str
    locale: str
    context: dict[str, Any]
    attempts: int
    request_id: str
    created_at: datetime


def deliver(message_id: int) -> Outcome:
    """Send this message if it is due and nobody else is at it."""
    claim = unit_of_work(lambda: _claim(message_id, utcnow()))
    if claim is None:
        return Outcome.NOT_MINE
    with structlog.contextvars.bound_contextvars(
        request_id=claim.request_id, message=claim.id, kind=claim.kind
    ):
        return _send(claim)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed tries: twice as long each time, up to an hour."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts - 1, 20))


def due_ids(now: datetime, limit: int) -> Sequence[int]:
    """The ids of what may be sent now, the longest waiting first."""
    return db.session.scalars(
        select(OutboxMessage.id)
        .where(OutboxMessage.status == MessageStatus.PENDING, OutboxMessage.next_attempt_at <= now)
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
        .limit(limit)
    ).all()


def give_up_exhausted(now: datetime) -> int:
    """Call dead what died with its worker on the last try; the number of those."""
    return _changed(
        update(OutboxMessage)
        .where(
            OutboxMessage.status == MessageStatus.PENDING,
            OutboxMessage.next_attempt_at <= now,
            OutboxMessage.attempts >= TRIES,
        )
        .values(
            status=MessageStatus.DEAD, lease_token=None, leased_until=None, last_error="worker died"
        )
    )


def _claim(message_id: int, now: datetime) -> Claim | None:
    token = secrets.token_hex(16)
    claimed = _changed(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == message_id,
            OutboxMessage.status == MessageStatus.PENDING,
            OutboxMessage.attempts < TRIES,
            # A new message is due whatever the clock of the machine that wrote it says.
            or_(OutboxMessage.attempts == 0, OutboxMessage.next_attempt_at <= now),
            or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now),
        )
        .values(
            lease_token=token,
            leased_until=now + LEASE,
            next_attempt_at=now + LEASE,
            attempts=OutboxMessage.attempts + 1,
        )
    )
    if not claimed:
        return None
    row = db.session.execute(
        select(
            OutboxMessage.kind,
            OutboxMessage.recipient,
            OutboxMessage.locale,
            OutboxMessage.context,
            OutboxMessage.attempts,
            OutboxMessage.request_id,
            OutboxMessage.created_at,
        ).where(OutboxMessage.id == message_id)
    ).one()
    return Claim(message_id, token, *row)


_ABOUT_ONE_MAIL = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
)


def _send(claim: Claim) -> Outcome:
    try:
        mail = render(claim.kind, locale=claim.locale, context=claim.context)
    except OUR_MISTAKES as error:
        _record_failure(claim, error, tries=TRIES_WHEN_REFUSED)
        return Outcome.FAILED
    try:
        mailer.send(
            mail,
            recipient=claim.recipient,
            message_id=mailer.message_id(claim.id),
            written_at=claim.created_at,
        )
    except OSError as error:
        _record_failure(claim, error, tries=TRIES_WHEN_REFUSED if _is_refusal(error) else TRIES)
        return Outcome.FAILED if isinstance(error, _ABOUT_ONE_MAIL) else Outcome.UNREACHABLE
    except OUR_MISTAKES as error:
        _record_failure(claim, error, tries=TRIES_WHEN_REFUSED)
        return Outcome.FAILED
    unit_of_work(lambda: _mark_sent(claim, mail.subject))
    log.info("mail_sent", attempts=claim.attempts)
    return Outcome.SENT


def _is_refusal(error: OSError) -> bool:
    """The server said 5xx to this recipient or this mail: it will say so again."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _mark_sent(claim: Claim, subject: str) -> None:
    values: dict[str, Any] = {
        "status": MessageStatus.SENT,
        "sent_at": utcnow(),
        "subject": subject,
        "last_error": "",
        "lease_token": None,
        "leased_until": None,
    }
    if claim.kind in SECRET_KINDS:
        values["context"] = {}
    _changed(_mine(claim).values(values))


def _record_failure(claim: Claim, error: Exception, *, tries: int) -> None:
    dead = claim.attempts >= tries
    reason = f"{type(error).__name__}: {error}"[:1000]
    log.log(
        40 if dead else 30,
        "mail_dead" if dead else "mail_failed",
        attempts=claim.attempts,
        reason=type(error).__name__,
    )
    values = {
        "status": MessageStatus.DEAD if dead else MessageStatus.PENDING,
        "next_attempt_at": utcnow() + pause_after(claim.attempts),
        "last_error": reason,
        "lease_token": None,
        "leased_until": None,
    }
    unit_of_work(lambda: _changed(_mine(claim).values(values)))


def _mine(claim: Claim) -> Update:
    return update(OutboxMessage).where(
        OutboxMessage.id == claim.id, OutboxMessage.lease_token == claim.token
    )


def _changed(statement: Update) -> int:
    return cast("CursorResult[Any]", db.session.execute(statement)).rowcount
