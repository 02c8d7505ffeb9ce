"""Carts: a customer's by user, a guest's by the hash of a cookie's random token."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.model import Base, Id, Identifier, Moment, key_string, table_args

MAXIMUM_QUANTITY = 999
MAXIMUM_LINES = 100


class Cart(Base):
    """Belongs to exactly one of a customer or a guest."""

    __tablename__ = "carts"
    __table_args__ = table_args(
        UniqueConstraint("user_id"),
        UniqueConstraint("token_hash"),
        CheckConstraint("(user_id IS NULL) <> (token_hash IS NULL)", name="one_owner"),
        # For finding abandoned guests' carts among all the customers', which stay.
        Index(None, "user_id", "updated_at"),
    )

    id: Mapped[Id]
    user_id: Mapped[int | None] = mapped_column(
        Identifier, ForeignKey("users.id", ondelete="CASCADE")
    )
    token_hash: Mapped[str | None] = mapped_column(key_string(64))
    updated_at: Mapped[Moment] = mapped_column(default=utcnow, onupdate=utcnow)


class CartItem(Base):
    """A line: one variant and how many of it; a variant stands in a cart once (A9)."""

    __tablename__ = "cart_items"
    __table_args__ = table_args(
        UniqueConstraint("cart_id", "variant_id"),
        CheckConstraint(f"quantity BETWEEN 1 AND {MAXIMUM_QUANTITY}", name="quantity_range"),
        Index(None, "variant_id"),
    )

    id: Mapped[Id]
    cart_id: Mapped[int] = mapped_column(Identifier, ForeignKey("carts.id", ondelete="CASCADE"))
    variant_id: Mapped[int] = mapped_column(Identifier, ForeignKey("variants.id"))
    quantity: Mapped[int] = mapped_column(Integer)
    added_at: Mapped[Moment] = mapped_column(default=utcnow)
