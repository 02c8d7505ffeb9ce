"""/seller/orders/bulk: many orders at once, each answering for itself."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from app.accounts.models import User
from app.db import db
from app.notifications.models import OutboxMessage
from app.orders.models import Order, OrderEvent
from app.orders.states import Actor
from app.payments.models import PaymentMethod
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.orders import make_order, move, order_now, rewrite
from tests.support.client import ShopClient
from tests.support.invariants import broken_rules, row_counts
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]
BULK = "/seller/orders/bulk"
STATEMENTS_OF_ONE_MORE = 4


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def store(seller: tuple[User, Store]) -> Store:
    return seller[1]


@pytest.fixture
def desk(client: ShopClient, seller: tuple[User, Store]) -> ShopClient:
    """The seller's browser."""
    return sign_in_as(client, seller[0])


def numbers_of(*orders: Order) -> list[str]:
    return [order.number for order in orders]


def mails_about(number: str, status: str) -> int:
    db.session.rollback()
    key = f"order_status:{number}:{status}:customer"
    query = select(func.count()).select_from(OutboxMessage)
    return db.session.scalar(query.where(OutboxMessage.dedupe_key == key)) or 0


def reason_of(number: str, text: str) -> str:
    """What the answer says beside a refused number."""
    refused = re.search(r'<ul class="bulk-refused">(.*?)</ul>', text, re.DOTALL)
    assert refused is not None
    said = re.search(rf">{number}<.*?<span>(.*?)</span>", refused[1], re.DOTALL)
    assert said is not None, number
    return said[1]


def test_chosen_orders_move_together_and_each_buyer_is_told(desk: ShopClient, store: Store) -> None:
    orders = [make_order(store=store) for _order in range(3)]
    stays = make_order(store=store)
    answer = desk.post_form(BULK, {"number": numbers_of(*orders), "to": "PROCESSING"})
    assert answer.status_code == 200
    assert "3 orders are being packed." in answer.text
    for order in orders:
        assert order.number in answer.text
        assert order_now(order.number).status == "PROCESSING"
        assert mails_about(order.number, "PROCESSING") == 1
    assert order_now(stays.number).status == "PENDING"
    assert stays.number not in answer.text
    assert broken_rules() == []


def test_a_refused_order_says_why_and_stops_none_of_the_others(
    desk: ShopClient, store: Store
) -> None:
    """A14: moved already, cancelled by its buyer, not paid, unknown."""
    first, last = make_order(store=store), make_order(store=store)
    moved = make_order(store=store, steps=["PROCESSING", "SHIPPED"])
    cancelled, unpaid = make_order(store=store), make_order(store=store)
    move(cancelled, "CANCELLED", actor=Actor.CUSTOMER)
    rewrite(unpaid, payment_status="REFUNDED")
    chosen = [first, moved, cancelled, unpaid]
    numbers = [*numbers_of(*chosen), "BLJ-000000-XXXXXX", last.number]
    answer = desk.post_form(BULK, {"number": numbers, "to": "PROCESSING"})
    assert answer.status_code == 200
    assert "2 orders are being packed." in answer.text
    assert "4 orders stayed as they are:" in answer.text
    assert reason_of(moved.number, answer.text) == "The order has been shipped by now."
    assert reason_of(cancelled.number, answer.text).endswith("was cancelled by the buyer.")
    assert "payment for this order has not arrived" in reason_of(unpaid.number, answer.text)
    assert reason_of("BLJ-000000-XXXXXX", answer.text) == "There is no such order."
    now = [order_now(order.number).status for order in (*chosen, last)]
    assert now == ["PROCESSING", "SHIPPED", "CANCELLED", "PENDING", "PROCESSING"]
    assert broken_rules() == []


def test_shipping_gives_each_parcel_a_number_of_its_own(desk: ShopClient, store: Store) -> None:
    orders = [make_order(store=store, steps=["PROCESSING"]) for _order in range(3)]
    planned = orders[0].courier
    data = {"number": numbers_of(*orders[:2]), "to": "SHIPPED", "courier": "Kirim Nusantara"}
    answer = desk.post_form(BULK, data)
    assert "2 orders are on their way." in answer.text
    sent = [order_now(order.number) for order in orders[:2]]
    assert {order.courier for order in sent} == {"Kirim Nusantara"}
    assert len({order.tracking_number for order in sent}) == 2
    for order in sent:
        assert order.tracking_number is not None
        assert order.tracking_number in answer.text
    desk.post_form(BULK, {"number": [orders[2].number], "to": "SHIPPED", "courier": ""})
    assert order_now(orders[2].number).courier == planned


