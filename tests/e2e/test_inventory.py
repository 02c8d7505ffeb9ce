"""A seller at the inventory, in a browser: by keyboard, beside sales, on a desk and on a phone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Request, Route, expect
from sqlalchemy import func, select

from app.accounts.models import User
from app.catalogue.models import Variant
from app.db import db, unit_of_work
from app.inventory.models import MovementReason, StockMovement
from app.inventory.queries import discrepancies
from app.inventory.services import StockChange, change_stock
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_seller
from tests.factories.catalogue import make_product, stock_of, variants_of

PAGE = "/seller/inventory"
ROWS = 50
POLL_MILLISECONDS = 10_000


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def variants(seller: tuple[User, Store]) -> list[int]:
    """Fifty variants with twenty each, in the order of the page."""
    options = [{"options": {"Warna": f"Nomor {number}"}} for number in range(ROWS)]
    return [each.id for each in variants_of(make_product(seller[1], stock=20, variants=options))]


@pytest.fixture
def signed_in(app: Flask, page: Page, base_url: str, seller: tuple[User, Store]) -> Page:
    page.set_viewport_size({"width": 1280, "height": 800})
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    page.goto("/login")
    page.get_by_label("E-mail").fill(seller[0].email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()
    expect(page).to_have_url(re.compile("/seller/"))
    return page


@pytest.fixture
def desk(signed_in: Page, variants: list[int]) -> Page:
    """The inventory on a desk, with its fifty rows."""
    signed_in.goto(PAGE)
    expect(signed_in.locator("[data-row]")).to_have_count(ROWS)
    return signed_in


def field(page: Page, variant: int) -> Locator:
    return page.locator(f"#stock-{variant}")


def row(page: Page, variant: int) -> Locator:
    return page.locator(f"#variant-{variant}")


def sell(variant: int, units: int = 1) -> None:
    sale = StockChange(variant, -units, MovementReason.SALE, "BLJ-261123-ABCDEF")
    unit_of_work(lambda: change_stock([sale], actor_id=None))


def movements_of(variant: int) -> int:
    db.session.rollback()
    return (
        db.session.scalar(
            select(func.count(StockMovement.id)).where(StockMovement.variant_id == variant)
        )
        or 0
    )


def posts(page: Page) -> list[str]:
    """The addresses of every POST from now on."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    page.on("request", note)
    return sent


def held_answers(page: Page, variant: int) -> Callable[[], None]:
    """Keep the answers to this variant's edits back until the returned function is called."""
    waiting: list[Route] = []
    is_open = False

    def hold(route: Route) -> None:
        if is_open:
            route.continue_()
        else:
            waiting.append(route)

    def release() -> None:
        nonlocal is_open
        is_open = True
        for route in waiting:
            route.continue_()

    page.route(re.compile(rf"/seller/inventory/{variant}$"), hold)
    return release


def test_fifty_stocks_are_edited_by_keyboard_alone(desk: Page, variants: list[int]) -> None:
    """Tab saves and goes to the next row each time; all fifty are in the database."""
    sent = posts(desk)
    wanted = [*range(10), *range(110, 100 + ROWS)]
    field(desk, variants[0]).focus()
    for number, variant in enumerate(variants):
        expect(field(desk, variant)).to_be_focused()
        desk.keyboard.type(str(wanted[number]))
        desk.keyboard.press("Tab" if number < ROWS - 1 else "Enter")
    expect(desk.locator("[data-said]")).to_have_count(ROWS)
    expect(field(desk, variants[-1])).to_be_focused()
    db.session.rollback()
    stored = db.session.execute(
        select(Variant.id, Variant.stock).where(Variant.id.in_(variants)).order_by(Variant.position)
    ).all()
    assert [tuple(each) for each in stored] == [*zip(variants, wanted, strict=True)]
    assert len(sent) == ROWS
    # However the answers crossed each other, the tabs count what is.
    tabs = desk.locator("#inventory-tabs")
    expect(tabs.get_by_role("link", name="Low stock")).to_contain_text("9")
    expect(tabs.get_by_role("link", name="Sold out")).to_contain_text("1")
    assert discrepancies() == []


def test_enter_stays_and_says_it_is_saved_and_leaving_sends_no_second_time(
    desk: Page, variants: list[int]
) -> None:
    sent = posts(desk)
    first = field(desk, variants[0])
    first.fill("31")
    first.press("Enter")
    expect(row(desk, variants[0])).to_contain_text("Saved")
    expect(desk.locator("#inventory-said")).to_contain_text("Saved. Stock 31.")
    expect(first).to_be_focused()
    first.press("Enter")
    first.press("Tab")
    expect(field(desk, variants[1])).to_be_focused()
    desk.keyboard.press("Shift+Tab")
    expect(first).to_be_focused()
    desk.keyboard.press("ArrowDown")
    expect(field(desk, variants[1])).to_be_focused()
    assert len(sent) == 1
    assert movements_of(variants[0]) == 2
    expect(desk.locator("[data-toast]")).to_have_count(0)


