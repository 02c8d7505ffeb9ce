"""place_order: one cart, one payment, one order per store, all or nothing (DESIGN 5)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update
from sqlalchemy.engine import Engine

from app.cart.models import CartItem
from app.cart.queries import checkout_lines
from app.catalogue.models import Product, ProductStatus, Variant
from app.db import db, unit_of_work
from app.inventory.models import StockMovement
from app.notifications.models import OutboxMessage
from app.orders import numbers
from app.orders.errors import CheckoutChanged, EmptyCart, KeyReused, LinesShort
from app.orders.models import OrderEvent, OrderItem
from app.orders.placing import check_out
from app.payments.models import Payment, PaymentMethod
from tests.factories.accounts import make_customer, make_seller
from tests.factories.catalogue import make_product, stock_of, variants_of
from tests.factories.orders import fill_cart, make_variant, orders_of, place, request_for
from tests.support.invariants import broken_rules, row_counts

NOTHING = dict.fromkeys(
    ("order_groups", "orders", "order_items", "order_events", "payments", "outbox_messages"), 0
)


def test_a_cart_of_three_stores_becomes_three_orders_and_one_payment(app: Flask) -> None:
    """A5: the orders' totals and the payment add up to the group."""
    buyer = make_customer()
    stores = [make_seller(store_name=name)[1] for name in ("Anggrek", "Bakti", "Cempaka")]
    lines = [(make_variant(store, price=50_000, stock=9), 2) for store in stores]
    orders = place(buyer, *lines, note="Titip di pos satpam")
    assert [order.store_name for order in orders] == ["Anggrek", "Bakti", "Cempaka"]
    assert [order.subtotal for order in orders] == [100_000] * 3
    assert {order.status for order in orders} == {"PENDING"}
    assert {order.note for order in orders} == {"Titip di pos satpam"}
    assert {order.city for order in orders} == {"Bandung"}
    payment = db.session.scalars(select(Payment)).one()
    assert payment.amount == sum(order.total for order in orders)
    assert (payment.status, payment.reference[:4]) == ("PAID", "SIM-")
    assert [stock_of(variant.id) for variant, _units in lines] == [7, 7, 7]
    assert checkout_lines(buyer.id) == []
    assert broken_rules() == []


def test_the_ledger_names_the_order_a_sale_belongs_to(app: Flask) -> None:
    buyer = make_customer()
    order = place(buyer, (make_variant(stock=5), 3))[0]
    sale = db.session.scalars(select(StockMovement).where(StockMovement.reason == "SALE")).one()
    assert (sale.cause, sale.delta, sale.balance_after) == (order.number, -3, 2)
    assert sale.actor_id == buyer.id


def test_items_are_copies_that_later_changes_leave_alone(app: Flask) -> None:
    buyer = make_customer()
    product = make_product(name="Kain tenun", variants=[{"options": {"Warna": "Biru"}}])
    variant = variants_of(product)[0]
    sku = variant.sku
    order = place(buyer, (variant, 1))[0]

    def change() -> None:
        db.session.execute(update(Product).values(name="Other", status=ProductStatus.ARCHIVED))
        db.session.execute(update(Variant).values(price=1, options={}, sku="X"))

    unit_of_work(change)
    item = db.session.scalars(select(OrderItem).where(OrderItem.order_id == order.id)).one()
    assert (item.name, item.options, item.unit_price) == ("Kain tenun", {"Warna": "Biru"}, 133_000)
    assert item.sku == sku


