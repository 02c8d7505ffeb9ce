"""The inventory asks nothing while its page is hidden, and catches up when it is seen again."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.accounts.models import User
from app.db import unit_of_work
from app.inventory.models import MovementReason
from app.inventory.services import StockChange, change_stock
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_seller
from tests.factories.catalogue import make_product, variants_of

PAGE = "/seller/inventory"
POLL_MILLISECONDS = 10_000

# The browser under test has one page, and shows it; so the page is told what a browser would say.
HIDEABLE = """
    window.belowOthers = false;
    Object.defineProperty(Document.prototype, "hidden", { get: () => window.belowOthers });
    Object.defineProperty(Document.prototype, "visibilityState", {
        get: () => (window.belowOthers ? "hidden" : "visible"),
    });
"""
TURN = """(hidden) => {
    window.belowOthers = hidden;
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}"""


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def variant(seller: tuple[User, Store]) -> int:
    """A variant with twenty units."""
    return variants_of(make_product(seller[1], stock=20))[0].id


@pytest.fixture
def desk(app: Flask, page: Page, base_url: str, seller: tuple[User, Store]) -> Page:
    """The seller's browser, signed in, with a clock that stands until it is moved."""
    page.set_viewport_size({"width": 1280, "height": 800})
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    page.goto("/login")
    page.get_by_label("E-mail").fill(seller[0].email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()
    expect(page).to_have_url(re.compile("/seller/"))
    page.add_init_script(HIDEABLE)
    page.clock.install()
    return page


def sell(variant: int) -> None:
    sale = StockChange(variant, -3, MovementReason.SALE, "BLJ-261123-ABCDEF")
    unit_of_work(lambda: change_stock([sale], actor_id=None))


def test_a_hidden_page_asks_nothing_and_catches_up_when_it_is_seen(
    desk: Page, variant: int
) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto(PAGE)
    field = desk.locator(f"#stock-{variant}")
    expect(field).to_have_value("20")
    with desk.expect_response(re.compile("/changes")):
        desk.clock.run_for(POLL_MILLISECONDS + 1_000)
    desk.evaluate(TURN, True)
    sell(variant)
    asked.clear()
    desk.clock.run_for(20 * POLL_MILLISECONDS)
    # What the page had sent would have been seen by now: this request comes after all of it.
    desk.evaluate("() => fetch('/healthz')")
    assert [url for url in asked if "/changes" in url] == []
    expect(field).to_have_value("20")
    with desk.expect_response(re.compile("/changes")):
        desk.evaluate(TURN, False)
        desk.clock.run_for(1_000)
    expect(field).to_have_value("17")
