"""A seller at the store's settings, in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.accounts.models import User
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_seller
from tests.factories.catalogue import make_product
from tests.factories.pictures import picture_bytes


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    """A picture on the seller's disk."""
    path = tmp_path / "logo.png"
    path.write_bytes(picture_bytes("PNG", (300, 300)))
    return path


def open_settings(app: Flask, page: Page, base_url: str, user: User) -> Page:
    """Sign in and go to the settings, in English."""
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    page.goto("/login")
    page.get_by_label("E-mail").fill(user.email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()
    page.wait_for_url("**/seller/orders")
    page.goto("/seller/store")
    return page


@pytest.fixture
def desk(app: Flask, page: Page, base_url: str, seller: tuple[User, Store]) -> Page:
    """The settings on a phone."""
    return open_settings(app, page, base_url, seller[0])


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_saved_is_shown_to_buyers_on_any_screen(
    desk: Page, seller: tuple[User, Store], logo: Path, width: int
) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    desk.get_by_label("Store name").fill("Anggrek Bulan yang sangat panjang namanya " + "x" * 40)
    desk.get_by_label("When you pack orders").fill("Senin–Sabtu 08.00–17.00")
    desk.get_by_label("About the store").fill("Rotan dari Cirebon.")
    desk.locator("#logo").set_input_files(logo)
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator(".toast")).to_contain_text("Saved.")
    expect(desk.locator(".nav-name").first).to_contain_text("Anggrek Bulan")
    expect(desk.locator(".store-preview img")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    make_product(seller[1])
    for path in (f"/stores/{seller[1].slug}", "/products"):
        desk.goto(path)
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
    desk.goto(f"/stores/{seller[1].slug}")
    expect(desk.locator(".store-head")).to_contain_text("Senin–Sabtu 08.00–17.00")
    assert desk.locator(".store-head img").evaluate("picture => picture.naturalWidth") > 0


def test_a_strange_place_is_told_kindly_while_it_is_typed(desk: Page) -> None:
    field = desk.get_by_label("City or regency of the store")
    field.fill("")
    field.press_sequentially("Wakanda")
    expect(desk.locator("#place-hint")).to_contain_text("We do not know “Wakanda” yet.")
    field.fill("")
    field.press_sequentially("Kota Med")
    expect(desk.locator('#places option[value="Medan"]')).to_be_attached()
    field.press_sequentially("an")
    expect(desk.locator("#place-hint")).to_contain_text("Sumatera Utara")
    expect(field).to_be_focused()


def test_a_refused_name_takes_the_focus_and_loses_nothing(desk: Page) -> None:
    """U7, U33."""
    desk.get_by_label("When you pack orders").fill("Pagi")
    desk.get_by_label("Store name").fill("Diskon www.penipu.id")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#form-errors")).to_be_focused()
    expect(desk.get_by_label("When you pack orders")).to_have_value("Pagi")
    expect(desk.locator("#name-error")).to_contain_text("without a link")


def test_without_javascript_it_is_a_form(
    app: Flask, browser: Browser, base_url: str, seller: tuple[User, Store], logo: Path
) -> None:
    """U17."""
    context = browser.new_context(
        base_url=base_url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = open_settings(app, context.new_page(), base_url, seller[0])
    page.get_by_label("Store name").fill("Melati")
    page.locator("#logo").set_input_files(logo)
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/seller/store$"))
    expect(page.locator(".toast")).to_contain_text("Saved.")
    expect(page.locator(".store-preview img")).to_be_attached()
    page.get_by_label("Remove the logo").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".store-preview")).to_contain_text("Melati")
    expect(page.locator(".store-preview img")).to_have_count(0)
    context.close()
