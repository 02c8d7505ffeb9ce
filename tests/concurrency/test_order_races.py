"""Many clicks at once: every unit is sold once, every click answered once (A1, A2, A7, A14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from app.db import db, unit_of_work
from app.orders.models import OrderEvent
from app.orders.placing import check_out
from app.orders.states import Actor
from app.orders.transitions import change_buyer_order, change_store_order
from app.orders.values import StepRequest
from app.payments.models import Payment, PaymentMethod
from tests.factories.accounts import make_customer, make_seller
from tests.factories.catalogue import make_product, stock_of, variants_of
from tests.factories.orders import (
    fill_cart,
    make_order,
    make_variant,
    move,
    order_now,
    orders_of,
    place,
    request_for,
)
from tests.support.invariants import broken_rules, row_counts
from tests.support.races import crossed_carts, many_buyers_of_few_units, race


def test_sixty_four_buyers_of_twenty_units_place_exactly_twenty_orders(app: Flask) -> None:
    """A1; `make bench` repeats it."""
    outcome = many_buyers_of_few_units(app)
    assert outcome.refusals == {"LinesShort": 44}
    assert outcome.stock_left == [0]
    assert outcome.rows["orders"] == 20
    assert outcome.rows["outbox_messages"] == 40
    assert outcome.broken == []


def test_crossed_carts_lose_no_order_to_a_deadlock(app: Flask) -> None:
    """A7; `make bench` repeats it."""
    outcome = crossed_carts(app)
    assert outcome.refusals == {}
    assert outcome.rows["orders"] == 32
    assert outcome.stock_left == [0, 0]
    assert outcome.broken == []


def test_twenty_clicks_with_one_key_are_one_purchase(app: Flask) -> None:
    """A2."""
    buyer, variant = make_customer(), make_variant(stock=3)
    fill_cart(buyer, (variant, 2))
    request = request_for(buyer)
    ended = race(app, [lambda: check_out(request)] * 20)
    assert len(set(ended)) == 1
    assert [order.subtotal for order in orders_of(ended[0])] == [266_000]
    assert row_counts()["order_groups"] == 1
    assert stock_of(variant.id) == 1
    assert broken_rules() == []


def test_one_cart_sent_from_two_tabs_at_once_is_bought_once(app: Flask) -> None:
    buyer, variant = make_customer(), make_variant(stock=50)
    fill_cart(buyer, (variant, 2))
    requests = [request_for(buyer) for _tab in range(6)]
    ended = race(app, [lambda each=each: check_out(each) for each in requests])
    refused = [answer for answer in ended if not answer.startswith("BLG-")]
    assert len(refused) == 5
    assert set(refused) <= {"EmptyCart", "CartChanged"}
    assert row_counts()["order_groups"] == 1
    assert stock_of(variant.id) == 48
    assert broken_rules() == []


def seller_step(number: str, store_id: int, to: str, **details: str) -> Callable[[], str]:
    step = StepRequest(to=to, actor=Actor.SELLER, actor_id=None, **details)

    def work() -> str:
        unit_of_work(lambda: change_store_order(number, step, store_id=store_id))
        return to

    return work


def buyer_step(number: str, buyer_id: int, to: str) -> Callable[[], str]:
    step = StepRequest(to=to, actor=Actor.CUSTOMER, actor_id=buyer_id)

    def work() -> str:
        unit_of_work(lambda: change_buyer_order(number, step, buyer_id=buyer_id))
        return to

    return work


def steps_of(order_id: int) -> list[str]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(OrderEvent.to_status)
            .where(OrderEvent.order_id == order_id)
            .order_by(OrderEvent.id)
        )
    )


def test_of_two_who_act_on_one_order_one_wins_and_the_other_is_told(app: Flask) -> None:
    """A14: the buyer cancels while the seller begins to pack."""
    for _turn in range(5):
        order = make_order(stock=10, quantity=2)
        ended = race(
            app,
            [
                buyer_step(order.number, order.buyer_id, "CANCELLED"),
                seller_step(order.number, order.store_id, "PROCESSING"),
            ],
        )
        won = {"CANCELLED", "PROCESSING"} & set(ended)
        assert len(won) == 1
        assert sorted(ended) == sorted([*won, "OrderMoved"])
        assert order_now(order.number).status in won
        assert steps_of(order.id) == ["PENDING", *won]
        assert broken_rules() == []


def test_an_order_cancelled_ten_times_at_once_gives_its_stock_back_once(app: Flask) -> None:
    """A14."""
    order = make_order(stock=10, quantity=4)
    step = seller_step(order.number, order.store_id, "CANCELLED", reason="STORE_CLOSED")
    ended = Counter(race(app, [step] * 10))
    assert ended == {"CANCELLED": 1, "OrderMoved": 9}
    db.session.rollback()
    payment = db.session.scalars(select(Payment)).one()
    assert payment.refunded_amount == payment.amount
    assert broken_rules() == []


def test_the_parcels_of_one_purchase_may_arrive_at_once(app: Flask) -> None:
    """The last one settles the cash, whichever that is, and every unit is counted as sold."""
    store = make_seller()[1]
    product = make_product(store, variants=[{"stock": 90}])
    shared = variants_of(product)[0]
    numbers = []
    for _turn in range(3):
        others = [make_variant(make_seller()[1]) for _store in range(3)]
        lines = [(shared, 1), *((variant, 1) for variant in others)]
        orders = place(make_customer(), *lines, payment_method=PaymentMethod.COD)
        for order in orders:
            move(order, "PROCESSING")
            move(order, "SHIPPED")
        numbers += [(order.number, order.store_id) for order in orders]
    ended = race(app, [seller_step(number, where, "DELIVERED") for number, where in numbers])
    assert ended == ["DELIVERED"] * 12
    db.session.rollback()
    assert set(db.session.scalars(select(Payment.status))) == {"PAID"}
    db.session.refresh(product)
    assert product.sold_count == 3
