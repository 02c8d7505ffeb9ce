"""What a step does besides changing the status: stock, money, counts.

The table in app.orders.states says which steps have which effects. Variants and products are
touched in the order of their ids, so that two steps never wait for each other in a circle (A7).
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select, update

from app.catalogue.models import Product
from app.db import db
from app.inventory.models import MovementReason
from app.inventory.services import StockChange, change_stock, empty_stock
from app.orders.models import Order, OrderItem
from app.orders.states import CancelReason, Effect, OrderStatus
from app.orders.values import Step
from app.payments import services as payments
from app.payments.models import PaymentMethod

FINAL = (OrderStatus.DELIVERED, OrderStatus.CANCELLED)


def apply_effects(effects: tuple[Effect, ...], step: Step) -> None:
    """Carry out every effect of a step, in the table's order."""
    for effect in effects:
        _EFFECTS[effect](step)


def _return_stock(step: Step) -> None:
    """Give the units back; a seller who has none empties the variants instead (DESIGN 4)."""
    units = db.session.execute(
        select(OrderItem.variant_id, func.sum(OrderItem.quantity))
        .where(OrderItem.order_id == step.order.id)
        .group_by(OrderItem.variant_id)
        .order_by(OrderItem.variant_id)
    ).all()
    if step.reason == CancelReason.STOCK_OUT:
        empty_stock(
            [variant_id for variant_id, _units in units],
            cause=step.order.number,
            actor_id=step.actor_id,
        )
        return
    change_stock(
        [
            StockChange(variant_id, int(count), MovementReason.CANCELLATION, step.order.number)
            for variant_id, count in units
        ],
        actor_id=step.actor_id,
    )


def _refund(step: Step) -> None:
    """Mark a paid order's share as given back; of cash on delivery nothing was taken yet."""
    if step.is_refunded:
        payments.refund(step.order.group_id, step.order.total)
    elif step.order.payment_method == PaymentMethod.COD:
        _settle(step)


def _complete(step: Step) -> None:
    """Count the sold units on their products, and cash taken at the door as paid."""
    units = db.session.execute(
        select(OrderItem.product_id, func.sum(OrderItem.quantity))
        .where(OrderItem.order_id == step.order.id)
        .group_by(OrderItem.product_id)
        .order_by(OrderItem.product_id)
    ).all()
    for product_id, count in units:
        db.session.execute(
            update(Product)
            .where(Product.id == product_id)
            .values(sold_count=Product.sold_count + int(count), updated_at=Product.updated_at)
        )
    if step.order.payment_method == PaymentMethod.COD:
        _settle(step)


def _settle(step: Step) -> None:
    """The group's payment is PAID once each of its orders is final and one was delivered."""
    payments.lock_payment(step.order.group_id)
    statuses = set(
        db.session.scalars(
            select(Order.status).where(Order.group_id == step.order.group_id).distinct()
        )
    )
    if statuses <= set(FINAL) and OrderStatus.DELIVERED in statuses:
        payments.settle_on_delivery(step.order.group_id)


_EFFECTS: dict[Effect, Callable[[Step], None]] = {
    Effect.RETURN_STOCK: _return_stock,
    Effect.REFUND: _refund,
    Effect.COMPLETE: _complete,
}
