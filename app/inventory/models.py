"""The ledger of stock."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.model import Base, Id, Identifier, Moment, key_string, table_args


class MovementReason(StrEnum):
    """Why stock changed."""

    INITIAL = "INITIAL"
    SALE = "SALE"
    CANCELLATION = "CANCELLATION"
    STOCK_OUT = "STOCK_OUT"
    EDIT = "EDIT"
    IMPORT = "IMPORT"


class StockMovement(Base):
    """One change of one variant's stock, append-only; their sum is the stock (DESIGN 3).

    `cause` is what led to it, such as an order number; `actor_id` is empty for the system.
    """

    __tablename__ = "stock_movements"
    __table_args__ = table_args(Index(None, "variant_id", "id"))

    id: Mapped[Id]
    variant_id: Mapped[int] = mapped_column(Identifier, ForeignKey("variants.id"))
    delta: Mapped[int] = mapped_column(Integer)
    balance_after: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(key_string(20))
    cause: Mapped[str] = mapped_column(String(100), default="")
    actor_id: Mapped[int | None] = mapped_column(Identifier, ForeignKey("users.id"), index=True)
    created_at: Mapped[Moment] = mapped_column(default=utcnow)
