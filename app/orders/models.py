"""A checkout (OrderGroup), its orders, their lines and their history.

Lines and addresses are copies: renaming, repricing or archiving anything later leaves an old
order page as it was (DESIGN 3).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.model import Base, Id, Identifier, Moment, key_string, table_args


class OrderGroup(Base):
    """One checkout and one payment; the idempotency key makes a repeated click the same group.

    `request_hash` is the SHA-256 of what was asked, so that a key reused for something else is
    refused (A2).
    """

    __tablename__ = "order_groups"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        UniqueConstraint("buyer_id", "idempotency_key"),
        CheckConstraint("total >= 0", name="total_not_negative"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(key_string(20))
    buyer_id: Mapped[int] = mapped_column(Identifier, ForeignKey("users.id"))
    idempotency_key: Mapped[str] = mapped_column(key_string(64))
    request_hash: Mapped[str] = mapped_column(key_string(64))
    total: Mapped[int] = mapped_column(BigInteger)  # rupiah, the sum of its orders
    note: Mapped[str] = mapped_column(String(500), default="")
    placed_at: Mapped[Moment] = mapped_column(default=utcnow)


class Order(Base):
    """One store's part of a checkout; its status changes by app.orders.states alone."""

    __tablename__ = "orders"
    __table_args__ = table_args(
        UniqueConstraint("number"),
        CheckConstraint(
            "status IN ('PENDING', 'PROCESSING', 'SHIPPED', 'DELIVERED', 'CANCELLED')",
            name="status_known",
        ),
        CheckConstraint("total = subtotal + shipping_cost", name="total_adds_up"),
        Index(None, "group_id"),
        Index(None, "buyer_id", "id"),
        Index(None, "buyer_id", "status", "id"),
        Index(None, "store_id", "id"),
        Index(None, "store_id", "status", "id"),
        Index(None, "store_id", "placed_at"),
        Index(None, "status", "shipped_at"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(key_string(20))
    group_id: Mapped[int] = mapped_column(Identifier, ForeignKey("order_groups.id"))
    store_id: Mapped[int] = mapped_column(Identifier, ForeignKey("stores.id"))
    buyer_id: Mapped[int] = mapped_column(Identifier, ForeignKey("users.id"))
    status: Mapped[str] = mapped_column(key_string(10))
    payment_method: Mapped[str] = mapped_column(key_string(20))
    payment_status: Mapped[str] = mapped_column(key_string(20))  # of this order's share
    store_name: Mapped[str] = mapped_column(String(100))
    subtotal: Mapped[int] = mapped_column(BigInteger)  # rupiah
    shipping_cost: Mapped[int] = mapped_column(BigInteger)  # rupiah
    total: Mapped[int] = mapped_column(BigInteger)  # rupiah
    weight: Mapped[int] = mapped_column(Integer)  # grams
    recipient: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(30))
    line: Mapped[str] = mapped_column(String(300))
    district: Mapped[str] = mapped_column(String(100))
    city: Mapped[str] = mapped_column(String(100))
    province: Mapped[str] = mapped_column(String(100))
    postal_code: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(500), default="")
    courier: Mapped[str | None] = mapped_column(String(50))
    tracking_number: Mapped[str | None] = mapped_column(String(50))
    cancel_reason: Mapped[str | None] = mapped_column(key_string(20))
    cancel_note: Mapped[str] = mapped_column(String(300), default="")
    placed_at: Mapped[Moment] = mapped_column(default=utcnow)
    shipped_at: Mapped[Moment | None]
    completed_at: Mapped[Moment | None]
    cancelled_at: Mapped[Moment | None]


class OrderItem(Base):
    """A line as it was bought; nothing here changes afterwards."""

    __tablename__ = "order_items"
    __table_args__ = table_args(
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("line_total = unit_price * quantity", name="line_adds_up"),
        Index(None, "order_id"),
        Index(None, "product_id"),
        Index(None, "variant_id"),
        # Whether a picture is still shown by an order, before its files go.
        Index(None, "image_key"),
    )

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(Identifier, ForeignKey("orders.id"))
    product_id: Mapped[int] = mapped_column(Identifier, ForeignKey("products.id"))
    variant_id: Mapped[int] = mapped_column(Identifier, ForeignKey("variants.id"))
    name: Mapped[str] = mapped_column(String(200))
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    sku: Mapped[str] = mapped_column(key_string(64))
    image_key: Mapped[str | None] = mapped_column(key_string(80))
    unit_price: Mapped[int] = mapped_column(BigInteger)  # rupiah
    quantity: Mapped[int] = mapped_column(Integer)
    line_total: Mapped[int] = mapped_column(BigInteger)  # rupiah


class OrderEvent(Base):
    """One step of an order's life: who did it, in which role, when and why."""

    __tablename__ = "order_events"
    __table_args__ = table_args(Index(None, "order_id", "id"))

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(Identifier, ForeignKey("orders.id"))
    from_status: Mapped[str | None] = mapped_column(key_string(10))
    to_status: Mapped[str] = mapped_column(key_string(10))
    actor_id: Mapped[int | None] = mapped_column(Identifier, ForeignKey("users.id"), index=True)
    actor_role: Mapped[str] = mapped_column(key_string(10))  # customer, seller or system
    reason: Mapped[str] = mapped_column(String(330), default="")
    created_at: Mapped[Moment] = mapped_column(default=utcnow)
