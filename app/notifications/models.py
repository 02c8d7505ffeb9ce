"""Messages that must arrive."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.model import Base, Id, Moment, key_string, table_args


class MessageStatus(StrEnum):
    """PENDING until sent; DEAD after the last try, until somebody replays it."""

    PENDING = "PENDING"
    SENT = "SENT"
    DEAD = "DEAD"


class OutboxMessage(Base):
    """A mail to send, written in the transaction that caused it (DESIGN 6).

    `leased_until` is set by the worker that is sending it right now: another may take it when that
    moment has passed, because the first has then died. `dedupe_key` makes a second one impossible.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = table_args(
        UniqueConstraint("dedupe_key"), Index(None, "status", "next_attempt_at", "id")
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(key_string(40))
    recipient: Mapped[str] = mapped_column(key_string(254))
    locale: Mapped[str] = mapped_column(key_string(5))
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    dedupe_key: Mapped[str] = mapped_column(key_string(120))
    request_id: Mapped[str] = mapped_column(key_string(40), default="")
    status: Mapped[str] = mapped_column(key_string(10), default=MessageStatus.PENDING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_attempt_at: Mapped[Moment] = mapped_column(default=utcnow)
    lease_token: Mapped[str | None] = mapped_column(key_string(40))
    leased_until: Mapped[Moment | None]
    last_error: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[Moment] = mapped_column(default=utcnow)
    sent_at: Mapped[Moment | None]
