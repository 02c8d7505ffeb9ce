"""`flask demo`: the shop to look at obeys the same rules as a living one (DESIGN 3, 4)."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.accounts.models import User
from app.catalogue.models import Product, ProductImage, Variant
from app.clock import utcnow
from app.db import db, unit_of_work
from app.demo.fill import WRITING_STEPS, fill
from app.demo.goods import MOTIFS, SHOPS
from app.demo.ledger import PastChange, live_through
from app.demo.people import BUYER, MAIN_STORE, PASSWORD, address_of
from app.inventory.errors import OutOfStock
from app.inventory.models import MovementReason, StockMovement
from app.inventory.queries import discrepancies
from app.inventory.services import StockChange
from app.orders.models import Order, OrderEvent, OrderGroup, OrderItem
from app.orders.states import Actor, CancelReason, OrderStatus, find_transition
from app.payments.models import Payment, PaymentMethod, PaymentStatus
from app.stores.models import Store
from config import Configuration
from tests.factories.catalogue import make_product, stock_of, variants_of
from tests.support.client import ShopClient
from tests.support.database import empty_all_tables

DAY = timedelta(days=1)
KEYS = {motif: f"{number:032x}" for number, motif in enumerate(MOTIFS)}


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["demo", *arguments])


@pytest.fixture
def filled(app: Flask) -> Flask:
    fill(KEYS, step=lambda: None)
    db.session.rollback()
    return app


def test_filling_again_says_so_and_does_nothing(app: Flask) -> None:
    first = run(app, "fill", "--no-pictures")
    assert (first.exit_code, first.stdout) == (
        0,
        "Filled 13 stores with 101 products and 60 days of orders.\n",
    )
    before = db.session.scalar(select(func.count(Order.id)))
    second = run(app, "fill")
    assert (second.exit_code, second.stdout) == (0, "The demo data is here already.\n")
    db.session.rollback()
    assert db.session.scalar(select(func.count(Order.id))) == before


def test_the_progress_bar_ends_where_it_should(app: Flask) -> None:
    steps: list[None] = []
    fill({}, step=lambda: steps.append(None))
    assert len(steps) == WRITING_STEPS


def test_everybody_who_is_named_can_sign_in(filled: Flask) -> None:
    printed = run(filled, "accounts").stdout
    assert PASSWORD in printed
    seller = next(shop.mailbox for shop in SHOPS if shop.slug == MAIN_STORE)
    for address in (address_of(BUYER.mailbox), address_of(seller)):
        assert address in printed
        assert ShopClient(filled).sign_in(address, PASSWORD).status_code == 303


def test_the_ledger_of_every_variant_adds_up_to_its_stock(filled: Flask) -> None:
    assert list(discrepancies()) == []
    balances: dict[int, int] = defaultdict(int)
    last_at = {}
    for move in db.session.scalars(select(StockMovement).order_by(StockMovement.id)):
        balances[move.variant_id] += move.delta
        assert move.balance_after == balances[move.variant_id] >= 0
        assert move.created_at >= last_at.get(move.variant_id, move.created_at)
        assert move.created_at <= utcnow()
        last_at[move.variant_id] = move.created_at


def test_every_sale_and_every_return_is_in_the_ledger_under_its_order(filled: Flask) -> None:
    moved: dict[tuple[str, str], int] = defaultdict(int)
    for move in db.session.scalars(select(StockMovement).where(StockMovement.cause != "")):
        moved[move.cause, move.reason] += move.delta
    rows = db.session.execute(
        select(Order.number, Order.status, Order.cancel_reason, func.sum(OrderItem.quantity))
        .join(OrderItem, OrderItem.order_id == Order.id)
        .group_by(Order.id, Order.number, Order.status, Order.cancel_reason)
    ).all()
    assert len(rows) > 300
    for number, status, reason, units in rows:
        assert moved[number, MovementReason.SALE] == -units
        returned = status == OrderStatus.CANCELLED and reason != CancelReason.STOCK_OUT
        assert moved[number, MovementReason.CANCELLATION] == (units if returned else 0)


def test_money_adds_up_to_the_rupiah(filled: Flask) -> None:
    items = select(OrderItem.order_id, func.sum(OrderItem.line_total).label("goods"))
    lines = items.group_by(OrderItem.order_id).subquery()
    wrong = db.session.execute(
        select(Order.number)
        .join(lines, lines.c.order_id == Order.id)
        .where(
            (Order.subtotal != lines.c.goods)
            | (Order.total != Order.subtotal + Order.shipping_cost)
        )
    ).all()
    assert wrong == []
    groups = db.session.execute(
        select(OrderGroup.total, Payment.amount, func.sum(Order.total))
        .join(Payment, Payment.group_id == OrderGroup.id)
        .join(Order, Order.group_id == OrderGroup.id)
        .group_by(OrderGroup.id, OrderGroup.total, Payment.amount)
    ).all()
    assert groups
    assert all(total == paid == parts for total, paid, parts in groups)


def test_payments_stand_as_their_orders_do(filled: Flask) -> None:
    parts: dict[int, list[Order]] = defaultdict(list)
    for order in db.session.scalars(select(Order)):
        parts[order.group_id].append(order)
    for payment in db.session.scalars(select(Payment)):
        orders = parts[payment.group_id]
        statuses = {order.status for order in orders}
        cancelled = sum(order.total for order in orders if order.status == OrderStatus.CANCELLED)
        if payment.method == PaymentMethod.COD:
            settled = statuses <= {"DELIVERED", "CANCELLED"} and "DELIVERED" in statuses
            assert payment.status == (
                PaymentStatus.PAID if settled else PaymentStatus.DUE_ON_DELIVERY
            )
            assert payment.refunded_amount == 0
        else:
            assert payment.refunded_amount == cancelled
            assert (payment.status == PaymentStatus.REFUNDED) == (statuses == {"CANCELLED"})


def test_every_order_went_the_way_the_table_allows(filled: Flask) -> None:
    events: dict[int, list[OrderEvent]] = defaultdict(list)
    for event in db.session.scalars(select(OrderEvent).order_by(OrderEvent.id)):
        events[event.order_id].append(event)
    for order in db.session.scalars(select(Order)):
        steps = events[order.id]
        assert re.fullmatch(r"BLJ-\d{6}-[0-9A-HJKMNP-TV-Z]{6}", order.number)
        assert (steps[0].from_status, steps[0].to_status) == (None, "PENDING")
        assert steps[0].created_at == order.placed_at
        assert steps[-1].to_status == order.status
        for before, after in pairwise(steps):
            assert before.created_at < after.created_at < utcnow()
            assert after.from_status == before.to_status
            row = find_transition(after.from_status, after.to_status, after.actor_role)
            assert row is not None
            assert bool(after.reason) == row.needs_reason
            assert (after.actor_id is None) == (after.actor_role == Actor.SYSTEM)
        assert (order.shipped_at is not None) == (order.tracking_number is not None)
        assert (order.completed_at is not None) == (order.status == OrderStatus.DELIVERED)
        assert (order.cancelled_at is not None) == (order.status == OrderStatus.CANCELLED)
        if order.status == OrderStatus.SHIPPED and order.shipped_at:
            assert utcnow() - order.shipped_at < timedelta(days=15)


def test_sold_counts_are_the_units_delivered_and_no_more_rate_than_received(
    filled: Flask,
) -> None:
    delivered = {
        product_id: (int(units), buyers)
        for product_id, units, buyers in db.session.execute(
            select(
                OrderItem.product_id,
                func.sum(OrderItem.quantity),
                func.count(Order.buyer_id.distinct()),
            )
            .join(Order, Order.id == OrderItem.order_id)
            .where(Order.status == OrderStatus.DELIVERED)
            .group_by(OrderItem.product_id)
        )
    }
    for product in db.session.scalars(select(Product)):
        units, buyers = delivered.get(product.id, (0, 0))
        assert product.sold_count == units
        assert product.rating_count <= buyers
        assert 10 * product.rating_count <= product.rating_tenths <= 50 * product.rating_count


def test_the_main_accounts_have_something_in_every_tab(filled: Flask) -> None:
    everywhere = set(OrderStatus)
    buyer = select(Order.status).join(User, User.id == Order.buyer_id)
    own = db.session.scalars(buyer.where(User.email == address_of(BUYER.mailbox))).all()
    assert set(own) == everywhere
    at_store = select(Order.status).join(Store, Store.id == Order.store_id)
    desk = list(db.session.scalars(at_store.where(Store.slug == MAIN_STORE)))
    assert set(desk) == everywhere
    assert desk.count("PENDING") >= 5


def test_goods_are_credible_stock_and_pictures_in_the_colour_of_the_variant(
    filled: Flask,
) -> None:
    stock = list(db.session.scalars(select(Variant.stock)))
    assert stock.count(0) > 10
    assert sum(0 < units < 10 for units in stock) > 10
    for shop in SHOPS:
        for good in shop.goods:
            assert len(good.name) <= 200
            assert len(good.text) > 40
            assert good.specifications
    rows = db.session.execute(
        select(Variant.options, ProductImage.key, Product.source_key, Product.image_key)
        .join(Product, Product.id == Variant.product_id)
        .join(ProductImage, ProductImage.id == Variant.image_id)
    ).all()
    tints = {key: tint for (_draw, tint), key in KEYS.items()}
    coloured = [row for row in rows if "Warna" in row.options]
    assert len(coloured) > 100
    assert all(tints[row.key] == row.options["Warna"] for row in coloured)
    assert db.session.scalar(select(func.count(Product.id)).where(Product.image_key.is_(None))) == 0


def test_the_pages_of_a_filled_shop_can_be_read(filled: Flask) -> None:
    visitor = ShopClient(filled, locale="id")
    product = db.session.scalars(select(Product).order_by(Product.sold_count.desc())).first()
    assert product is not None
    for url in ("/", "/products", f"/products/{product.id}-{product.slug}", "/stores/pawon-jogja"):
        assert visitor.get(url).status_code == 200
    visitor.sign_in(address_of(BUYER.mailbox), PASSWORD)
    assert "BLJ-" in visitor.get("/orders").text


def test_the_demo_data_is_the_same_each_time(app: Flask) -> None:
    def shop() -> list[tuple[object, ...]]:
        fill({}, step=lambda: None)
        lines = select(OrderItem.sku, OrderItem.quantity, Order.total, Order.status).join(
            Order, Order.id == OrderItem.order_id
        )
        stock = select(Variant.sku, Variant.stock).order_by(Variant.id)
        found = [
            *map(tuple, db.session.execute(lines.order_by(OrderItem.id))),
            *map(tuple, db.session.execute(stock)),
        ]
        empty_all_tables()
        return found

    with time_machine.travel("2026-11-20 09:00:00+00:00", tick=False):
        assert shop() == shop()


@pytest.mark.parametrize("command", ["fill", "accounts"])
def test_in_production_the_demo_is_refused(configuration: Configuration, command: str) -> None:
    settings = {**vars(configuration), "environment": "production"}
    production = create_app(Configuration(**settings))
    result = production.test_cli_runner().invoke(args=["demo", command])
    assert result.exit_code == 1
    assert "does not run with APP_ENV=production" in result.stderr
    assert PASSWORD not in result.output


def test_a_past_in_which_more_was_sold_than_there_was_is_refused(app: Flask) -> None:
    variant = variants_of(make_product(stock=0))[0]
    now = utcnow()
    past = [
        PastChange(now, None, StockChange(variant.id, -2, MovementReason.SALE)),
        PastChange(now - DAY, None, StockChange(variant.id, 1, MovementReason.INITIAL)),
    ]
    with pytest.raises(OutOfStock):
        unit_of_work(lambda: live_through(past))
    assert stock_of(variant.id) == 0
    assert db.session.scalars(select(StockMovement.id).where(StockMovement.delta != 0)).all() == []


def test_a_past_is_lived_through_oldest_first_and_each_change_keeps_its_moment(app: Flask) -> None:
    one, other = variants_of(make_product(stock=0, variants=({}, {})))
    now = utcnow()

    def at(days_ago: int, variant_id: int, delta: int, reason: MovementReason) -> PastChange:
        return PastChange(now - days_ago * DAY, None, StockChange(variant_id, delta, reason, "x"))

    past = [
        at(1, one.id, -3, MovementReason.SALE),
        at(2, other.id, 4, MovementReason.INITIAL),
        at(2, one.id, 5, MovementReason.INITIAL),
        at(1, other.id, -4, MovementReason.SALE),
    ]
    unit_of_work(lambda: live_through(past))
    rows = db.session.execute(
        select(
            StockMovement.created_at,
            StockMovement.variant_id,
            StockMovement.delta,
            StockMovement.balance_after,
        )
        .where(StockMovement.cause == "x")
        .order_by(StockMovement.id)
    )
    assert [tuple(row) for row in rows] == [
        (now - 2 * DAY, one.id, 5, 5),
        (now - 2 * DAY, other.id, 4, 4),
        (now - DAY, one.id, -3, 2),
        (now - DAY, other.id, -4, 0),
    ]
    assert (stock_of(one.id), stock_of(other.id)) == (2, 0)
