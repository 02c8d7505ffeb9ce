"""/checkout: from the cart to the confirmation, with and without JavaScript."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts.models import Address, User
from app.accounts.services import save_address
from app.catalogue.models import Variant
from app.db import db, unit_of_work
from app.orders.models import Order, OrderGroup
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.orders import fill_cart, make_variant, orders_of, place
from tests.support.client import ShopClient
from tests.support.invariants import row_counts
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]
ADDRESS = {
    "recipient": "Sari Wulandari",
    "phone": "0812 3456 7890",
    "line": "Jl. Melati No. 5",
    "district": "Coblong",
    "city": "Bandung",
    "province": "Jawa Barat",
    "postal_code": "40132",
}


@pytest.fixture
def buyer(app: Flask) -> User:
    return make_customer(email="sari@example.com")


@pytest.fixture
def shop(client: ShopClient, buyer: User) -> ShopClient:
    """The buyer's browser."""
    return sign_in_as(client, buyer)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no {name} on the page"
    return html.unescape(found[1])


def seen_on(page: str) -> dict[str, str]:
    """What the form of this page would carry back."""
    return {name: hidden(page, name) for name in ("idempotency_key", "seen_total", "seen")}


def ready(shop: ShopClient, **changed: str) -> dict[str, str]:
    """The whole form, after shipping has been worked out for the address."""
    page = shop.post_form("/checkout/summary", ADDRESS | changed, follow_redirects=True)
    assert page.status_code == 200
    return {"payment_method": "qris"} | ADDRESS | seen_on(page.text) | changed


def groups() -> list[OrderGroup]:
    db.session.rollback()
    return list(db.session.scalars(select(OrderGroup)))


def test_guests_sign_in_first_and_come_back(client: ShopClient) -> None:
    answer = client.get("/checkout")
    assert answer.status_code == 303
    assert answer.location == "/login?next=/checkout"


def test_sellers_have_no_checkout(client: ShopClient) -> None:
    sign_in_as(client, make_seller()[0])
    assert client.get("/checkout").status_code == 403
    assert client.post_form("/checkout", ADDRESS).status_code == 403
    assert client.post_form("/checkout/summary", ADDRESS).status_code == 403
    assert client.get("/checkout/done/BLG-261123-AAAAAA").status_code == 403


def test_an_empty_cart_leads_back_to_the_cart(shop: ShopClient) -> None:
    for answer in (
        shop.get("/checkout"),
        shop.post_form("/checkout/summary", ADDRESS, htmx=True),
        shop.post_form("/checkout", ADDRESS | {"payment_method": "qris"}),
    ):
        assert (answer.status_code, answer.location) == (303, "/cart")
    assert groups() == []


def test_the_page_shows_each_store_with_its_lines_and_asks_for_the_address(
    shop: ShopClient, buyer: User
) -> None:
    """U27, U30, U32."""
    for name in ("Anggrek", "Bakti"):
        store = make_seller(store_name=name)[1]
        fill_cart(buyer, (make_variant(store, name=f"Goods of {name}", price=50_000), 2))
    page = shop.get("/checkout").text
    assert page.index("Anggrek") < page.index("Goods of Anggrek") < page.index("Bakti")
    assert 'autocomplete="shipping postal-code"' in page
    assert hidden(page, "seen_total") == "200000"
    assert "Go on to the total with shipping" in page


def test_shipping_follows_the_address_without_javascript(shop: ShopClient, buyer: User) -> None:
    fill_cart(buyer, (make_variant(price=50_000), 1))
    near = shop.post_form("/checkout/summary", ADDRESS, follow_redirects=True).text
    assert "Pay Rp\u00a059.000" in near
    assert 'value="Jl. Melati No. 5"' in near
    far = ADDRESS | {"city": "Medan", "province": "Sumatera Utara", "payment_method": "cod"}
    assert (
        "Order for Rp\u00a079.000, cash on delivery"
        in shop.post_form("/checkout/summary", far, follow_redirects=True).text
    )


