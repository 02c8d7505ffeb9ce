"""Buying: one cart becomes one group, one payment and one order per store (DESIGN 5).

All of it happens in one transaction or not at all. The group is inserted first: a second click
with the same idempotency key then waits at the unique constraint until the first has finished, and
finds its group (app.orders.placing). Nothing that is charged comes from the form: prices, stock,
sellers and shipping are read here (B22).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import CursorResult, insert, select

from app.cart import services as cart
from app.cart.queries import CheckoutLine, checkout_lines
from app.clock import utcnow
from app.db import db
from app.inventory.errors import OutOfStock
from app.inventory.models import MovementReason
from app.inventory.services import StockChange, change_stock
from app.notifications.outbox import post_many
from app.orders import numbers
from app.orders.drafts import Destination, Draft, changes, make_draft, short_lines
from app.orders.emails import placed_messages
from app.orders.errors import CheckoutChanged, EmptyCart, LinesShort
from app.orders.models import Order, OrderEvent, OrderGroup, OrderItem
from app.orders.states import Actor, OrderStatus
from app.orders.values import CheckoutRequest, NewGroup, NewOrder
from app.payments import services as payments
from app.payments.gateway import gateway
from app.shipping.quotes import quoter


def place_order(request: CheckoutRequest) -> str:
    """Buy what is in the buyer's cart; the number of the new group.

    Raises EmptyCart, LinesShort and CheckoutChanged, all of them with nothing bought.
    """
    lines = checkout_lines(request.buyer_id)
    draft = _checked_draft(lines, request)
    group = _number(draft, request)
    group_id = _insert_group(group, request)
    _take_stock(group, lines, actor_id=request.buyer_id)
    order_ids = _insert_orders(group, group_id, request)
    _insert_items(group, order_ids)
    _insert_events(group, order_ids, actor_id=request.buyer_id)
    payments.record_payment(
        group_id,
        method=request.payment_method,
        charge=group.charge,
        amount=draft.total,
        at=group.placed_at,
    )
    cart.clear_lines([line.item_id for line in lines])
    post_many(placed_messages(group, request))
    return group.number


def _checked_draft(lines: Sequence[CheckoutLine], request: CheckoutRequest) -> Draft:
    """The draft, when it is what the buyer saw (A11)."""
    if not lines:
        raise EmptyCart(_("Your cart is empty. Put something into it first."))
    destination = Destination(request.address.city, request.address.province)
    draft = make_draft(lines, destination, quoter)
    if draft.short:
        raise LinesShort(_("Some of it is no longer there. Nothing was bought."), draft.short)
    found = changes(draft, request.seen_lines)
    if found or draft.total != request.seen_total:
        raise CheckoutChanged(
            _("Something changed since you looked. Nothing was bought; please check it again."),
            found,
            total=draft.total,
        )
    return draft


def _number(draft: Draft, request: CheckoutRequest) -> NewGroup:
    number = numbers.new_number(numbers.GROUP_PREFIX)
    return NewGroup(
        number=number,
        placed_at=utcnow(),
        orders=tuple(
            NewOrder(numbers.new_number(numbers.ORDER_PREFIX), store) for store in draft.stores
        ),
        draft=draft,
        charge=gateway.charge(
            group_number=number, method=request.payment_method, amount=draft.total
        ),
    )


def _insert_group(group: NewGroup, request: CheckoutRequest) -> int:
    result = db.session.execute(
        insert(OrderGroup.__table__).values(  # type: ignore[arg-type]
            number=group.number,
            buyer_id=request.buyer_id,
            idempotency_key=request.idempotency_key,
            request_hash=request.content_hash,
            total=group.draft.total,
            note=request.note,
            placed_at=group.placed_at,
        )
    )
    key = cast("CursorResult[Any]", result).inserted_primary_key
    assert key is not None, "the row has just been inserted"
    return int(key[0])


def _take_stock(group: NewGroup, lines: Sequence[CheckoutLine], *, actor_id: int) -> None:
    """Every line's units, in the order of the variants' ids, or none (A1, A4, A7)."""
    wanted = [
        StockChange(line.variant_id, -line.quantity, MovementReason.SALE, order.number)
        for order in group.orders
        for line in order.store.lines
    ]
    try:
        change_stock(wanted, actor_id=actor_id)
    except OutOfStock as error:
        left = {short["variant_id"]: short["available"] for short in error.current}
        raise LinesShort(
            _("Some of it was just sold. Nothing was bought."), tuple(short_lines(lines, left))
        ) from error


def _insert_orders(group: NewGroup, group_id: int, request: CheckoutRequest) -> dict[str, int]:
    """One order per store in one statement; order number → row id."""
    rows = [
        {
            "number": order.number,
            "group_id": group_id,
            "store_id": order.store.store_id,
            "buyer_id": request.buyer_id,
            "status": OrderStatus.PENDING,
            "payment_method": request.payment_method,
            "payment_status": group.charge.status,
            "store_name": order.store.store_name,
            "subtotal": order.store.subtotal,
            "shipping_cost": order.store.shipping_cost,
            "total": order.store.total,
            "weight": order.store.weight,
            "note": request.note,
            "courier": order.store.quote.courier if order.store.quote else None,
            "cancel_note": "",
            "placed_at": group.placed_at,
            **asdict(request.address),
        }
        for order in group.orders
    ]
    columns = (Order.number, Order.id)
    if db.session.get_bind().dialect.insert_executemany_returning:
        found = db.session.execute(insert(Order).returning(*columns), rows)
    else:
        # MySQL proper knows no RETURNING.
        db.session.execute(insert(Order), rows)
        found = db.session.execute(select(*columns).where(Order.group_id == group_id))
    return {row.number: row.id for row in found}


def _insert_items(group: NewGroup, order_ids: dict[str, int]) -> None:
    # By product: the foreign key locks products for reading, and those who complete an order lock
    # them for writing in the same order (A7).
    pairs = sorted(
        ((order, line) for order in group.orders for line in order.store.lines),
        key=lambda pair: (pair[1].product_id, pair[1].variant_id),
    )
    db.session.execute(
        insert(OrderItem), [_item_row(order_ids[order.number], line) for order, line in pairs]
    )


def _item_row(order_id: int, line: CheckoutLine) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "product_id": line.product_id,
        "variant_id": line.variant_id,
        "name": line.name,
        "options": line.options,
        "sku": line.sku,
        "image_key": line.image_key,
        "unit_price": line.unit_price,
        "quantity": line.quantity,
        "line_total": line.unit_price * line.quantity,
    }


def _insert_events(group: NewGroup, order_ids: dict[str, int], *, actor_id: int) -> None:
    db.session.execute(
        insert(OrderEvent),
        [
            {
                "order_id": order_ids[order.number],
                "from_status": None,
                "to_status": OrderStatus.PENDING,
                "actor_id": actor_id,
                "actor_role": Actor.CUSTOMER,
                "reason": "",
                "created_at": group.placed_at,
            }
            for order in group.orders
        ],
    )
