"""What the outbox looks like from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import func, select

from app.clock import utcnow
from app.db import db
from app.notifications.models import MessageStatus, OutboxMessage


def oldest_unsent_age() -> int | None:
    """Seconds since the oldest message that still waits was written; None when none waits."""
    oldest = db.session.scalar(
        select(func.min(OutboxMessage.created_at)).where(
            OutboxMessage.status == MessageStatus.PENDING
        )
    )
    return None if oldest is None else int((utcnow() - oldest).total_seconds())


def dead_messages() -> int:
    """How many messages were given up and wait for somebody to look at them."""
    statement = select(func.count()).where(OutboxMessage.status == MessageStatus.DEAD)
    return db.session.scalar(statement) or 0


class UnsentMessage(NamedTuple):
    """A message that waits or is dead."""

    id: int
    status: str
    kind: str
    recipient: str
    attempts: int
    last_error: str
    created_at: datetime


def unsent_messages(*, status: MessageStatus | None, limit: int) -> Sequence[UnsentMessage]:
    """The messages that wait or are dead, or only those of one status, oldest first."""
    wanted = (MessageStatus.PENDING, MessageStatus.DEAD) if status is None else (status,)
    rows = db.session.execute(
        select(
            OutboxMessage.id,
            OutboxMessage.status,
            OutboxMessage.kind,
            OutboxMessage.recipient,
            OutboxMessage.attempts,
            OutboxMessage.last_error,
            OutboxMessage.created_at,
        )
        .where(OutboxMessage.status.in_(wanted))
        .order_by(OutboxMessage.id)
        .limit(limit)
    )
    return [UnsentMessage(*cast("tuple", row)) for row in rows]
