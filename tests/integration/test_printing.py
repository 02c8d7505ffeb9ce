"""Labels, packing slips and invoices: whose they are and what stands on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.accounts.models import User
from app.orders.models import Order
from app.payments.models import PaymentMethod
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import make_product, variants_of
from tests.factories.orders import ADDRESS, make_order, move, order_now, place, rewrite
from tests.support.client import ShopClient
from tests.support.invariants import row_counts
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]
PRINT = "/seller/orders/print"
SHEETS = ["labels", "slips"]


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek", location="Kota Bandung")


@pytest.fixture
def store(seller: tuple[User, Store]) -> Store:
    return seller[1]


@pytest.fixture
def desk(client: ShopClient, seller: tuple[User, Store]) -> ShopClient:
    """The seller's browser."""
    return sign_in_as(client, seller[0])


def url_of(what: str, *orders: Order | str) -> str:
    numbers = [order if isinstance(order, str) else order.number for order in orders]
    return f"{PRINT}?what={what}" + "".join(f"&number={number}" for number in numbers)


def sheets_of(text: str) -> list[str]:
    """The words of each sheet, without markup."""
    found = re.findall(r'<article class="sheet.*?</article>', text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", sheet).split()) for sheet in found]


def special_order(store: Store, buyer: User | None = None, **changed: object) -> Order:
    """One line of two red cups with a note."""
    product = make_product(
        store,
        name="Cangkir enamel",
        variants=[{"sku": "CE-M", "options": {"Warna": "Merah"}, "weight": 425}],
    )
    lines = (variants_of(product)[0], 2)
    return place(buyer or make_customer(), lines, note="Titip satpam saja", **changed)[0]


def test_a_label_says_what_a_courier_needs(desk: ShopClient, store: Store) -> None:
    order = special_order(store, payment_method=PaymentMethod.COD)
    move(order, "PROCESSING")
    move(order, "SHIPPED", courier="Antar Kota", tracking_number="AK0012345678")
    answer = desk.get(url_of("labels", order))
    assert answer.status_code == 200
    (label,) = sheets_of(answer.text)
    total = f"Rp\u00a0{order.total:,}".replace(",", ".")
    for words in (
        *("Antar Kota", "AK0012345678", order.number, "850 g"),
        *("Sari Wulandari", "0812 3456 7890", "Jl. Melati No. 5", "Coblong, Bandung"),
        *("Jawa Barat 40132", "Titip satpam saja", "Anggrek , Kota Bandung"),
        f"collect {' '.join(total.split())}",
    ):
        assert words in label, words
    assert f'aria-label="Order {order.number}"' in answer.text


def test_a_paid_parcel_says_that_nothing_is_collected(desk: ShopClient, store: Store) -> None:
    paid = make_order(store=store)
    cash = make_order(store=store, method=PaymentMethod.COD)
    delivered = make_order(
        store=store, method=PaymentMethod.COD, steps=["PROCESSING", "SHIPPED", "DELIVERED"]
    )
    labels = sheets_of(desk.get(url_of("labels", paid, cash, delivered)).text)
    assert ["Collect nothing" in label for label in labels] == [True, False, True]
    assert ["Cash on delivery" in label for label in labels] == [False, True, False]


def test_a_slip_lists_what_to_pack(desk: ShopClient, store: Store) -> None:
    order = special_order(store)
    answer = desk.get(url_of("slips", order))
    (slip,) = sheets_of(answer.text)
    for words in ("2 × Cangkir enamel", "Warna: Merah", "CE-M", "Titip satpam saja", "2 units"):
        assert words in slip, words
    assert answer.text.count('class="tick-box"') == 1
    assert "Rp" not in slip


@pytest.mark.parametrize("what", SHEETS)
def test_sheets_come_in_the_order_they_were_chosen_in(
    desk: ShopClient, store: Store, what: str
) -> None:
    orders = [make_order(store=store) for _order in range(3)]
    chosen = [orders[1], orders[2], orders[0], orders[1]]
    text = desk.get(url_of(what, *chosen)).text
    labels = re.findall(r'<article class="sheet[^>]*aria-label="([^"]+)"', text)
    assert labels == [order.number for order in chosen[:3]]


@pytest.mark.parametrize("what", SHEETS)
def test_other_peoples_orders_are_named_unknown_and_left_out(
    desk: ShopClient, store: Store, what: str
) -> None:
    """B60."""
    own, foreign = make_order(store=store), make_order(name="Rahasia")
    answer = desk.get(url_of(what, own, foreign, "BLJ-000000-XXXXXX", "<script>"))
    assert answer.status_code == 200
    assert len(sheets_of(answer.text)) == 1
    unknown = f"{foreign.number}, BLJ-000000-XXXXXX, &lt;SCRIPT&gt;."
    assert f"Not among your orders, so left out: {unknown}" in answer.text
    assert "Rahasia" not in answer.text
    nothing = desk.get(url_of(what, foreign))
    assert nothing.status_code == 404
    assert sheets_of(nothing.text) == []


@pytest.mark.parametrize("what", SHEETS)
def test_a_cancelled_order_is_neither_packed_nor_sent(
    desk: ShopClient, store: Store, what: str
) -> None:
    cancelled = make_order(store=store, steps=["CANCELLED"])
    answer = desk.get(url_of(what, cancelled, make_order(store=store)))
    assert len(sheets_of(answer.text)) == 1
    assert f"Cancelled, so left out: {cancelled.number}." in answer.text


def test_at_most_a_hundred_are_printed_and_what_is_left_out_is_counted(
    desk: ShopClient, store: Store
) -> None:
    order = make_order(store=store)
    numbers = [order.number, *(f"BLJ-000000-{number:06d}" for number in range(101))]
    assert "At most 100 at once: 2 more were left out." in desk.get(url_of("labels", *numbers)).text


def test_a_label_without_a_tracking_number_names_none(desk: ShopClient, store: Store) -> None:
    """The order's number below such a caption would be taken for it."""
    order = make_order(store=store)
    text = desk.get(url_of("labels", order)).text
    assert "Tracking number" not in text
    assert re.search(rf"Order number:</p>\s*<p class=\"label-number\">{order.number}<", text)


def test_the_way_back_leads_to_where_one_came_from(desk: ShopClient, store: Store) -> None:
    first, second = make_order(store=store), make_order(store=store)
    places = {
        url_of("labels", first): f"/seller/orders/{first.number}",
        url_of("labels", first) + "&status=PENDING&view=row": (
            f"/seller/orders?status=PENDING&amp;number={first.number}"
        ),
        url_of("slips", first, second): (
            f"/seller/orders?number={first.number}&amp;number={second.number}"
        ),
    }
    for url, back in places.items():
        assert f'<a href="{back}">← Back</a>' in desk.get(url).text


def test_nothing_chosen_leads_back_to_the_list(desk: ShopClient) -> None:
    for query in ("", "?what=labels&status=PENDING", "?number=&number=%20"):
        answer = desk.get(f"{PRINT}{query}")
        assert answer.status_code == 303
        assert answer.location.startswith("/seller/orders")
        assert "Choose the orders first." in desk.get(answer.location).text


def test_paper_knows_no_theme_and_no_inline_style(desk: ShopClient, store: Store) -> None:
    order = make_order(store=store)
    desk.http.set_cookie("theme", "dark")
    for url in (url_of("labels", order), f"/seller/orders/{order.number}/invoice"):
        text = desk.get(url).text
        assert "data-theme" not in text
        assert "app.css" not in text
        assert re.findall(r'<link rel="stylesheet" href="[^"]*/css/(\w+).css"', text) == ["print"]
        assert not re.search(r"<style|\sstyle=", text)


def test_what_people_typed_is_escaped_on_paper(desk: ShopClient, store: Store) -> None:
    """B1."""
    order = special_order(store, address=replace(ADDRESS, recipient="<b>Sari</b>"))
    for what in SHEETS:
        assert "&lt;b&gt;Sari&lt;/b&gt;" in desk.get(url_of(what, order)).text


@pytest.mark.parametrize("what", SHEETS)
@pytest.mark.parametrize("count", [1, 8])
def test_statements_do_not_grow_with_the_sheets(
    desk: ShopClient, store: Store, count_statements: Counter, what: str, count: int
) -> None:
    url = url_of(what, *[make_order(store=store).number for _order in range(count)])
    with count_statements() as statements:
        assert desk.get(url).status_code == 200
    assert len(statements) == 4, "\n".join(statements)


def test_an_invoice_says_who_bought_what_for_how_much(
    desk: ShopClient, store: Store, app: Flask
) -> None:
    buyer = make_customer()
    order = special_order(store, buyer)
    rewrite(order, placed_at=datetime(2026, 11, 22, 17, 30, tzinfo=UTC))
    answer = desk.get(f"/seller/orders/{order.number}/invoice")
    (invoice,) = sheets_of(answer.text)
    rupiah = {
        name: f"Rp {value:,}".replace(",", ".")
        for name, value in (
            *(("unit", order.subtotal // 2), ("goods", order.subtotal)),
            *(("shipping", order.shipping_cost), ("total", order.total)),
        )
    }
    for words in (
        *("Invoice", order.number, "Anggrek", "Sari Wulandari", "Jl. Melati No. 5"),
        *("23 Nov 2026 00:30 WIB", "QRIS", "Paid", "Warna: Merah · CE-M"),
        f"2 {rupiah['unit']} {rupiah['goods']}",
        f"Goods {rupiah['goods']} Shipping {rupiah['shipping']} Total {rupiah['total']}",
    ):
        assert words in invoice, words
    own = sign_in_as(ShopClient(app), buyer).get(f"/orders/{order.number}/invoice")
    assert sheets_of(own.text) == [invoice]
    assert f'href="/orders/{order.number}"' in own.text


def test_a_cancelled_orders_invoice_says_that_nothing_is_due(
    desk: ShopClient, store: Store
) -> None:
    order = make_order(store=store, method=PaymentMethod.COD, steps=["CANCELLED"])
    (invoice,) = sheets_of(desk.get(f"/seller/orders/{order.number}/invoice").text)
    assert "This order was cancelled. Nothing is due." in invoice
    assert "Nothing to pay" in invoice


def test_both_order_pages_lead_to_the_invoice_and_the_sellers_to_label_and_slip(
    app: Flask, desk: ShopClient, store: Store
) -> None:
    buyer = make_customer()
    order = make_order(buyer, store)
    page = desk.get(f"/seller/orders/{order.number}").text
    for what in SHEETS:
        assert f'href="{PRINT}?what={what}&amp;number={order.number}"' in page
    assert f'href="/seller/orders/{order.number}/invoice"' in page
    shop = sign_in_as(ShopClient(app), buyer)
    assert f'href="/orders/{order.number}/invoice"' in shop.get(f"/orders/{order.number}").text


def test_nobody_elses_paper_is_shown(app: Flask, client: ShopClient, store: Store) -> None:
    """B60: strangers, the other role, other sellers, other buyers."""
    buyer = make_customer()
    order = make_order(buyer, store)
    before = row_counts()
    paths = {
        "seller": [f"/seller/orders/{order.number}/invoice", url_of("labels", order)],
        "buyer": [f"/orders/{order.number}/invoice"],
    }
    for path in (*paths["seller"], *paths["buyer"]):
        assert client.get(path).location.startswith("/login")
    own_buyer = sign_in_as(ShopClient(app), buyer)
    other_buyer = sign_in_as(ShopClient(app), make_customer())
    other_seller = sign_in_as(ShopClient(app), make_seller()[0])
    for path in paths["seller"]:
        assert own_buyer.get(path).status_code == 403
        assert other_seller.get(path).status_code == 404
    for path in paths["buyer"]:
        assert other_seller.get(path).status_code == 403
        assert other_buyer.get(path).status_code == 404
        assert own_buyer.get(path).status_code == 200
    assert order_now(order.number).status == "PENDING"
    assert row_counts() == before
