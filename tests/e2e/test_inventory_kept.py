"""Numbers of the inventory that did not reach the shop, rows that are left, and the focus."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Locator, Page, expect

from app.accounts.models import UserSession
from app.db import db, unit_of_work
from app.inventory.models import MovementReason
from app.inventory.services import StockChange, change_stock
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_seller
from tests.factories.catalogue import make_product, stock_of, variants_of

PAGE = "/seller/inventory"
EMAIL = "sutini@example.com"


@pytest.fixture
def store(app: Flask) -> Store:
    return make_seller(store_name="Anggrek", email=EMAIL)[1]


@pytest.fixture
def variants(store: Store) -> list[int]:
    """Four variants with twenty each, in the order of the page."""
    options = [{"options": {"Warna": f"Nomor {number}"}} for number in range(4)]
    return [each.id for each in variants_of(make_product(store, stock=20, variants=options))]


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()
    expect(page).to_have_url(re.compile("/seller/"))


@pytest.fixture
def desk(app: Flask, page: Page, base_url: str, variants: list[int]) -> Page:
    page.set_viewport_size({"width": 1280, "height": 800})
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    page.goto("/login")
    sign_in(page)
    page.goto(PAGE)
    expect(page.locator("[data-row]")).to_have_count(len(variants))
    return page


def field(page: Page, variant: int) -> Locator:
    return page.locator(f"#stock-{variant}")


def threshold(page: Page, variant: int) -> Locator:
    return page.locator(f"#threshold-{variant}")


def row(page: Page, variant: int) -> Locator:
    return page.locator(f"#variant-{variant}")


def type_into(place: Locator, text: str) -> None:
    """Over what stands there, as by hand, and stay."""
    place.focus()
    place.page.keyboard.type(text)


def sell(variant: int, units: int = 1) -> None:
    sale = StockChange(variant, -units, MovementReason.SALE, "BLJ-261123-ABCDEF")
    unit_of_work(lambda: change_stock([sale], actor_id=None))


def asked_about(page: Page) -> list[str]:
    """The questions that the browser asks from now on, each of which is answered with yes."""
    kinds: list[str] = []

    def accept(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    return kinds


@pytest.mark.parametrize("way", ["retry", "online"])
def test_every_row_that_was_typed_without_a_connection_is_saved_later(
    desk: Page, variants: list[int], way: str
) -> None:
    """Whoever presses the one "Try again", or merely is online again; rows say what they are."""
    address = re.compile(r"/seller/inventory/\d+")
    if way == "online":
        desk.context.set_offline(True)
    else:
        desk.route(address, lambda route: route.abort("internetdisconnected"))
    field(desk, variants[0]).focus()
    for variant, typed in zip(variants[:3], ("601", "+5", "603"), strict=True):
        expect(field(desk, variant)).to_be_focused()
        desk.keyboard.type(typed)
        desk.keyboard.press("Tab")
        expect(row(desk, variant)).to_contain_text("Not saved yet")
    expect(desk.get_by_role("alert")).to_have_count(1)
    if way == "online":
        desk.context.set_offline(False)
    else:
        desk.unroute(address)
        desk.get_by_role("button", name="Try again").click()
    for variant, stock in zip(variants[:3], (601, 25, 603), strict=True):
        expect(row(desk, variant)).to_have_attribute("data-stock", str(stock))
        expect(row(desk, variant).locator("[data-unsaved]")).to_be_hidden()
        assert stock_of(variant) == stock
    expect(desk.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("way", ["reload", "link"])
def test_a_number_that_is_being_typed_is_saved_when_the_page_is_left(
    desk: Page, variants: list[int], way: str
) -> None:
    asked = asked_about(desk)
    type_into(field(desk, variants[0]), "77")
    if way == "reload":
        desk.reload()
    else:
        desk.goto("/seller/orders")
        desk.goto(PAGE)
    # Where the page was faster than what was typed, it asks again at once.
    expect(row(desk, variants[0])).to_have_attribute("data-stock", "77")
    assert stock_of(variants[0]) == 77
    assert asked == []


def test_who_leaves_what_cannot_be_saved_is_asked_first(desk: Page, variants: list[int]) -> None:
    asked = asked_about(desk)
    type_into(field(desk, variants[0]), "sepuluh")
    desk.reload()
    assert asked == ["beforeunload"]
    sell(variants[1])
    type_into(field(desk, variants[1]), "50")
    desk.keyboard.press("Enter")
    expect(row(desk, variants[1]).get_by_role("group")).to_be_visible()
    desk.reload()
    assert asked == ["beforeunload"] * 2
    desk.reload()
    assert len(asked) == 2
    assert (stock_of(variants[0]), stock_of(variants[1])) == (20, 19)


def test_after_a_session_that_ended_the_number_is_there_again(
    desk: Page, variants: list[int]
) -> None:
    unit_of_work(lambda: db.session.query(UserSession).delete())
    type_into(field(desk, variants[0]), "777")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/login"))
    sign_in(desk)
    expect(field(desk, variants[0])).to_have_value("777")
    expect(row(desk, variants[0])).to_contain_text("Not saved yet")
    assert stock_of(variants[0]) == 20
    field(desk, variants[0]).press("Enter")
    expect(row(desk, variants[0])).to_have_attribute("data-stock", "777")


def test_saving_the_threshold_leaves_question_text_and_way_back(
    desk: Page, variants: list[int]
) -> None:
    asked, refused, emptied = variants[:3]
    sell(asked)
    for variant, typed in ((asked, "50"), (refused, "sepuluh")):
        field(desk, variant).fill(typed)
        field(desk, variant).press("Enter")
    desk.locator(f"#empty-{emptied}").click()
    expect(row(desk, emptied).get_by_role("button", name="Undo")).to_be_visible()
    expect(row(desk, asked).get_by_role("group")).to_be_visible()
    for variant in (asked, refused, emptied):
        threshold(desk, variant).fill("3")
        threshold(desk, variant).press("Enter")
        expect(threshold(desk, variant)).to_have_attribute("data-saved", "3")
    expect(row(desk, asked).get_by_role("group")).to_contain_text("You typed 50.")
    expect(field(desk, refused)).to_have_value("sepuluh")
    expect(desk.locator(f"#stock-{refused}-error")).to_contain_text("Type a whole number")
    expect(desk.locator("[data-toast]").get_by_role("button", name="Undo")).to_be_visible()
    row(desk, emptied).get_by_role("button", name="Undo").click()
    expect(field(desk, emptied)).to_have_value("20")


def test_focus_goes_to_the_stock_after_a_choice_in_its_row(desk: Page, variants: list[int]) -> None:
    for variant, choice in zip(
        variants, ("Add the difference", "Leave it", "Make it"), strict=False
    ):
        sell(variant)
        field(desk, variant).fill("50")
        field(desk, variant).press("Enter")
        row(desk, variant).get_by_role("group").get_by_text(choice).click()
        expect(row(desk, variant).get_by_role("group")).to_have_count(0)
        expect(field(desk, variant)).to_be_focused()
    desk.locator(f"#empty-{variants[3]}").click()
    undo = row(desk, variants[3]).get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    desk.keyboard.press("Enter")
    expect(field(desk, variants[3])).to_have_value("20")
    expect(field(desk, variants[3])).to_be_focused()


def test_tab_out_of_the_last_row_leads_below_the_table(desk: Page, variants: list[int]) -> None:
    last = variants[-1]
    field(desk, last).fill("7")
    field(desk, last).press("Tab")
    expect(row(desk, last)).to_contain_text("Low stock")
    where = desk.evaluate(
        "document.querySelector('table').compareDocumentPosition(document.activeElement)"
    )
    assert where == 4, "what follows the table"
    assert desk.evaluate("document.activeElement.matches('a, button, input, select')")


def test_an_open_ledger_follows_the_stock_and_its_opener_says_it_is_open(
    desk: Page, variants: list[int]
) -> None:
    link = desk.locator(f"#ledger-of-{variants[0]}")
    expect(link).to_have_attribute("aria-expanded", "false")
    link.click()
    ledger = desk.locator(f"#movements-{variants[0]}")
    expect(ledger).to_contain_text("Stock now: 20")
    expect(link).to_have_attribute("aria-expanded", "true")
    field(desk, variants[0]).fill("+5")
    field(desk, variants[0]).press("Enter")
    expect(ledger).to_contain_text("Stock now: 25")
    expect(ledger).to_contain_text("Added by hand")
    expect(field(desk, variants[0])).to_be_focused()
    expect(link).to_have_attribute("aria-expanded", "true")
    link.click()
    expect(link).to_have_attribute("aria-expanded", "false")


def test_a_word_about_a_row_goes_when_the_row_is_in_order(desk: Page, variants: list[int]) -> None:
    sell(variants[0])
    field(desk, variants[0]).fill("50")
    field(desk, variants[0]).press("Tab")
    expect(desk.get_by_role("alert")).to_contain_text("it is 19 now")
    row(desk, variants[0]).get_by_text("Make it 50").click()
    expect(row(desk, variants[0])).to_contain_text("Saved")
    expect(desk.get_by_role("alert")).to_have_count(0)


def test_a_toast_whose_undo_was_done_elsewhere_goes(desk: Page, variants: list[int]) -> None:
    desk.locator(f"#empty-{variants[0]}").click()
    other = desk.context.new_page()
    other.goto(PAGE)
    row(other, variants[0]).get_by_role("button", name="Undo").click()
    expect(field(other, variants[0])).to_have_value("20")
    other.close()
    desk.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(row(desk, variants[0])).to_contain_text("This has been put back already.")
    expect(desk.get_by_role("button", name="Undo")).to_have_count(0)
    assert stock_of(variants[0]) == 20


def test_typing_a_threshold_moves_nothing(desk: Page, variants: list[int]) -> None:
    def edges() -> list[float]:
        return desk.evaluate("[...document.querySelectorAll('thead th')].map(th => th.offsetLeft)")

    before = edges()
    type_into(threshold(desk, variants[0]), "77")
    expect(row(desk, variants[0]).get_by_role("button", name="Save")).to_be_visible()
    assert edges() == before
    desk.keyboard.press("Escape")


def test_on_a_phone_the_two_numbers_stand_side_by_side(desk: Page, variants: list[int]) -> None:
    desk.set_viewport_size({"width": 360, "height": 740})
    stock, low = (
        field(desk, variants[0]).bounding_box(),
        threshold(desk, variants[0]).bounding_box(),
    )
    whole = row(desk, variants[0]).bounding_box()
    assert stock is not None
    assert low is not None
    assert whole is not None
    assert stock["y"] == low["y"]
    assert whole["height"] < 260