def test_a_late_answer_disturbs_nobody_in_another_row(desk: Page, variants: list[int]) -> None:
    release = held_answers(desk, variants[0])
    field(desk, variants[0]).fill("33")
    field(desk, variants[0]).press("Tab")
    desk.keyboard.type("4")
    release()
    expect(row(desk, variants[0])).to_contain_text("Saved")
    expect(field(desk, variants[1])).to_be_focused()
    desk.keyboard.type("4")
    expect(field(desk, variants[1])).to_have_value("44")
    desk.keyboard.press("Enter")
    expect(row(desk, variants[1])).to_contain_text("Saved")
    assert (stock_of(variants[0]), stock_of(variants[1])) == (33, 44)


def test_what_is_typed_into_a_row_while_it_is_being_saved_is_saved_too(
    desk: Page, variants: list[int]
) -> None:
    release = held_answers(desk, variants[0])
    first = field(desk, variants[0])
    first.fill("33")
    first.press("Enter")
    first.fill("35")
    first.press("Tab")
    release()
    expect(row(desk, variants[0]).locator("[data-stock-field]")).to_have_value("35")
    expect(row(desk, variants[0])).to_have_attribute("data-stock", "35")
    assert stock_of(variants[0]) == 35
    assert discrepancies() == []


def test_enter_pressed_while_the_row_is_being_saved_is_not_lost(
    desk: Page, variants: list[int]
) -> None:
    release = held_answers(desk, variants[0])
    first = field(desk, variants[0])
    for typed in ("33", "36"):
        first.fill(typed)
        first.press("Enter")
    release()
    expect(row(desk, variants[0])).to_have_attribute("data-stock", "36")
    expect(first).to_be_focused()
    assert stock_of(variants[0]) == 36


def test_what_the_shop_cannot_answer_is_not_sent_over_and_over(
    desk: Page, variants: list[int]
) -> None:
    """The text stays, a toast offers to try again, and that works."""
    sent = posts(desk)
    address = re.compile(rf"/seller/inventory/{variants[0]}$")
    desk.route(address, lambda route: route.fulfill(status=503, body=""))
    field(desk, variants[0]).fill("+5")
    field(desk, variants[0]).press("Tab")
    again = desk.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(field(desk, variants[0])).to_have_value("+5")
    field(desk, variants[1]).press("Shift+Tab")
    field(desk, variants[0]).press("Tab")
    assert len(sent) == 1
    desk.unroute(address)
    again.click()
    expect(field(desk, variants[0])).to_have_value("25")
    assert stock_of(variants[0]) == 25


def test_a_toast_takes_back_an_emptying_whose_row_is_on_another_tab(
    desk: Page, variants: list[int]
) -> None:
    desk.locator(f"#empty-{variants[0]}").click()
    expect(desk.locator("[data-toast]")).to_be_visible()
    desk.locator("#inventory-tabs").get_by_role("link", name="Low stock").click()
    expect(desk.get_by_role("heading", name="Nothing is running low")).to_be_visible()
    desk.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(desk.locator("[data-toast]")).to_contain_text("20 put back.")
    assert stock_of(variants[0]) == 20


def test_ten_more_are_added_to_what_a_sale_left(desk: Page, variants: list[int]) -> None:
    sell(variants[0], 3)
    field(desk, variants[0]).fill("+10")
    field(desk, variants[0]).press("Enter")
    expect(field(desk, variants[0])).to_have_value("27")
    assert stock_of(variants[0]) == 27


def test_escape_gives_the_old_number_back_and_opens_the_way_to_the_rows_buttons(
    desk: Page, variants: list[int]
) -> None:
    sent = posts(desk)
    first = field(desk, variants[0])
    first.fill("999")
    first.press("Escape")
    expect(first).to_have_value("20")
    first.press("Tab")
    expect(desk.locator(f"#threshold-{variants[0]}")).to_be_focused()
    desk.keyboard.press("Tab")
    expect(desk.locator(f"#empty-{variants[0]}")).to_be_focused()
    assert sent == []
    assert stock_of(variants[0]) == 20


def test_a_wrong_number_is_refused_beside_it_and_mended_there(
    desk: Page, variants: list[int]
) -> None:
    first = field(desk, variants[0])
    first.fill("sepuluh")
    first.press("Enter")
    error = desk.locator(f"#stock-{variants[0]}-error")
    expect(error).to_contain_text("Type a whole number")
    expect(first).to_have_value("sepuluh")
    expect(first).to_be_focused()
    expect(desk.locator("[data-toast]")).to_have_count(0)
    first.press("Escape")
    expect(first).to_have_value("20")
    expect(error).to_be_hidden()
    first.fill("10")
    first.press("Enter")
    expect(row(desk, variants[0])).to_contain_text("Saved")