def test_everybody_gets_a_mail_and_a_seller_sees_only_their_own_order(app: Flask) -> None:
    buyer = make_customer(email="sari@example.com")
    budi, first = make_seller(email="budi@example.com", store_name="Anggrek", locale="id")
    _user, second = make_seller(email="citra@example.com", store_name="Bakti")
    orders = place(buyer, (make_variant(first), 1), (make_variant(second), 2))
    mails = {
        (mail.kind, mail.recipient): mail for mail in db.session.scalars(select(OutboxMessage))
    }
    assert set(mails) == {
        ("order_placed_buyer", "sari@example.com"),
        ("order_placed_seller", "budi@example.com"),
        ("order_placed_seller", "citra@example.com"),
    }
    to_buyer = mails["order_placed_buyer", "sari@example.com"].context
    assert [order["number"] for order in to_buyer["orders"]] == [o.number for o in orders]
    to_budi = mails["order_placed_seller", "budi@example.com"]
    assert to_budi.locale == "id"
    assert to_budi.context["order"]["number"] == orders[0].number
    assert to_budi.context["name"] == budi.name
    assert orders[1].number not in str(to_budi.context)
    assert "sari@example.com" not in str(to_budi.context)


def test_cash_on_delivery_is_due_at_the_door(app: Flask) -> None:
    order = place(make_customer(), (make_variant(), 1), payment_method=PaymentMethod.COD)[0]
    payment = db.session.scalars(select(Payment)).one()
    assert order.payment_status == payment.status == "DUE_ON_DELIVERY"
    assert payment.reference == ""


def test_every_order_begins_its_history(app: Flask) -> None:
    buyer = make_customer()
    order = place(buyer, (make_variant(), 1))[0]
    step = db.session.scalars(select(OrderEvent)).one()
    assert (step.order_id, step.from_status, step.to_status) == (order.id, None, "PENDING")
    assert (step.actor_id, step.actor_role) == (buyer.id, "customer")


def test_an_empty_cart_buys_nothing(app: Flask) -> None:
    with pytest.raises(EmptyCart):
        check_out(request_for(make_customer()))
    assert row_counts() == NOTHING


def test_a_line_that_fell_short_is_named_and_nothing_is_bought(app: Flask) -> None:
    buyer = make_customer()
    plenty, scarce = make_variant(stock=9), make_variant(name="Sambal", stock=5)
    fill_cart(buyer, (plenty, 2), (scarce, 6))
    with pytest.raises(LinesShort) as refused:
        check_out(request_for(buyer))
    assert [(line.name, line.wanted, line.left) for line in refused.value.lines] == [
        ("Sambal", 6, 5)
    ]
    assert row_counts() == NOTHING
    assert (stock_of(plenty.id), stock_of(scarce.id)) == (9, 5)
    assert len(checkout_lines(buyer.id)) == 2


def test_a_product_that_is_no_longer_sold_is_named(app: Flask) -> None:
    buyer = make_customer()
    fill_cart(buyer, (make_variant(status=ProductStatus.ARCHIVED), 1))
    with pytest.raises(LinesShort) as refused:
        check_out(request_for(buyer))
    assert refused.value.lines[0].left == 0
    assert row_counts() == NOTHING


def test_a_price_that_changed_since_is_refused_with_what_it_was_and_is(app: Flask) -> None:
    """A11, B22: what is charged comes from the database, what was seen is only compared."""
    buyer = make_customer()
    variant = make_variant(name="Sambal", price=10_000)
    fill_cart(buyer, (variant, 2))
    request = request_for(buyer)
    unit_of_work(lambda: db.session.execute(update(Variant).values(price=12_000)))
    with pytest.raises(CheckoutChanged) as refused:
        check_out(request)
    change = refused.value.changes[0]
    assert (change.what, change.name, change.before, change.now) == (
        "price",
        "Sambal",
        10_000,
        12_000,
    )
    assert refused.value.total == request.seen_total + 4_000
    assert row_counts() == NOTHING


@pytest.mark.parametrize("total", [0, 1, -1, 10**14])
def test_a_tampered_total_buys_nothing(app: Flask, total: int) -> None:
    """B22."""
    buyer = make_customer()
    fill_cart(buyer, (make_variant(), 1))
    with pytest.raises(CheckoutChanged):
        check_out(request_for(buyer, seen_total=total))
    assert row_counts() == NOTHING


