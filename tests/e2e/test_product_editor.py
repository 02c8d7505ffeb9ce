"""A seller makes a product in a browser, as buyers then see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from app.accounts.models import User
from app.catalogue.models import Product
from app.db import db, unit_of_work
from app.inventory.models import MovementReason
from app.inventory.queries import discrepancies
from app.inventory.services import StockChange, change_stock
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_seller
from tests.factories.catalogue import make_category, make_product, variants_of
from tests.factories.pictures import picture_bytes

COLOURS = ("firebrick", "navy", "teal", "goldenrod")


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    make_category("Kaus", parent=make_category("Fashion"))
    return make_seller(store_name="Anggrek")


def signed_in(page: Page, app: Flask, base_url: str, user: User) -> Page:
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    page.goto(f"{base_url}/login")
    page.get_by_label("E-mail").fill(user.email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()
    expect(page).to_have_url(f"{base_url}/seller/orders")
    return page


@pytest.fixture(params=[1280, 360])
def desk(
    request: pytest.FixtureRequest,
    app: Flask,
    page: Page,
    base_url: str,
    seller: tuple[User, Store],
) -> Page:
    """A seller before an empty form, at a desk and on a phone."""
    page.set_viewport_size({"width": request.param, "height": 800})
    signed_in(page, app, base_url, seller[0])
    page.goto(f"{base_url}/seller/products/new")
    return page


@pytest.fixture
def plain(
    browser: Browser, app: Flask, base_url: str, seller: tuple[User, Store]
) -> Iterator[Page]:
    """The same without JavaScript."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False, base_url=base_url
    )
    page = signed_in(context.new_page(), app, base_url, seller[0])
    page.goto(f"{base_url}/seller/products/new")
    yield page
    context.close()


def pictures(folder: Path) -> list[str]:
    paths = [folder / f"foto-{number}.jpg" for number in range(4)]
    for path, colour in zip(paths, COLOURS, strict=True):
        path.write_bytes(picture_bytes(colour=colour))
    return [str(path) for path in paths]


def fill_words(page: Page) -> None:
    page.get_by_label("Product name").fill("Kaus polos katun")
    page.get_by_label("Category").select_option(label="Kaus")
    page.locator("#price").fill("50.000")


def test_a_product_of_twelve_variants_and_four_pictures_is_made_and_seen(
    desk: Page, base_url: str, tmp_path: Path
) -> None:
    fill_words(desk)
    desk.locator("#pictures-input").set_input_files(pictures(tmp_path))
    expect(desk.locator("[data-picture]")).to_have_count(4)
    desk.locator("#axes-0-name").fill("Warna")
    desk.locator("#axes-0-values").fill("Merah, Biru, Hijau")
    desk.locator("#axes-1-name").fill("Ukuran")
    desk.locator("#axes-1-values").fill("S, M, L, XL")
    desk.locator("#axes-1-values").press("Enter")
    expect(desk.locator("[data-variant]")).to_have_count(12)
    # One value for all rows, then one of them dearer: the range follows at once.
    desk.locator("#fill-stock").fill("8")
    desk.locator("#fill-weight").fill("250")
    desk.get_by_role("button", name="Fill in").click()
    expect(desk.locator("#rows-11-stock")).to_have_value("8")
    desk.locator("#rows-3-price").fill("65.000")
    expect(desk.locator("[data-price-range]")).to_have_text("Rp\u00a050.000 – 65.000")
    desk.locator("#rows-11-is_active").uncheck()
    choice = desk.locator("#rows-0-image_id")
    expect(choice.locator("option")).to_have_count(5)
    choice.select_option(index=2)
    # Rows of specifications come and go in place.
    desk.get_by_label("Label of row 1").fill("Bahan")
    desk.get_by_label("Value of row 1").fill("Katun")
    desk.get_by_role("button", name="Remove row 2").click()
    desk.get_by_role("button", name="Add a row").click()
    expect(desk.get_by_label("Label of row 3").last).to_be_focused()
    desk.keyboard.type("Asal")
    desk.get_by_label("Value of row 3").last.fill("Bandung")
    assert_no_sideways_scroll(desk)
    desk.locator(".editor-bar").get_by_role("button", name="Save and publish").click()
    expect(desk.locator("#toasts")).to_contain_text("“Kaus polos katun” is on sale now.")
    expect(desk.locator("[data-variant]")).to_have_count(12)
    product = db.session.query(Product).one()
    rows = variants_of(product)
    assert [row.stock for row in rows] == [8] * 12
    assert [row.weight for row in rows] == [250] * 12
    assert [row.is_active for row in rows] == [True] * 11 + [False]
    assert (rows[3].price, rows[0].price) == (65_000, 50_000)
    assert rows[0].image_id is not None
    assert discrepancies() == []
    desk.goto(f"{base_url}/products/{product.id}-{product.slug}")
    expect(desk.locator(".gallery-link")).to_have_count(4)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Kaus polos katun")
    expect(desk.locator("table.specifications")).to_contain_text("Bandung")


