"""The main job, in a real browser: one click, three stores, three orders, all mails.

The same walk with JavaScript on and with it off (U17), as a guest who signs in on the way (U29).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.accounts.models import User
from app.catalogue.models import Product
from app.db import db
from app.inventory.queries import discrepancies
from app.notifications.jobs import sweep
from app.notifications.models import OutboxMessage
from app.orders.models import Order, OrderGroup
from app.payments.models import Payment
from tests.factories.accounts import PASSWORD, make_customer, make_seller
from tests.factories.catalogue import make_product, stock_of, variants_of
from tests.support.mail import Mailbox


@dataclass
class Shop:
    """Three stores with one product each."""

    products: list[Product]
    sellers: list[User]


@pytest.fixture
def shop(app: Flask) -> Shop:
    products, sellers = [], []
    for name, price in (("Kopi Gayo", 85_000), ("Sarung tenun", 189_000), ("Cobek batu", 133_000)):
        seller, store = make_seller(store_name=f"Toko {name}")
        products.append(make_product(store, name=name, price=price, stock=20))
        sellers.append(seller)
    return Shop(products, sellers)


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def scripted(request: pytest.FixtureRequest) -> bool:
    """Whether this browser runs JavaScript."""
    return bool(request.param)


@pytest.fixture
def new_page(app: Flask, browser: Browser, base_url: str, scripted: bool) -> Iterator[Any]:
    """Opens browsers that read English, each with cookies of its own."""
    contexts = []

    def open_page() -> Page:
        context = browser.new_context(
            java_script_enabled=scripted, viewport={"width": 360, "height": 740}, base_url=base_url
        )
        name = app.config["LOCALE_COOKIE_NAME"]
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": name, "value": "en", "url": base_url}])
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Page, user: User) -> None:
    """Fill in the login form that is open."""
    page.get_by_label("E-mail").fill(user.email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()


def fill_cart(page: Page, products: list[Product]) -> None:
    """Put one of each into the cart, from its own page."""
    for number, product in enumerate(products, 1):
        page.goto(f"/products/{product.id}-{product.slug}")
        page.get_by_role("button", name="Add to cart").click()
        expect(page.locator("#cart-count")).to_contain_text(str(number))


def give_address(page: Page) -> None:
    """Fill in where the parcels go, as a first-time buyer does."""
    page.get_by_label("Recipient's name").fill("Sari Wulandari")
    page.get_by_label("Phone", exact=True).fill("0812-3456-7890")
    page.get_by_label("Street, number, landmark").fill("Jl. Melati 12, RT 03/RW 05")
    page.get_by_label("District", exact=True).fill("Coblong")
    page.get_by_label("City or regency").fill("Kota Bandung")
    page.get_by_label("Province").select_option("Jawa Barat")
    page.get_by_label("Postal code").fill("40132")


def order_button(page: Page, scripted: bool) -> Any:
    """The button that orders, once it names the total with shipping."""
    pay = page.get_by_role("button", name=re.compile(r"^Pay Rp"))
    if scripted:
        page.get_by_label("Postal code").blur()
    else:
        page.get_by_role("button", name="Update shipping").click()
    expect(pay).to_be_visible()
    return pay


def test_a_guest_buys_from_three_stores_in_one_click_and_every_seller_gets_their_part(
    shop: Shop, new_page: Any, scripted: bool, mailbox: Mailbox
) -> None:
    buyer = make_customer()
    page = new_page()
    fill_cart(page, shop.products)
    page.goto("/checkout")
    sign_in(page, buyer)
    expect(page).to_have_url(re.compile("/checkout$"))
    give_address(page)
    order_button(page, scripted).click()
    expect(page.get_by_role("heading", name="Thank you, your order is placed.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Thank you, your order is placed.")).to_be_visible()

    db.session.rollback()
    group = db.session.query(OrderGroup).one()
    orders = db.session.query(Order).order_by(Order.id).all()
    assert len(orders) == 3
    assert {order.store_name for order in orders} == {f"Toko {p.name}" for p in shop.products}
    payment = db.session.query(Payment).one()
    assert group.total == payment.amount == sum(order.total for order in orders)
    assert [stock_of(variants_of(p)[0].id) for p in shop.products] == [19, 19, 19]
    assert discrepancies() == []

    sweep()
    assert db.session.query(OutboxMessage).filter_by(status="SENT").count() == 4
    assert len(mailbox.to(buyer.email)) == 1
    for seller, product in zip(shop.sellers, shop.products, strict=True):
        (mail,) = mailbox.to(seller.email)
        text = mail.get_body(("plain",))
        assert text is not None
        assert product.name in text.get_content()
        others = [other.name for other in shop.products if other is not product]
        assert not any(name in text.get_content() for name in others)

    page.goto("/orders")
    for order in orders:
        expect(page.get_by_text(order.number)).to_be_visible()


def test_an_order_goes_from_the_seller_to_the_buyer_step_by_step(
    shop: Shop, new_page: Any, scripted: bool
) -> None:
    buyer, seller = make_customer(), shop.sellers[0]
    page = new_page()
    fill_cart(page, shop.products[:1])
    page.goto("/checkout")
    sign_in(page, buyer)
    give_address(page)
    order_button(page, scripted).click()
    expect(page.get_by_role("heading", name="Thank you, your order is placed.")).to_be_visible()
    db.session.rollback()
    number = db.session.query(Order.number).scalar()

    desk = new_page()
    desk.goto("/login")
    sign_in(desk, seller)
    expect(desk).to_have_url(re.compile("/seller/orders"))
    row = desk.locator(f"#order-{number}")
    row.locator(f"#process-{number}").click()
    expect(row.get_by_text("Being packed")).to_be_visible()
    row.locator(f"#ship-{number}").click()
    row.get_by_role("button", name="Handed to the courier").click()
    expect(row.get_by_text("Shipped", exact=True)).to_be_visible()
    # A shipped order can no longer be cancelled (DESIGN 4).
    expect(row.locator(f"#cancel-{number}")).to_have_count(0)

    page.goto(f"/orders/{number}")
    expect(page.get_by_role("button", name=re.compile("Cancel"))).to_have_count(0)
    page.get_by_role("button", name="Confirm receipt").first.click()
    # One tap completes nothing: a dialog asks, or without JavaScript a page.
    asked = page.locator("dialog[open]" if scripted else "main")
    expect(asked).to_contain_text("This completes the order.")
    asked.get_by_role("button", name="Confirm receipt").click()
    # The badge, not the history, which names the coming steps too.
    expect(page.locator("main .tag", has_text="Delivered").first).to_be_visible()
    db.session.rollback()
    order = db.session.query(Order).one()
    assert order.status == "DELIVERED"
    assert order.completed_at is not None
