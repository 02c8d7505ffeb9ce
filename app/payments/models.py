"""One payment per checkout."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.model import Base, Id, Identifier, Moment, key_string, table_args


class PaymentMethod(StrEnum):
    """How a buyer pays."""

    VIRTUAL_ACCOUNT = "virtual_account"
    EWALLET = "ewallet"
    QRIS = "qris"
    COD = "cod"


class PaymentStatus(StrEnum):
    """Where the money is; AWAITING and EXPIRED wait for a gateway that does not answer at once."""

    PAID = "PAID"
    DUE_ON_DELIVERY = "DUE_ON_DELIVERY"
    REFUNDED = "REFUNDED"


class Payment(Base):
    """The payment of an order group: its amount is the group's total, to the rupiah.

    Orders of a group are refunded one by one: `refunded_amount` adds them up, and the payment is
    REFUNDED once nothing of it is left.
    """

    __tablename__ = "payments"
    __table_args__ = table_args(
        UniqueConstraint("group_id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("refunded_amount BETWEEN 0 AND amount", name="refund_range"),
    )

    id: Mapped[Id]
    group_id: Mapped[int] = mapped_column(Identifier, ForeignKey("order_groups.id"))
    method: Mapped[str] = mapped_column(key_string(20))
    status: Mapped[str] = mapped_column(key_string(20))
    amount: Mapped[int] = mapped_column(BigInteger)  # rupiah
    refunded_amount: Mapped[int] = mapped_column(BigInteger, default=0)  # rupiah
    reference: Mapped[str] = mapped_column(key_string(64), default="")  # the gateway's own
    created_at: Mapped[Moment] = mapped_column(default=utcnow)
