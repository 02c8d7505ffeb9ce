"""A guest's cart: its cookie, and what becomes of it at login (U29)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from sqlalchemy import select

from app.cart.errors import CartChanged
from app.cart.merging import merge_guest_cart
from app.cart.models import Cart, CartItem
from app.cart.services import clear_lines
from app.db import db, unit_of_work
from app.inventory.services import empty_stock
from tests.factories.accounts import PASSWORD, make_customer, make_seller
from tests.factories.cart import lines, put_in_cart
from tests.factories.catalogue import make_product, variants_of
from tests.support.client import ShopClient


def add(client: ShopClient, variant_id: int, quantity: int = 1, **options: Any):
    data = {"variant_id": variant_id, "quantity": quantity}
    return client.post_form("/cart/items", data, **options)


def cart_cookie(answer) -> Any:
    for header in answer.headers.getlist("Set-Cookie"):
        if header.startswith("cart="):
            return SimpleCookie(header)["cart"]
    return None


def quantities(user) -> dict[int, int]:
    db.session.rollback()
    rows = db.session.execute(
        select(CartItem.variant_id, CartItem.quantity)
        .join(Cart, Cart.id == CartItem.cart_id)
        .where(Cart.user_id == user.id)
    )
    return {row.variant_id: row.quantity for row in rows}


def test_a_guest_gets_a_cookie_with_the_first_thing_and_the_table_only_its_hash(client):
    """B6: 256 random bits, HttpOnly, Lax, 30 days."""
    answer = add(client, variants_of(make_product())[0].id)
    cookie = cart_cookie(answer)
    assert len(cookie.value) == 43
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert int(cookie["max-age"]) == 30 * 24 * 3600
    stored = db.session.query(Cart.token_hash, Cart.user_id).one()
    assert tuple(stored) == (hashlib.sha256(cookie.value.encode()).hexdigest(), None)


def test_a_refusal_leaves_neither_cookie_nor_cart(client):
    sold_out = variants_of(make_product(stock=0))[0].id
    for answer in (add(client, sold_out), add(client, 987654), add(client, sold_out, -1)):
        assert answer.status_code >= 400
        assert cart_cookie(answer) is None
    assert db.session.query(Cart).count() == 0


def test_the_cookie_starts_anew_with_each_thing_added(client):
    first, second = (variants_of(make_product())[0].id for _ in range(2))
    token = cart_cookie(add(client, first)).value
    assert cart_cookie(add(client, second)).value == token
    assert db.session.query(Cart).count() == 1


@pytest.mark.parametrize("token", ["", "short", "x" * 44, "ä" * 43, "a b" * 15, "'" * 43])
def test_a_cookie_that_is_none_of_ours_is_no_cart_and_is_replaced(client, token):
    client.http.set_cookie("cart", token)
    assert "Your cart is empty" in client.get("/cart").text
    cookie = cart_cookie(add(client, variants_of(make_product())[0].id))
    assert cookie.value != token
    assert len(cookie.value) == 43


def test_two_guests_have_two_carts(app):
    one, other = ShopClient(app), ShopClient(app)
    add(one, variants_of(make_product(name="Cobek"))[0].id)
    add(other, variants_of(make_product(name="Ulos"))[0].id)
    assert "Ulos" not in one.get("/cart").text
    assert "Cobek" not in other.get("/cart").text


def test_signing_in_brings_the_cart_along_and_takes_the_cookie_back(client):
    """U29."""
    buyer = make_customer()
    variant_id = variants_of(make_product(name="Cobek"))[0].id
    add(client, variant_id, 3)
    answer = client.sign_in(buyer.email, PASSWORD)
    assert answer.status_code == 303
    cookie = cart_cookie(answer)
    assert cookie.value == ""
    assert cookie["max-age"] == "0"
    assert quantities(buyer) == {variant_id: 3}
    assert db.session.query(Cart).filter(Cart.token_hash.is_not(None)).count() == 0
    body = client.get("/cart").text
    assert "Cobek" in body
    assert body.split('id="cart-count"')[1].split(">")[1].startswith("3")


def test_quantities_of_both_carts_add_up_to_the_stock_at_most_with_a_word(client):
    """A9."""
    buyer = make_customer()
    plenty, scarce = make_product(name="Cobek"), make_product(name="Ulos", stock=5)
    put_in_cart(buyer, plenty, quantity=2)
    put_in_cart(buyer, scarce, quantity=3)
    ids = [variants_of(product)[0].id for product in (plenty, scarce)]
    add(client, ids[0], 4)
    add(client, ids[1], 4)
    client.sign_in(buyer.email, PASSWORD)
    assert quantities(buyer) == {ids[0]: 6, ids[1]: 5}
    body = client.get("/cart").text
    assert "Ulos: only 5 can be had, so your cart has 5." in body
    assert "Cobek: your cart" not in body


def test_several_capped_lines_are_told_in_one_sentence(client):
    buyer = make_customer()
    for name in ("Cobek", "Ulos"):
        product = make_product(name=name, stock=5)
        put_in_cart(buyer, product, quantity=3)
        add(client, variants_of(product)[0].id, 3)
    client.sign_in(buyer.email, PASSWORD)
    assert "2 lines of your cart were lowered" in client.get("/cart").text


def test_what_sold_out_meanwhile_comes_along_and_says_so(client):
    buyer = make_customer()
    variant_id = variants_of(make_product(name="Cobek"))[0].id
    add(client, variant_id, 3)
    unit_of_work(lambda: empty_stock([variant_id], actor_id=None))
    client.sign_in(buyer.email, PASSWORD)
    assert quantities(buyer) == {variant_id: 3}
    assert "Sold out" in client.get("/cart").text


def test_a_full_cart_says_what_it_had_no_room_for(client):
    buyer = make_customer()
    product = make_product(variants=[{} for _ in range(100)])
    variant_ids = [variant.id for variant in variants_of(product)]
    put_in_cart(buyer, product)

    def fill():
        cart_id = db.session.execute(select(Cart.id)).scalar_one()
        db.session.add_all(
            CartItem(cart_id=cart_id, variant_id=each, quantity=1) for each in variant_ids[1:]
        )

    unit_of_work(fill)
    add(client, variants_of(make_product(name="Ulos"))[0].id)
    add(client, variant_ids[7], 2)
    client.sign_in(buyer.email, PASSWORD)
    assert len(quantities(buyer)) == 100
    assert quantities(buyer)[variant_ids[7]] == 3
    assert "no room for: Ulos" in client.get("/cart").text


def test_merging_again_changes_nothing(client):
    """A unit of work may run twice, and a cookie may be sent twice."""
    buyer_id = make_customer().id
    variant_id = variants_of(make_product())[0].id
    token = cart_cookie(add(client, variant_id, 3)).value
    assert unit_of_work(lambda: merge_guest_cart(token, buyer_id)) is not None
    assert unit_of_work(lambda: merge_guest_cart(token, buyer_id)) is None
    assert lines() == [(variant_id, 3)]


def test_an_emptied_guest_cart_leaves_the_customers_as_it_is(client):
    buyer = make_customer()
    product = make_product()
    item = put_in_cart(buyer, product, quantity=2)
    variant_id = variants_of(product)[0].id
    add(client, variant_id, 3)
    guest_item = db.session.query(CartItem.id).filter(CartItem.id != item).scalar()
    client.post_form(f"/cart/items/{guest_item}/remove")
    client.sign_in(buyer.email, PASSWORD)
    assert quantities(buyer) == {variant_id: 2}


def test_a_seller_who_signs_in_gets_no_cart(client):
    seller, _store = make_seller()
    variant_id = variants_of(make_product())[0].id
    add(client, variant_id, 3)
    client.sign_in(seller.email, PASSWORD)
    assert quantities(seller) == {}
    assert lines() == [(variant_id, 3)]


def test_what_is_bought_is_taken_out_once(app):
    """Two checkouts of one cart at once: the second must not buy it again."""
    buyer = make_customer()
    first, second = (put_in_cart(buyer, make_product()) for _ in range(2))
    kept = put_in_cart(buyer, make_product(name="Ulos"))
    unit_of_work(lambda: clear_lines([first, second]))
    assert [item for (item,) in db.session.query(CartItem.id)] == [kept]
    with pytest.raises(CartChanged):
        unit_of_work(lambda: clear_lines([kept, second]))
    assert [item for (item,) in db.session.query(CartItem.id)] == [kept]


def test_a_change_shows_when_the_cart_was_last_used(client):
    """Old guests' carts can be told from living ones."""
    variant_id = variants_of(make_product())[0].id
    add(client, variant_id)

    def age():
        db.session.query(Cart).one().updated_at = datetime.now(UTC) - timedelta(days=20)

    unit_of_work(age)
    add(client, variant_id)
    db.session.rollback()
    assert datetime.now(UTC) - db.session.query(Cart.updated_at).scalar() < timedelta(minutes=1)


def test_who_signs_in_without_a_guests_cart_finds_their_own(client):
    buyer = make_customer()
    put_in_cart(buyer, make_product(name="Cobek"), quantity=2)
    answer = client.sign_in(buyer.email, PASSWORD)
    assert cart_cookie(answer) is None
    assert "Cobek" in client.get("/cart").text


def test_one_caller_opens_only_so_many_carts(app):
    """B24: a script does not fill the database, not even with cookies that it makes up itself."""
    variant_id = variants_of(make_product(stock=500))[0].id
    client = ShopClient(app)
    statuses = []
    for number in range(301):
        client.http.set_cookie("cart", f"{number:043d}")
        statuses.append(add(client, variant_id).status_code)
    assert statuses == [303] * 300 + [429]
    assert db.session.query(Cart).count() == 300
    buyer = ShopClient(app)
    buyer.sign_in(make_customer().email, PASSWORD)
    assert add(buyer, variant_id).status_code == 303
