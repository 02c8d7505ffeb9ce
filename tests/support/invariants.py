"""What must hold in the database at any time, whatever happened (DESIGN 3)."""

from __future__ import annotations

from sqlalchemy import func, select

from app.db import db
from app.inventory.queries import discrepancies
from app.notifications.models import OutboxMessage
from app.orders.models import Order, OrderEvent, OrderGroup, OrderItem
from app.payments.models import Payment

TABLES = (OrderGroup, Order, OrderItem, OrderEvent, Payment, OutboxMessage)


def broken_rules() -> list[str]:
    """A sentence for every rule that does not hold; empty when all is well."""
    db.session.rollback()
    found = [f"ledger and stock differ: {row}" for row in discrepancies()]
    orders = dict(_sums(Order.group_id, Order.total))
    payments = dict(_sums(Payment.group_id, Payment.amount))
    items = dict(_sums(OrderItem.order_id, OrderItem.line_total))
    events = dict(_sums(OrderEvent.order_id, OrderEvent.id))
    for group in db.session.scalars(select(OrderGroup).order_by(OrderGroup.id)):
        if not group.total == orders.get(group.id) == payments.get(group.id):
            found.append(f"{group.number}: group, orders and payment differ")
    for order in db.session.scalars(select(Order).order_by(Order.id)):
        if items.get(order.id) != order.subtotal:
            found.append(f"{order.number}: items and subtotal differ")
        if order.id not in events:
            found.append(f"{order.number}: no history")
    return found


def row_counts() -> dict[str, int]:
    """How many rows the tables of a checkout have."""
    db.session.rollback()
    return {
        table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in TABLES
    }


def _sums(key, value):
    return db.session.execute(select(key, func.sum(value)).group_by(key)).all()
