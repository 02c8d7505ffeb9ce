"""What people do to messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, update

from app.db import db
from app.notifications.models import MessageStatus, OutboxMessage


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
