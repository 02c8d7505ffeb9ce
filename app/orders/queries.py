"""Reads of orders: always through their buyer or their store, ordered and bounded.

Rows are read as plain values, not as entities: these pages are read often and change nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, func, literal, select, union_all

from app.catalogue.models import Product, ProductStatus
from app.db import db
from app.orders.models import Order, OrderEvent, OrderGroup, OrderItem
from app.orders.states import OrderStatus
from app.orders.transitions import unknown_order
from app.payments.models import Payment
from app.stores.models import Store

PAGE_SIZE = 20
# A tab counts no further than this: no page may count a large store's whole history (DESIGN 12).
COUNT_LIMIT = 10_000
ALL = "ALL"


@dataclass(frozen=True)
class ItemView:
    """A line as it was bought; `product_url` is empty once the product is no longer sold."""

    id: int
    order_id: int
    name: str
    options: dict[str, Any]
    sku: str
    image_key: str | None
    unit_price: int
    quantity: int
    line_total: int
    product_url: str


@dataclass(frozen=True)
class EventView:
    """One step of an order's life."""

    from_status: str | None
    to_status: str
    actor_role: str
    reason: str
    created_at: datetime


@dataclass(frozen=True)
class OrderView:
    """An order as both sides see it; the buyer's e-mail address is not part of it."""

    id: int
    number: str
    group_id: int
    status: str
    payment_method: str
    payment_status: str
    store_name: str
    subtotal: int
    shipping_cost: int
    total: int
    weight: int
    recipient: str
    phone: str
    line: str
    district: str
    city: str
    province: str
    postal_code: str
    note: str
    courier: str | None
    tracking_number: str | None
    cancel_reason: str | None
    cancel_note: str
    placed_at: datetime
    shipped_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    items: tuple[ItemView, ...] = ()
    events: tuple[EventView, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class OrderPage:
    """One page of a list, and how many orders there are of each status (up to COUNT_LIMIT)."""

    orders: tuple[OrderView, ...]
    counts: dict[str, int]
    page: int
    pages: int


@dataclass(frozen=True)
class GroupView:
    """A checkout on its confirmation page; `amount` (rupiah) is the payment's."""

    number: str
    total: int
    placed_at: datetime
    method: str
    payment_status: str
    amount: int
    orders: tuple[OrderView, ...]


@dataclass(frozen=True)
class PlacedGroup:
    """What tells a repeated checkout from a new one."""

    number: str
    request_hash: str


_COLUMNS = tuple(
    getattr(Order, name)
    for name in OrderView.__dataclass_fields__
    if name not in ("items", "events")
)


def placed_group(buyer_id: int, idempotency_key: str) -> PlacedGroup | None:
    """The group that this key stands for, if it has been placed."""
    row = db.session.execute(
        select(OrderGroup.number, OrderGroup.request_hash).where(
            OrderGroup.buyer_id == buyer_id, OrderGroup.idempotency_key == idempotency_key
        )
    ).first()
    return None if row is None else PlacedGroup(*row)


def buyer_orders(buyer_id: int, *, status: str, page: int) -> OrderPage:
    """A buyer's own orders, newest first; `status` ALL for every one."""
    return order_page([Order.buyer_id == buyer_id], status=status, page=page)


def buyer_order(buyer_id: int, number: str) -> OrderView:
    """One of this buyer's orders with everything its page shows; NotFound for any other."""
    return _whole_order(number, Order.buyer_id == buyer_id)


def store_order(store_id: int, number: str) -> OrderView:
    """One of this store's orders with everything its page shows; NotFound for any other."""
    return _whole_order(number, Order.store_id == store_id)


def store_order_row(store_id: int, number: str) -> OrderView:
    """One of this store's orders as the list shows it: with its lines, without its history."""
    return with_items([_one(number, Order.store_id == store_id)])[0]


def buyer_group(buyer_id: int, number: str) -> GroupView:
    """One of this buyer's checkouts with its orders; NotFound for any other."""
    rows = db.session.execute(
        select(
            OrderGroup.number.label("group_number"),
            OrderGroup.total.label("group_total"),
            Payment.method,
            Payment.status.label("paid_status"),
            Payment.amount,
            *_COLUMNS,
        )
        .join(Payment, Payment.group_id == OrderGroup.id)
        .join(Order, Order.group_id == OrderGroup.id)
        .where(OrderGroup.number == number, OrderGroup.buyer_id == buyer_id)
        .order_by(Order.id)
    ).all()
    if not rows:
        raise unknown_order()
    first = rows[0]
    return GroupView(
        number=first.group_number,
        total=first.group_total,
        placed_at=first.placed_at,
        method=first.method,
        payment_status=first.paid_status,
        amount=first.amount,
        orders=with_items([OrderView(*row[5:]) for row in rows]),
    )


def overdue_orders(
    shipped_before: datetime, *, after: tuple[datetime, int] | None, limit: int
) -> Sequence[tuple[str, datetime, int]]:
    """(number, shipped at, id) of orders on their way for too long, oldest first, from a place."""
    query = (
        select(Order.number, Order.shipped_at, Order.id)
        .where(Order.status == OrderStatus.SHIPPED, Order.shipped_at <= shipped_before)
        .order_by(Order.shipped_at, Order.id)
        .limit(limit)
    )
    if after is not None:
        moment, order_id = after
        query = query.where(
            (Order.shipped_at > moment) | ((Order.shipped_at == moment) & (Order.id > order_id))
        )
    return [(number, shipped_at, order_id) for number, shipped_at, order_id in _rows(query)]


def _rows(query: Executable) -> Sequence[Any]:
    return db.session.execute(query).all()


def order_page(
    owned: Sequence[ColumnElement[bool]],
    *,
    status: str,
    page: int,
    size: int | None = None,
    oldest_first: bool = False,
) -> OrderPage:
    """One page of the orders that `owned` names, by id, and the counts of all of them."""
    size = size or PAGE_SIZE
    matches = list(owned)
    counts = count_by_status(matches)
    pages = max(1, -(-counts[status] // size))
    page = min(page, pages)
    if status != ALL:
        matches.append(Order.status == status)
    query = (
        select(*_COLUMNS)
        .where(*matches)
        .order_by(Order.id if oldest_first else Order.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    orders = with_items([OrderView(*row) for row in _rows(query)]) if counts[status] else ()
    return OrderPage(orders, counts, page, pages)


def count_by_status(matches: Sequence[ColumnElement[bool]]) -> dict[str, int]:
    """How many orders of each status there are, in one statement that reads a bounded number."""
    parts = []
    for status in OrderStatus:
        some = select(Order.id).where(*matches, Order.status == status).limit(COUNT_LIMIT)
        parts.append(
            select(literal(status.value), func.count()).select_from(some.subquery(status.lower()))
        )
    counts: dict[str, int] = dict(_rows(union_all(*parts)))
    counts[ALL] = min(sum(counts.values()), COUNT_LIMIT)
    return counts


def chosen_orders(store_id: int, numbers: Sequence[str]) -> tuple[OrderView, ...]:
    """Those of these orders that are the store's own, with their lines, as they were named."""
    wanted = {number: place for place, number in enumerate(numbers)}
    query = select(*_COLUMNS).where(Order.number.in_(list(wanted)), Order.store_id == store_id)
    found = [OrderView(*row) for row in _rows(query)]
    return with_items(sorted(found, key=lambda order: wanted[order.number])) if found else ()


def orders_with_ids(ids: Sequence[int]) -> tuple[OrderView, ...]:
    """The orders with these ids, with their lines, in the order of the ids; loaders check whose."""
    places = {identifier: place for place, identifier in enumerate(ids)}
    found = [OrderView(*row) for row in _rows(select(*_COLUMNS).where(Order.id.in_(list(ids))))]
    return with_items(sorted(found, key=lambda order: places[order.id])) if found else ()


def store_location(store_id: int) -> str:
    """Where the store sends from, as it says so now."""
    return db.session.scalars(select(Store.location).where(Store.id == store_id)).one()


def buyer_order_row(buyer_id: int, number: str) -> OrderView:
    """One of this buyer's orders with its lines, without its history; NotFound for any other."""
    return with_items([_one(number, Order.buyer_id == buyer_id)])[0]


def _one(number: str, owned: ColumnElement[bool]) -> OrderView:
    row = db.session.execute(select(*_COLUMNS).where(Order.number == number, owned)).first()
    if row is None:
        raise unknown_order()
    return OrderView(*row)


def _whole_order(number: str, owned: ColumnElement[bool]) -> OrderView:
    order = _one(number, owned)
    events = tuple(
        EventView(*row)
        for row in _rows(
            select(
                OrderEvent.from_status,
                OrderEvent.to_status,
                OrderEvent.actor_role,
                OrderEvent.reason,
                OrderEvent.created_at,
            )
            .where(OrderEvent.order_id == order.id)
            .order_by(OrderEvent.id)
        )
    )
    return OrderView(**{**with_items([order])[0].__dict__, "events": events})


def with_items(orders: Sequence[OrderView]) -> tuple[OrderView, ...]:
    """The orders with their lines, which one statement reads for all of them."""
    lines: defaultdict[int, list[ItemView]] = defaultdict(list)
    query = (
        select(OrderItem, Product.id, Product.slug, Product.status)
        .join(Product, Product.id == OrderItem.product_id)
        .where(OrderItem.order_id.in_([order.id for order in orders]))
        .order_by(OrderItem.order_id, OrderItem.id)
    )
    for item, product_id, slug, status in _rows(query):
        sold = status == ProductStatus.ACTIVE
        lines[item.order_id].append(
            ItemView(
                id=item.id,
                order_id=item.order_id,
                name=item.name,
                options=item.options,
                sku=item.sku,
                image_key=item.image_key,
                unit_price=item.unit_price,
                quantity=item.quantity,
                line_total=item.line_total,
                product_url=f"/products/{product_id}-{slug}" if sold else "",
            )
        )
    return tuple(
        OrderView(**{**order.__dict__, "items": tuple(lines[order.id])}) for order in orders
    )
