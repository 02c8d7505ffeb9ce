"""Many orders moved by two at once, and buyers who cancel meanwhile (A14, A15)."""

from __future__ import annotations

import re
from functools import partial

from flask import Flask
from sqlalchemy import func, select

from app.db import db, unit_of_work
from app.notifications.models import OutboxMessage
from app.orders.models import Order, OrderEvent
from app.orders.states import Actor
from app.orders.transitions import change_buyer_order
from app.orders.values import StepRequest
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.orders import make_order, order_now
from tests.support.client import ShopClient
from tests.support.invariants import broken_rules
from tests.support.races import race

BULK = "/seller/orders/bulk"


def moved_in(text: str) -> set[str]:
    """The numbers that an answer lists as moved."""
    listed = re.search(r'<ul class="bulk-list">(.*?)</ul>', text, re.DOTALL)
    return set(re.findall(r">(BLJ-[^<]+)<", listed[1])) if listed else set()


def count(model: type[Order] | type[OrderEvent] | type[OutboxMessage], *where: object) -> int:
    db.session.rollback()
    query = select(func.count()).select_from(model).where(*where)  # type: ignore[arg-type]
    return db.session.scalar(query) or 0


def test_two_sessions_that_move_the_same_twenty_orders_move_each_once(app: Flask) -> None:
    seller, store = make_seller()
    numbers = [make_order(store=store).number for _order in range(20)]
    desks = [sign_in_as(ShopClient(app), seller) for _session in range(2)]
    tokens = [desk.csrf_token() for desk in desks]
    answers: dict[int, str] = {}

    def post(which: int, chosen: list[str]) -> str:
        data = {"number": chosen, "to": "PROCESSING", "csrf_token": tokens[which]}
        answer = desks[which].post(BULK, data)
        answers[which] = answer.text
        return str(answer.status_code)

    # From both ends, so that they meet in the middle.
    ended = race(app, [lambda: post(0, numbers), lambda: post(1, numbers[::-1])])
    assert set(ended) <= {"200", "409"}
    first, second = moved_in(answers[0]), moved_in(answers[1])
    assert first | second == set(numbers)
    assert first & second == set()
    for which, moved in ((0, first), (1, second)):
        assert answers[which].count("The order is being packed by now.") == 20 - len(moved)
    assert count(OrderEvent, OrderEvent.to_status == "PROCESSING") == 20
    assert count(OutboxMessage, OutboxMessage.kind == "order_status") == 20
    assert count(Order, Order.status == "PROCESSING") == 20
    assert broken_rules() == []


def test_one_tracking_number_given_to_two_orders_at_once_goes_to_one(app: Flask) -> None:
    seller, store = make_seller()
    desks = [sign_in_as(ShopClient(app), seller) for _session in range(2)]
    tokens = [desk.csrf_token() for desk in desks]
    for round_number in range(4):
        orders = [make_order(store=store, steps=["PROCESSING"]) for _order in range(2)]
        numbers = [order.number for order in orders]
        tracking_number = f"AK000000000{round_number}"

        def ship(which: int, number: str, tracking: str = tracking_number) -> str:
            form = {"to": "SHIPPED", "courier": "Antar Kota", "tracking_number": tracking}
            url = f"/seller/orders/{number}/status"
            answer = desks[which].post(url, form | {"csrf_token": tokens[which]})
            return str(answer.status_code)

        ended = race(app, [partial(ship, which, numbers[which]) for which in range(2)])
        assert sorted(ended) == ["303", "422"]
        assert sorted(order_status(number) for number in numbers) == ["PROCESSING", "SHIPPED"]
        assert count(Order, Order.tracking_number == tracking_number) == 1
    assert broken_rules() == []


def test_buyers_who_cancel_while_many_are_moved_get_each_order_one_end(app: Flask) -> None:
    seller, store = make_seller()
    buyer = make_customer()
    orders = [make_order(buyer, store, stock=10) for _order in range(12)]
    numbers = [order.number for order in orders]
    desk = sign_in_as(ShopClient(app), seller)
    token = desk.csrf_token()
    answers: list[str] = []
    buyer_id = buyer.id

    def cancel_all() -> str:
        step = StepRequest(to="CANCELLED", actor=Actor.CUSTOMER, actor_id=buyer_id)
        for number in reversed(numbers):
            if order_status(number) == "PENDING":
                unit_of_work(lambda each=number: change_buyer_order(each, step, buyer_id=buyer_id))
        return "cancelled"

    def move_all() -> str:
        data = {"number": numbers, "to": "PROCESSING", "csrf_token": token}
        answer = desk.post(BULK, data)
        answers.append(answer.text)
        return str(answer.status_code)

    ended = race(app, [move_all, cancel_all])
    assert ended[0] in ("200", "409")
    now = {number: order_now(number).status for number in numbers}
    assert set(now.values()) <= {"PROCESSING", "CANCELLED", "PENDING"}
    assert "PENDING" not in now.values()
    moved = {number for number, status in now.items() if status == "PROCESSING"}
    assert moved_in(answers[0]) == moved
    assert answers[0].count("was cancelled by the buyer.") == 12 - len(moved)
    assert count(OrderEvent, OrderEvent.from_status == "PENDING") == 12
    assert broken_rules() == []


def order_status(number: str) -> str:
    db.session.rollback()
    return db.session.scalars(select(Order.status).where(Order.number == number)).one()
