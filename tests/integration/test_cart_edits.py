"""Putting in, changing, taking out: by htmx and by plain forms alike."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.cart.models import Cart, CartItem
from app.catalogue.models import ProductStatus
from app.db import db, unit_of_work
from app.inventory.models import MovementReason
from app.inventory.services import StockChange, change_stock, empty_stock
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.cart import line_id, lines, put_in_cart
from tests.factories.catalogue import make_product, variants_of
from tests.support.client import ShopClient

BAD_QUANTITIES = ["", "0", "-1", "1.5", "1e2", "NaN", "١", "satu", "🛒", "1\x00"]


@pytest.fixture
def buyer(app):
    return make_customer()


@pytest.fixture
def page(client, buyer):
    return sign_in_as(client, buyer)


def add(client: ShopClient, variant_id: Any, quantity: Any = 1, **options: Any):
    data = {"variant_id": variant_id, "quantity": quantity, **options.pop("data", {})}
    return client.post_form("/cart/items", data, **options)


def a_variant(**fields: Any) -> int:
    return variants_of(make_product(**fields))[0].id


# --- putting in ---


def test_adding_puts_it_in_and_goes_to_the_cart(page):
    variant_id = a_variant(name="Cobek")
    answer = add(page, variant_id, 2)
    assert (answer.status_code, answer.location) == (303, "/cart")
    assert lines() == [(variant_id, 2)]
    assert "Cobek is in your cart." in page.get("/cart").text


def test_adding_goes_back_to_where_the_form_stood_and_nowhere_else(page):
    """B35."""
    variant_id = a_variant()
    assert add(page, variant_id, data={"next": "/products/1-cobek"}).location == "/products/1-cobek"
    for elsewhere in ("https://example.com/", "//example.com", "/\\example.com"):
        assert add(page, variant_id, data={"next": elsewhere}).location == "/cart"


def test_adding_from_a_product_by_htmx_answers_the_count_and_a_toast(page):
    """U11."""
    variant_id = a_variant(name="Cobek")
    add(page, variant_id, 2)
    page.get("/cart")
    answer = add(page, variant_id, 3, htmx=True, data={"next": "/products/1-cobek"})
    assert answer.status_code == 200
    assert 'hx-target="#cart-count"' in answer.text
    assert answer.text.split('id="cart-count"')[1].split(">")[1].startswith("5")
    assert 'hx-target="#toasts"' in answer.text
    assert "Cobek is in your cart." in answer.text
    assert 'id="cart"' not in answer.text


def test_the_same_variant_adds_up_in_one_line(page):
    """A9."""
    variant_id = a_variant(stock=20)
    add(page, variant_id, 3)
    add(page, variant_id, 3)
    assert lines() == [(variant_id, 6)]


def test_adding_stops_at_what_is_in_stock_and_says_so(page):
    """A9: three and three of five."""
    variant_id = a_variant(name="Cobek", stock=5)
    add(page, variant_id, 3)
    answer = add(page, variant_id, 3, htmx=True, data={"next": "/products/1-cobek"})
    assert lines() == [(variant_id, 5)]
    assert "only 5 can be had" in answer.text


def test_adding_to_a_line_that_has_them_all_says_so(page):
    variant_id = a_variant(name="Cobek", stock=5)
    add(page, variant_id, 5)
    answer = add(page, variant_id, 1, htmx=True, data={"next": "/products/1-cobek"})
    assert lines() == [(variant_id, 5)]
    assert "already has all 5" in answer.text


def test_adding_does_not_make_a_line_less_that_is_above_the_stock_by_now(page):
    variant_id = a_variant(stock=5)
    add(page, variant_id, 5)
    sold = [StockChange(variant_id, -3, MovementReason.SALE)]
    unit_of_work(lambda: change_stock(sold, actor_id=None))
    add(page, variant_id, 1)
    assert lines() == [(variant_id, 5)]


def test_a_line_never_has_more_than_999(page):
    variant_id = a_variant(stock=5000)
    add(page, variant_id, 900)
    add(page, variant_id, 900)
    assert lines() == [(variant_id, 999)]


@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_sold_out_is_not_put_in(page, htmx):
    answer = add(page, a_variant(name="Cobek", stock=0), htmx=htmx)
    assert answer.status_code == 409
    assert "Cobek is sold out." in answer.text
    assert lines() == []


def test_what_is_not_sold_is_unknown(page):
    archived = a_variant(status=ProductStatus.ARCHIVED)
    hidden = a_variant(variants=[{"is_active": False}])
    for variant_id in (archived, hidden, 987654):
        answer = add(page, variant_id)
        assert answer.status_code == 404
        assert "cannot be bought" in answer.text
    assert lines() == []


@pytest.mark.parametrize("quantity", BAD_QUANTITIES)
def test_a_quantity_that_makes_no_sense_is_refused_when_adding(page, quantity):
    """B9."""
    answer = add(page, a_variant(name="Cobek"), quantity)
    assert answer.status_code == 422
    error = answer.text.split('id="quantity-error"')[1].split("</p>")[0]
    assert 'role="alert"' in error
    assert "<h1" in answer.text.split("Cobek</h1>")[0]
    assert lines() == []


@pytest.mark.parametrize("variant_id", ["", "0", "-1", "9" * 30, "abc", "🛒", "1\x00", "1 OR 1=1"])
def test_a_variant_that_makes_no_sense_is_refused(page, variant_id):
    answer = add(page, variant_id)
    assert answer.status_code == 422
    assert lines() == []


def test_the_largest_number_that_is_one_is_simply_unknown(page):
    assert add(page, "9" * 18).status_code == 404


def test_missing_values_are_refused(page):
    assert page.post_form("/cart/items", {}).status_code == 422
    assert page.post_form("/cart/items", {"variant_id": a_variant()}).status_code == 422
    assert page.post_form("/cart/items", {"quantity": 1}).status_code == 422
    assert lines() == []


def test_a_hundred_lines_are_enough(page, buyer):
    product = make_product(variants=[{} for _ in range(101)])
    variant_ids = [variant.id for variant in variants_of(product)]
    add(page, variant_ids[0])

    def fill():
        cart_id = db.session.execute(select(Cart.id)).scalar_one()
        db.session.add_all(
            CartItem(cart_id=cart_id, variant_id=each, quantity=1) for each in variant_ids[1:100]
        )

    unit_of_work(fill)
    answer = add(page, variant_ids[100])
    assert answer.status_code == 422
    assert "at most 100" in answer.text
    assert len(lines()) == 100
    add(page, variant_ids[5])
    assert (variant_ids[5], 2) in lines()


def test_price_stock_and_owner_cannot_be_sent_along(page, buyer):
    """B11."""
    other = make_customer()
    variant_id = a_variant(price=10_000, stock=20)
    add(page, variant_id, data={"price": 1, "stock": 999, "user_id": other.id, "cart_id": 1})
    assert lines() == [(variant_id, 1)]
    assert "Rp\u00a010.000" in page.get("/cart").text
    assert db.session.query(Cart.user_id).scalar() == buyer.id


def test_of_two_quantities_the_first_counts(page):
    """B12."""
    variant_id = a_variant()
    token = page.csrf_token()
    body = f"csrf_token={token}&variant_id={variant_id}&quantity=2&quantity=7"
    answer = page.http.post(
        "/cart/items?quantity=9", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 303
    assert lines() == [(variant_id, 2)]


def test_a_seller_cannot_add(client):
    sign_in_as(client, make_seller()[0])
    assert add(client, a_variant()).status_code == 403
    assert lines() == []


def test_without_a_token_nothing_is_added(page):
    """B30."""
    assert page.post("/cart/items", {"variant_id": a_variant(), "quantity": 1}).status_code == 400
    assert lines() == []


# --- changing ---


def test_a_quantity_is_changed_by_a_plain_form(page, buyer):
    """U17: to the line, or to the top of the page, where the word stands about a lower number."""
    item = put_in_cart(buyer, make_product(), quantity=2)
    answer = page.post_form(f"/cart/items/{item}", {"quantity": 5})
    assert answer.status_code == 303
    assert answer.location == f"/cart#line-{item}"
    assert [quantity for _id, quantity in lines()] == [5]
    assert page.post_form(f"/cart/items/{item}", {"quantity": 999}).location == "/cart"


def test_htmx_gets_the_store_the_summary_and_the_count_in_one_answer(page, buyer):
    """U11."""
    product = make_product(name="Cobek", price=10_000)
    item = put_in_cart(buyer, product, quantity=2)
    put_in_cart(buyer, make_product(name="Ulos", price=500_000))
    answer = page.post_form(f"/cart/items/{item}", {"quantity": 5}, htmx=True)
    assert answer.status_code == 200
    assert f'hx-target="#cart-store-{product.store_id}"' in answer.text
    assert "Cobek" in answer.text
    assert "Ulos" not in answer.text
    assert 'hx-target="#cart-summary"' in answer.text
    assert "Rp\u00a0550.000" in answer.text
    assert answer.text.split('id="cart-count"')[1].split(">")[1].startswith("6")


def test_a_change_costs_few_statements_however_large_the_cart(page, buyer, count_statements):
    items = [put_in_cart(buyer, make_product(), quantity=1) for _ in range(10)]
    token = page.csrf_token()
    with count_statements() as statements:
        page.http.post(
            f"/cart/items/{items[3]}",
            data={"quantity": 5},
            headers={"HX-Request": "true", "X-CSRFToken": token},
        )
    assert len(statements) == 7


@pytest.mark.parametrize("quantity", [50, 9999, "9" * 18, "9" * 30])
@pytest.mark.parametrize("htmx", [True, False])
def test_more_than_there_is_becomes_what_there_is_with_a_word(page, buyer, htmx, quantity):
    item = put_in_cart(buyer, make_product(name="Cobek", stock=5))
    answer = page.post_form(f"/cart/items/{item}", {"quantity": quantity}, htmx=htmx)
    assert [quantity for _id, quantity in lines()] == [5]
    body = answer.text if htmx else page.get("/cart").text
    assert "Cobek: only 5 can be had" in body
    assert 'value="5"' in body


def test_more_than_a_line_can_have_becomes_the_most_with_a_word(page, buyer):
    item = put_in_cart(buyer, make_product(name="Cobek", stock=5000))
    answer = page.post_form(f"/cart/items/{item}", {"quantity": 1000}, htmx=True)
    assert answer.status_code == 200
    assert "Cobek: a cart holds at most 999 of one thing." in answer.text
    assert [quantity for _id, quantity in lines()] == [999]


def test_adding_more_than_a_line_can_have_adds_what_there_is(page):
    variant_id = a_variant(name="Cobek", stock=41)
    answer = add(page, variant_id, 9999, htmx=True, data={"next": "/products/1-cobek"})
    assert "Cobek: only 41 can be had, so your cart has 41." in answer.text
    assert lines() == [(variant_id, 41)]


@pytest.mark.parametrize("htmx", [True, False])
def test_what_has_sold_out_meanwhile_is_said_at_the_line(page, buyer, htmx):
    product = make_product(name="Cobek")
    item = put_in_cart(buyer, product, quantity=2)
    variant_id = variants_of(product)[0].id
    unit_of_work(lambda: empty_stock([variant_id], actor_id=None))
    answer = page.post_form(f"/cart/items/{item}", {"quantity": 3}, htmx=htmx)
    assert answer.status_code == 422
    error = answer.text.split(f'id="quantity-{item}-error"')[1].split("</p>")[0]
    assert "Cobek can no longer be had" in error
    assert lines() == [(variant_id, 2)]


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("quantity", BAD_QUANTITIES)
def test_a_quantity_that_makes_no_sense_is_refused_at_its_field(page, buyer, quantity, htmx):
    """B9, B10."""
    item = put_in_cart(buyer, make_product(), quantity=2)
    answer = page.post_form(f"/cart/items/{item}", {"quantity": quantity}, htmx=htmx)
    assert answer.status_code == 422
    error = answer.text.split(f'id="quantity-{item}-error"')[1].split("</p>")[0]
    assert 'role="alert"' in error
    assert "<html" in answer.text or htmx
    assert [left for _id, left in lines()] == [2]


def test_what_was_typed_is_still_there_beside_its_error(page, buyer):
    item = put_in_cart(buyer, make_product(), quantity=2)
    body = page.post_form(f"/cart/items/{item}", {"quantity": '"><b>'}).text
    assert 'value="&#34;&gt;&lt;b&gt;"' in body
    assert 'aria-invalid="true"' in body


# --- taking out ---


def test_a_line_is_taken_out_and_can_be_put_back_by_plain_forms(page, buyer):
    """U13, U17."""
    product = make_product(name="Cobek")
    variant_id = variants_of(product)[0].id
    item = put_in_cart(buyer, product, quantity=4)
    answer = page.post_form(f"/cart/items/{item}/remove")
    assert (answer.status_code, answer.location) == (303, "/cart")
    assert lines() == []
    body = page.get("/cart").text
    assert "Cobek is out of your cart." in body
    assert f'name="variant_id" value="{variant_id}"' in body
    assert 'name="quantity" value="4"' in body
    assert "is out of your cart" not in page.get("/cart").text
    add(page, variant_id, 4, data={"next": "/cart"})
    assert lines() == [(variant_id, 4)]


def test_a_line_is_taken_out_and_put_back_by_htmx(page, buyer):
    product = make_product(name="Cobek")
    variant_id = variants_of(product)[0].id
    item = put_in_cart(buyer, product, quantity=4)
    answer = page.post_form(f"/cart/items/{item}/remove", htmx=True)
    assert answer.text.lstrip().startswith('<div id="cart"')
    assert "Cobek is out of your cart." in answer.text
    assert "Your cart is empty" in answer.text
    assert "hidden" in answer.text.split('id="cart-count"')[1].split(">")[0]
    back = add(page, variant_id, 4, htmx=True, data={"next": "/cart"})
    assert back.text.lstrip().startswith('<div id="cart"')
    assert f'id="line-{line_id(variant_id)}"' in back.text
    assert "data-focus" in back.text
    assert back.text.split('id="cart-count"')[1].split(">")[1].startswith("4")


def test_a_line_taken_out_twice_is_gone_the_second_time(page, buyer):
    item = put_in_cart(buyer, make_product())
    assert page.post_form(f"/cart/items/{item}/remove").status_code == 303
    again = page.post_form(f"/cart/items/{item}/remove", htmx=True)
    assert again.status_code == 404
    assert "no longer in your cart" in again.text


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("quantity", [2, "many"])
def test_a_line_removed_in_another_tab_is_answered_with_the_cart_as_it_is(
    page, buyer, htmx, quantity
):
    """The page still showed it: line, sums and count come anew, and the answer says why."""
    item = put_in_cart(buyer, make_product(name="Cobek", price=10_000))
    put_in_cart(buyer, make_product(name="Ulos", price=500_000))
    page.post_form(f"/cart/items/{item}/remove")
    page.get("/cart")
    answer = page.post_form(f"/cart/items/{item}", {"quantity": quantity}, htmx=htmx)
    assert answer.status_code == 404
    assert "This is no longer in your cart." in answer.text
    assert "Cobek" not in answer.text
    assert "Rp\u00a0500.000" in answer.text.split('id="cart-total"')[1][:60]
    assert answer.text.split('id="cart-count"')[1].split(">")[1].startswith("1")
    assert answer.text.lstrip().startswith('<div id="cart"') == htmx


@pytest.mark.parametrize("htmx", [True, False])
def test_what_cannot_be_put_back_is_said_in_the_cart(page, buyer, htmx):
    product = make_product(name="Cobek")
    variant_id = variants_of(product)[0].id
    item = put_in_cart(buyer, product)
    page.post_form(f"/cart/items/{item}/remove")
    unit_of_work(lambda: empty_stock([variant_id], actor_id=None))
    page.get("/cart")
    answer = add(page, variant_id, 1, htmx=htmx, data={"next": "/cart"})
    assert answer.status_code == 409
    assert "Cobek is sold out." in answer.text
    assert "Your cart is empty" in answer.text
    assert lines() == []


# --- other people's ---


@pytest.mark.parametrize("who", ["customer", "customer with a cart", "guest", "guest with a cart"])
def test_somebody_elses_line_is_not_found_and_stays_as_it_is(app: Flask, buyer, who):
    """B58."""
    item = put_in_cart(buyer, make_product(), quantity=2)
    stranger = ShopClient(app)
    if who.startswith("customer"):
        sign_in_as(stranger, make_customer())
    if who.endswith("cart"):
        add(stranger, a_variant())
    before = lines()
    for htmx in (True, False):
        for url, data in (
            (f"/cart/items/{item}", {"quantity": 9}),
            (f"/cart/items/{item}", {"quantity": "many"}),
            (f"/cart/items/{item}/remove", {}),
        ):
            assert stranger.post_form(url, data, htmx=htmx).status_code == 404
    assert lines() == before


@pytest.mark.parametrize(
    "item", ["0", "-1", "9" * 18, "9" * 40, "abc", "1.5", "%00", "%F0%9F%9B%92"]
)
def test_lines_that_cannot_be_are_not_found(page, item):
    for url in (f"/cart/items/{item}", f"/cart/items/{item}/remove"):
        assert page.post_form(url, {"quantity": 1}).status_code == 404


def test_a_seller_changes_no_cart(app, buyer):
    item = put_in_cart(buyer, make_product(), quantity=2)
    seller = sign_in_as(ShopClient(app), make_seller()[0])
    assert seller.post_form(f"/cart/items/{item}", {"quantity": 9}).status_code == 403
    assert seller.post_form(f"/cart/items/{item}/remove").status_code == 403
    assert [quantity for _id, quantity in lines()] == [2]


def test_addresses_that_only_take_forms_do_not_open(page, buyer):
    item = put_in_cart(buyer, make_product())
    for url in ("/cart/items", f"/cart/items/{item}", f"/cart/items/{item}/remove"):
        assert page.get(url).status_code == 405
