"""The buyer's orders: own only, with exactly the actions that the table allows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from app.accounts.models import User
from app.orders import queries
from app.payments.models import PaymentMethod
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import stock_of
from tests.factories.orders import make_order, make_variant, move, order_now, place
from tests.support.client import ShopClient
from tests.support.invariants import broken_rules, row_counts
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]


@pytest.fixture
def buyer(app: Flask) -> User:
    return make_customer(email="sari@example.com")


@pytest.fixture
def shop(client: ShopClient, buyer: User) -> ShopClient:
    """The buyer's browser."""
    return sign_in_as(client, buyer)


def test_without_orders_the_page_says_what_to_do(shop: ShopClient) -> None:
    page = shop.get("/orders")
    assert page.status_code == 200
    assert "No orders yet" in page.text


def test_a_buyer_sees_own_orders_only_newest_first(shop: ShopClient, buyer: User) -> None:
    first, second = make_order(buyer), make_order(buyer)
    foreign = make_order()
    page = shop.get("/orders").text
    assert page.index(second.number) < page.index(first.number)
    assert foreign.number not in page


def test_tabs_count_and_filter_by_status(shop: ShopClient, buyer: User) -> None:
    waiting = make_order(buyer)
    shipped = make_order(buyer, steps=["PROCESSING", "SHIPPED"])
    page = shop.get("/orders?status=SHIPPED").text
    assert shipped.number in page
    assert waiting.number not in page
    assert 'All <span class="tab-count">2</span>' in page
    assert "None of your orders is here" in shop.get("/orders?status=CANCELLED").text


@pytest.mark.parametrize(
    "query", ["status=%00", "status=EATEN", "page=-1", "page=x", "page=99999999999", "page=%F0"]
)
def test_hostile_parameters_show_the_list(shop: ShopClient, buyer: User, query: str) -> None:
    order = make_order(buyer)
    answer = shop.get(f"/orders?{query}")
    assert answer.status_code == 200
    assert order.number in answer.text