def test_the_answer_leads_to_the_labels_of_what_was_shipped(desk: ShopClient, store: Store) -> None:
    order = make_order(store=store, steps=["PROCESSING"])
    answer = desk.post_form(BULK, {"number": [order.number], "to": "SHIPPED"})
    link = re.search(r'href="(/seller/orders/print\?what=labels[^"]*)"', answer.text)
    assert link is not None
    assert order.number in desk.get(link[1].replace("&amp;", "&")).text


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"to": "PROCESSING"}, "Choose the orders first."),
        ({"to": "PROCESSING", "number": ["", "  "]}, "Choose the orders first."),
        ({"to": ""}, "Choose one of the steps."),
        ({"to": "CANCELLED"}, "Choose one of the steps."),
        ({"to": "PENDING"}, "Choose one of the steps."),
        ({}, "Choose one of the steps."),
        ({"to": "PROCESSING", "courier": "Merpati"}, "Choose one of the couriers."),
        (
            {"to": "PROCESSING", "number": [f"BLJ-000000-{n:06d}" for n in range(101)]},
            "Choose at most 100 orders at once.",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    desk: ShopClient, store: Store, data: dict[str, object], words: str, htmx: bool
) -> None:
    order = make_order(store=store)
    before = row_counts()
    wanted = {"number": [order.number], **data} if words != "Choose the orders first." else data
    answer = desk.post_form(f"{BULK}?status=PENDING", wanted, htmx=htmx)
    assert answer.status_code == 422
    assert words in answer.text
    assert ("<html" in answer.text) is not htmx
    if not htmx:
        ticked = re.search(rf'value="{order.number}"[^>]*checked', answer.text)
        assert (ticked is not None) is ("number" in wanted and order.number in wanted["number"])  # type: ignore[operator]
    assert order_now(order.number).status == "PENDING"
    assert row_counts() == before