def test_htmx_gets_only_the_summary(shop: ShopClient, buyer: User) -> None:
    fill_cart(buyer, (make_variant(price=50_000), 1))
    answer = shop.post_form("/checkout/summary", ADDRESS, htmx=True)
    assert answer.text.lstrip().startswith('<section id="checkout-summary"')
    assert "<html" not in answer.text
    assert hidden(answer.text, "seen_total") == "59000"


@pytest.mark.parametrize("province", ["", "Atlantis", "<b>", "\x00"])
def test_an_unknown_province_has_no_shipping_yet(
    shop: ShopClient, buyer: User, province: str
) -> None:
    fill_cart(buyer, (make_variant(price=50_000), 1))
    form = ADDRESS | {"province": province}
    answer = shop.post_form("/checkout/summary", form, follow_redirects=True)
    assert answer.status_code == 200
    assert hidden(answer.text, "seen_total") == "50000"


def test_one_click_buys_from_three_stores_and_the_confirmation_survives_reload(
    shop: ShopClient, buyer: User
) -> None:
    """U34."""
    for name in ("Anggrek", "Bakti", "Cempaka"):
        fill_cart(buyer, (make_variant(make_seller(store_name=name)[1], price=50_000), 1))
    answer = shop.post_form("/checkout", ready(shop, note="Titip di pos satpam"))
    group = groups()[0]
    assert (answer.status_code, answer.location) == (303, f"/checkout/done/{group.number}")
    for _reload in range(2):
        page = shop.get(answer.location)
        assert page.status_code == 200
        for order in orders_of(group.number):
            assert f'href="/orders/{order.number}"' in page.text
            assert order.note == "Titip di pos satpam"
        assert "Rp\u00a0177.000" in page.text


def test_the_same_form_sent_twice_is_one_purchase(shop: ShopClient, buyer: User) -> None:
    """U2, A2."""
    fill_cart(buyer, (make_variant(), 1))
    form = ready(shop)
    first, second = shop.post_form("/checkout", form), shop.post_form("/checkout", form)
    assert first.location == second.location
    assert len(groups()) == 1


def test_the_same_key_with_other_content_is_refused(shop: ShopClient, buyer: User) -> None:
    variant = make_variant()
    fill_cart(buyer, (variant, 1))
    form = ready(shop)
    shop.post_form("/checkout", form)
    fill_cart(buyer, (variant, 1))
    answer = shop.post_form("/checkout", form | {"recipient": "Somebody else"})
    assert answer.status_code == 422
    assert "already sent with other details" in answer.text
    assert len(groups()) == 1


def test_the_same_key_with_other_content_is_refused_also_when_the_cart_is_empty(
    shop: ShopClient, buyer: User
) -> None:
    """A2: it says what happened, and not that the cart is empty."""
    fill_cart(buyer, (make_variant(), 1))
    form = ready(shop)
    assert shop.post_form("/checkout", form).status_code == 303
    answer = shop.post_form("/checkout", form | {"note": "lain lagi"})
    assert answer.status_code == 422
    assert "already sent with other details" in answer.text
    assert len(groups()) == 1


def test_only_so_many_purchases_are_tried(shop: ShopClient, buyer: User) -> None:
    """B24."""
    fill_cart(buyer, (make_variant(), 1))
    statuses = {shop.post_form("/checkout", {}).status_code for _number in range(60)}
    assert statuses == {422}
    answer = shop.post_form("/checkout", {})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert groups() == []


def test_the_first_press_without_javascript_shows_the_total_before_anything_is_bought(
    shop: ShopClient, buyer: User
) -> None:
    """U27: nothing is charged that was not seen."""
    fill_cart(buyer, (make_variant(price=50_000), 1))
    form = ADDRESS | {"payment_method": "qris"} | seen_on(shop.get("/checkout").text)
    answer = shop.post_form("/checkout", form)
    assert answer.status_code == 409
    assert "With Rp\u00a09.000 for shipping the total is now Rp\u00a059.000." in answer.text
    assert groups() == []
    again = shop.post_form("/checkout", form | seen_on(answer.text))
    assert again.status_code == 303
    assert len(groups()) == 1