@pytest.mark.parametrize(
    ("answer", "stock"), [("Make it 50", 50), ("Add the difference", 47), ("Leave it at 17", 17)]
)
def test_a_sale_in_between_is_asked_about_in_the_row(
    desk: Page, variants: list[int], answer: str, stock: int
) -> None:
    sell(variants[0], 3)
    field(desk, variants[0]).fill("50")
    field(desk, variants[0]).press("Enter")
    question = row(desk, variants[0]).get_by_role("group")
    expect(question).to_contain_text("There are 17 now, not 20 any more. You typed 50.")
    expect(question).to_be_focused()
    choice = question.get_by_text(answer)
    for _step in range(["Make it 50", "Add the difference", "Leave it at 17"].index(answer) + 1):
        desk.keyboard.press("Tab")
    expect(choice).to_be_focused()
    desk.keyboard.press("Enter")
    expect(question).to_have_count(0)
    expect(field(desk, variants[0])).to_have_value(str(stock))
    assert stock_of(variants[0]) == stock
    assert discrepancies() == []


def test_a_question_that_comes_late_calls_nobody_back(desk: Page, variants: list[int]) -> None:
    sell(variants[0], 3)
    field(desk, variants[0]).fill("50")
    field(desk, variants[0]).press("Tab")
    desk.keyboard.type("7")
    expect(row(desk, variants[0]).get_by_role("group")).to_be_visible()
    expect(field(desk, variants[1])).to_be_focused()
    expect(field(desk, variants[1])).to_have_value("7")
    expect(desk.get_by_role("alert")).to_contain_text("it is 17 now")
    desk.keyboard.press("Shift+Tab")
    desk.keyboard.press("Escape")
    expect(row(desk, variants[0]).get_by_role("group")).to_have_count(0)
    expect(field(desk, variants[0])).to_be_focused()
    expect(field(desk, variants[0])).to_have_value("17")


@pytest.mark.parametrize("place", ["row", "toast"])
def test_what_was_emptied_is_put_back_in_one_press(
    desk: Page, variants: list[int], place: str
) -> None:
    desk.locator(f"#empty-{variants[0]}").click()
    expect(row(desk, variants[0])).to_contain_text("Sold out")
    expect(desk.locator("#inventory-tabs").get_by_role("link", name="Sold out")).to_contain_text(
        "1"
    )
    assert stock_of(variants[0]) == 0
    where = row(desk, variants[0]) if place == "row" else desk.locator("[data-toast]")
    where.get_by_role("button", name="Undo").click()
    expect(field(desk, variants[0])).to_have_value("20")
    expect(desk.locator("[data-undo]")).to_have_count(0)
    expect(desk.locator("#inventory-tabs").get_by_role("link", name="Sold out")).to_contain_text(
        "0"
    )
    assert stock_of(variants[0]) == 20


def test_pressing_the_button_of_a_row_that_is_being_typed_in_saves_first(
    desk: Page, variants: list[int]
) -> None:
    field(desk, variants[0]).fill("35")
    desk.locator(f"#empty-{variants[0]}").click()
    expect(row(desk, variants[0])).to_contain_text("35 units were taken out.")
    assert stock_of(variants[0]) == 0
    assert movements_of(variants[0]) == 3


def test_a_sale_elsewhere_shows_in_its_row_while_another_is_typed_in(
    signed_in: Page, variants: list[int]
) -> None:
    """The page asks every ten seconds; the clock is moved, not waited for."""
    signed_in.clock.install()
    signed_in.goto(PAGE)
    typing, other, question = variants[0], variants[1], variants[2]
    sell(question)
    field(signed_in, question).fill("50")
    field(signed_in, question).press("Enter")
    expect(row(signed_in, question).get_by_role("group")).to_be_visible()
    field(signed_in, typing).fill("7")
    for variant in (typing, other, question):
        sell(variant, 12)
    signed_in.clock.run_for(POLL_MILLISECONDS + 1_000)
    expect(field(signed_in, other)).to_have_value("8")
    expect(row(signed_in, other)).to_contain_text("Low stock")
    tab = signed_in.locator("#inventory-tabs").get_by_role("link", name="Low stock")
    expect(tab).to_contain_text("3")
    expect(row(signed_in, typing)).to_contain_text("Changed meanwhile: 8 now")
    expect(row(signed_in, question)).to_contain_text("Changed meanwhile: 7 now")
    expect(row(signed_in, question).get_by_role("group")).to_be_visible()
    expect(field(signed_in, typing)).to_have_value("7")
    expect(field(signed_in, typing)).to_be_focused()
    signed_in.keyboard.type("5")
    signed_in.keyboard.press("Enter")
    expect(row(signed_in, typing).get_by_role("group")).to_contain_text("There are 8 now, not 20")
    assert stock_of(typing) == 8


