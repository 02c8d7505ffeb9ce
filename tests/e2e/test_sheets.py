"""A seller with a sheet, in a browser: sent, looked at, written, with the bar while it takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts.models import User
from app.db import db
from app.sheets import jobs
from app.sheets.models import SheetImport
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_seller
from tests.factories.catalogue import make_category, make_product
from tests.support.sheets import shop_rows, xlsx_file


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    make_category("Dapur")
    return make_seller(store_name="Anggrek")


@pytest.fixture
def desk(app: Flask, page: Page, base_url: str, seller: tuple[User, Store]) -> Page:
    """The page of the sheets, in English."""
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    page.goto("/login?next=/seller/sheets")
    page.get_by_label("E-mail").fill(seller[0].email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Spreadsheet")
    return page


def send(page: Page, path: Path, rows: list[tuple[object, ...]]) -> None:
    path.write_bytes(xlsx_file(rows))
    page.get_by_label("XLSX or CSV file").set_input_files(path)
    page.get_by_role("button", name="Show the changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(path.name)


def is_within_the_screen(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_workbook_is_looked_at_and_then_written(
    desk: Page, seller: tuple[User, Store], tmp_path: Path, width: int
) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    make_product(seller[1], name="Lampu", variants=[{"sku": "L", "price": 90_000, "stock": 7}])
    assert is_within_the_screen(desk)
    rows = [("SKU", "Harga", "Stok"), ("L", 95_000, 12), ("X", 5, 5)]
    send(desk, tmp_path / "stok.xlsx", rows)
    expect(desk.get_by_role("row", name="Lampu")).to_contain_text("Rp 95.000")
    assert is_within_the_screen(desk)
    desk.get_by_role("link", name="Left out 1").click()
    expect(desk.get_by_text("No product of yours has SKU X.")).to_be_visible()
    desk.get_by_role("button", name="Write 1 row").click()
    expect(desk.get_by_text("1 row is written.")).to_be_visible()
    expect(desk.get_by_role("link", name="Download the rows left out")).to_be_visible()
    assert is_within_the_screen(desk)
    assert [row[3:] for row in shop_rows(seller[1].id)] == [(95_000, 12)]


def test_a_long_one_shows_its_bar_until_a_worker_has_written_it(
    desk: Page, seller: tuple[User, Store], tmp_path: Path
) -> None:
    rows = [("Nama", "Kategori", "Harga"), *((f"Cobek {n}", "Dapur", 1000) for n in range(501))]
    send(desk, tmp_path / "banyak.xlsx", rows)
    desk.get_by_role("button", name="Write 501 rows").click()
    bar = desk.get_by_role("progressbar")
    expect(bar).to_be_visible()
    expect(desk.get_by_text("501 rows are waiting their turn.")).to_be_visible()
    db.session.rollback()
    jobs.apply_import(db.session.scalars(select(SheetImport.id)).one())
    expect(bar).to_have_count(0)
    expect(desk.get_by_role("link", name="To your products")).to_be_visible()
    expect(desk.locator("#main").get_by_text("Written", exact=True)).to_be_visible()
    assert len(shop_rows(seller[1].id)) == 501


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_javascript_it_goes_the_same_way(
    desk: Page, seller: tuple[User, Store], tmp_path: Path
) -> None:
    """U17."""
    rows = [("Nama", "Kategori", "Harga"), *((f"Cobek {n}", "Dapur", 1000) for n in range(501))]
    send(desk, tmp_path / "banyak.xlsx", rows)
    desk.get_by_role("link", name="Next").click()
    desk.get_by_role("button", name="Write 501 rows").click()
    expect(desk.get_by_role("progressbar")).to_be_visible()
    db.session.rollback()
    jobs.apply_import(db.session.scalars(select(SheetImport.id)).one())
    desk.get_by_role("link", name="Refresh").click()
    expect(desk.get_by_role("link", name="To your products")).to_be_visible()
    assert len(shop_rows(seller[1].id)) == 501


def test_pasted_rows_that_are_refused_are_still_there(desk: Page) -> None:
    """U7."""
    desk.get_by_label("Or paste rows").fill("a\tb\n1\t2")
    desk.get_by_role("button", name="Show the changes").click()
    expect(desk.get_by_role("alert")).to_contain_text("The first line must name the columns")
    expect(desk.get_by_label("Or paste rows")).to_have_value("a\tb\n1\t2")