def test_a_price_that_changed_since_buys_nothing_and_is_named(
    shop: ShopClient, buyer: User
) -> None:
    """A11."""
    fill_cart(buyer, (make_variant(name="Sambal", price=50_000), 1))
    form = ready(shop)
    unit_of_work(lambda: db.session.execute(update(Variant).values(price=60_000)))
    answer = shop.post_form("/checkout", form)
    assert answer.status_code == 409
    assert "Sambal: the price was Rp\u00a050.000 and is now Rp\u00a060.000." in answer.text
    assert groups() == []
    assert shop.post_form("/checkout", form | seen_on(answer.text)).status_code == 303


def test_short_stock_names_every_line_with_what_is_left_and_a_fix(
    shop: ShopClient, buyer: User
) -> None:
    """DESIGN 5, U28."""
    sambal, teh = make_variant(name="Sambal", stock=9), make_variant(name="Teh", stock=9)
    fill_cart(buyer, (sambal, 5), (teh, 2))
    form = ready(shop)
    unit_of_work(
        lambda: db.session.execute(update(Variant).where(Variant.id == sambal.id).values(stock=3))
    )
    unit_of_work(
        lambda: db.session.execute(update(Variant).where(Variant.id == teh.id).values(stock=0))
    )
    answer = shop.post_form("/checkout", form)
    assert answer.status_code == 409
    assert "you want 5, 3 are left." in answer.text
    assert "sold out." in answer.text
    assert 'id="place-order"' not in answer.text
    assert groups() == []
    take = re.search(r'value="3"[^>]*formaction="([^"]+)"', answer.text)
    remove = re.search(r'value="0"[^>]*formaction="([^"]+)"', answer.text)
    assert take is not None
    assert remove is not None
    assert shop.post_form(take[1], {"quantity": "3"}).status_code == 303
    assert shop.post_form(remove[1], {"quantity": "0"}).status_code == 303
    assert shop.post_form("/checkout", ready(shop)).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", ""),
        ("recipient", "x" * 101),
        ("recipient", "Sari\x00"),
        ("phone", "1"),
        ("line", ""),
        ("district", " "),
        ("city", ""),
        ("province", ""),
        ("province", "Atlantis"),
        ("postal_code", "1"),
        ("payment_method", "gold"),
        ("payment_method", ""),
        ("note", "x" * 501),
    ],
)
def test_a_wrong_field_comes_back_with_words_and_buys_nothing(
    shop: ShopClient, buyer: User, field: str, value: str
) -> None:
    fill_cart(buyer, (make_variant(), 1))
    answer = shop.post_form("/checkout", ready(shop) | {field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert groups() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seen_total", "-1"),
        ("seen_total", "0"),
        ("seen_total", "9" * 400),
        ("seen_total", "59000.0"),
        ("seen", "1:1:1"),
        ("seen", "\U0001f389" * 9000),
        ("seen", ""),
    ],
)
def test_tampered_hidden_fields_buy_nothing(
    shop: ShopClient, buyer: User, field: str, value: str
) -> None:
    """B22."""
    fill_cart(buyer, (make_variant(), 1))
    assert shop.post_form("/checkout", ready(shop) | {field: value}).status_code == 409
    assert groups() == []


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "<script>alert(1)</script>", "\x00" * 20])
def test_an_idempotency_key_that_is_none_is_replaced(
    shop: ShopClient, buyer: User, key: str
) -> None:
    fill_cart(buyer, (make_variant(), 1))
    answer = shop.post_form("/checkout", ready(shop) | {"idempotency_key": key})
    assert answer.status_code == 303
    assert len(groups()[0].idempotency_key) == 32


def test_emoji_and_markup_are_kept_as_text(shop: ShopClient, buyer: User) -> None:
    fill_cart(buyer, (make_variant(), 1))
    answer = shop.post_form("/checkout", ready(shop, recipient="<b>Sari</b> \U0001f33a"))
    page = shop.get(answer.location).text
    assert "&lt;b&gt;Sari&lt;/b&gt; \U0001f33a" in page


def test_a_saved_address_is_chosen_instead_of_typed(shop: ShopClient, buyer: User) -> None:
    """U31."""
    saved = unit_of_work(lambda: save_address(buyer.id, **ADDRESS))
    fill_cart(buyer, (make_variant(price=50_000), 1))
    page = shop.get("/checkout").text
    assert hidden(page, "seen_total") == "59000"
    form = {"payment_method": "ewallet", "address_id": str(saved)} | seen_on(page)
    assert shop.post_form("/checkout", form).status_code == 303
    assert orders_of(groups()[0].number)[0].line == "Jl. Melati No. 5"