def assert_no_sideways_scroll(page: Page) -> None:
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]


def test_filling_down_takes_the_first_rows_value(
    page: Page, app: Flask, base_url: str, seller: tuple[User, Store]
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    product = make_product(
        seller[1], variants=[{"options": {"Isi": str(n)}, "price": 1000 * n} for n in range(1, 5)]
    )
    signed_in(page, app, base_url, seller[0])
    page.goto(f"{base_url}/seller/products/{product.id}/edit")
    page.locator("#rows-0-price").fill("7.000")
    page.get_by_role("button", name="Price (Rp): the first row").click()
    for number in range(4):
        expect(page.locator(f"#rows-{number}-price")).to_have_value("7.000")
    expect(page.locator("[data-price-range]")).to_have_text("Rp\u00a07.000")
    page.locator("#name").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("is saved.")
    assert [row.price for row in variants_of(product)] == [7_000] * 4


def test_letters_typed_while_the_rows_are_drawn_stay(desk: Page) -> None:
    """U7: the next option is being typed when the answer about the first one comes."""
    desk.locator("#axes-0-name").fill("Warna")
    desk.locator("#axes-0-values").fill("Merah, Biru")
    with desk.expect_response(lambda answer: answer.request.method == "POST"):
        desk.locator("#axes-1-name").press_sequentially("Ukuran")
    desk.locator("#axes-1-values").press_sequentially("M, L")
    desk.locator("#axes-1-values").press("Enter")
    expect(desk.locator("[data-variant]")).to_have_count(4)
    expect(desk.locator("#axes-1-name")).to_have_value("Ukuran")


def test_a_cell_clicked_while_its_rows_are_drawn_keeps_the_focus_and_what_is_typed(
    desk: Page,
) -> None:
    """U7: straight from the options into a row."""
    desk.locator("#axes-0-name").fill("Warna")
    desk.locator("#axes-0-values").fill("Merah, Biru")
    desk.locator("#axes-0-values").press("Enter")
    expect(desk.locator("[data-variant]")).to_have_count(2)
    held: list[Route] = []
    desk.route("**/seller/products/new", lambda route: held.append(route))
    desk.locator("#axes-0-values").fill("Hijau, Merah, Biru")
    desk.get_by_label("Stock: Biru").click()
    expect(desk.locator("[data-rows][data-waiting]")).to_be_visible()
    desk.get_by_label("Stock: Biru").fill("17")
    held[0].continue_()
    expect(desk.locator("[data-variant]")).to_have_count(3)
    expect(desk.get_by_label("Stock: Biru")).to_have_value("17")
    expect(desk.get_by_label("Stock: Biru")).to_be_focused()


def test_an_option_without_values_is_found_fault_with_when_it_is_left(desk: Page) -> None:
    desk.locator("#axes-0-name").fill("Warna")
    desk.locator("#axes-0-values").focus()
    desk.locator("#axes-0-values").fill("Merah, Biru")
    desk.locator("#axes-0-values").press("Enter")
    expect(desk.locator("[data-variant]")).to_have_count(2)
    expect(desk.locator("#axes-0-values-error")).to_be_hidden()
    desk.locator("#axes-1-name").fill("Ukuran")
    desk.locator("#axes-1-values").focus()
    desk.locator("#name").focus()
    expect(desk.locator("#axes-1-values-error")).to_contain_text("Give at least one value")


def test_leaving_with_something_typed_is_asked_about_and_saving_is_not(
    desk: Page, base_url: str
) -> None:
    questions: list[str] = []

    def stay(dialog: Dialog) -> None:
        questions.append(dialog.type)
        dialog.dismiss()

    desk.on("dialog", stay)
    desk.get_by_label("Product name").click()
    desk.get_by_label("Product name").press_sequentially("Kaus")
    with desk.expect_event("dialog"):
        desk.evaluate("window.location.assign('/seller/orders')")
    expect(desk.get_by_label("Product name")).to_have_value("Kaus")
    assert questions == ["beforeunload"]
    fill_words(desk)
    desk.locator(".editor-bar").get_by_role("button", name="Save as draft").click()
    expect(desk.locator("#toasts")).to_contain_text("is saved.")
    assert questions == ["beforeunload"]
    desk.goto(f"{base_url}/seller/products")
    assert questions == ["beforeunload"]


def test_a_refused_form_takes_the_focus_to_what_is_wrong(desk: Page) -> None:
    """U33, U36."""
    desk.get_by_label("Product name").fill("Kaus")
    desk.locator("#axes-0-name").fill("Warna")
    desk.locator("#axes-0-values").fill("Merah, Biru")
    desk.locator("#axes-0-values").press("Enter")
    expect(desk.locator("[data-variant]")).to_have_count(2)
    desk.locator("#rows-1-weight").fill("berat")
    desk.locator(".editor-bar").get_by_role("button", name="Save as draft").click()
    summary = desk.locator("#form-errors")
    expect(summary).to_be_focused()
    expect(desk.locator("#rows-1-weight")).to_have_value("berat")
    summary.get_by_role("link", name="Weight: Biru").click()
    expect(desk.locator("#rows-1-weight")).to_be_focused()
    box = desk.locator("#rows-1-weight").bounding_box()
    bar = desk.locator(".editor-bar").bounding_box()
    assert box is not None
    assert bar is not None
    assert box["y"] + box["height"] <= bar["y"]


def test_a_sale_in_between_comes_back_at_its_row_and_one_press_takes_it_over(
    page: Page, app: Flask, base_url: str, seller: tuple[User, Store]
) -> None:
    product = make_product(seller[1], variants=[{"options": {"Isi": "1"}, "stock": 20}])
    variant_id = variants_of(product)[0].id
    signed_in(page, app, base_url, seller[0])
    page.goto(f"{base_url}/seller/products/{product.id}/edit")
    page.locator("#rows-0-stock").fill("30")
    sale = [StockChange(variant_id, -3, MovementReason.SALE)]
    unit_of_work(lambda: change_stock(sale, actor_id=None))
    page.locator(".editor-bar").get_by_role("button", name="Save").click()
    expect(page.locator("#rows-0-stock-error")).to_contain_text("The stock is 17 by now")
    page.get_by_role("button", name="Leave it at 17").click()
    expect(page.locator("#rows-0-stock")).to_have_value("17")
    page.locator(".editor-bar").get_by_role("button", name="Save").click()
    expect(page.locator("#toasts")).to_contain_text("is saved.")
    assert [row.stock for row in variants_of(product)] == [17]
    assert discrepancies() == []


def test_without_javascript_the_same_product_is_made_by_plain_forms(
    plain: Page, tmp_path: Path
) -> None:
    """U17."""
    fill_words(plain)
    plain.locator("#axes-0-name").fill("Warna")
    plain.locator("#axes-0-values").fill("Merah, Biru")
    plain.get_by_role("button", name="Show the rows for these options").click()
    expect(plain.locator("[data-variant]")).to_have_count(2)
    plain.locator("#fill-stock").fill("4")
    plain.get_by_role("button", name="Fill in").click()
    expect(plain.locator("#rows-1-stock")).to_have_value("4")
    plain.get_by_role("button", name="Add a row").click()
    expect(plain.get_by_label("Label of row 4")).to_be_visible()
    plain.get_by_role("button", name="Remove row 4").click()
    expect(plain.get_by_label("Label of row 4")).to_have_count(0)
    plain.locator("#pictures-input").set_input_files(pictures(tmp_path))
    assert_no_sideways_scroll(plain)
    plain.locator(".editor-bar").get_by_role("button", name="Save and publish").click()
    expect(plain.locator("#toasts")).to_contain_text("is on sale now.")
    product = db.session.query(Product).one()
    assert [row.stock for row in variants_of(product)] == [4, 4]
    assert product.image_key is not None