def test_long_lists_have_pages(
    shop: ShopClient, buyer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    orders = [make_order(buyer) for _order in range(3)]
    first, second = shop.get("/orders").text, shop.get("/orders?page=2").text
    assert orders[0].number not in first
    assert 'href="/orders?page=2"' in first
    assert orders[0].number in second
    assert orders[1].number not in second


def test_htmx_gets_only_the_list(shop: ShopClient, buyer: User) -> None:
    make_order(buyer)
    answer = shop.get("/orders?status=PENDING", htmx=True)
    assert answer.text.lstrip().startswith('<div id="orders"')
    assert "<html" not in answer.text


def test_an_order_shows_its_lines_address_payment_and_history(
    shop: ShopClient, buyer: User
) -> None:
    order = make_order(buyer, name="Kain tenun", price=50_000, quantity=3)
    page = shop.get(f"/orders/{order.number}").text
    for words in ("Kain tenun", "Rp\u00a0150.000", "Jl. Melati No. 5", "QRIS", "Order placed"):
        assert words in page


@pytest.mark.parametrize(
    ("steps", "cancel", "confirm"),
    [
        ((), True, False),
        (("PROCESSING",), False, False),
        (("PROCESSING", "SHIPPED"), False, True),
        (("PROCESSING", "SHIPPED", "DELIVERED"), False, False),
        (("CANCELLED",), False, False),
    ],
)
def test_the_page_offers_exactly_what_the_table_allows(
    shop: ShopClient, buyer: User, steps: tuple[str, ...], cancel: bool, confirm: bool
) -> None:
    order = make_order(buyer, steps=steps)
    page = shop.get(f"/orders/{order.number}").text
    assert (f"/orders/{order.number}/cancel" in page) is cancel
    assert (f"/orders/{order.number}/confirm" in page) is confirm
    assert (f"/orders/{order.number}/confirm" in shop.get("/orders").text) is confirm
    asked = shop.get(f"/orders/{order.number}/cancel")
    assert asked.status_code == (200 if cancel else 303)


def test_cancelling_is_asked_for_and_then_done(shop: ShopClient, buyer: User) -> None:
    """U13."""
    variant = make_variant(stock=5)
    order = place(buyer, (variant, 2))[0]
    question = shop.get(f"/orders/{order.number}/cancel").text
    assert "This cannot be undone." in question
    answer = shop.post_form(f"/orders/{order.number}/cancel")
    assert (answer.status_code, answer.location) == (303, f"/orders/{order.number}")
    page = shop.get(answer.location).text
    assert "The order is cancelled." in page
    assert "Refunded" in page
    assert stock_of(variant.id) == 5


def test_a_cancelled_cash_order_has_nothing_to_pay(shop: ShopClient, buyer: User) -> None:
    order = make_order(buyer, method=PaymentMethod.COD)
    assert "You pay nothing." in shop.get(f"/orders/{order.number}/cancel").text
    shop.post_form(f"/orders/{order.number}/cancel")
    assert "Nothing to pay" in shop.get(f"/orders/{order.number}").text


def test_a_buyer_confirms_receipt(shop: ShopClient, buyer: User) -> None:
    order = make_order(buyer, steps=["PROCESSING", "SHIPPED"])
    answer = shop.post_form(f"/orders/{order.number}/confirm")
    assert (answer.status_code, answer.location) == (303, f"/orders/{order.number}")
    assert order_now(order.number).status == "DELIVERED"
    assert "Confirmed by the buyer" in shop.get(answer.location).text


def test_htmx_confirms_on_the_card_and_says_so(shop: ShopClient, buyer: User) -> None:
    order = make_order(buyer, steps=["PROCESSING", "SHIPPED"])
    answer = shop.post_form(f"/orders/{order.number}/confirm", {"view": "card"}, htmx=True)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith(f'<article id="order-{order.number}"')
    assert "Delivered" in answer.text
    assert "Thank you. The order is complete." in answer.text
    assert "<html" not in answer.text


def test_htmx_confirms_on_the_page(shop: ShopClient, buyer: User) -> None:
    order = make_order(buyer, steps=["PROCESSING", "SHIPPED"])
    answer = shop.post_form(f"/orders/{order.number}/confirm", htmx=True)
    assert answer.text.lstrip().startswith('<div id="order"')


@pytest.mark.parametrize("htmx", [False, True])
def test_who_comes_too_late_gets_the_order_as_it_is(
    shop: ShopClient, buyer: User, htmx: bool
) -> None:
    """A14."""
    order = make_order(buyer, steps=["PROCESSING"])
    before = row_counts()
    answer = shop.post_form(f"/orders/{order.number}/cancel", htmx=htmx)
    assert answer.status_code == 409
    assert "The order is being packed by now." in answer.text
    assert "Being packed" in answer.text
    assert ("<html" in answer.text) is not htmx
    assert order_now(order.number).status == "PROCESSING"
    assert row_counts() == before


def test_a_cancelled_order_says_why(shop: ShopClient, buyer: User) -> None:
    order = make_order(buyer)
    move(order, "CANCELLED", reason="OTHER", note="Gudang kebanjiran")
    page = shop.get(f"/orders/{order.number}").text
    assert "By the seller · Another reason: Gudang kebanjiran" in page


@pytest.mark.parametrize("path", ["", "/cancel", "/confirm"])
def test_a_strangers_order_is_not_found_and_stays_as_it_is(shop: ShopClient, path: str) -> None:
    """B60."""
    order = make_order(steps=["PROCESSING", "SHIPPED"] if path == "/confirm" else [])
    before = row_counts()
    unknown = "BLJ-000000-XXXXXX"
    if path != "/confirm":
        assert shop.get(f"/orders/{order.number}{path}").status_code == 404
        assert shop.get(f"/orders/{unknown}{path}").status_code == 404
    if path:
        assert shop.post_form(f"/orders/{order.number}{path}").status_code == 404
        assert shop.post_form(f"/orders/{unknown}{path}").status_code == 404
    assert order_now(order.number).status == order.status
    assert row_counts() == before
    assert broken_rules() == []


def test_sellers_and_guests_have_no_orders_of_their_own(client: ShopClient) -> None:
    order = make_order()
    assert client.get("/orders").location == "/login?next=/orders"
    assert client.post_form(f"/orders/{order.number}/cancel").status_code == 303
    sign_in_as(client, make_seller()[0])
    for path in ("/orders", f"/orders/{order.number}", f"/orders/{order.number}/cancel"):
        assert client.get(path).status_code == 403
    for path in ("cancel", "confirm"):
        assert client.post_form(f"/orders/{order.number}/{path}").status_code == 403
    assert order_now(order.number).status == "PENDING"


@pytest.mark.parametrize("count", [1, 8])
def test_the_pages_statements_do_not_grow_with_the_rows(
    shop: ShopClient, buyer: User, count_statements: Counter, count: int
) -> None:
    store = make_seller()[1]
    numbers = [make_order(buyer, store).number for _order in range(count)]
    with count_statements() as statements:
        assert shop.get("/orders").status_code == 200
    assert len(statements) == 4, "\n".join(statements)
    with count_statements() as statements:
        assert shop.get(f"/orders/{numbers[0]}").status_code == 200
    assert len(statements) == 4, "\n".join(statements)