def test_the_same_key_answers_the_same_purchase(app: Flask) -> None:
    """A2."""
    buyer = make_customer()
    fill_cart(buyer, (make_variant(stock=5), 1))
    request = request_for(buyer)
    first = check_out(request)
    assert check_out(request) == first
    fill_cart(buyer, (make_variant(), 1))
    assert check_out(request) == first
    assert len(orders_of(first)) == 1
    assert row_counts()["order_groups"] == 1
    assert len(checkout_lines(buyer.id)) == 1


def test_the_same_key_with_other_content_is_refused(app: Flask) -> None:
    """A2."""
    buyer = make_customer()
    fill_cart(buyer, (make_variant(stock=5), 1))
    request = request_for(buyer)
    check_out(request)
    with pytest.raises(KeyReused):
        check_out(replace(request, note="something else"))
    assert row_counts()["order_groups"] == 1


def test_the_same_key_of_another_buyer_is_another_purchase(app: Flask) -> None:
    variant = make_variant()
    numbers_seen = set()
    for _turn in range(2):
        buyer = make_customer()
        fill_cart(buyer, (variant, 1))
        numbers_seen.add(check_out(request_for(buyer, key="the-same-key-for-both")))
    assert len(numbers_seen) == 2


def test_a_number_drawn_twice_is_drawn_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    buyer = make_customer()
    taken = place(buyer, (make_variant(), 1))[0].number
    random_part = taken[-6:]
    drawn = iter([*"AAAAAA", *random_part, *"BBBBBB", *"CCCCCC"])
    monkeypatch.setattr(numbers.secrets, "choice", lambda _alphabet: next(drawn))
    fill_cart(buyer, (make_variant(), 1))
    group = check_out(request_for(buyer, key="a-key-made-before-the-draw"))
    assert group.endswith("BBBBBB")
    assert orders_of(group)[0].number.endswith("CCCCCC")
    assert broken_rules() == []


def test_a_database_that_returns_no_rows_from_an_insert_is_asked_for_them(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MySQL proper has no RETURNING."""
    monkeypatch.setattr(db.engine.dialect, "insert_executemany_returning", False)
    lines = [(make_variant(make_seller()[1]), 1) for _store in range(2)]
    assert len(place(make_customer(), *lines)) == 2
    assert broken_rules() == []


def test_a_fault_after_any_statement_leaves_nothing_behind(app: Flask) -> None:
    """A4: raise after each statement in turn; only the whole checkout is ever stored."""
    buyer = make_customer()
    variants = [make_variant(make_seller()[1], stock=5) for _store in range(3)]
    fill_cart(buyer, *((variant, 2) for variant in variants))
    request = request_for(buyer)
    faults = 0
    for nth in range(1, 60):
        if not _fails_after_statement(nth, lambda: check_out(request)):
            break
        faults += 1
        assert row_counts() == NOTHING
        assert broken_rules() == []
        assert [stock_of(variant.id) for variant in variants] == [5, 5, 5]
        assert db.session.scalar(select(func.count()).select_from(CartItem)) == 3
    assert faults >= 12
    assert row_counts()["orders"] == 3
    assert broken_rules() == []


class Fault(RuntimeError):
    """Raised on purpose."""


def _fails_after_statement(nth: int, work) -> bool:
    """Run `work` with a fault after the nth statement that is sent; True if it struck."""
    sent = 0

    def strike(_connection, _cursor, statement: str, *_rest: object) -> None:
        nonlocal sent
        if statement.startswith(("BEGIN", "PRAGMA", "SET ")):
            return
        sent += 1
        if sent == nth:
            raise Fault

    event.listen(Engine, "after_cursor_execute", strike)
    try:
        work()
    except Fault:
        return True
    finally:
        event.remove(Engine, "after_cursor_execute", strike)
    return False
