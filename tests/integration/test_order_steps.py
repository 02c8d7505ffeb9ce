"""Moving orders along: who may, what happens with it, who hears of it (DESIGN 4, A14, B19)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.catalogue.models import Product
from app.db import db
from app.errors import Forbidden, InvalidInput, NotFound
from app.inventory.models import StockMovement
from app.notifications.models import OutboxMessage
from app.orders.errors import OrderMoved
from app.orders.jobs import auto_complete
from app.orders.models import Order, OrderEvent, OrderItem
from app.orders.states import Actor
from app.payments.models import Payment, PaymentMethod
from tests.factories.accounts import make_customer, make_seller
from tests.factories.catalogue import stock_of
from tests.factories.orders import make_order, make_variant, move, order_now, place
from tests.support.invariants import broken_rules

TO_THE_DOOR = ("PROCESSING", "SHIPPED", "DELIVERED")


def payment_of(order: Order) -> Payment:
    db.session.rollback()
    return db.session.scalars(
        select(Payment)
        .where(Payment.group_id == order.group_id)
        .execution_options(populate_existing=True)
    ).one()


def variant_of(order: Order) -> int:
    return db.session.scalars(
        select(OrderItem.variant_id).where(OrderItem.order_id == order.id)
    ).one()


def history(order: Order) -> list[tuple[str | None, str, str]]:
    db.session.rollback()
    return [
        (step.from_status, step.to_status, step.actor_role)
        for step in db.session.scalars(
            select(OrderEvent).where(OrderEvent.order_id == order.id).order_by(OrderEvent.id)
        )
    ]


def mails(*kinds: str) -> list[OutboxMessage]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind.in_(kinds)).order_by(OutboxMessage.id)
        )
    )


def test_an_order_goes_from_the_seller_to_the_door(app: Flask) -> None:
    order = make_order(quantity=3)
    move(order, "PROCESSING")
    move(order, "SHIPPED", courier="Lintas Pulau", tracking_number="LP7777")
    shipped = order_now(order.number)
    assert shipped.shipped_at is not None
    assert (shipped.courier, shipped.tracking_number) == ("Lintas Pulau", "LP7777")
    move(order, "DELIVERED", actor=Actor.CUSTOMER)
    done = order_now(order.number)
    assert done.status == "DELIVERED"
    assert done.completed_at is not None
    assert history(order) == [
        (None, "PENDING", "customer"),
        ("PENDING", "PROCESSING", "seller"),
        ("PROCESSING", "SHIPPED", "seller"),
        ("SHIPPED", "DELIVERED", "customer"),
    ]
    assert broken_rules() == []


def test_delivery_counts_the_sold_units_on_the_product(app: Flask) -> None:
    order = make_order(quantity=3)
    assert db.session.scalars(select(Product.sold_count)).all() == [0]
    for status in TO_THE_DOOR:
        move(order, status)
    db.session.rollback()
    assert db.session.scalars(select(Product.sold_count)).all() == [3]


def test_a_seller_who_names_no_tracking_number_gets_one_from_the_couriers(app: Flask) -> None:
    order = make_order(steps=["PROCESSING", "SHIPPED"])
    assert order.courier == "Antar Kota"
    assert order.tracking_number is not None
    assert order.tracking_number.startswith("AK")


def test_a_buyer_cancels_before_the_seller_begins_and_all_goes_back(app: Flask) -> None:
    order = make_order(quantity=4, stock=10)
    variant_id = variant_of(order)
    assert stock_of(variant_id) == 6
    move(order, "CANCELLED", actor=Actor.CUSTOMER)
    assert stock_of(variant_id) == 10
    back = db.session.scalars(
        select(StockMovement).where(StockMovement.reason == "CANCELLATION")
    ).one()
    assert (back.delta, back.cause) == (4, order.number)
    cancelled = order_now(order.number)
    assert (cancelled.status, cancelled.payment_status) == ("CANCELLED", "REFUNDED")
    assert cancelled.cancelled_at is not None
    payment = payment_of(order)
    assert (payment.status, payment.refunded_amount) == ("REFUNDED", order.total)
    assert broken_rules() == []


def test_one_cancelled_order_of_two_refunds_its_own_share(app: Flask) -> None:
    lines = [(make_variant(make_seller()[1]), 1) for _store in range(2)]
    first, second = place(make_customer(), *lines)
    move(first, "CANCELLED")
    payment = payment_of(first)
    assert (payment.status, payment.refunded_amount) == ("PAID", first.total)
    move(second, "CANCELLED")
    payment = payment_of(first)
    assert (payment.status, payment.refunded_amount) == ("REFUNDED", payment.amount)


@pytest.mark.parametrize("begun", [(), ("PROCESSING",)])
def test_a_seller_cancels_with_a_reason(app: Flask, begun: tuple[str, ...]) -> None:
    order = make_order(steps=begun, stock=9, quantity=2)
    move(order, "CANCELLED", reason="OTHER", note="Kurir tidak datang")
    cancelled = order_now(order.number)
    assert (cancelled.cancel_reason, cancelled.cancel_note) == ("OTHER", "Kurir tidak datang")
    assert stock_of(variant_of(order)) == 9


def test_cancelling_as_sold_out_empties_the_variant_instead_of_restocking(app: Flask) -> None:
    order = make_order(stock=9, quantity=2)
    move(order, "CANCELLED", reason="STOCK_OUT")
    assert stock_of(variant_of(order)) == 0
    last = db.session.scalars(
        select(StockMovement).order_by(StockMovement.id.desc()).limit(1)
    ).one()
    assert (last.reason, last.delta, last.cause) == ("STOCK_OUT", -7, order.number)
    assert order_now(order.number).payment_status == "REFUNDED"
    assert broken_rules() == []


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "BECAUSE"}, "reason"),
        ({"reason": "OTHER"}, "note"),
        ({"reason": "OTHER", "note": "x" * 301}, "note"),
    ],
)
def test_a_seller_who_cancels_must_say_why(app: Flask, details: dict[str, str], field: str) -> None:
    order = make_order(stock=9, quantity=2)
    with pytest.raises(InvalidInput) as refused:
        move(order, "CANCELLED", **details)
    assert refused.value.field == field
    assert order_now(order.number).status == "PENDING"
    assert stock_of(variant_of(order)) == 7


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"courier": "Merpati"}, "courier"),
        *(
            ({"tracking_number": typed}, "tracking_number")
            for typed in ("1", "12345", "9" * 41, "AK_1234", "AK1234é", "------", "<b>1234</b>")
        ),
    ],
)
def test_an_unknown_courier_or_what_is_no_tracking_number_is_refused(
    app: Flask, details: dict[str, str], field: str
) -> None:
    order = make_order(steps=["PROCESSING"])
    with pytest.raises(InvalidInput) as refused:
        move(order, "SHIPPED", **details)
    assert refused.value.field == field
    assert order_now(order.number).status == "PROCESSING"


@pytest.mark.parametrize(
    ("before", "to", "actor"),
    [
        ((), "SHIPPED", Actor.SELLER),
        ((), "DELIVERED", Actor.SELLER),
        ((), "DELIVERED", Actor.CUSTOMER),
        (("PROCESSING",), "PROCESSING", Actor.SELLER),
        (("PROCESSING",), "CANCELLED", Actor.CUSTOMER),
        (("PROCESSING", "SHIPPED"), "CANCELLED", Actor.SELLER),
        (TO_THE_DOOR, "CANCELLED", Actor.SELLER),
        (("CANCELLED",), "PROCESSING", Actor.SELLER),
    ],
)
def test_a_step_out_of_turn_is_a_conflict_and_changes_nothing(
    app: Flask, before: tuple[str, ...], to: str, actor: Actor
) -> None:
    """B19."""
    order = make_order(steps=before)
    told = len(mails("order_status", "order_cancelled"))
    with pytest.raises(OrderMoved) as refused:
        move(order, to, actor=actor)
    assert refused.value.current == order.status
    assert order_now(order.number).status == order.status
    assert len(mails("order_status", "order_cancelled")) == told
    assert broken_rules() == []


@pytest.mark.parametrize("to", ["PROCESSING", "SHIPPED"])
def test_a_buyer_may_not_do_the_sellers_steps(app: Flask, to: str) -> None:
    order = make_order()
    with pytest.raises(Forbidden):
        move(order, to, actor=Actor.CUSTOMER)
    assert order_now(order.number).status == "PENDING"


def test_a_step_that_does_not_exist_is_refused(app: Flask) -> None:
    order = make_order()
    with pytest.raises(InvalidInput):
        move(order, "EATEN")
    assert order_now(order.number).status == "PENDING"


def test_a_strangers_order_is_not_found(app: Flask) -> None:
    order = make_order()
    other_store, other_buyer = make_seller()[1].id, make_customer().id
    for stranger, actor in ((other_store, Actor.SELLER), (other_buyer, Actor.CUSTOMER)):
        copy = Order(number=order.number, store_id=stranger, buyer_id=stranger)
        with pytest.raises(NotFound):
            move(copy, "CANCELLED", actor=actor)
    assert order_now(order.number).status == "PENDING"


def test_cash_is_paid_at_the_door_and_the_payment_when_the_last_parcel_is(app: Flask) -> None:
    lines = [(make_variant(make_seller()[1]), 1) for _store in range(3)]
    first, second, third = place(make_customer(), *lines, payment_method=PaymentMethod.COD)
    for status in TO_THE_DOOR:
        move(first, status)
    assert order_now(first.number).payment_status == "PAID"
    assert payment_of(first).status == "DUE_ON_DELIVERY"
    move(second, "CANCELLED")
    assert order_now(second.number).payment_status == "DUE_ON_DELIVERY"
    for status in TO_THE_DOOR:
        move(third, status)
    payment = payment_of(first)
    assert (payment.status, payment.refunded_amount) == ("PAID", 0)


def test_a_cancelled_parcel_can_be_the_one_that_settles_the_rest(app: Flask) -> None:
    lines = [(make_variant(make_seller()[1]), 1) for _store in range(2)]
    first, second = place(make_customer(), *lines, payment_method=PaymentMethod.COD)
    for status in TO_THE_DOOR:
        move(first, status)
    move(second, "CANCELLED")
    assert payment_of(first).status == "PAID"


def test_the_other_side_hears_of_every_step(app: Flask) -> None:
    buyer = make_customer(email="sari@example.com")
    seller, store = make_seller(email="budi@example.com")
    order = make_order(buyer, store)
    move(order, "PROCESSING")
    move(order, "SHIPPED", tracking_number="AK1234")
    move(order, "DELIVERED", actor=Actor.CUSTOMER)
    told = mails("order_status")
    assert [(mail.recipient, mail.context["status"]) for mail in told] == [
        ("sari@example.com", "PROCESSING"),
        ("sari@example.com", "SHIPPED"),
        ("budi@example.com", "DELIVERED"),
    ]
    assert told[1].context["tracking_number"] == "AK1234"
    assert told[1].context["url"] == f"/orders/{order.number}"
    assert [mail.context["done_by"] for mail in told] == ["seller", "seller", "customer"]
    assert told[2].context["url"] == f"/seller/orders/{order.number}"
    assert told[2].context["name"] == seller.name


@pytest.mark.parametrize(
    ("actor", "recipients"),
    [
        (Actor.CUSTOMER, ["sari@example.com", "budi@example.com"]),
        (Actor.SELLER, ["sari@example.com"]),
    ],
)
def test_a_cancellation_tells_the_buyer_that_the_money_comes_back(
    app: Flask, actor: Actor, recipients: list[str]
) -> None:
    buyer, (_seller, store) = (
        make_customer(email="sari@example.com"),
        make_seller(email="budi@example.com"),
    )
    order = make_order(buyer, store)
    move(order, "CANCELLED", actor=actor)
    told = mails("order_cancelled")
    assert [mail.recipient for mail in told] == recipients
    assert told[0].context["refunded"] is True
    assert told[0].context["total"] == order.total
    assert told[0].context["cancelled_by"] == actor.value


def test_what_nobody_confirmed_completes_by_itself_after_fourteen_days(app: Flask) -> None:
    shipped_on = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
    with time_machine.travel(shipped_on, tick=False):
        old = make_order(steps=["PROCESSING", "SHIPPED"])
        waiting = make_order(steps=["PROCESSING"])
    with time_machine.travel(shipped_on + timedelta(days=1), tick=False):
        young = make_order(steps=["PROCESSING", "SHIPPED"])
    with time_machine.travel(shipped_on + timedelta(days=14), tick=False):
        assert auto_complete() == 1
        assert auto_complete() == 0
    assert order_now(old.number).status == "DELIVERED"
    assert history(old)[-1] == ("SHIPPED", "DELIVERED", "system")
    assert order_now(waiting.number).status == "PROCESSING"
    assert order_now(young.number).status == "SHIPPED"
    assert (
        len([mail for mail in mails("order_status") if mail.context["number"] == old.number]) == 4
    )


def test_people_who_run_the_shop_can_complete_orders_by_hand(app: Flask) -> None:
    make_order(steps=["PROCESSING", "SHIPPED"])
    assert (
        "0 orders completed"
        in app.test_cli_runner().invoke(args=["orders", "auto-complete"]).output
    )
