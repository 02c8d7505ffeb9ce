"""`flask catalogue import`: other people's sheets, good and bad."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.catalogue.importer import SELLER_DOMAIN, ImportOptions, import_rows
from app.catalogue.models import Category, Product, Variant
from app.catalogue.sheet import SheetRow
from app.db import db
from app.inventory.models import MovementReason, StockMovement
from app.inventory.queries import discrepancies
from app.stores.models import Store
from tests.factories.catalogue import make_category
from tests.support.client import ShopClient

HEADER = "name,category,location,price,rating,sold,reviews"
MUG = "Mug enamel 350 ml,Dapur,Kota Bandung,28000,4.8,1204,310"
LAMP = "Lampu meja rotan,Rumah,Kota Bandung,212000,4.5,88,20"
WOK = "Wajan besi 34 cm,Dapur,Kab. Sleman,200000,5,12,3"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "products.csv"


def write(path: Path, *lines: str, encoding: str = "utf-8", end: str = "\n") -> Path:
    path.write_bytes((end.join((HEADER, *lines)) + end).encode(encoding))
    return path


def run(app: Flask, path: Path, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["catalogue", "import", str(path), *options])


def count(table: type[object]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def counts() -> tuple[int, ...]:
    return tuple(count(table) for table in (User, Store, Category, Product, Variant, StockMovement))


def names() -> Sequence[str]:
    db.session.rollback()
    return db.session.scalars(select(Product.name).order_by(Product.id)).all()


def test_each_location_and_category_becomes_a_store_with_its_own_seller(
    app: Flask, sheet: Path
) -> None:
    result = run(app, write(sheet, MUG, LAMP, WOK))
    assert (result.exit_code, result.stdout) == (
        0,
        "3 imported, 0 there already, 0 refused; 3 stores opened.\n",
    )
    rows = db.session.execute(
        select(Store.name, Store.location, User.role, User.email)
        .join(User, User.id == Store.owner_id)
        .order_by(Store.id)
    ).all()
    assert [(row.name, row.location, row.role) for row in rows] == [
        ("Dapur Kota Bandung", "Kota Bandung", "seller"),
        ("Rumah Kota Bandung", "Kota Bandung", "seller"),
        ("Dapur Kab. Sleman", "Kab. Sleman", "seller"),
    ]
    assert all(row.email.endswith(f"@{SELLER_DOMAIN}") for row in rows)
    assert SELLER_DOMAIN.endswith(".example")


def test_what_the_sheet_says_is_what_the_product_has(app: Flask, sheet: Path) -> None:
    run(app, write(sheet, MUG), "--stock", "7")
    product, variant, category = db.session.execute(
        select(Product, Variant, Category.name)
        .join(Variant, Variant.product_id == Product.id)
        .join(Category, Category.id == Product.category_id)
    ).one()
    assert (product.name, category, product.status) == ("Mug enamel 350 ml", "Dapur", "ACTIVE")
    assert (product.price_min, product.price_max, variant.price) == (28_000, 28_000, 28_000)
    assert (product.sold_count, product.rating_count) == (1204, 310)
    assert product.rating_tenths == 48 * 310
    assert (variant.options, variant.stock) == ({}, 7)


def test_the_stock_comes_with_its_ledger(app: Flask, sheet: Path) -> None:
    run(app, write(sheet, MUG, LAMP), "--stock", "7")
    movements = db.session.execute(
        select(StockMovement.delta, StockMovement.reason, StockMovement.cause)
    ).all()
    assert movements == [(7, MovementReason.IMPORT, "import products.csv")] * 2
    assert list(discrepancies()) == []


def test_without_stock_there_is_no_movement(app: Flask, sheet: Path) -> None:
    run(app, write(sheet, MUG), "--stock", "0")
    assert (count(Variant), count(StockMovement)) == (1, 0)


def test_a_second_run_does_nothing(app: Flask, sheet: Path) -> None:
    run(app, write(sheet, MUG, LAMP, WOK))
    before = counts()
    result = run(app, sheet)
    assert "0 imported, 3 there already, 0 refused; 0 stores opened." in result.stdout
    assert counts() == before


def test_a_run_after_one_that_broke_off_imports_only_the_rest(app: Flask, sheet: Path) -> None:
    run(app, write(sheet, MUG))
    result = run(app, write(sheet, MUG, LAMP))
    assert "1 imported, 1 there already" in result.stdout
    assert names() == ["Mug enamel 350 ml", "Lampu meja rotan"]


def test_a_product_that_is_there_keeps_what_its_seller_made_of_it(app: Flask, sheet: Path) -> None:
    run(app, write(sheet, MUG))
    run(app, write(sheet, MUG.replace("28000", "99000").replace("Mug", "MUG")))
    assert db.session.scalars(select(Product.price_min)).all() == [28_000]


def test_spaces_and_case_make_no_second_store_or_category(app: Flask, sheet: Path) -> None:
    other = "Gelas,  DAPUR , kota\u00a0bandung ,9000,4,1,1"
    result = run(app, write(sheet, MUG, other))
    assert "2 imported" in result.stdout
    assert (count(Store), count(Category)) == (1, 1)


def test_two_imports_at_once_make_nothing_twice(app: Flask) -> None:
    rows = [
        SheetRow(line, f"Barang {line}", f"Kategori {line % 3}", "Kota Batu", 1000, 0, 0, 0)
        for line in range(2, 40)
    ]

    def work() -> int:
        with app.app_context():
            options = ImportOptions(5, "race")
            done = import_rows(rows, options, refuse=lambda _: None, step=lambda: None)
            db.session.remove()
            return done.imported

    with ThreadPoolExecutor(4) as pool:
        imported = [task.result() for task in [pool.submit(work) for _ in range(4)]]
    assert sum(imported) == 38
    assert (count(Product), count(Store), count(Category)) == (38, 3, 3)
    assert list(discrepancies()) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (MUG.replace("28000", "0"), "price '0' is not a whole number of rupiah"),
        (MUG.replace("28000", "-5"), "price '-5' is not"),
        (MUG.replace("28000", "28.000"), "price '28.000' is not"),
        (MUG.replace("28000", "9" * 30), "price '999"),
        (MUG.replace("28000", "٢٨"), "price '٢٨' is not"),
        (MUG.replace("28000", ""), "price '' is not"),
        (MUG.replace("4.8", "5.1"), "rating '5.1' is not a number from 0 to 5"),
        (MUG.replace("4.8", "nan"), "rating 'nan' is not"),
        (MUG.replace("4.8", "0"), "rating '0' is below one star, and there are 310 reviews"),
        (MUG.replace("1204", "-1"), "sold '-1' is not a whole number"),
        (MUG.replace("310", "3000000000"), "reviews '3000000000' is not a whole number"),
        (MUG.replace("Dapur", ""), "category is empty"),
        (MUG.replace("Dapur", "   "), "category is empty"),
        (MUG.replace("Dapur", "\x05M"), "category '\\x05M' contains control characters"),
        (MUG.replace("Dapur", "--"), "category '--' has no letters"),
        (MUG.replace("Dapur", "d" * 101), "category has 101 characters; at most 100 fit"),
        (MUG.replace("Kota Bandung", "Kab.\ufffdBekasi"), "has lost a character (U+FFFD)"),
        (MUG.replace("Mug enamel 350 ml", "m" * 201), "name has 201 characters; at most 200 fit"),
        (MUG.replace("Mug", "M\0g"), "name 'M\\x00g enamel 350 ml' contains control characters"),
        (MUG + ",1", "has 8 cells where the first line has 7"),
        ("Mug,Dapur", "has 2 cells where the first line has 7"),
        ('"Mug" enamel,Dapur,Kota Bandung,28000,4.8,1,1', "cannot be read as CSV"),
        (MUG.replace("Mug", "x" * 140_000), "cannot be read as CSV"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_reason_and_the_rest_is_imported(
    app: Flask, sheet: Path, line: str, reason: str
) -> None:
    result = run(app, write(sheet, LAMP, line, WOK))
    assert result.exit_code == 0
    assert f"line 3: {reason}" in result.stderr or (
        "line 3: " in result.stderr and reason in result.stderr
    )
    assert names() == ["Lampu meja rotan", "Wajan besi 34 cm"]
    assert "2 imported, 0 there already, 1 refused" in result.stdout


def test_lines_are_those_of_the_file_even_after_cells_of_several_lines(
    app: Flask, sheet: Path
) -> None:
    several = MUG.replace("Mug enamel 350 ml", '"Mug\nenamel\n350 ml"')
    result = run(app, write(sheet, several, "", LAMP.replace("212000", "gratis"), WOK))
    assert "line 6: price 'gratis'" in result.stderr
    assert names() == ["Mug enamel 350 ml", "Wajan besi 34 cm"]


def test_a_quote_that_never_ends_spoils_only_what_comes_after_it(app: Flask, sheet: Path) -> None:
    result = run(app, write(sheet, MUG, LAMP.replace("Lampu", '"Lampu'), WOK))
    assert result.exit_code == 0
    assert "line 3: cannot be read as CSV" in result.stderr
    assert names() == ["Mug enamel 350 ml"]


def test_a_row_that_is_not_utf8_is_refused_alone(app: Flask, sheet: Path) -> None:
    sheet.write_bytes(
        f"{HEADER}\n{MUG}\n".encode() + b"Caf\xe9,Dapur,Kota Batu,1,5,1,1\n" + f"{WOK}\n".encode()
    )
    result = run(app, sheet)
    assert "line 3: name 'Caf\\xe9' is not UTF-8" in result.stderr
    assert names() == ["Mug enamel 350 ml", "Wajan besi 34 cm"]


def test_excel_writes_a_byte_order_mark_semicolons_and_other_line_ends(
    app: Flask, sheet: Path
) -> None:
    lines = [line.replace(",", ";") for line in (MUG, WOK)]
    text = "\r\n".join((HEADER.upper().replace(",", ";"), *lines))
    sheet.write_bytes(text.encode("utf-8-sig"))
    result = run(app, sheet)
    assert "2 imported, 0 there already, 0 refused" in result.stdout


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_what_excel_calls_unicode_text_is_read(app: Flask, sheet: Path, encoding: str) -> None:
    lines = "\r\n".join((HEADER, MUG.replace("Mug", "Café"), WOK)).replace(",", "\t")
    mark = "" if encoding == "utf-16" else "\ufeff"
    sheet.write_bytes((mark + lines).encode(encoding))
    assert "2 imported, 0 there already, 0 refused" in run(app, sheet).stdout
    assert names() == ["Café enamel 350 ml", "Wajan besi 34 cm"]


def test_a_broken_character_of_unicode_text_spoils_its_row_only(app: Flask, sheet: Path) -> None:
    content = "\n".join((HEADER, MUG, WOK)).encode("utf-16")
    sheet.write_bytes(content.replace("M".encode("utf-16-le"), b"\x00\xd8"))
    result = run(app, sheet)
    assert "line 2: name '" in result.stderr
    assert "has lost a character" in result.stderr
    assert names() == ["Wajan besi 34 cm"]


def test_columns_may_stand_in_any_order_and_others_are_left_out(app: Flask, sheet: Path) -> None:
    sheet.write_text(
        "sku,reviews,sold,rating, Price ,location,category,name\n"
        "X1,3,12,5,200000,Kab. Sleman,Dapur,Wajan\n"
    )
    assert "1 imported, 0 there already, 0 refused; 1 store opened." in run(app, sheet).stdout
    assert names() == ["Wajan"]


def test_formulas_and_markup_stay_the_text_they_are(
    app: Flask, sheet: Path, client: ShopClient
) -> None:
    """B14, B1: a name is never run, not by us and not by a page."""
    formula = '"=HYPERLINK(""http://x.example"",""a"")"'
    markup = "<script>alert(1)</script> kaos"
    run(app, write(sheet, *(MUG.replace("Mug enamel 350 ml", name) for name in (formula, markup))))
    assert names() == ['=HYPERLINK("http://x.example","a")', markup]
    page = client.get("/products").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; kaos" in page


def test_a_long_sheet_is_read_in_batches(app: Flask, sheet: Path) -> None:
    lines = [f"Barang {n},Kategori {n % 4},Kota Batu,{n + 1},4.5,1,1" for n in range(1, 621)]
    lines[500] = "Barang,Kategori,Kota Batu,nol,4.5,1,1"
    result = run(app, write(sheet, *lines))
    assert "line 502: price 'nol'" in result.stderr
    assert "619 imported, 0 there already, 1 refused; 4 stores opened." in result.stdout
    assert list(discrepancies()) == []


def test_a_line_without_end_does_not_fill_the_memory(app: Flask, sheet: Path) -> None:
    with sheet.open("w") as file:
        file.write(f"{HEADER}\n{MUG}\n")
        file.writelines("x" * 100_000 for _ in range(30))
        file.write(f"\n{WOK}\n")
    result = run(app, sheet)
    assert "line 3: cannot be read as CSV" in result.stderr
    assert names() == ["Mug enamel 350 ml", "Wajan besi 34 cm"]


def test_a_category_is_found_by_its_name(app: Flask, sheet: Path) -> None:
    known = make_category("Dapur")
    db.session.rollback()
    slug = known.slug
    run(app, write(sheet, MUG, MUG.replace("Mug", "Cangkir").replace("Dapur", "DAPUR!")))
    found = db.session.execute(
        select(Category.slug, Category.name, func.count(Product.id))
        .join(Product, Product.category_id == Category.id)
        .group_by(Category.id, Category.slug, Category.name)
        .order_by(Category.id)
    ).all()
    assert found[0] == (slug, "Dapur", 1)
    assert found[1].name == "DAPUR!"
    assert len(found) == 2


def test_names_with_the_same_address_stay_two_categories(app: Flask, sheet: Path) -> None:
    rows = [MUG.replace("Dapur", name) for name in ("Kopi & Teh", "Kopi, Teh", "咖啡", "!咖啡")]
    rows[1] = rows[1].replace("Kopi, Teh", '"Kopi, Teh"')
    run(app, write(sheet, *rows))
    assert count(Category) == 4
    run(app, sheet)
    assert count(Category) == 4


def test_nobody_knows_the_password_of_such_a_seller(
    app: Flask, sheet: Path, client: ShopClient
) -> None:
    run(app, write(sheet, MUG))
    email = db.session.scalars(select(User.email)).one()
    answer = client.sign_in(email, "password")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty or not a CSV file in UTF-8."),
        (b"\n\n", "The file is empty or not a CSV file in UTF-8."),
        (
            b"nama,harga\nMug,1\n",
            "missing: name, category, location, price, rating, sold, reviews.",
        ),
        (HEADER.replace(",sold", "").encode(), "missing: sold."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "The file is not UTF-8 text."),
        (b"PK\x03\x04\x14\xfe\x9d\n\xff\xff", "The file is not UTF-8 text."),
        (f"{HEADER}\n".encode("utf-16-le"), "The file is not UTF-8 text."),
        (f"{HEADER}\n".encode("utf-32"), "The file is not UTF-8 text."),
        (HEADER.replace("name", "näme").encode("latin-1"), "The file is not UTF-8 text."),
        ("näme,pricé\nMug,1\n".encode(), "missing: name, "),
        (b'"' + HEADER.encode(), "The file is empty or not a CSV file in UTF-8."),
        (f"{HEADER},price\n".encode(), "The first line names price more than once."),
    ],
)
def test_a_file_that_is_no_such_sheet_is_refused_in_one_sentence(
    app: Flask, sheet: Path, content: bytes, sentence: str
) -> None:
    sheet.write_bytes(content)
    result = run(app, sheet)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stderr.strip().count("\n") == 0
    assert count(Product) == 0


def test_a_missing_file_and_a_folder_are_refused_in_one_sentence(
    app: Flask, tmp_path: Path
) -> None:
    missing = run(app, tmp_path / "no.csv")
    assert (missing.exit_code, missing.stderr) == (
        2,
        f"Error: There is no file {tmp_path / 'no.csv'}.\n",
    )
    folder = run(app, tmp_path)
    assert folder.exit_code == 2
    assert "cannot be read" in folder.stderr
