"""The cart in a real browser, with scripts and without (U6, U11, U13, U17)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.factories.accounts import make_seller
from tests.factories.cart import lines
from tests.factories.catalogue import make_product, variants_of


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def shopper(request, app: Flask, browser: Browser, base_url: str) -> Iterator[Page]:
    """A guest with a phone, reading English."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        java_script_enabled=request.param,
        base_url=base_url,
    )
    name = app.config["LOCALE_COOKIE_NAME"]
    context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    yield context.new_page()
    context.close()


@pytest.fixture
def scripted(page: Page, app: Flask, base_url: str) -> Page:
    """The same with scripts, noting whatever the browser complains about."""
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    return page


def product_address(**fields) -> tuple[str, int]:
    product = make_product(make_seller(store_name="Dapur Ibu")[1], **fields)
    return f"/products/{product.id}-{product.slug}", variants_of(product)[0].id


def put_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-count")).to_contain_text("1")


def test_a_guest_puts_in_changes_takes_out_and_puts_back(shopper: Page) -> None:
    address, variant_id = product_address(name="Cobek", price=10_000, stock=5)
    put_in(shopper, address)
    shopper.locator("#cart-link").click()
    shopper.get_by_role("button", name="One more").click()
    expect(shopper.locator("#cart-total")).to_have_text("Rp\u00a020.000")
    expect(shopper.locator("#cart-count")).to_contain_text("2")
    quantity = shopper.get_by_label("Quantity", exact=True)
    quantity.fill("50")
    quantity.press("Enter")
    expect(shopper.locator("#cart-total")).to_have_text("Rp\u00a050.000")
    expect(shopper.locator("#toasts")).to_contain_text("only 5 can be had")
    expect(quantity).to_have_value("5")
    quantity.fill("0")
    quantity.press("Enter")
    expect(shopper.get_by_role("alert").filter(has_text="from 1 to 999")).to_be_visible()
    shopper.get_by_role("button", name="Remove Cobek").click()
    expect(shopper.get_by_text("Your cart is empty")).to_be_visible()
    assert lines() == []
    shopper.get_by_role("button", name="Put it back").click()
    expect(shopper.get_by_role("link", name="Cobek")).to_be_visible()
    assert lines() == [(variant_id, 5)]
    expect(shopper.get_by_role("link", name="Checkout")).to_be_visible()
    assert shopper.evaluate("document.documentElement.scrollWidth") == 360


def test_the_focus_stays_on_the_control_and_is_never_lost(scripted: Page) -> None:
    """U6."""
    address, _variant = product_address(name="Cobek", stock=5)
    put_in(scripted, address)
    complaints: list[str] = []
    scripted.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    scripted.on("pageerror", lambda error: complaints.append(str(error)))
    scripted.goto("/cart")
    more = scripted.get_by_role("button", name="One more")
    more.press("Enter")
    expect(scripted.get_by_label("Quantity", exact=True)).to_have_value("2")
    expect(more).to_be_focused()
    more.press("Enter")
    expect(scripted.get_by_label("Quantity", exact=True)).to_have_value("3")
    fewer = scripted.get_by_role("button", name="One fewer")
    fewer.press("Enter")
    expect(scripted.get_by_label("Quantity", exact=True)).to_have_value("2")
    expect(fewer).to_be_focused()
    scripted.get_by_role("button", name="Remove Cobek").press("Enter")
    expect(scripted.get_by_role("button", name="Put it back")).to_be_focused()
    scripted.keyboard.press("Enter")
    expect(scripted.locator(".cart-line")).to_be_focused()
    assert complaints == []


def test_a_typed_quantity_is_sent_once(scripted: Page) -> None:
    """Enter changes the field and submits the form: one request all the same."""
    address, _variant = product_address(name="Cobek", stock=50)
    put_in(scripted, address)
    scripted.goto("/cart")
    sent: list[str] = []
    scripted.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    quantity = scripted.get_by_label("Quantity", exact=True)
    quantity.fill("7")
    quantity.press("Enter")
    expect(scripted.locator("#cart-count")).to_contain_text("7")
    expect(quantity).to_be_focused()
    assert len(sent) == 1


def test_the_same_word_is_said_once_and_never_before_the_button(scripted: Page) -> None:
    """U11: at the stock's limit every press says the same; Checkout stays within reach."""
    address, _variant = product_address(name="Cobek", stock=1)
    put_in(scripted, address)
    added = scripted.locator("#toasts").get_by_role("link", name="See the cart")
    expect(added).to_have_attribute("href", "/cart")
    button = scripted.get_by_role("button", name="Add to cart").bounding_box()
    toast = scripted.locator("#toasts .toast").bounding_box()
    assert button
    assert toast
    assert (
        toast["y"] + toast["height"] <= button["y"] or button["y"] + button["height"] <= toast["y"]
    )
    added.click()
    more = scripted.get_by_role("button", name="One more")
    for _press in range(4):
        with scripted.expect_response("**/cart/items/*"):
            more.click()
    expect(scripted.locator("#toasts .toast")).to_have_count(1)
    scripted.get_by_role("link", name="Checkout").click(timeout=10_000)
    expect(scripted).to_have_url(re.compile("/login"))


def test_two_toasts_are_the_most(scripted: Page) -> None:
    names = ("Cobek", "Ulos", "Wajan")
    for name in names:
        scripted.goto(product_address(name=name)[0])
        scripted.get_by_role("button", name="Add to cart").click()
        expect(scripted.locator("#toasts")).to_contain_text(name)
    scripted.goto("/cart")
    for name in names:
        scripted.get_by_label(f"Quantity of {name}").get_by_label("Quantity", exact=True).fill(
            "500"
        )
        scripted.keyboard.press("Tab")
        expect(scripted.locator("#toasts")).to_contain_text(name)
    expect(scripted.locator("#toasts .toast")).to_have_count(2)


def test_a_typed_quantity_has_a_button_as_long_as_no_script_sends_it(scripted: Page) -> None:
    """U18: the file of htmx is blocked, the browser runs scripts all the same."""
    address, variant_id = product_address(name="Cobek", stock=41)
    put_in(scripted, address)
    scripted.goto("/cart")
    update = scripted.get_by_role("button", name="Update")
    expect(update).to_be_hidden()
    scripted.route("**/htmx*", lambda route: route.abort())
    scripted.reload()
    expect(update).to_be_visible()
    plus, button = (
        scripted.get_by_role("button", name="One more").bounding_box(),
        update.bounding_box(),
    )
    assert plus
    assert button
    assert plus["x"] + plus["width"] <= button["x"]
    scripted.get_by_label("Quantity", exact=True).fill("9999")
    update.click()
    expect(scripted.locator("#toasts")).to_contain_text("only 41 can be had")
    assert lines() == [(variant_id, 41)]


def test_a_line_removed_in_another_tab_leaves_the_cart_as_it_is(shopper: Page) -> None:
    address, _variant = product_address(name="Cobek", price=10_000)
    put_in(shopper, address)
    shopper.goto("/cart")
    other = shopper.context.new_page()
    other.goto("/cart")
    other.get_by_role("button", name="Remove Cobek").click()
    expect(other.get_by_text("Your cart is empty")).to_be_visible()
    shopper.get_by_role("button", name="One more").click()
    expect(shopper.get_by_text("Your cart is empty")).to_be_visible()
    expect(shopper.locator("#toasts")).to_contain_text("This is no longer in your cart.")
    expect(shopper.locator("#cart-count")).to_be_hidden()