def test_with_htmx_rows_and_tabs_change_in_place_and_the_summary_takes_the_focus(
    desk: ShopClient, store: Store
) -> None:
    first, second = make_order(store=store), make_order(store=store)
    other = make_order(store=store)
    answer = desk.post_form(
        f"{BULK}?status=PENDING",
        {"number": numbers_of(first, second), "to": "PROCESSING"},
        htmx=True,
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert re.search(r'id="bulk-summary"[^>]*tabindex="-1"[^>]*data-focus', answer.text)
    for order in (first, second):
        row = f'<hx-partial hx-target="#order-{order.number}" hx-swap="outerHTML">'
        assert row in answer.text
    assert f"#order-{other.number}" not in answer.text
    assert '<hx-partial hx-target="#order-tabs"' in answer.text
    assert 'Being packed <span class="tab-count">2</span>' in answer.text
    assert 'Waiting <span class="tab-count">1</span>' in answer.text


def test_who_sends_the_form_twice_moves_nothing_twice(desk: ShopClient, store: Store) -> None:
    orders = [make_order(store=store) for _order in range(2)]
    data = {"number": numbers_of(*orders) * 2, "to": "PROCESSING"}
    assert desk.post_form(BULK, data).status_code == 200
    before = row_counts()
    again = desk.post_form(BULK, data)
    assert again.status_code == 409
    assert "No order was moved." in again.text
    assert reason_of(orders[0].number, again.text) == "The order is being packed by now."
    assert row_counts() == before
    for order in orders:
        events = select(func.count()).where(OrderEvent.order_id == order.id)
        assert db.session.scalar(events) == 2
        assert mails_about(order.number, "PROCESSING") == 1


def test_many_arrivals_are_asked_about_before_they_are_final(
    desk: ShopClient, store: Store
) -> None:
    steps = ["PROCESSING", "SHIPPED"]
    orders = [make_order(store=store, steps=steps) for _order in range(2)]
    cash = make_order(store=store, steps=steps, method=PaymentMethod.COD)
    waiting = make_order(store=store)
    data = {"number": numbers_of(*orders, cash, waiting), "to": "DELIVERED"}
    asked = desk.post_form(f"{BULK}?status=SHIPPED", data)
    assert asked.status_code == 303
    assert {order_now(order.number).status for order in (*orders, cash)} == {"SHIPPED"}
    question = desk.get(asked.location)
    assert "This completes 3 orders. This cannot be undone." in question.text
    assert f"<strong>{waiting.number}" not in question.text
    back = re.search(r'href="([^"]+)">Go back</a>', question.text)
    assert back is not None
    assert back[1].startswith("/seller/orders?status=SHIPPED&amp;number=BLJ-")
    listed = desk.get(back[1].replace("&amp;", "&")).text
    for order in (*orders, cash):
        assert re.search(rf'value="{order.number}"[^>]*checked', listed)
    htmx = desk.post_form(f"{BULK}?status=SHIPPED", data, htmx=True)
    assert htmx.headers["HX-Redirect"] == asked.location
    yes = {"number": numbers_of(*orders, cash), "to": "DELIVERED", "sure": "yes"}
    done = desk.post_form(BULK, yes)
    assert "3 orders are complete." in done.text
    assert {order_now(order.number).status for order in (*orders, cash)} == {"DELIVERED"}
    assert order_now(cash.number).payment_status == "PAID"
    assert broken_rules() == []


def test_nothing_is_asked_about_what_cannot_arrive(desk: ShopClient, store: Store) -> None:
    order, foreign = make_order(store=store), make_order(steps=["PROCESSING", "SHIPPED"])
    for query in ("", f"number={order.number}", f"number={foreign.number}", "number=%00"):
        answer = desk.get(f"{BULK}?to=DELIVERED&status=SHIPPED&{query}")
        assert (answer.status_code, answer.location) == (303, "/seller/orders?status=SHIPPED")


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("ALL", {"PROCESSING", "SHIPPED", "DELIVERED"}),
        ("PENDING", {"PROCESSING"}),
        ("PROCESSING", {"SHIPPED"}),
        ("SHIPPED", {"DELIVERED"}),
        ("DELIVERED", set()),
    ],
)
def test_a_tab_offers_for_many_what_the_table_allows(
    desk: ShopClient, store: Store, status: str, offered: set[str]
) -> None:
    for steps in ((), ("PROCESSING",), ("PROCESSING", "SHIPPED")):
        make_order(store=store, steps=steps)
    make_order(store=store, steps=["PROCESSING", "SHIPPED", "DELIVERED"])
    page = desk.get(f"/seller/orders?status={status}").text
    bar = page[page.index('<form id="bulk"') :]
    shown = re.sub(r"<span [^>]*hidden>.*?</span>\s", "", bar, flags=re.DOTALL)
    assert set(re.findall(r'name="to" value="(\w+)"', shown)) == offered
    assert 'name="print" value="labels"' in bar


def test_a_cancelled_order_has_nothing_to_tick(desk: ShopClient, store: Store) -> None:
    cancelled, other = make_order(store=store, steps=["CANCELLED"]), make_order(store=store)
    page = desk.get("/seller/orders").text
    assert f'name="number" value="{other.number}"' in page
    assert f'name="number" value="{cancelled.number}"' not in page


@pytest.mark.parametrize("what", ["labels", "slips"])
def test_the_bar_leads_to_what_is_printed(desk: ShopClient, store: Store, what: str) -> None:
    orders = [make_order(store=store) for _order in range(2)]
    data = {"number": numbers_of(*orders), "print": what}
    answer = desk.post_form(f"{BULK}?status=PENDING", data)
    assert answer.status_code == 303
    assert answer.location.startswith(f"/seller/orders/print?what={what}&number=BLJ-")
    assert "csrf" not in answer.location
    printed = desk.get(answer.location).text
    assert all(order.number in printed for order in orders)
    back = re.search(r'<a href="(/seller/orders\?[^"]+)">← Back', printed)
    assert back is not None
    listed = desk.get(back[1].replace("&amp;", "&")).text
    assert 'aria-current="page"' in listed
    for order in orders:
        assert re.search(rf'value="{order.number}"[^>]*checked', listed)
    assert desk.post_form(BULK, data, htmx=True).headers["HX-Redirect"]
    assert {order_now(order.number).status for order in orders} == {"PENDING"}


