"""Filled carts and placed orders, made as the shop makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from app.accounts.models import User
from app.cart.models import Cart, CartItem
from app.cart.queries import checkout_lines
from app.catalogue.models import Variant
from app.db import db, unit_of_work
from app.orders.drafts import Destination, make_draft, parse_seen
from app.orders.models import Order, OrderGroup
from app.orders.numbers import new_number
from app.orders.placing import check_out
from app.orders.states import Actor
from app.orders.transitions import change_buyer_order, change_store_order
from app.orders.values import CheckoutRequest, DeliveryAddress, StepRequest
from app.payments.models import PaymentMethod
from app.shipping.quotes import quoter
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller
from tests.factories.catalogue import make_product, variants_of

ADDRESS = DeliveryAddress(
    recipient="Sari Wulandari",
    phone="0812 3456 7890",
    line="Jl. Melati No. 5",
    district="Coblong",
    city="Bandung",
    province="Jawa Barat",
    postal_code="40132",
)


def fill_cart(buyer: User, *lines: tuple[Variant, int]) -> None:
    """Put these variants and quantities into the buyer's cart."""

    def work() -> None:
        cart = db.session.scalar(select(Cart).where(Cart.user_id == buyer.id))
        if cart is None:
            cart = Cart(user_id=buyer.id)
            db.session.add(cart)
            db.session.flush()
        db.session.add_all(
            CartItem(cart_id=cart.id, variant_id=variant.id, quantity=quantity)
            for variant, quantity in lines
        )

    unit_of_work(work)


def make_variant(store: Store | None = None, **fields: Any) -> Variant:
    """The only variant of a new product."""
    return variants_of(make_product(store, **fields))[0]


def request_for(buyer: User, *, key: str = "", **changed: Any) -> CheckoutRequest:
    """What this buyer's click on "pay" would send now."""
    destination = Destination(ADDRESS.city, ADDRESS.province)
    draft = make_draft(checkout_lines(buyer.id), destination, quoter)
    standard = CheckoutRequest(
        buyer_id=buyer.id,
        buyer_name=buyer.name,
        buyer_email=buyer.email,
        buyer_locale=buyer.locale,
        idempotency_key=key or new_number("KEY") + new_number("KEY"),
        address=ADDRESS,
        payment_method=PaymentMethod.QRIS,
        note="",
        seen_total=draft.total,
        seen_lines=parse_seen(draft.seen),
    )
    return replace(standard, **changed)


def place(buyer: User, *lines: tuple[Variant, int], **changed: Any) -> list[Order]:
    """Buy these lines; the orders in the order of their ids."""
    fill_cart(buyer, *lines)
    return orders_of(check_out(request_for(buyer, **changed)))


def orders_of(group_number: str) -> list[Order]:
    """The orders of a checkout as they are in the database now."""
    db.session.rollback()
    return list(
        db.session.scalars(
            select(Order)
            .join(OrderGroup, OrderGroup.id == Order.group_id)
            .where(OrderGroup.number == group_number)
            .order_by(Order.id)
        )
    )


def make_order(
    buyer: User | None = None,
    store: Store | None = None,
    *,
    steps: Sequence[str] = (),
    quantity: int = 2,
    method: PaymentMethod = PaymentMethod.QRIS,
    **product: Any,
) -> Order:
    """An order of one line, moved along by its seller through `steps`."""
    buyer = buyer or make_customer()
    store = store or make_seller()[1]
    order = place(buyer, (make_variant(store, **product), quantity), payment_method=method)[0]
    for status in steps:
        move(order, status)
    return order_now(order.number)


def move(order: Order, to: str, *, actor: Actor = Actor.SELLER, **details: str) -> None:
    """One step by the order's seller or buyer."""
    if actor is Actor.CUSTOMER:
        step = StepRequest(to=to, actor=actor, actor_id=order.buyer_id)
        buyer_id, number = order.buyer_id, order.number
        unit_of_work(lambda: change_buyer_order(number, step, buyer_id=buyer_id))
        return
    if to == "CANCELLED":
        details.setdefault("reason", "STORE_CLOSED")
    step = StepRequest(to=to, actor=actor, actor_id=None, **details)
    store_id, number = order.store_id, order.number
    unit_of_work(lambda: change_store_order(number, step, store_id=store_id))


def order_now(number: str) -> Order:
    """An order as it is in the database now."""
    db.session.rollback()
    return db.session.scalars(
        select(Order).where(Order.number == number).execution_options(populate_existing=True)
    ).one()


def rewrite(order: Order, **columns: Any) -> Order:
    """Give an order's row other values, as an older or stranger order would have them."""
    statement = update(Order).where(Order.id == order.id).values(**columns)
    number = columns.get("number", order.number)
    unit_of_work(lambda: db.session.execute(statement))
    return order_now(number)
