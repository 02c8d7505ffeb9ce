"""Browsing in a browser: the choice of a variant, and listings that swap in place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.catalogue.listing import PER_PAGE
from app.catalogue.models import Product
from tests.factories.accounts import make_seller
from tests.factories.cart import lines
from tests.factories.catalogue import make_category, make_product, variants_of

SHIRT = [
    {"options": {"Warna": "Merah", "Ukuran": "M"}, "price": 90_000, "stock": 5},
    {"options": {"Warna": "Merah", "Ukuran": "L"}, "price": 95_000, "stock": 0},
    {"options": {"Warna": "Biru", "Ukuran": "M"}, "price": 99_000, "stock": 40},
]


@pytest.fixture(autouse=True)
def reading_english(app: Flask, page: Page, base_url: str) -> None:
    """The tests read the pages in English."""
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])


def address(product: Product) -> str:
    return f"/products/{product.id}-{product.slug}"


def test_price_stock_address_and_focus_follow_the_choice(page: Page) -> None:
    """U6, U7, U9: focus and the typed quantity stay; the address opens the same choice alone."""
    product = make_product(name="Kaos", variants=SHIRT)
    blue = variants_of(product)[2]
    page.goto(address(product))
    page.get_by_label("Quantity").fill("3")
    page.get_by_role("radio", name="Merah").focus()
    page.keyboard.press("ArrowRight")
    chosen = page.locator("#chosen")
    expect(chosen).to_contain_text("99.000")
    expect(chosen).to_contain_text("Stock: 40")
    expect(page.locator("#option-0-2")).to_be_focused()
    expect(page.get_by_label("Quantity")).to_have_value("3")
    expect(page).to_have_url(re.compile(rf"{address(product)}\?variant={blue.id}$"))
    page.reload()
    expect(page.locator("#option-0-2")).to_be_checked()
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-count")).to_contain_text("1")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("variants", [({},), SHIRT], ids=["without choices", "with choices"])
def test_the_quantity_stands_below_its_label_and_beside_a_wide_button(
    page: Page, variants: list[dict[str, Any]], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address(make_product(variants=variants)))
    label = page.get_by_text("Quantity", exact=True).bounding_box()
    field = page.get_by_label("Quantity").bounding_box()
    button = page.get_by_role("button", name="Add to cart").bounding_box()
    assert label
    assert field
    assert button
    assert label["y"] + label["height"] <= field["y"]
    assert button["y"] == field["y"]
    assert button["x"] >= field["x"] + field["width"]
    assert button["width"] > 2 * field["width"]


def test_what_is_sold_out_cannot_be_added_and_comes_back_with_the_next_choice(page: Page) -> None:
    product = make_product(name="Kaos", variants=SHIRT)
    page.goto(address(product))
    page.get_by_text("Sold out").click()
    expect(page.locator("#chosen")).to_contain_text("Sold out")
    expect(page.get_by_role("button", name="Add to cart")).to_have_count(0)
    page.get_by_text("Biru").click()
    expect(page.locator("#chosen")).to_contain_text("The nearest one is chosen: Biru, M.")
    expect(page.get_by_role("button", name="Add to cart")).to_be_visible()


def test_the_choice_works_without_javascript(browser: Browser, app: Flask, base_url: str) -> None:
    """U17: by the button, which stands there only as long as nothing else does its work."""
    product = make_product(name="Kaos", variants=SHIRT)
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    name = app.config["LOCALE_COOKIE_NAME"]
    context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    plain = context.new_page()
    plain.goto(address(product))
    plain.get_by_text("Biru").click()
    plain.get_by_role("button", name="Show this choice").click()
    expect(plain.locator("#chosen")).to_contain_text("99.000")
    plain.goto("/products")
    plain.get_by_label("Sort by").select_option("price_desc")
    plain.get_by_role("button", name="Show").click()
    expect(plain).to_have_url(re.compile("sort=price_desc"))
    context.close()


@pytest.mark.parametrize("scripts", ["off", "blocked", "on"])
def test_what_is_chosen_is_added_without_showing_it_first(
    browser: Browser, app: Flask, base_url: str, scripts: str
) -> None:
    """U17, U18: the cart gets what the radios say, not what the page showed when it opened."""
    variants = [
        {"options": {"Warna": "Indigo", "Ukuran": "XL"}, "stock": 5},
        {"options": {"Warna": "Indigo", "Ukuran": "M"}, "stock": 5},
        {"options": {"Warna": "Sogan", "Ukuran": "M"}, "stock": 7},
    ]
    product = make_product(name="Kemeja", variants=variants)
    context = browser.new_context(java_script_enabled=scripts != "off", base_url=base_url)
    name = app.config["LOCALE_COOKIE_NAME"]
    context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    page = context.new_page()
    if scripts == "blocked":
        page.route("**/*.js", lambda route: route.abort())
    page.goto(address(product))
    page.get_by_text("Sogan", exact=True).click()
    page.get_by_text("M", exact=True).click()
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#toasts")).to_contain_text("Kemeja (Sogan, M) is in your cart.")
    assert lines() == [(variants_of(product)[2].id, 1)]
    context.close()


def test_the_button_for_looking_goes_without_moving_anything(page: Page) -> None:
    """It stands after the choices, and keeps its room when the script takes over."""
    product = make_product(name="Kaos", variants=SHIRT)
    page.route("**/htmx*", lambda route: route.abort())
    page.goto(address(product))
    look, add = page.locator(".look"), page.get_by_role("button", name="Add to cart")
    expect(look).to_be_visible()
    choices, before = page.locator("#choices").bounding_box(), add.bounding_box()
    shown = look.bounding_box()
    assert choices
    assert before
    assert shown
    assert choices["y"] + choices["height"] <= shown["y"]
    assert shown["y"] + shown["height"] <= before["y"]
    page.unroute("**/htmx*")
    page.reload()
    expect(look).to_be_hidden()
    assert add.bounding_box() == before


def test_a_category_swaps_heading_title_and_address_and_back_restores_them(page: Page) -> None:
    """U8, U9, U10: what is pushed opens alone, Back gives the page before."""
    _user, store = make_seller()
    kitchen = make_category("Dapur")
    for number in range(PER_PAGE + 1):
        make_product(store, name=f"Panci {number}", category=kitchen)
    make_product(store, name="Sarung", category=make_category("Busana"))
    page.goto("/products")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    page.get_by_role("link", name="Dapur").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dapur")
    expect(page).to_have_title("Dapur · BELANJAIN.")
    expect(page).to_have_url(re.compile(rf"category={kitchen.slug}$"))
    expect(page.get_by_role("link", name="Sarung")).to_have_count(0)
    expect(page.locator("#listing-status")).to_have_text(f"Dapur: {PER_PAGE + 1} products")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page).to_have_title("Dapur, page 2 · BELANJAIN.")
    assert page.evaluate("document.activeElement !== document.body")
    page.get_by_label("Sort by").select_option("price_asc")
    expect(page).to_have_url(re.compile(rf"category={kitchen.slug}&sort=price_asc$"))
    expect(page.get_by_role("article")).to_have_count(PER_PAGE)
    page.go_back()
    expect(page).to_have_title("Dapur, page 2 · BELANJAIN.")
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("All products")
    expect(page.get_by_role("link", name="Home")).to_be_visible()


@pytest.mark.parametrize("where", ["/", "/products", "/products?page=2", "product", "store"])
def test_no_page_is_wider_than_a_small_phone(
    app: Flask, page: Page, base_url: str, where: str
) -> None:
    """U39: nothing to scroll sideways at 320 px, whatever the names; Indonesian words are long."""
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "id", "url": base_url}])
    _user, store = make_seller(store_name="Kerajinan" * 8)
    for number in range(12):
        category = make_category(f"Perlengkapan rumah tangga {number}")
    for number in range(2 * PER_PAGE):
        make_product(store, name=f"Panci {number}", category=category)
    product = make_product(store, name="Cobek" * 20, category=category, variants=SHIRT)
    places = {"product": address(product), "store": f"/stores/{store.slug}"}
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(places.get(where, where))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_an_order_is_read_whole_on_a_phone_without_javascript(
    browser: Browser, app: Flask, base_url: str
) -> None:
    """The longest word, beside the button that a page without scripts needs, on one line."""
    make_product(name="Kaos")
    context = browser.new_context(
        java_script_enabled=False, base_url=base_url, viewport={"width": 360, "height": 740}
    )
    name = app.config["LOCALE_COOKIE_NAME"]
    context.add_cookies([{"name": name, "value": "id", "url": base_url}])
    plain = context.new_page()
    plain.goto("/products?sort=price_asc")
    field = plain.locator("#sort").bounding_box()
    button = plain.locator("#sort-form button").bounding_box()
    assert field
    assert button
    assert field["width"] >= 180
    assert abs(field["y"] - button["y"]) < 4
    context.close()
