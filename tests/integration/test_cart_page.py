"""The cart's page: what it shows, to whom, and what it costs."""

from __future__ import annotations

import pytest

from app.cart.owner import CartOwner
from app.cart.queries import cart_view, checkout_lines, header_count
from app.catalogue.models import ProductStatus
from app.db import db, unit_of_work
from app.inventory.models import MovementReason
from app.inventory.services import StockChange, change_stock, empty_stock
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.cart import put_in_cart
from tests.factories.catalogue import make_product, variants_of


@pytest.fixture
def buyer(app):
    return make_customer()


@pytest.fixture
def page(client, buyer):
    return sign_in_as(client, buyer)


def test_an_empty_cart_says_what_to_do(client):
    answer = client.get("/cart")
    assert answer.status_code == 200
    assert "Your cart is empty" in answer.text
    assert 'href="/products"' in answer.text
    assert "Checkout" not in answer.text


def test_looking_at_an_empty_cart_leaves_no_cookie(client):
    answer = client.get("/cart")
    assert not [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("cart=")]


def test_lines_stand_under_their_store_with_a_subtotal_each_and_one_total(page, buyer):
    """U30."""
    bandung = make_seller(store_name="Dapur Ibu", location="Kota Bandung")[1]
    medan = make_seller(store_name="Kain Medan", location="Kota Medan")[1]
    put_in_cart(buyer, make_product(bandung, name="Cobek", price=10_000), quantity=2)
    put_in_cart(buyer, make_product(medan, name="Ulos", price=500_000))
    put_in_cart(buyer, make_product(bandung, name="Wajan", price=7_500), quantity=3)
    body = page.get("/cart").text
    order = [body.index(words) for words in ("Dapur Ibu", "Cobek", "Wajan", "Kain Medan", "Ulos")]
    assert order == sorted(order)
    for amount in ("20.000", "22.500", "42.500", "500.000", "542.500"):
        assert f"Rp\u00a0{amount}" in body
    assert "(6 items)" in body
    assert 'href="/checkout"' in body


def test_two_variants_of_one_product_are_two_lines(page, buyer):
    product = make_product(
        name="Kaus", variants=[{"options": {"Ukuran": "M"}}, {"options": {"Ukuran": "L"}}]
    )
    put_in_cart(buyer, product)
    put_in_cart(buyer, product, variant=1)
    body = page.get("/cart").text
    assert "Ukuran: M" in body
    assert "Ukuran: L" in body
    assert body.count('class="cart-line"') == 2


def test_the_price_is_the_one_of_now(page, buyer):
    product = make_product(price=10_000)
    put_in_cart(buyer, product)

    def reprice():
        variants_of(product)[0].price = 12_000

    unit_of_work(reprice)
    assert "Rp\u00a012.000" in page.get("/cart").text


def test_a_line_of_which_too_little_is_left_offers_to_take_what_there_is(page, buyer):
    """U28: one click mends it."""
    product = make_product(stock=5)
    item = put_in_cart(buyer, product, quantity=5)
    variant_id = variants_of(product)[0].id
    sold = [StockChange(variant_id, -3, MovementReason.SALE)]
    unit_of_work(lambda: change_stock(sold, actor_id=None))
    body = page.get("/cart").text
    assert "Only 2 left" in body
    assert "Take 2" in body
    assert "One line needs a look" in body
    assert 'href="/checkout"' not in body
    assert f'href="#line-{item}"' in body


@pytest.mark.parametrize("words", ["Sold out", "No longer sold"])
def test_a_line_that_cannot_be_had_is_not_counted_in_the_total(page, buyer, words):
    gone, kept = make_product(name="Cobek", price=99_000), make_product(name="Wajan", price=1_000)
    put_in_cart(buyer, gone)
    put_in_cart(buyer, kept)
    variant_id = variants_of(gone)[0].id

    def take_away():
        if words == "Sold out":
            empty_stock([variant_id], actor_id=None)
        else:
            db.session.merge(gone).status = ProductStatus.ARCHIVED

    unit_of_work(take_away)
    body = page.get("/cart").text
    assert words in body
    assert "Cobek" in body
    total = body.split('id="cart-total"')[1][:60]
    assert "Rp\u00a01.000" in total
    assert "(1 item)" in body
    assert body.split('id="cart-count"')[1].split(">")[1].startswith("2")
    assert 'href="/checkout"' not in body