def test_an_old_answer_about_changes_does_not_undo_a_newer_edit(
    signed_in: Page, variants: list[int]
) -> None:
    """It was on its way while the row was edited."""
    signed_in.clock.install()
    signed_in.goto(PAGE)
    late: list[Route] = []
    signed_in.route(re.compile("/changes"), lambda route: late.append(route))
    sell(variants[0])
    with signed_in.expect_request(re.compile("/changes")):
        signed_in.clock.run_for(POLL_MILLISECONDS + 1_000)
    # The request is told of before its route is: the browser is talked to until it is.
    deadline = time.monotonic() + 10
    while not late and time.monotonic() < deadline:
        signed_in.evaluate("0")
    answer = late[0].fetch()
    assert f'id="variant-{variants[0]}"' in answer.text()
    field(signed_in, variants[0]).fill("+11")
    field(signed_in, variants[0]).press("Tab")
    expect(field(signed_in, variants[0])).to_have_value("30")
    with signed_in.expect_response(re.compile("/counts")):
        late[0].fulfill(response=answer)
    expect(field(signed_in, variants[0])).to_have_value("30")
    expect(row(signed_in, variants[0])).to_contain_text("Saved")


def test_the_page_asks_nothing_while_nobody_sees_it_and_stops_when_signed_out(
    signed_in: Page, variants: list[int]
) -> None:
    asked: list[str] = []
    signed_in.on("request", lambda request: asked.append(request.url))
    signed_in.clock.install()
    signed_in.goto(PAGE)
    signed_in.context.clear_cookies()
    asked.clear()
    with signed_in.expect_response(re.compile("/changes")) as answer:
        signed_in.clock.run_for(POLL_MILLISECONDS + 1_000)
    assert answer.value.status == 401
    field(signed_in, variants[0]).fill("3")
    signed_in.clock.run_for(20 * POLL_MILLISECONDS)
    assert len([url for url in asked if "/changes" in url]) == 1
    expect(field(signed_in, variants[0])).to_have_value("3")


def test_the_ledger_opens_below_its_row_and_closes(desk: Page, variants: list[int]) -> None:
    link = desk.locator(f"#ledger-of-{variants[0]}")
    link.click()
    ledger = desk.locator(f"#movements-{variants[0]}")
    expect(ledger).to_contain_text("First stock")
    field(desk, variants[0]).fill("21")
    field(desk, variants[0]).press("Enter")
    expect(row(desk, variants[0])).to_contain_text("Saved")
    expect(ledger).to_contain_text("First stock")
    ledger.get_by_role("button", name="Close").click()
    expect(ledger).to_be_empty()
    expect(link).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen_whatever_a_row_says(
    desk: Page, variants: list[int], width: int
) -> None:
    desk.set_viewport_size({"width": width, "height": 740})
    sell(variants[0], 3)
    for variant, typed in zip(variants, ("50", "sepuluh", "5"), strict=False):
        field(desk, variant).fill(typed)
        field(desk, variant).press("Enter")
    expect(row(desk, variants[0]).get_by_role("group")).to_be_visible()
    expect(desk.locator(f"#stock-{variants[1]}-error")).to_be_visible()
    expect(row(desk, variants[2])).to_contain_text("Low stock")
    desk.locator(f"#empty-{variants[3]}").click()
    expect(row(desk, variants[3])).to_contain_text("units were taken out")
    desk.locator(f"#ledger-of-{variants[3]}").click()
    expect(desk.locator(f"#movements-{variants[3]}")).to_contain_text("First stock")
    assert desk.evaluate("document.documentElement.scrollWidth") == width
    scroller = desk.locator(".table-scroll").first
    assert scroller.evaluate("place => place.scrollWidth <= place.clientWidth")


def test_on_a_phone_a_number_is_saved_by_going_on_and_targets_are_large(
    desk: Page, variants: list[int]
) -> None:
    desk.set_viewport_size({"width": 360, "height": 740})
    for target in (field(desk, variants[0]), desk.locator(f"#empty-{variants[0]}")):
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    field(desk, variants[0]).fill("5")
    expect(row(desk, variants[0]).get_by_role("button", name="Save").first).to_be_visible()
    row(desk, variants[0]).get_by_role("button", name="Save").first.click()
    expect(row(desk, variants[0])).to_contain_text("Low stock")
    assert stock_of(variants[0]) == 5
    assert movements_of(variants[0]) == 2
