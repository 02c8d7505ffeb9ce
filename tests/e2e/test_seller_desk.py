"""A seller at the list of orders, in a browser: where the eyes and the focus are afterwards."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from app.accounts.models import User
from app.orders.models import Order
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_customer, make_seller
from tests.factories.orders import make_order


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def orders(seller: tuple[User, Store]) -> list[Order]:
    """Five orders that are being packed, the newest first."""
    buyer = make_customer()
    return [make_order(buyer, seller[1], steps=["PROCESSING"]) for _number in range(5)][::-1]


@pytest.fixture
def desk(
    app: Flask, page: Page, base_url: str, seller: tuple[User, Store], orders: list[Order]
) -> Page:
    """The list of orders on a phone."""
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    page.goto("/login")
    page.get_by_label("E-mail").fill(seller[0].email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()
    expect(page.locator(".seller-order")).to_have_count(len(orders))
    return page


def is_within(place: Locator, page: Page) -> bool:
    """True when the whole of it is on the screen, between the header and the bar at the bottom."""
    header = page.locator(".header-row").bounding_box()
    box, bar = place.bounding_box(), page.locator(".seller-nav").bounding_box()
    assert box is not None
    assert bar is not None
    assert header is not None
    return box["y"] >= header["height"] and box["y"] + box["height"] <= bar["y"]


def test_the_row_that_was_shipped_is_on_the_screen_and_the_tabs_have_counted(
    desk: Page, orders: list[Order]
) -> None:
    number = orders[2].number
    row = desk.locator(f"#order-{number}")
    desk.locator(f"#ship-{number}").click()
    send = row.get_by_role("button", name="Handed to the courier")
    send.evaluate("button => button.scrollIntoView({block: 'start'})")
    # Not the locator's click, which scrolls by itself.
    send.evaluate("button => button.click()")
    expect(row.locator(".tag")).to_have_text("Shipped")
    expect(row).to_be_focused()
    assert is_within(row, desk)
    tabs = desk.locator("#order-tabs")
    expect(tabs.get_by_role("link", name="Being packed")).to_contain_text("4")
    expect(tabs.get_by_role("link", name="Shipped")).to_contain_text("1")


def test_a_refused_cancellation_takes_the_focus_to_what_is_wrong(
    desk: Page, orders: list[Order]
) -> None:
    number = orders[1].number
    row = desk.locator(f"#order-{number}")
    desk.locator(f"#cancel-{number}").click()
    row.get_by_role("button", name="Cancel the order").click()
    summary = row.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Choose why you cancel.")
    expect(summary).to_be_in_viewport()
    summary.get_by_role("link").click()
    expect(row.get_by_label("Why")).to_be_focused()


def test_escape_closes_the_form_one_is_in(desk: Page, orders: list[Order]) -> None:
    number = orders[0].number
    row = desk.locator(f"#order-{number}")
    for step, field in (("ship", "Tracking number"), ("cancel", "In your own words")):
        desk.locator(f"#{step}-{number}").click()
        row.get_by_label(field).press("Escape")
        expect(row.get_by_label(field)).to_be_hidden()
        expect(desk.locator(f"#{step}-{number}")).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_a_form_opens(desk: Page, orders: list[Order], width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    row = desk.locator(f"#order-{orders[1].number}")
    parts = [
        *(desk.locator(f"#{step}-{orders[1].number}") for step in ("ship", "cancel")),
        *(desk.locator(f"#order-{order.number}") for order in orders),
    ]
    row.scroll_into_view_if_needed()
    for step, field in (("ship", "Tracking number"), ("cancel", "In your own words")):
        before = [part.evaluate("it => it.offsetTop") for part in parts]
        desk.locator(f"#{step}-{orders[1].number}").click()
        form = row.locator("details[open] form")
        expect(form).to_be_visible()
        assert [part.evaluate("it => it.offsetTop") for part in parts] == before
        box, whole = form.bounding_box(), row.bounding_box()
        assert box is not None
        assert whole is not None
        assert box["width"] > 300
        assert whole["x"] <= box["x"]
        assert box["x"] + box["width"] <= whole["x"] + whole["width"]
        row.get_by_label(field).press("Escape")


def test_a_rows_buttons_are_large_enough_to_be_hit(desk: Page, orders: list[Order]) -> None:
    """U37: 44 px on a phone, and no 29 px on a desk."""
    button = desk.locator(f"#ship-{orders[0].number}")
    for width, least in ((360, 44), (1280, 32)):
        desk.set_viewport_size({"width": width, "height": 800})
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= least


def test_a_parcels_arrival_is_asked_for_in_a_dialog_and_then_told_in_place(
    desk: Page, orders: list[Order]
) -> None:
    number = orders[0].number
    row = desk.locator(f"#order-{number}")
    desk.locator(f"#ship-{number}").click()
    row.get_by_role("button", name="Handed to the courier").click()
    row.get_by_role("button", name="It has arrived").click()
    desk.get_by_role("dialog").get_by_role("button", name="It has arrived").click()
    expect(row.locator(".tag")).to_have_text("Delivered")
    expect(desk).to_have_url("/seller/orders")
