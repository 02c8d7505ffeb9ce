"""How forms behave under a finger: nothing moves away, every word is the page's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.factories.accounts import PASSWORD, make_customer

NOT_AN_ADDRESS = "Ini belum terlihat seperti alamat email"


@pytest.fixture(params=[False, True], ids=["mouse", "touch"])
def phone(request: pytest.FixtureRequest, browser: Browser, app: Flask) -> Iterator[Page]:
    """A phone whose browser speaks English, on a page that speaks Indonesian."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="en-US", has_touch=request.param
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def press(page: Page) -> None:
    """Press where the button is now, as a finger or a mouse does, wherever it moves meanwhile."""
    button = page.locator("main form [type=submit]")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 6
    if page.evaluate("navigator.maxTouchPoints > 0"):
        page.touchscreen.tap(x, y)
    else:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.up()


def test_the_first_press_on_the_button_sends_the_form(phone: Page, base_url: str) -> None:
    """U1: the words at the field do not push the button away from the finger."""
    phone.goto(f"{base_url}/forgot-password")
    phone.locator("#email").fill("bukan")
    with phone.expect_request(lambda request: request.method == "POST"):
        press(phone)
    expect(phone.locator("#email-error")).to_contain_text(NOT_AN_ADDRESS)


def test_a_field_that_is_left_speaks_the_language_of_the_page(phone: Page, base_url: str) -> None:
    """U33, U37: never the browser's own words."""
    phone.goto(f"{base_url}/register")
    email = phone.locator("#email")
    email.fill("bukan")
    email.blur()
    expect(phone.locator("#email-error")).to_contain_text(NOT_AN_ADDRESS)
    email.fill("sari@example.com")
    expect(phone.locator("#email-error")).to_be_hidden()


def test_the_summary_no_longer_says_what_is_mended(phone: Page, base_url: str) -> None:
    phone.goto(f"{base_url}/register")
    phone.locator("#email").fill("bukan")
    press(phone)
    summary = phone.locator("[id$=-errors]")
    expect(summary.locator("a[href='#email']")).to_contain_text(NOT_AN_ADDRESS)
    expect(summary.locator("a[href='#name']")).to_be_visible()
    email = phone.locator("#email")
    email.fill("sari@example.com")
    email.blur()
    expect(summary.locator("a[href='#email']")).to_have_count(0)
    expect(summary.locator("a[href='#name']")).to_be_visible()
    for field, value in (("#name", "Sari"), ("#password", PASSWORD)):
        phone.locator(field).fill(value)
        phone.locator(field).blur()
    expect(summary).to_have_count(0)


def test_lengths_are_said_in_the_language_of_the_page(
    phone: Page, base_url: str, app: Flask
) -> None:
    sign_in(phone, base_url, app)
    phone.goto(f"{base_url}/account/addresses/new")
    phone.locator("#phone").press_sequentially("12")
    phone.locator("#phone").blur()
    error = phone.locator("#phone-error")
    expect(error).to_have_text("Pakai 6 sampai 30 karakter.")


def test_a_double_click_leaves_the_question_open(page: Page, base_url: str) -> None:
    """U13: its second click falls beside the dialog; a later one there closes it."""
    page.goto(f"{base_url}/dev/styleguide")
    page.get_by_role("button", name="Cancel this sample").dblclick()
    question = page.locator("dialog#confirm")
    expect(question).to_be_visible()
    page.wait_for_function("() => new Promise((done) => setTimeout(done, 600, true))")
    expect(question).to_be_visible()
    page.mouse.click(5, 5)
    expect(question).to_be_hidden()


@pytest.mark.parametrize("scripted", [True, False])
def test_the_open_tab_is_in_sight(
    browser: Browser, base_url: str, app: Flask, *, scripted: bool
) -> None:
    """The last of six is the farthest from what a phone shows first."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=scripted
    )
    page = context.new_page()
    sign_in(page, base_url, app)
    page.goto(f"{base_url}/orders?status=CANCELLED")
    tab = page.locator(".tabs [aria-current=page]")
    expect(tab).to_be_visible()
    box = tab.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert (
        page.locator("h1").inner_text()
        == f"Pesanan Saya · {tab.inner_text().split(chr(10))[0].rstrip(' 0123456789')}"
    )
    context.close()


def sign_in(page: Page, base_url: str, app: Flask) -> None:
    """Sign a new buyer in through the form."""
    buyer = make_customer(locale="id")
    page.goto(f"{base_url}/login")
    page.locator("#email").fill(buyer.email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()
    expect(page).to_have_url(f"{base_url}/")
