"""What people do to messages, and how long those are kept that were sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update

from app.db import db, delete_some
from app.notifications.models import MessageStatus, OutboxMessage

SENT_KEPT = timedelta(days=90)


def replay(ids: Sequence[int], now: datetime) -> int:
    """Give dead messages, all or those with the given ids, a new life; how many there were."""
    statement = update(OutboxMessage).where(OutboxMessage.status == MessageStatus.DEAD)
    if ids:
        statement = statement.where(OutboxMessage.id.in_(ids))
    statement = statement.values(
        status=MessageStatus.PENDING,
        attempts=0,
        next_attempt_at=now,
        lease_token=None,
        leased_until=None,
    )
    return cast("CursorResult[Any]", db.session.execute(statement)).rowcount


def delete_old_messages(now: datetime, *, limit: int) -> int:
    """Delete messages that were sent long ago, at most `limit`; how many it were.

    Never one that waits or is dead: those are still to be sent, by us or by whoever replays them.

    With a message its dedupe key is forgotten, so no event may be told a second time after
    SENT_KEPT. None can: the key only guards the moments in which an event is being written down,
    when two requests race or a job is begun again within days. That an event happens once is kept
    elsewhere, for ever: an order's steps by its status, which never goes back, a checkout by its
    idempotency key, a welcome by the unique address, a period by its row in periodic_runs.

    The newest message stays whatever its age: SQLite would give its id to the next one, and
    Message-IDs are made of ids.
    """
    newest = db.session.scalar(select(func.max(OutboxMessage.id)))
    before = now - SENT_KEPT
    return delete_some(
        OutboxMessage.id,
        OutboxMessage.status == MessageStatus.SENT,
        # As old as sent_at, and what the index knows: the lease of the try that sent it.
        OutboxMessage.next_attempt_at < before,
        OutboxMessage.sent_at < before,
        OutboxMessage.id != newest,
        limit=limit,
    )