def test_a_variant_out_of_the_choice_is_no_longer_sold(page, buyer):
    product = make_product()
    put_in_cart(buyer, product)

    def hide():
        variants_of(product)[0].is_active = False

    unit_of_work(hide)
    assert "No longer sold" in page.get("/cart").text


def test_markup_in_names_is_text(page, buyer):
    put_in_cart(
        buyer,
        make_product(name="<script>alert(1)</script>", variants=[{"options": {"<b>": "<i>"}}]),
    )
    body = page.get("/cart").text
    assert "<script>alert(1)" not in body
    assert "&lt;b&gt;: &lt;i&gt;" in body


def test_htmx_gets_the_cart_without_the_page_around_it(page, buyer):
    put_in_cart(buyer, make_product(name="Cobek"))
    body = page.get("/cart", htmx=True).text
    assert body.lstrip().startswith('<div id="cart"')
    assert "<html" not in body


def test_a_seller_has_no_cart(client):
    sign_in_as(client, make_seller()[0])
    answer = client.get("/cart")
    assert answer.status_code == 403
    assert "Sellers cannot buy" in answer.text


def test_the_page_costs_three_statements_however_many_lines(page, buyer, count_statements):
    """DESIGN 12 allows four, the session's own included."""
    for number in range(12):
        put_in_cart(buyer, make_product(name=f"Barang {number}"))
    page.get("/cart")
    with count_statements() as statements:
        assert page.get("/cart").status_code == 200
    assert len(statements) == 3


def test_a_guests_page_costs_one_statement(client, count_statements):
    variant_id = variants_of(make_product())[0].id
    client.post_form("/cart/items", {"variant_id": variant_id, "quantity": 1})
    with count_statements() as statements:
        assert "Cobek" in client.get("/cart").text
    assert len(statements) == 1


def test_a_guest_without_a_cookie_costs_nothing(client, count_statements):
    with count_statements() as statements:
        client.get("/cart")
    assert statements == []


def test_the_header_counts_units_on_every_page(page, buyer):
    put_in_cart(buyer, make_product(), quantity=3)
    put_in_cart(buyer, make_product(), quantity=4)
    count = page.get("/cart").text.split('id="cart-count"')[1]
    assert count.split(">")[1].startswith("7")
    assert "hidden" not in count.split(">")[0]


def test_the_checkout_reads_all_it_needs_in_one_statement(buyer, count_statements):
    seller, store = make_seller(store_name="Dapur Ibu", location="Kota Bandung", locale="id")
    product = make_product(
        store,
        name="Cobek",
        image_key="abcdef0123",
        variants=[
            {"options": {"Ukuran": "L"}, "sku": "CB-L", "price": 5_000, "weight": 1500},
            {"sku": "CB-M", "stock": 7, "is_active": False},
        ],
    )
    second = put_in_cart(buyer, make_product())
    first = put_in_cart(buyer, product, quantity=2)
    buyer_id, seller_email = buyer.id, seller.email
    with count_statements() as statements:
        lines = checkout_lines(buyer_id)
    assert len(statements) == 1
    assert {line.item_id for line in lines} == {first, second}
    assert [line.variant_id for line in lines] == sorted(line.variant_id for line in lines)
    line = next(line for line in lines if line.item_id == first)
    assert (line.name, line.sku, line.options) == ("Cobek", "CB-L", {"Ukuran": "L"})
    assert (line.quantity, line.unit_price, line.weight, line.stock) == (2, 5_000, 1500, 20)
    assert (line.store_name, line.store_location) == ("Dapur Ibu", "Kota Bandung")
    assert (line.seller_email, line.seller_locale) == (seller_email, "id")
    assert line.image_key == "abcdef0123"
    assert line.is_available


def test_nobody_has_an_empty_cart(app, count_statements):
    with count_statements() as statements:
        assert cart_view(CartOwner()).stores == ()
    assert statements == []


def test_outside_of_a_request_nobody_has_a_cart(app):
    """A mail may be rendered by a job, from a template that has the frame."""
    assert header_count() == 0
