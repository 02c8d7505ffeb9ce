"""Sheets out and in: what is shown, what is written, and what is left alone."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.catalogue.models import Product, Variant
from app.db import db, unit_of_work
from app.inventory.models import MovementReason, StockMovement
from app.inventory.queries import discrepancies
from app.inventory.services import StockChange, change_stock
from app.sheets.models import ImportStatus, SheetImport
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import make_category, make_product, stock_of, variants_of
from tests.support.client import ShopClient
from tests.support.sheets import (
    apply,
    csv_file,
    paste,
    preview_of,
    seen_in,
    send_file,
    shop_rows,
    xlsx_file,
)


@pytest.fixture
def store(client: ShopClient) -> Store:
    """The store of the seller who is signed in."""
    user, store = make_seller(store_name="Anggrek")
    sign_in_as(client, user)
    return store


# As in the lists that people send: what begins so is run by spreadsheet programs.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\uff1d")
ODD_NAMES = (
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://evil.test","x")'),
    *("=cmd|' /C calc'!A0", "\uff1d1+1", "'=1+1", '"=1+1"', ";=1+1", "|=1", "''x", "0012", "1-2"),
    *('Kopi, teh; "susu"', "TRUE", "1e5", "Blus é 🌺"),
)


def sell(variant_id: int, units: int) -> None:
    change = StockChange(variant_id, -units, MovementReason.SALE)
    unit_of_work(lambda: change_stock([change], actor_id=None))


def count_movements() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(StockMovement)) or 0


def sheets() -> list[SheetImport]:
    db.session.rollback()
    return list(db.session.scalars(select(SheetImport).order_by(SheetImport.id)))


def exported(client: ShopClient, query: str = "") -> list[dict[str, str]]:
    text = client.get(f"/seller/sheets/export.csv{query}").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def exported_xlsx(client: ShopClient, query: str = "") -> list[tuple[Any, ...]]:
    content = client.get(f"/seller/sheets/export.xlsx{query}").data
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_the_page_offers_the_ways_out_and_in(client: ShopClient, store: Store) -> None:
    page = client.get("/seller/sheets")
    assert page.status_code == 200
    for text in (
        "export.xlsx",
        "export.csv",
        "columns=stock",
        "template.xlsx",
        "multipart/form-data",
    ):
        assert text in page.text


def test_an_export_has_a_row_for_each_variant_with_all_its_values(
    client: ShopClient, store: Store
) -> None:
    category = make_category("Kopi & Teh")
    make_product(
        store,
        name="Kaos polos",
        category=category,
        description="Katun.\nAdem.",
        variants=[
            {"sku": "K-M", "options": {"Warna": "Merah", "Ukuran": "M"}, "price": 90_000},
            {"sku": "K-L", "options": {"Warna": "Merah", "Ukuran": "L"}, "stock": 3, "weight": 200},
        ],
    )
    rows = exported(client)
    assert [row["SKU"] for row in rows] == ["K-M", "K-L"]
    assert rows[1] == {
        "SKU": "K-L",
        "Nama produk": "Kaos polos",
        "Kategori": "Kopi & Teh",
        "Deskripsi": "Katun.\nAdem.",
        "Status": "aktif",
        "Pilihan 1": "Warna",
        "Nilai 1": "Merah",
        "Pilihan 2": "Ukuran",
        "Nilai 2": "L",
        "Pilihan 3": "",
        "Nilai 3": "",
        "Harga": "133000",
        "Stok": "3",
        "Stok saat diunduh": "3",
        "Berat (gram)": "200",
        "Batas stok menipis": "10",
    }
    both = [[str(value or "") for value in row] for row in exported_xlsx(client)[1:]]
    assert both == [list(row.values()) for row in rows]


def test_an_export_is_private_and_named_after_store_and_day(
    client: ShopClient, store: Store
) -> None:
    for kind in ("csv", "xlsx"):
        answer = client.get(f"/seller/sheets/export.{kind}")
        assert answer.headers["Cache-Control"] == "no-store"
        assert f"{store.slug}-produk-20" in answer.headers["Content-Disposition"]


def test_for_counting_stock_few_columns_leave_and_no_archived_product(
    client: ShopClient, store: Store
) -> None:
    make_product(store, name="Lampu", variants=[{"sku": "L", "stock": 4}])
    make_product(store, name="Lama", status="ARCHIVED")
    [row] = exported(client, "?columns=stock")
    assert (row["SKU"], row["Stok"], row["Stok saat diunduh"]) == ("L", "4", "4")
    assert "Harga" not in row


def test_an_export_holds_nobody_elses_goods_and_no_variant_that_is_gone(
    client: ShopClient, store: Store
) -> None:
    make_product(name="Milik orang lain")
    make_product(store, variants=[{"sku": "ADA"}, {"sku": "TIADA", "is_active": False}])
    gone = update(Variant).where(Variant.sku == "TIADA").values(is_archived=True)
    unit_of_work(lambda: db.session.execute(gone))
    assert [row["SKU"] for row in exported(client)] == ["ADA"]


HEADINGS = ("SKU", "Nama produk", "Kategori", "Harga", "Stok")
OPTION_HEADINGS = (
    "Nama produk",
    "Kategori",
    "Pilihan 1",
    "Nilai 1",
    "Pilihan 2",
    "Nilai 2",
    "Harga",
)


def test_a_preview_shows_each_change_old_and_new_and_writes_nothing(
    client: ShopClient, store: Store
) -> None:
    make_product(store, name="Lampu", variants=[{"sku": "L", "price": 90_000, "stock": 7}])
    before = shop_rows(store.id)
    answer = paste(client, [("SKU", "Harga", "Stok", "Warna hati"), ("L", "95.000", "12", "riang")])
    page = preview_of(client, answer)
    for text in ("Rp\u00a090.000", "Rp\u00a095.000", "Stok:", "Warna hati", "Write 1 row"):
        assert text in page.text
    assert shop_rows(store.id) == before
    assert sheets()[0].status == ImportStatus.PREVIEW


def test_applied_it_is_written_with_the_ledger_naming_the_sheet(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, name="Lampu", variants=[{"sku": "L", "price": 9, "stock": 7}])
    sent = send_file(
        client, csv_file([("SKU", "Harga", "Stok"), ("L", "95.000", "12")]), "stok.csv"
    )
    answer = apply(client, sent)
    assert answer.status_code == 303
    assert shop_rows(store.id) == [("Lampu", "L", {}, 95_000, 12)]
    movement = db.session.scalars(select(StockMovement).order_by(StockMovement.id.desc())).first()
    assert movement is not None
    assert (movement.delta, movement.balance_after, movement.reason) == (
        5,
        12,
        MovementReason.IMPORT,
    )
    assert movement.cause == f"impor #{sheets()[0].id} stok.csv"
    assert movement.actor_id == store.owner_id
    db.session.refresh(product)
    assert (product.price_min, product.price_max, product.revision) == (95_000, 95_000, 1)
    assert "1 row is written." in client.get(answer.headers["Location"]).text
    assert discrepancies() == []


def test_rows_of_one_new_name_make_one_product_with_variants(
    client: ShopClient, store: Store
) -> None:
    make_category("Fashion")
    rows = [
        (*OPTION_HEADINGS, "Stok", "SKU"),
        ("Kaos", "Fashion", "Warna", "Merah", "Ukuran", "M", "90000", "4", ""),
        ("kaos", "", "Warna", "Merah", "Ukuran", "L", "Rp 95.000", "", "K-L"),
    ]
    sent = paste(client, rows)
    assert "1 product" in preview_of(client, sent).text
    apply(client, sent)
    assert shop_rows(store.id) == [
        ("Kaos", "KAOS-MERAH-M", {"Warna": "Merah", "Ukuran": "M"}, 90_000, 4),
        ("Kaos", "K-L", {"Warna": "Merah", "Ukuran": "L"}, 95_000, 0),
    ]
    [product] = db.session.scalars(select(Product).where(Product.store_id == store.id))
    assert (product.price_min, product.price_max, product.status) == (90_000, 95_000, "ACTIVE")
    assert discrepancies() == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pasted"])
def test_the_same_sheet_again_changes_nothing(client: ShopClient, store: Store, kind: str) -> None:
    make_category("Fashion")
    make_product(store, name="Lampu", variants=[{"sku": "L", "stock": 7}])
    rows = [
        ("SKU", *OPTION_HEADINGS, "Stok", "Status"),
        ("", "Kaos", "Fashion", "Warna", "Merah", "Ukuran", "M", "90000", "4", "draf"),
        ("", "Kaos", "Fashion", "Warna", "Biru", "Ukuran", "M", "90000", "4", "draf"),
        ("", "Kopi", "Fashion", "", "", "", "", "1000", "4", ""),
        ("L", "Lampu tidur", "", "", "", "", "", "5000", "9", "arsip"),
    ]

    def send() -> Any:
        if kind == "pasted":
            return paste(client, rows)
        make = csv_file if kind == "csv" else xlsx_file
        return send_file(client, make(rows), f"a.{kind}")

    apply(client, send())
    after = shop_rows(store.id)
    assert len(after) == 4
    page = preview_of(client, send())
    assert seen_in(page) == ""
    assert "There is nothing to write." in page.text
    assert shop_rows(store.id) == after


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_export_goes_back_in_and_changes_nothing(
    client: ShopClient, store: Store, kind: str, name: str
) -> None:
    """B14: what would run leaves harmless, and comes back as it was."""
    make_product(
        store,
        name=name,
        description=f"{name}\n- satu\n- dua",
        variants=[{"sku": name[:60], "options": {"Warna": name[:50]}}],
    )
    content = client.get(f"/seller/sheets/export.{kind}").data
    page = preview_of(client, send_file(client, content, f"kembali.{kind}"))
    assert seen_in(page) == ""
    assert "no row is left out" not in page.text
    [sheet] = sheets()
    assert (sheet.row_count, sheet.changed_count, sheet.refused_count) == (1, 0, 0)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_exported_cell_runs_as_a_formula(client: ShopClient, store: Store, kind: str) -> None:
    """B14."""
    for name in ODD_NAMES:
        make_product(store, name=name, description=name)
    if kind == "csv":
        cells = [cell for row in exported(client) for cell in row.values()]
    else:
        content = client.get("/seller/sheets/export.xlsx").data
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert kinds <= {"s", "inlineStr", "n"}
        cells = [str(cell.value or "") for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell[:1] in RUNS] == []
    assert "'=1+1" in cells


def test_an_empty_cell_and_a_missing_column_leave_everything_as_it_is(
    client: ShopClient, store: Store
) -> None:
    make_product(
        store, name="Lampu", description="Terang", variants=[{"sku": "L", "stock": 7, "weight": 90}]
    )
    apply(client, paste(client, [("SKU", "Deskripsi", "Stok", "Harga"), ("L", "", "", "500")]))
    [(name, _sku, _options, price, stock)] = shop_rows(store.id)
    assert (name, price, stock) == ("Lampu", 500, 7)
    [product] = db.session.scalars(select(Product).where(Product.store_id == store.id))
    assert product.description == "Terang"


def test_every_column_of_a_product_can_be_changed(client: ShopClient, store: Store) -> None:
    make_category("Dapur")
    garden = make_category("Taman")
    product = make_product(store, variants=[{"sku": "A", "options": {"Warna": "Merah"}}])
    rows = [
        (
            "SKU",
            "Nama",
            "Category",
            "Keterangan",
            "Status",
            "Pilihan 1",
            "Nilai 1",
            "Berat",
            "Batas stok",
        ),
        ("A", "Pot", "taman", "Tanah liat", "Arsip", "Warna", "Biru", "1.200 gram", "3"),
    ]
    assert apply(client, paste(client, rows)).status_code == 303
    [product] = db.session.scalars(select(Product).where(Product.id == product.id))
    assert (product.name, product.slug, product.category_id) == ("Pot", "pot", garden.id)
    assert (product.description, product.status) == ("Tanah liat", "ARCHIVED")
    [variant] = variants_of(product)
    assert (variant.options, variant.weight) == ({"Warna": "Biru"}, 1200)
    assert variant.low_stock_threshold == 3


def test_bad_rows_are_named_with_line_and_reason_and_do_not_stop_the_others(
    client: ShopClient, store: Store
) -> None:
    make_product(store, name="Lampu", variants=[{"sku": "L", "stock": 7}])
    rows = [("SKU", "Harga", "Stok"), ("L", "500", "8"), ("X", "500", "8"), ("L2", "133,5", "8")]
    sent = paste(client, rows)
    page = preview_of(client, sent)
    assert "Write 1 row" in page.text
    assert "2 rows are left out." in page.text
    refused = client.get(f"{sent.headers['Location']}?show=refused").text
    assert "No product of yours has SKU X." in refused
    assert "Harga “133,5” is not a whole number from 1 to 1,000,000,000,000." in refused
    apply(client, sent)
    assert shop_rows(store.id) == [("Lampu", "L", {}, 500, 8)]


def test_the_rows_left_out_come_back_with_reasons_and_can_be_mended_and_sent_again(
    client: ShopClient, store: Store
) -> None:
    make_product(store, name="Lampu", variants=[{"sku": "L", "stock": 7}])
    sent = paste(client, [("SKU", "Nama", "Stok"), ("L", "=1+1", "-8"), ("X", "", "8")])
    for applied in (False, True):
        answer = client.get(f"{sent.headers['Location']}/problems.csv")
        assert answer.headers["Cache-Control"] == "no-store"
        text = answer.data.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["Baris"] for row in rows] == ["2", "3"]
        assert "is not a whole number" in rows[0]["Masalah"]
        assert rows[0]["Nama produk"] == "'=1+1"
        if not applied:
            seen = client.post_form(f"{sent.headers['Location']}/apply", {"seen": "0"})
            assert seen.status_code == 409
    page = preview_of(client, send_file(client, text.replace("-8", "8").encode(), "lagi.csv"))
    assert "Write 1 row" in page.text
    assert "Masalah" not in page.text


def test_a_sale_between_preview_and_apply_is_not_written_over(
    client: ShopClient, store: Store
) -> None:
    """Nothing of the sheet is written; the preview comes back with the row marked."""
    product = make_product(store, name="Lampu", variants=[{"sku": "L", "stock": 7}, {"sku": "M"}])
    sent = paste(client, [("SKU", "Harga", "Stok"), ("L", "500", "9"), ("M", "600", "")])
    seen = seen_in(preview_of(client, sent))
    sell(variants_of(product)[0].id, 2)
    before = shop_rows(store.id)
    url = sent.headers["Location"]
    for htmx in (False, True):
        answer = client.post_form(f"{url}/apply", {"seen": seen}, htmx=htmx)
        assert answer.status_code == 409
        assert "Nothing was written" in answer.text
        assert "It was 7 when you sent this sheet." in answer.text
        assert ("<html" in answer.text) is not htmx
        assert shop_rows(store.id) == before
    again = client.post_form(f"{url}/apply", {"seen": seen_in(answer)})
    assert again.status_code == 303
    assert [row[3:] for row in shop_rows(store.id)] == [(500, 9), (600, 20)]
    assert discrepancies() == []


STOCK_HEADINGS = ("SKU", "Stok", "Stok saat diunduh")


@pytest.mark.parametrize(
    ("wanted", "before", "sold", "left"),
    [
        (10, 10, 3, 7),  # not touched in the sheet: the sale stays
        (15, 10, 0, 15),
        (7, 10, 3, 7),  # counted after the sale: it is so already
    ],
)
def test_with_the_stock_of_the_download_only_what_the_seller_changed_counts(
    client: ShopClient, store: Store, wanted: int, before: int, sold: int, left: int
) -> None:
    product = make_product(store, variants=[{"sku": "A", "stock": 10}])
    [variant] = variants_of(product)
    if sold:
        sell(variant.id, sold)
    sent = paste(client, [(*STOCK_HEADINGS, "Harga"), ("A", wanted, before, "500")])
    assert apply(client, sent).status_code == 303
    assert stock_of(variant.id) == left
    assert discrepancies() == []


def test_a_row_whose_stock_was_sold_since_the_download_is_refused_with_words(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, variants=[{"sku": "A", "stock": 10}])
    [variant] = variants_of(product)
    sell(variant.id, 3)
    page = preview_of(client, paste(client, [STOCK_HEADINGS, ("A", 15, 10)]))
    assert "Stock changed (10 → 7) since this sheet was downloaded." in page.text
    assert seen_in(page) == ""
    assert stock_of(variant.id) == 7


def test_a_stock_that_was_edited_by_hand_is_not_called_sold(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, variants=[{"sku": "A", "stock": 13}])
    change = StockChange(variants_of(product)[0].id, -3, MovementReason.EDIT)
    unit_of_work(lambda: change_stock([change], actor_id=store.owner_id))
    page = preview_of(client, paste(client, [STOCK_HEADINGS, ("A", 15, 13)]))
    assert "Stock changed (13 → 10) since this sheet was downloaded." in page.text
    assert "sold" not in page.text.split('id="sheet-lines"')[1].split("</section>")[0]


def test_a_row_with_several_faults_is_told_all_of_them(client: ShopClient, store: Store) -> None:
    rows = [("Nama", "Kategori", "Harga", "Stok"), ("Panci", "Apa", "-5", "x")]
    page = preview_of(client, paste(client, rows)).text
    assert "Harga “-5” is not a whole number from 1 to 1,000,000,000,000." in page
    assert "Stok “x” is not a whole number from 0 to 1,000,000." in page
    assert "There is no category “Apa”." in page


def test_two_new_rows_of_one_name_are_told_that_it_is_the_name(
    client: ShopClient, store: Store
) -> None:
    make_category("Dapur")
    sent = paste(client, [HEADINGS, ("P1", "Panci", "Dapur", 5, 1), ("P2", "Panci", "Dapur", 5, 1)])
    page = preview_of(client, sent).text
    assert "Line 3 has the same product name" in page
    assert "Write another name, tell the variants apart under Pilihan 1 and Nilai 1" in page


def test_the_pages_lie_below_the_products(client: ShopClient, store: Store) -> None:
    make_product(store, variants=[{"sku": "A"}])
    sent = paste(client, [("SKU", "Stok"), ("A", 5)])
    for page in (client.get("/seller/sheets"), preview_of(client, sent)):
        crumbs = page.text.split('class="crumbs"')[1].split("</nav>")[0]
        assert 'href="/seller/products"' in crumbs
        assert re.search(r'href="/seller/products" aria-current="page"', page.text)
    assert 'href="/seller/sheets"' in crumbs


def test_a_second_click_writes_nothing_twice(client: ShopClient, store: Store) -> None:
    make_product(store, variants=[{"sku": "A", "stock": 1}])
    sent = paste(client, [("SKU", "Stok"), ("A", 5)])
    seen = seen_in(preview_of(client, sent))
    url = sent.headers["Location"]
    for _click in range(2):
        assert client.post_form(f"{url}/apply", {"seen": seen}).status_code == 303
    assert count_movements() == 2
    assert [row[4] for row in shop_rows(store.id)] == [5]


def test_a_discarded_sheet_is_gone_and_nothing_was_changed(
    client: ShopClient, store: Store
) -> None:
    make_product(store, variants=[{"sku": "A", "stock": 1}])
    sent = paste(client, [("SKU", "Stok"), ("A", 5)])
    url = sent.headers["Location"]
    assert client.post_form(f"{url}/discard").headers["Location"] == "/seller/sheets"
    assert client.get(url).status_code == 404
    assert client.post_form(f"{url}/apply", {"seen": "x"}).status_code == 404
    assert [row[4] for row in shop_rows(store.id)] == [1]


def test_what_was_written_can_no_longer_be_discarded(client: ShopClient, store: Store) -> None:
    make_product(store, variants=[{"sku": "A", "stock": 1}])
    sent = paste(client, [("SKU", "Stok"), ("A", 5)])
    apply(client, sent)
    client.post_form(f"{sent.headers['Location']}/discard")
    assert client.get(sent.headers["Location"]).status_code == 200
    assert [row[4] for row in shop_rows(store.id)] == [5]


OPERATORS = """name,category,location,price,rating,sold,reviews
Kertas kasir,Office & Stationery,Kota Tangerang Selatan,58500,4.9,2294,795
Minyak sereh,Health,Kota Bandung,28000,4.9,3059,1288
"""


def test_the_operators_sheet_is_understood_once_a_category_is_chosen(
    client: ShopClient, store: Store
) -> None:
    category = make_category("Lain-lain")
    sent = send_file(client, OPERATORS.encode(), "products-id.csv")
    page = preview_of(client, sent)
    assert "location, rating, sold, reviews" in page.text
    assert "There is no category “Office &amp; Stationery”." in page.text
    url = sent.headers["Location"]
    chosen = client.post_form(f"{url}/category", {"category": category.id})
    assert chosen.status_code == 303
    assert apply(client, chosen).status_code == 303
    assert [(row[0], row[3]) for row in shop_rows(store.id)] == [
        ("Kertas kasir", 58_500),
        ("Minyak sereh", 28_000),
    ]
    at_once = send_file(client, OPERATORS.encode(), "lagi.csv", category=category.id)
    assert "There is nothing to write." in preview_of(client, at_once).text


def test_an_unknown_category_names_those_near_it(client: ShopClient, store: Store) -> None:
    make_category("Peralatan Makan")
    rows = [("Nama", "Kategori", "Harga"), ("Piring", "Peralatan Maken", "5000")]
    assert "Do you mean: Peralatan Makan?" in preview_of(client, paste(client, rows)).text


def test_the_operators_sheet_comes_again_without_a_choice_and_changes_nothing(
    client: ShopClient, store: Store
) -> None:
    category = make_category("Camilan")
    apply(client, send_file(client, OPERATORS.encode(), category=category.id))
    after = shop_rows(store.id)
    page = preview_of(client, send_file(client, OPERATORS.encode(), "lagi.csv"))
    assert "There is nothing to write." in page.text
    assert "2 rows of your products name a category that Belanjain does not have." in page.text
    assert 'name="chosen"' not in page.text
    assert sheets()[-1].refused_count == 0
    dearer = OPERATORS.splitlines()[0] + "\nKertas kasir,Health,x,60000,1,2,3\n"
    apply(client, send_file(client, dearer.encode()))
    assert shop_rows(store.id) == [(*after[0][:3], 60_000, after[0][4]), after[1]]
    kept = set(db.session.scalars(select(Product.category_id)))
    assert kept == {category.id}


def test_each_unknown_category_can_be_chosen_for_and_all_the_rest_too(
    client: ShopClient, store: Store
) -> None:
    """Without JavaScript: a list of plain selects, remembered with the sheet."""
    office, rest = make_category("Kantor"), make_category("Lain-lain")
    sent = send_file(client, OPERATORS.encode())
    url = sent.headers["Location"]
    page = preview_of(client, sent)
    assert page.text.count('name="chosen"') == 2
    names = ["office & STATIONERY", "Health", "Never heard of"]

    def choose(chosen: list[Any], fallback: int) -> Any:
        fields = {"category": fallback, "unknown": names, "chosen": chosen}
        return client.post_form(f"{url}/category", fields)

    assert choose([office.id, 0, rest.id], 0).status_code == 303
    page = client.get(url)
    assert "Write 1 row" in page.text
    assert f'<option value="{office.id}" selected>' in page.text
    assert choose([office.id, 0, rest.id], rest.id).status_code == 303
    apply(client, sent)
    made_rows = db.session.execute(select(Product.name, Product.category_id)).all()
    made = {row.name: row.category_id for row in made_rows}
    assert made == {"Kertas kasir": office.id, "Minyak sereh": rest.id}


@pytest.mark.parametrize("value", ["987654321", "x", "-1", ""])
def test_a_single_choice_that_is_none_changes_nothing(
    client: ShopClient, store: Store, value: str
) -> None:
    category = make_category("Kantor")
    url = send_file(client, OPERATORS.encode()).headers["Location"]
    fields = {"category": category.id, "unknown": "Health", "chosen": value}
    answer = client.post_form(f"{url}/category", fields)
    assert answer.status_code == 422
    assert "Not a valid choice." in answer.text
    assert seen_in(client.get(url)) == ""


@pytest.mark.parametrize("value", ["987654321", "x", "-1", ""])
def test_a_category_that_is_none_changes_nothing(
    client: ShopClient, store: Store, value: str
) -> None:
    sent = send_file(client, OPERATORS.encode())
    answer = client.post_form(f"{sent.headers['Location']}/category", {"category": value})
    assert answer.status_code == 422
    assert "Not a valid choice." in answer.text or "coerce" in answer.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file"),
        (b" \n ", "This file is empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old XLS file"),
        (b"%PDF-1.7 something", "This is not a spreadsheet."),
        (b"<html><table>", "This is not a spreadsheet."),
        (b"SKU,Stok\n\0\0,1\n", "This is not a spreadsheet."),
        (b"PK\x03\x04 broken", "This XLSX file is damaged or locked."),
        (b"Nama produk\nLampu\n", "The first line must name the columns"),
        (b"a,b,c\n1,2,3\n", "The first line must name the columns"),
        (b"SKU,Stok,Stock\nA,1,2\n", "Two columns of this sheet mean the same: Stok."),
        (b"SKU,Stok\n", "There are only headings in this sheet"),
        (b'"SKU,Stok\nA,1\n', "The first line must name the columns"),
        (b"SKU,Stok\n" + b"A,1\n" * 10_001, "more than 10.000 rows"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_with_words(
    client: ShopClient, store: Store, content: bytes, words: str
) -> None:
    answer = send_file(client, content, "lembar.xlsx" if content else "")
    assert answer.status_code == 422
    assert words in answer.text
    assert sheets() == []


def test_what_was_pasted_is_still_there_when_it_is_refused(
    client: ShopClient, store: Store
) -> None:
    """U7."""
    answer = paste(client, "a\tb\n<b>1</b>\t2", category="0")
    assert answer.status_code == 422
    assert "&lt;b&gt;1&lt;/b&gt;" in answer.text


def test_too_large_a_file_or_paste_is_refused(client: ShopClient, store: Store) -> None:
    """B39."""
    large = b"SKU,Stok\n" + b"x" * (10 * 1024 * 1024)
    assert "larger than 10 MB" in send_file(client, large).text
    assert send_file(client, b"x" * (13 * 1024 * 1024)).status_code == 413
    pasted = paste(client, "SKU\tStok\n" + "x" * (2 * 1024 * 1024))
    assert "too much to paste" in pasted.text
    assert sheets() == []


def test_uploads_are_limited_for_each_seller(client: ShopClient, store: Store) -> None:
    """B24."""
    for _time in range(40):
        assert paste(client, "a\tb").status_code == 422
    answer = paste(client, "a\tb")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_nobody_fills_the_database_with_previews(client: ShopClient, store: Store) -> None:
    make_product(store, variants=[{"sku": "A"}])
    for number in range(22):
        paste(client, [("SKU", "Stok"), ("A", number)])
    assert len(sheets()) == 20


def test_the_preview_is_paged_and_each_page_costs_the_same(
    client: ShopClient, store: Store, count_statements: Any
) -> None:
    make_product(store, variants=[{"sku": f"S{n}", "options": {"N": str(n)}} for n in range(60)])
    few = paste(client, [("SKU", "Stok"), ("S1", 99)])
    many = paste(client, [("SKU", "Stok"), *((f"S{n}", 99) for n in range(60))])
    with count_statements() as of_few:
        client.get(few.headers["Location"])
    with count_statements() as of_many:
        client.get(f"{many.headers['Location']}?show=changed&page=2")
    assert len(of_few) == len(of_many) <= 6
    page = client.get(f"{many.headers['Location']}?show=changed&page=2", htmx=True)
    assert "S59" in page.text
    assert "<html" not in page.text


def test_an_export_asks_once_for_each_hundreds_of_rows(
    client: ShopClient, store: Store, count_statements: Any
) -> None:
    with count_statements() as of_none:
        exported(client)
    make_product(store, variants=[{"sku": f"S{n}", "options": {"N": str(n)}} for n in range(60)])
    with count_statements() as of_sixty:
        assert len(exported(client)) == 60
    assert len(of_sixty) == len(of_none) + 1


ROUTES = ("", "/problems.csv", "/apply", "/discard", "/category")


def test_another_sellers_sheet_is_nobodys(app: Flask, client: ShopClient, store: Store) -> None:
    """B60: 404, and nothing changed."""
    make_product(store, variants=[{"sku": "A", "stock": 1}])
    sent = paste(client, [("SKU", "Stok"), ("A", 5)])
    seen = seen_in(preview_of(client, sent))
    stranger = sign_in_as(ShopClient(app), make_seller()[0])
    for ending in ROUTES:
        url = sent.headers["Location"] + ending
        if ending in ("", "/problems.csv"):
            answer = stranger.get(url)
        else:
            answer = stranger.post_form(url, {"seen": seen, "category": "0"})
        assert answer.status_code == 404, url
    assert [row[4] for row in shop_rows(store.id)] == [1]
    assert [sheet.status for sheet in sheets()] == [ImportStatus.PREVIEW]


def test_a_buyer_may_do_none_of_it_and_a_stranger_must_sign_in(
    app: Flask, client: ShopClient, store: Store
) -> None:
    make_product(store, variants=[{"sku": "A", "stock": 1}])
    sent = paste(client, [("SKU", "Stok"), ("A", 5)])
    buyer = sign_in_as(ShopClient(app), make_customer())
    base = "/seller/sheets"
    pages = [base, *(f"{base}/{kind}" for kind in ("export.csv", "export.xlsx", "template.csv"))]
    for url in (*pages, sent.headers["Location"]):
        assert buyer.get(url).status_code == 403
        assert ShopClient(app).get(url).headers["Location"].startswith("/login")
    assert paste(buyer, [("SKU", "Stok"), ("A", 5)]).status_code == 403
    assert buyer.post_form(f"{sent.headers['Location']}/apply", {"seen": "x"}).status_code == 403
    assert len(sheets()) == 1
    assert [row[4] for row in shop_rows(store.id)] == [1]


def test_a_template_says_what_each_column_means(client: ShopClient, store: Store) -> None:
    make_category("Kopi & Teh")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/seller/sheets/template.xlsx").data))
    headings = [cell.value for cell in book.worksheets[0][1]]
    notes = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert [heading for heading in headings if "Nilai" not in str(heading)][:3] == [
        *("SKU", "Nama produk", "Kategori")
    ]
    assert notes["Kategori"] == "Kopi & Teh"
    assert client.get("/seller/sheets/template.csv").text.startswith("\ufeffSKU,Nama produk")