@pytest.mark.parametrize("to", ["PROCESSING", "SHIPPED", "DELIVERED"])
def test_other_peoples_orders_are_unknown_and_stay_as_they_are(
    desk: ShopClient, store: Store, to: str
) -> None:
    """B60."""
    before_it = {
        "PROCESSING": (),
        "SHIPPED": ["PROCESSING"],
        "DELIVERED": ["PROCESSING", "SHIPPED"],
    }
    foreign = make_order(steps=before_it[to])
    make_order(store=store)
    before = row_counts()
    data = {"number": [foreign.number], "to": to, "sure": "yes"}
    for htmx in (False, True):
        answer = desk.post_form(BULK, data, htmx=htmx)
        assert answer.status_code == 409
        assert reason_of_unknown(answer.text, foreign.number)
        assert foreign.recipient not in answer.text
    assert order_now(foreign.number).status == foreign.status
    assert row_counts() == before


def reason_of_unknown(text: str, number: str) -> bool:
    return reason_of(number, text) == "There is no such order." and f'/{number}"' not in text


def test_buyers_and_guests_move_nothing(client: ShopClient) -> None:
    order = make_order()
    data = {"number": [order.number], "to": "PROCESSING"}
    before = row_counts()
    assert client.post_form(BULK, data).location.startswith("/login")
    assert client.get(BULK).location.startswith("/login")
    sign_in_as(client, make_customer())
    assert client.post_form(BULK, data).status_code == 403
    assert client.get(f"{BULK}?number={order.number}&to=DELIVERED").status_code == 403
    assert order_now(order.number).status == "PENDING"
    assert row_counts() == before


def test_an_order_that_stays_busy_to_the_end_answers_for_its_row_only(
    app: Flask, desk: ShopClient, store: Store
) -> None:
    """Every try of one order collides; the orders before and after it move."""
    orders = [make_order(store=store) for _order in range(3)]
    before = row_counts()
    busy = orders[1].number

    def collide(
        _connection: object, _cursor: object, sql: str, values: object, *_more: object
    ) -> None:
        if sql.startswith("SELECT") and "JOIN stores" in sql and busy in str(values):
            raise OperationalError(sql, {}, sqlite3.OperationalError("database is locked"))

    with listening(db.engine, "before_cursor_execute", collide):
        answer = desk.post_form(BULK, {"number": numbers_of(*orders), "to": "PROCESSING"})
    assert answer.status_code == 200
    assert "2 orders are being packed." in answer.text
    assert reason_of(busy, answer.text) == "The shop was too busy. Please try this one again."
    assert [order_now(order.number).status for order in orders] == [
        "PROCESSING", "PENDING", "PROCESSING",
    ]  # fmt: skip
    assert row_counts()["order_events"] == before["order_events"] + 2
    assert broken_rules() == []


@contextmanager
def listening(target: Any, name: str, listener: Callable[..., None]) -> Iterator[None]:
    event.listen(target, name, listener)
    try:
        yield
    finally:
        event.remove(target, name, listener)


def test_thirty_orders_are_shipped_by_one_request_within_its_statements(
    desk: ShopClient, store: Store, count_statements: Counter
) -> None:
    buyer = make_customer()
    numbers = [make_order(buyer, store, steps=["PROCESSING"]).number for _order in range(30)]
    token = desk.csrf_token()
    with count_statements() as statements:
        answer = desk.post(BULK, data={"number": numbers, "to": "SHIPPED", "csrf_token": token})
    assert "30 orders are on their way." in answer.text
    assert {order_now(number).status for number in numbers} == {"SHIPPED"}
    assert len(statements) <= 30 * STATEMENTS_OF_ONE_MORE + 5


def test_one_order_more_costs_the_statements_of_one_step(
    desk: ShopClient, store: Store, count_statements: Counter
) -> None:
    token = desk.csrf_token()
    counted = []
    for many in (1, 6):
        numbers = [make_order(store=store).number for _order in range(many)]
        with count_statements() as statements:
            desk.post(BULK, {"number": numbers, "to": "PROCESSING", "csrf_token": token})
        counted.append(len(statements))
    assert counted[1] - counted[0] == 5 * STATEMENTS_OF_ONE_MORE, counted
