"""One line and one payment, changed by many at once: nothing is lost, nothing counts twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from app.cart.owner import CartOwner
from app.cart.services import add_item, remove_item, set_quantity
from app.db import db, unit_of_work
from app.orders.models import Order
from app.orders.states import Actor
from app.orders.transitions import change_store_order
from app.orders.values import StepRequest
from app.payments.models import Payment
from tests.factories.accounts import make_customer, make_seller
from tests.factories.cart import lines, put_in_cart
from tests.factories.catalogue import make_product, variants_of
from tests.factories.orders import make_variant, order_now, place
from tests.support.invariants import broken_rules
from tests.support.races import race


def told(work: Callable[[], object]) -> Callable[[], str]:
    def run() -> str:
        unit_of_work(work)
        return "done"

    return run


def test_a_line_removed_ten_times_at_once_is_removed_once(app: Flask) -> None:
    """The others are told that it is gone."""
    buyer = make_customer()
    kept, item = make_product(), put_in_cart(buyer, make_product(stock=50), quantity=3)
    put_in_cart(buyer, kept)
    owner = CartOwner(user_id=buyer.id)
    ended = race(app, [told(lambda: remove_item(owner, item))] * 10)
    assert sorted(ended) == ["UnknownItem"] * 9 + ["done"]
    assert lines() == [(variants_of(kept)[0].id, 1)]


def one_waits_for_the_other(
    app: Flask, first: Callable[[], object], second: Callable[[], object]
) -> None:
    """The second begins when the first has written; that commits when the second wants to."""
    wants_to_write = threading.Event()

    def watch(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        is_other = threading.current_thread() is not threading.main_thread()
        if is_other and statement.startswith(("UPDATE", "BEGIN IMMEDIATE")):
            wants_to_write.set()

    def other() -> None:
        with app.app_context():
            unit_of_work(second)

    with ThreadPoolExecutor(1) as pool:

        def work() -> Future[None]:
            first()
            running = pool.submit(other)
            assert wants_to_write.wait(20)
            return running

        event.listen(Engine, "before_cursor_execute", watch)
        try:
            unit_of_work(work).result(20)
        finally:
            event.remove(Engine, "before_cursor_execute", watch)


def test_a_quantity_that_is_set_and_one_that_is_added_know_of_each_other(app: Flask) -> None:
    """Whoever comes second builds on what the first has written."""
    buyer, product = make_customer(), make_product(stock=99)
    item = put_in_cart(buyer, product, quantity=1)
    owner, variant = CartOwner(user_id=buyer.id), variants_of(product)[0].id
    add, fix = (lambda: add_item(owner, variant, 1)), (lambda: set_quantity(owner, item, 50))
    for first, second, left in ((fix, add, 51), (add, add, 53), (add, fix, 50)):
        one_waits_for_the_other(app, first, second)
        assert lines() == [(variant, left)]


def test_a_quantity_set_while_its_line_is_removed_does_not_bring_it_back(app: Flask) -> None:
    buyer = make_customer()
    item = put_in_cart(buyer, make_product(stock=50))
    owner = CartOwner(user_id=buyer.id)
    works = [lambda: set_quantity(owner, item, 7)] * 5 + [lambda: remove_item(owner, item)]
    ended = race(app, [told(work) for work in works])
    assert set(ended) <= {"done", "UnknownItem"}
    assert ended[-1] == "done"
    assert lines() == []


def cancelled(order: Order) -> Callable[[], str]:
    step = StepRequest(to="CANCELLED", actor=Actor.SELLER, actor_id=None, reason="STORE_CLOSED")
    number, store_id = order.number, order.store_id
    return told(lambda: change_store_order(number, step, store_id=store_id))


def payment_of(order: Order) -> Payment:
    db.session.rollback()
    query = select(Payment).where(Payment.group_id == order.group_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def test_orders_of_one_payment_cancelled_at_once_all_give_their_money_back(app: Flask) -> None:
    """A14: the sum of the refunds is the sum of the orders; the last of them ends the payment."""
    for _turn in range(3):
        variants = [make_variant(make_seller()[1], price=50_000) for _store in range(4)]
        orders = place(make_customer(), *((variant, 1) for variant in variants))
        *most, last = orders
        assert race(app, [cancelled(order) for order in most]) == ["done"] * 3
        payment = payment_of(last)
        assert payment.refunded_amount == sum(order.total for order in most)
        assert payment.status == "PAID"
        assert race(app, [cancelled(last)]) == ["done"]
        payment = payment_of(last)
        assert (payment.refunded_amount, payment.status) == (payment.amount, "REFUNDED")
        assert {order_now(order.number).status for order in orders} == {"CANCELLED"}
    assert broken_rules() == []
