"""Writes to payments: what a group owes, what it got back, and when it is settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, insert, select, update

from app.db import db
from app.payments.gateway import Charge
from app.payments.models import Payment, PaymentMethod, PaymentStatus


def record_payment(
    group_id: int, *, method: PaymentMethod, charge: Charge, amount: int, at: datetime
) -> None:
    """The payment of a new group: its amount is the group's total (rupiah)."""
    db.session.execute(
        insert(Payment).values(
            group_id=group_id,
            method=method,
            status=charge.status,
            amount=amount,
            refunded_amount=0,
            reference=charge.reference,
            created_at=at,
        )
    )


def refund(group_id: int, amount: int) -> None:
    """Give `amount` rupiah of a paid group back; with the last of it the payment is REFUNDED."""
    nothing_left = Payment.refunded_amount + amount == Payment.amount
    # MariaDB assigns from left to right with the new values: the status must come first.
    db.session.execute(
        update(Payment)
        .where(Payment.group_id == group_id)
        .ordered_values(
            (Payment.status, case((nothing_left, PaymentStatus.REFUNDED), else_=Payment.status)),
            (Payment.refunded_amount, Payment.refunded_amount + amount),
        )
    )


def lock_payment(group_id: int) -> None:
    """Let the orders of a group settle one after the other, so that the last one sees the rest."""
    db.session.execute(select(Payment.id).where(Payment.group_id == group_id).with_for_update())


def settle_on_delivery(group_id: int) -> None:
    """Every parcel of the group that was to be paid at the door has been."""
    db.session.execute(
        update(Payment)
        .where(Payment.group_id == group_id, Payment.status == PaymentStatus.DUE_ON_DELIVERY)
        .values(status=PaymentStatus.PAID)
    )
