"""A seller at the list of products, in a browser."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect

from app.accounts.models import User
from app.catalogue.models import Product
from app.db import db
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_seller
from tests.factories.catalogue import make_product

DESK: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def products(seller: tuple[User, Store]) -> list[Product]:
    """Three that are on sale, the dearest last, and a draft that has no price."""
    shown = [
        make_product(seller[1], name=name, price=price)
        for name, price in (("Cangkir", 200), ("Bakul", 300), ("Alu", 400))
    ]
    draft = make_product(seller[1], name="Draf", status="DRAFT", variants=[{"price": 0}])
    return [*shown, draft]


def open_list(app: Flask, page: Page, base_url: str, user: User) -> Page:
    """Sign in and go to the list, in English."""
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    page.goto("/login")
    page.get_by_label("E-mail").fill(user.email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()
    page.wait_for_url("**/seller/orders")
    page.goto("/seller/products")
    return page


@pytest.fixture
def desk(
    app: Flask, page: Page, base_url: str, seller: tuple[User, Store], products: list[Product]
) -> Page:
    """The list of products on a phone."""
    return open_list(app, page, base_url, seller[0])


def names(page: Page) -> list[str]:
    return page.locator(".product-link").all_inner_texts()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen_and_everything_can_be_pressed(
    desk: Page, width: int
) -> None:
    """U37, U39."""
    desk.set_viewport_size({"width": width, "height": 800})
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    for box in desk.evaluate(
        """[...document.querySelectorAll("#main :is(a:not(.tab), button, label, select)")]
        .map(e => e.getBoundingClientRect()).filter(b => b.width > 1)
        .map(b => [b.width, b.height, b.right])"""
    ):
        assert box[1] >= 24
        assert box[2] <= width


def test_typing_finds_and_the_address_tells_it(desk: Page) -> None:
    """U3, U9."""
    field = desk.get_by_label("Name or SKU")
    field.press_sequentially("bak")
    expect(desk.locator(".product-link")).to_have_text(["Bakul"])
    expect(field).to_be_focused()
    expect(field).to_have_value("bak")
    expect(desk).to_have_url(re.compile(r"q=bak"))
    desk.reload()
    expect(desk.locator(".product-link")).to_have_text(["Bakul"])
    expect(desk.locator("#list-status")).to_be_attached()


def test_tabs_and_heads_keep_what_was_searched_for(desk: Page) -> None:
    desk.set_viewport_size(DESK)
    desk.locator("#sort-price").click()
    expect(desk.locator(".product-link").first).to_have_text("Alu")
    desk.locator("#sort-price").click()
    expect(desk.locator('th[aria-sort="ascending"]')).to_contain_text("Price")
    desk.locator(".tabs").get_by_role("link", name="Active").click()
    expect(desk.locator(".product-link")).to_have_text(["Cangkir", "Bakul", "Alu"])
    desk.get_by_label("Name or SKU").press_sequentially("a")
    expect(desk).to_have_url(re.compile(r"status=ACTIVE.*sort=price.*q=a"))
    desk.go_back()
    expect(desk).not_to_have_url(re.compile(r"q=a"))


def test_on_a_phone_a_list_sorts(desk: Page) -> None:
    desk.get_by_label("Sort by").select_option("name")
    expect(desk.locator(".product-link").first).to_have_text("Alu")
    expect(desk).to_have_url(re.compile(r"sort=name"))


def test_archiving_is_undone_from_its_toast(desk: Page, products: list[Product]) -> None:
    """U13."""
    row = desk.locator(f"#product-{products[1].id}")
    row.get_by_role("button", name="Archive").click()
    expect(row.locator(".tag").first).to_have_text("Archived")
    expect(row).to_be_focused()
    expect(desk.locator(".tabs").get_by_role("link", name="Active")).to_contain_text("2")
    toast = desk.locator(".toast").filter(has_text="is archived")
    toast.get_by_role("button", name="Undo").click()
    expect(row.locator(".tag").first).to_have_text("Active")
    expect(desk.locator(".tabs").get_by_role("link", name="Active")).to_contain_text("3")
    expect(toast).to_have_count(0)


def test_two_quick_presses_on_archive_archive_and_do_nothing_else(
    desk: Page, products: list[Product]
) -> None:
    before = len(products)
    row = desk.locator(f"#product-{products[0].id}")
    button = row.get_by_role("button", name="Archive")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    place = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    desk.mouse.click(*place)
    expect(row).to_contain_text("Archived")
    desk.mouse.click(*place)
    expect(desk.locator("#toasts")).to_contain_text("archive")
    db.session.rollback()
    assert db.session.query(Product).count() == before


def test_several_are_ticked_at_once_and_each_answers(desk: Page, products: list[Product]) -> None:
    desk.set_viewport_size(DESK)
    desk.get_by_label("Tick all on this page").check()
    expect(desk.locator("[data-ticked]")).to_have_text("4")
    desk.get_by_label("Tick Alu").uncheck()
    expect(desk.locator("[data-ticked]")).to_have_text("3")
    desk.locator("#together").get_by_role("button", name="Publish").click()
    alert = desk.locator("#products").get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("Draf")
    expect(desk.locator(f"#product-{products[3].id}")).to_contain_text("a price below Rp 100")


def test_a_copy_opens_in_the_editor(desk: Page, products: list[Product]) -> None:
    row = desk.locator(f"#product-{products[0].id}")
    row.get_by_role("button", name="Duplicate").click()
    expect(desk).to_have_url(re.compile(r"/seller/products/\d+/edit$"))
    expect(desk.locator('input[name="name"]')).to_have_value("Cangkir (copy)")


def test_without_javascript_everything_is_a_form(
    app: Flask,
    browser: Browser,
    base_url: str,
    seller: tuple[User, Store],
    products: list[Product],
) -> None:
    """U17."""
    context = browser.new_context(
        base_url=base_url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = open_list(app, context.new_page(), base_url, seller[0])
    page.get_by_label("Name or SKU").fill("bakul")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".product-link")).to_have_text(["Bakul"])
    page.get_by_label("Tick Bakul").check()
    page.locator("#together").get_by_role("button", name="Archive").click()
    expect(page.locator(".product-undo")).to_contain_text("is archived")
    expect(page).to_have_url(re.compile(r"q=bakul"))
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".product-row .tag").first).to_have_text("Active")
    page.get_by_label("Sort by").select_option("name")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"sort=name"))
    context.close()
