"""The demo orders as rows: groups, orders, items, steps, payments, and what they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import Any

from sqlalchemy import bindparam, update

from app.catalogue.models import Product
from app.clock import to_jakarta
from app.db import db
from app.demo.catalogue import Listing
from app.demo.ledger import live_through, past_changes
from app.demo.orders import RATED_SHARE, STARS, PlannedGroup, PlannedOrder
from app.demo.rows import ids_by, insert_all
from app.orders.effects import FINAL
from app.orders.models import Order, OrderEvent, OrderGroup, OrderItem
from app.orders.numbers import ALPHABET, GROUP_PREFIX, ORDER_PREFIX, RANDOM_LENGTH
from app.orders.states import OrderStatus
from app.payments.models import Payment, PaymentMethod, PaymentStatus
from app.shipping.couriers import COURIERS
from app.shipping.quotes import quoter


@dataclass(frozen=True)
class _Part:
    """An order with its number and its row."""

    number: str
    order: PlannedOrder
    row: dict[str, Any]


@dataclass(frozen=True)
class _Checkout:
    """A group with its number and its orders."""

    number: str
    group: PlannedGroup
    parts: list[_Part]

    @property
    def total(self) -> int:
        """What was charged, in rupiah."""
        return sum(part.row["total"] for part in self.parts)

    @property
    def refunded(self) -> int:
        """What of it was given back, in rupiah."""
        if self.group.method == PaymentMethod.COD:
            return 0
        return sum(
            part.row["total"] for part in self.parts if part.order.status == OrderStatus.CANCELLED
        )


def write_sales(
    groups: Sequence[PlannedGroup], listings: Sequence[Listing], *, now: datetime, chance: Random
) -> None:
    """Write these checkouts, and the stock and the counts that they led to."""
    checkouts = [_checkout(group, chance) for group in groups]
    parts = [part for checkout in checkouts for part in checkout.parts]
    insert_all(OrderGroup, [_group_row(checkout, chance) for checkout in checkouts])
    group_ids = ids_by(
        OrderGroup, OrderGroup.number, among=[checkout.number for checkout in checkouts]
    )
    for checkout in checkouts:
        for part in checkout.parts:
            part.row["group_id"] = group_ids[checkout.number]
    insert_all(Payment, [_payment_row(one, group_ids[one.number]) for one in checkouts])
    insert_all(Order, [part.row for part in parts])
    order_ids = ids_by(Order, Order.number, among=[part.number for part in parts])
    insert_all(OrderItem, [row for part in parts for row in _item_rows(part, order_ids)])
    insert_all(OrderEvent, _event_rows(parts, order_ids))
    live_through(past_changes(listings, [(part.number, part.order) for part in parts], now=now))
    _write_counts(listings, parts, chance)


def _checkout(group: PlannedGroup, chance: Random) -> _Checkout:
    parts: list[_Part] = []
    for order in group.orders:
        number = _number(ORDER_PREFIX, group.placed_at, chance)
        parts.append(_Part(number, order, _order_row(number, group, order, chance)))
    return _Checkout(_number(GROUP_PREFIX, group.placed_at, chance), group, parts)


def _number(prefix: str, at: datetime, chance: Random) -> str:
    drawn = "".join(chance.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return f"{prefix}-{to_jakarta(at):%y%m%d}-{drawn}"


def _order_row(
    number: str, group: PlannedGroup, order: PlannedOrder, chance: Random
) -> dict[str, Any]:
    listing = order.lines[0].listing
    person, place = group.buyer.person, group.buyer.person.place
    weight = sum(line.item.weight * line.quantity for line in order.lines)
    subtotal = sum(line.item.price * line.quantity for line in order.lines)
    quote = quoter.quote(listing.shop.location, place.city, place.province, weight_grams=weight)
    shipped_at = order.at(OrderStatus.SHIPPED)
    cancelled_at = order.at(OrderStatus.CANCELLED)
    tracking = f"{COURIERS[quote.courier]}{chance.randrange(10**10):010d}"
    return {
        "number": number,
        "store_id": listing.store_id,
        "buyer_id": group.buyer.id,
        "status": order.status,
        "payment_method": group.method,
        "payment_status": _payment_status(group.method, order.status),
        "store_name": listing.shop.name,
        "subtotal": subtotal,
        "shipping_cost": quote.cost,
        "total": subtotal + quote.cost,
        "weight": weight,
        "recipient": person.name,
        "phone": person.phone,
        **asdict(place),
        "note": group.note,
        "courier": quote.courier,
        "tracking_number": tracking if shipped_at else None,
        "cancel_reason": (order.steps[-1].reason or None) if cancelled_at else None,
        "cancel_note": "",
        "placed_at": group.placed_at,
        "shipped_at": shipped_at,
        "completed_at": order.at(OrderStatus.DELIVERED),
        "cancelled_at": cancelled_at,
    }


def _payment_status(method: PaymentMethod, status: OrderStatus) -> PaymentStatus:
    if method == PaymentMethod.COD:
        delivered = status == OrderStatus.DELIVERED
        return PaymentStatus.PAID if delivered else PaymentStatus.DUE_ON_DELIVERY
    return PaymentStatus.REFUNDED if status == OrderStatus.CANCELLED else PaymentStatus.PAID


def _group_row(checkout: _Checkout, chance: Random) -> dict[str, Any]:
    return {
        "number": checkout.number,
        "buyer_id": checkout.group.buyer.id,
        "idempotency_key": f"{chance.getrandbits(128):032x}",
        "request_hash": sha256(checkout.number.encode()).hexdigest(),
        "total": checkout.total,
        "note": checkout.group.note,
        "placed_at": checkout.group.placed_at,
    }


def _payment_row(checkout: _Checkout, group_id: int) -> dict[str, Any]:
    method = checkout.group.method
    if method == PaymentMethod.COD:
        statuses = {part.order.status for part in checkout.parts}
        settled = statuses <= set(FINAL) and OrderStatus.DELIVERED in statuses
        status = PaymentStatus.PAID if settled else PaymentStatus.DUE_ON_DELIVERY
    else:
        everything_back = checkout.refunded == checkout.total
        status = PaymentStatus.REFUNDED if everything_back else PaymentStatus.PAID
    return {
        "group_id": group_id,
        "method": method,
        "status": status,
        "amount": checkout.total,
        "refunded_amount": checkout.refunded,
        "reference": "" if method == PaymentMethod.COD else f"SIM-{checkout.number}",
        "created_at": checkout.group.placed_at,
    }


def _item_rows(part: _Part, order_ids: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "order_id": order_ids[part.number],
            "product_id": line.listing.id,
            "variant_id": line.item.id,
            "name": line.listing.good.name,
            "options": line.item.options,
            "sku": line.item.sku,
            "image_key": line.item.image_key,
            "unit_price": line.item.price,
            "quantity": line.quantity,
            "line_total": line.item.price * line.quantity,
        }
        for line in part.order.lines
    ]


def _event_rows(parts: Sequence[_Part], order_ids: Mapping[str, int]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for part in parts:
        before: OrderStatus | None = None
        for step in part.order.steps:
            rows.append(
                {
                    "order_id": order_ids[part.number],
                    "from_status": before,
                    "to_status": step.target,
                    "actor_id": step.actor_id,
                    "actor_role": step.actor,
                    "reason": step.reason,
                    "created_at": step.at,
                }
            )
            before = step.target
    return sorted(rows, key=lambda row: row["created_at"])


def _write_counts(listings: Sequence[Listing], parts: Sequence[_Part], chance: Random) -> None:
    """Units delivered, and stars of some who received them: one rating per buyer and product."""
    sold: Counter[int] = Counter()
    received: dict[tuple[int, int], None] = {}
    for part in parts:
        if part.order.status != OrderStatus.DELIVERED:
            continue
        for line in part.order.lines:
            sold[line.listing.id] += line.quantity
            received[part.row["buyer_id"], line.listing.id] = None
    raters: Counter[int] = Counter()
    stars: Counter[int] = Counter()
    choices, weights = [star for star, _ in STARS], [weight for _, weight in STARS]
    for _buyer_id, product_id in received:
        if chance.random() < RATED_SHARE:
            raters[product_id] += 1
            stars[product_id] += chance.choices(choices, weights)[0]
    db.session.connection().execute(
        update(Product)
        .where(Product.id == bindparam("of_product"))
        .values(
            sold_count=bindparam("sold"),
            rating_count=bindparam("raters"),
            rating_tenths=bindparam("tenths"),
            updated_at=Product.updated_at,
        ),
        [
            {
                "of_product": listing.id,
                "sold": sold[listing.id],
                "raters": raters[listing.id],
                "tenths": stars[listing.id] * 10,
            }
            for listing in listings
        ],
    )