def test_somebody_elses_address_is_no_choice(shop: ShopClient, buyer: User) -> None:
    stranger = make_customer()
    foreign = unit_of_work(lambda: save_address(stranger.id, **ADDRESS | {"line": "Secret Rd"}))
    fill_cart(buyer, (make_variant(price=50_000), 1))
    form = {"payment_method": "qris", "address_id": str(foreign), "seen_total": "59000"}
    answer = shop.post_form("/checkout", form)
    assert answer.status_code == 422
    assert "Secret Rd" not in answer.text
    assert groups() == []


def test_an_address_is_kept_when_asked_and_only_then(shop: ShopClient, buyer: User) -> None:
    variant = make_variant()
    fill_cart(buyer, (variant, 1))
    shop.post_form("/checkout", ready(shop))
    assert db.session.scalars(select(Address)).all() == []
    fill_cart(buyer, (variant, 1))
    shop.post_form("/checkout", ready(shop, save_address="y"))
    db.session.rollback()
    kept = db.session.scalars(select(Address)).one()
    assert (kept.user_id, kept.line) == (buyer.id, "Jl. Melati No. 5")


def test_strangers_do_not_see_the_confirmation(shop: ShopClient) -> None:
    """B60."""
    group_id = place(make_customer(), (make_variant(), 1))[0].group_id
    number = db.session.scalars(select(OrderGroup.number).where(OrderGroup.id == group_id)).one()
    assert shop.get(f"/checkout/done/{number}").status_code == 404
    assert shop.get("/checkout/done/BLG-000000-XXXXXX").status_code == 404


def test_a_form_without_a_token_buys_nothing(shop: ShopClient, buyer: User) -> None:
    fill_cart(buyer, (make_variant(), 1))
    assert shop.post("/checkout", ready(shop)).status_code == 400
    assert groups() == []


def test_a_checkout_of_three_stores_keeps_to_its_statements(
    shop: ShopClient, buyer: User, count_statements: Counter
) -> None:
    """At most 8 + 2 for each line, the signed-in user's own statement included (DESIGN 12)."""
    for _store in range(3):
        fill_cart(buyer, (make_variant(make_seller()[1]), 1))
    form = ready(shop)
    token = shop.csrf_token()
    with count_statements() as statements:
        answer = shop.http.post("/checkout", data=form | {"csrf_token": token})
    assert answer.status_code == 303
    assert row_counts()["orders"] == 3
    assert len(statements) <= 8 + 2 * 3, "\n".join(statements)
    assert len(statements) == 13


def test_a_saved_address_costs_one_statement_more(
    shop: ShopClient, buyer: User, count_statements: Counter
) -> None:
    saved = unit_of_work(lambda: save_address(buyer.id, **ADDRESS))
    for _store in range(3):
        fill_cart(buyer, (make_variant(make_seller()[1]), 1))
    form: dict[str, Any] = {"payment_method": "qris", "address_id": str(saved)}
    form |= seen_on(shop.get("/checkout").text) | {"csrf_token": shop.csrf_token()}
    with count_statements() as statements:
        answer = shop.http.post("/checkout", data=form)
    assert answer.status_code == 303
    assert len(statements) == 8 + 2 * 3


@pytest.mark.parametrize("lines", [1, 12])
def test_the_pages_statements_do_not_grow_with_the_lines(
    shop: ShopClient, buyer: User, count_statements: Counter, lines: int
) -> None:
    fill_cart(buyer, *((make_variant(make_seller()[1]), 1) for _line in range(lines)))
    with count_statements() as statements:
        assert shop.get("/checkout").status_code == 200
    assert len(statements) == 3, "\n".join(statements)
    number = shop.post_form("/checkout", ready(shop)).location
    with count_statements() as statements:
        assert shop.get(number).status_code == 200
    assert len(statements) == 3, "\n".join(statements)
    assert db.session.scalar(select(Order.id).limit(1)) is not None
