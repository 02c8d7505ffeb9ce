"""What the parcels cost is in the cart already, for who has an address (U27, U30)."""

from __future__ import annotations

import re

import pytest

from app.accounts.services import save_address
from app.db import unit_of_work
from app.inventory.services import empty_stock
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.cart import put_in_cart
from tests.factories.catalogue import make_product, variants_of

BANDUNG = {
    "recipient": "Sari",
    "phone": "081234567890",
    "line": "Jalan Melati 1",
    "district": "Coblong",
    "city": "Kota Bandung",
    "province": "Jawa Barat",
    "postal_code": "40131",
}


@pytest.fixture
def buyer(app):
    return make_customer()


@pytest.fixture
def page(client, buyer):
    return sign_in_as(client, buyer)


@pytest.fixture
def address(buyer):
    buyer_id = buyer.id
    unit_of_work(lambda: save_address(buyer_id, **BANDUNG))


@pytest.fixture
def shelves(app):
    """A store in the buyer's city, and one on another island."""
    return [make_seller(location=place)[1] for place in ("Kota Bandung", "Kota Medan")]


def amounts(text: str) -> list[str]:
    """Every price of a part of the page, without its sign."""
    return re.findall(r"Rp\u00a0([\d.]+)", text)


def sums(body: str) -> list[str]:
    """The figures of the summary."""
    return amounts(body.split('id="cart-summary"')[1].split("</aside>")[0])


def test_each_stores_parcel_and_the_total_with_them_stand_in_the_cart(
    page, buyer, address, shelves
):
    near, far = shelves
    put_in_cart(buyer, make_product(near, price=10_000, variants=[{"weight": 600}]), quantity=2)
    put_in_cart(buyer, make_product(far, variants=[{"price": 50_000, "weight": 300}]))
    body = page.get("/cart").text
    first = body.split(f'id="cart-store-{near.id}"')[1].split("</section>")[0]
    second = body.split(f'id="cart-store-{far.id}"')[1].split("</section>")[0]
    assert "Antar Kota" in first
    assert amounts(first)[-1] == "12.000"
    assert amounts(second)[-1] == "29.000"
    goods, shipping, total = (int(figure.replace(".", "")) for figure in sums(body)[:3])
    assert shipping == 41_000
    assert total == goods + shipping
    assert "for shipping to Kota Bandung." in body


def test_the_total_is_the_one_that_the_checkout_asks_for(page, buyer, address, shelves):
    for store in shelves:
        put_in_cart(buyer, make_product(store, price=12_500), quantity=3)
    total = sums(page.get("/cart").text)[2].replace(".", "")
    checkout = page.get("/checkout").text
    assert f'name="seen_total" value="{total}"' in checkout


def test_an_edit_by_htmx_answers_the_new_sums(page, buyer, address, shelves):
    item = put_in_cart(buyer, make_product(shelves[0], variants=[{"weight": 900}]))
    answer = page.post_form(f"/cart/items/{item}", {"quantity": 3}, htmx=True)
    assert answer.status_code == 200
    assert sums(answer.text)[1] == "15.000"


def test_what_cannot_be_had_needs_no_parcel(page, buyer, address, shelves):
    near, far = shelves
    kept, gone = make_product(near, price=1_000), make_product(far, price=99_000)
    put_in_cart(buyer, kept)
    put_in_cart(buyer, gone, quantity=3)
    variant_id = variants_of(gone)[0].id
    unit_of_work(lambda: empty_stock([variant_id], actor_id=None))
    body = page.get("/cart").text
    assert "(1 item)" in body
    assert sums(body)[:3] == ["1.000", "9.000", "10.000"]


@pytest.mark.parametrize("who", ["a guest", "a buyer without an address"])
def test_without_an_address_shipping_comes_at_the_checkout(client, buyer, shelves, who):
    product = make_product(shelves[0], price=10_000)
    if who == "a guest":
        data = {"variant_id": variants_of(product)[0].id, "quantity": 1}
        client.post_form("/cart/items", data)
    else:
        sign_in_as(client, buyer)
        put_in_cart(buyer, product)
    body = client.get("/cart").text
    assert "Shipping is added at the checkout" in body
    assert sums(body) == ["10.000"]


def test_a_page_with_shipping_costs_three_statements(
    page, buyer, address, shelves, count_statements
):
    """DESIGN 12 allows four."""
    for store in shelves:
        put_in_cart(buyer, make_product(store))
    page.get("/cart")
    with count_statements() as statements:
        assert page.get("/cart").status_code == 200
    assert len(statements) == 3
