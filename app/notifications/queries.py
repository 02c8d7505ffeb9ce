"""What the outbox looks like from outside."""

from __future__ import annotations

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
