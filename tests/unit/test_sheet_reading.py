"""Files and pasted text into rows: good ones, odd ones and hostile ones."""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask_babel import Babel

from app.sheets.errors import UnusableSheet
from app.sheets.guarding import guarded, unguarded
from app.sheets.problems import Row
from app.sheets.reading import MOST_ROWS, Reading, read_file, read_text
from app.sheets.words import problem_words
from tests.support.sheets import csv_file, xlsx_file

ROWS = [
    ("SKU", "Nama produk", "Stok"),
    ("A-1", 'Kopi, "susu"\ndua baris', "5"),
    ("B", "Teh é", "7"),
]
LINES = [
    {"sku": "A-1", "name": 'Kopi, "susu"\ndua baris', "stock": "5"},
    {"sku": "B", "name": "Teh é", "stock": "7"},
]


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    """A sheet is refused in the reader's language, which needs an application."""
    app = Flask("words")
    Babel(app)
    with app.test_request_context():
        yield


def cells(reading: Reading) -> list[dict[str, str]]:
    return [row.cells for row in reading.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_is_understood_however_it_was_saved(delimiter: str, encoding: str) -> None:
    reading = read_file(csv_file(ROWS, delimiter=delimiter, encoding=encoding))
    assert cells(reading) == LINES
    assert [row.line for row in reading.rows] == [2, 4]
    assert not reading.is_windows


def test_windows_text_is_understood_and_said_to_be_that() -> None:
    reading = read_file(csv_file(ROWS, encoding="cp1252"))
    assert cells(reading) == LINES
    assert reading.is_windows


def test_a_damaged_letter_in_utf8_costs_its_row_only() -> None:
    content = "SKU,Nama\nA,Teh é\nB,Kop".encode() + b"\xff\nC,Susu\n"
    reading = read_file(content)
    assert [row.line for row in reading.rows] == [2, 4]
    [bad] = reading.unread
    assert (bad.line, bad.problem.code) == (3, "lost_letter")


def test_excels_line_about_its_separator_is_passed_over() -> None:
    assert cells(read_file(b"sep=;\r\nSKU;Stok\r\nA;5\r\n")) == [{"sku": "A", "stock": "5"}]


def test_a_workbook_is_read_by_content_whatever_its_name() -> None:
    assert cells(read_file(xlsx_file(ROWS))) == LINES


def test_pasted_cells_are_understood() -> None:
    text = 'SKU\tNama produk\tStok\nA-1\t"Kopi, ""susu""\ndua baris"\t5\nB\tTeh é\t7'
    assert cells(read_text(text)) == LINES
    assert cells(read_text("\r\n" + text.replace("\n", "\r\n")))[1] == LINES[1]


def test_headings_are_known_in_both_languages_and_others_are_named() -> None:
    reading = read_text("sku,NAMA  Produk,price,Berat_(gram),Warna hati,,Masalah\nA,B,1,2,x,,z\n")
    assert reading.columns == ["sku", "name", "price", "weight"]
    assert reading.ignored == ["Warna hati"]


def test_a_broken_quotation_costs_its_row_and_says_so() -> None:
    reading = read_file(b'SKU,Stok\nA,5\nB,"5"x\nC,6\n')
    assert [row.cells["sku"] for row in reading.rows] == ["A", "C"]
    assert [(bad.line, bad.problem.code) for bad in reading.unread] == [(3, "broken_csv")]
    open_one = read_file(b'SKU,Stok\nA,5\nB,"5\nC,6\n')
    assert [row.cells["sku"] for row in open_one.rows] == ["A"]
    assert [(bad.line, bad.problem.code) for bad in open_one.unread] == [(3, "broken_csv")]


@pytest.mark.parametrize(
    ("text", "kept", "swallowed"),
    [
        ('B,"5"x\nC,6\n', ["A", "C"], 0),
        ('B,"5\nC,6\nD,7\n', ["A"], 2),
        ('B,"5\nC,6\nD,7', ["A"], 2),
        ('B,"5\r\nC,"6"\r\nD,7\r\n', ["A", "D"], 1),
    ],
)
def test_an_open_quotation_mark_says_how_many_lines_it_takes_along(
    text: str, kept: list[str], swallowed: int
) -> None:
    reading = read_file(f"SKU,Stok\nA,5\n{text}".encode())
    assert [row.cells["sku"] for row in reading.rows] == kept
    [bad] = reading.unread
    assert (bad.line, bad.problem.about) == (3, {"swallowed": swallowed})
    assert (f"It takes {swallowed}" in problem_words(bad.problem)) == bool(swallowed)


def test_a_workbook_of_too_many_rows_is_told_the_limit() -> None:
    """B39."""
    rows = [("SKU", "Stok"), *((f"S{n}", n) for n in range(MOST_ROWS + 1))]
    with pytest.raises(UnusableSheet, match=r"more than 10\.000 rows"):
        read_file(xlsx_file(rows))


def test_a_short_row_leaves_the_rest_and_a_long_one_is_refused() -> None:
    reading = read_file(b"SKU,Stok,Harga\nA,5\nB,5,6,7\nC,5,6,,\n")
    assert [row.cells for row in reading.rows] == [
        {"sku": "A", "stock": "5"},
        {"sku": "C", "stock": "5", "price": "6"},
    ]
    assert [(bad.line, bad.problem.code) for bad in reading.unread] == [(3, "too_many_cells")]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (date(2026, 1, 2), "date_value"),
        (True, "truth_value"),
        (133.125, "fraction"),
        ("=A1+1", "formula"),
        ("#N/A", "error_value"),
    ],
)
def test_a_cell_of_another_kind_is_refused_by_name(value: Any, code: str) -> None:
    reading = read_file(xlsx_file([("SKU", "Harga"), ("A", value), ("B", 133000.0)]))
    assert [(bad.line, bad.problem.code) for bad in reading.unread] == [(2, code)]
    assert reading.unread[0].problem.about["column"] == "price"
    assert cells(reading) == [{"sku": "B", "price": "133000"}]


def test_a_formula_counts_for_what_it_came_to() -> None:
    plain = xlsx_file([("SKU", "Harga"), ("A", "=1000*2"), ("B", 5)])
    source, target = zipfile.ZipFile(io.BytesIO(plain)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                # As Excel saves it: the formula with its result.
                content = content.replace(b"<f>1000*2</f><v />", b"<f>1000*2</f><v>2000</v>")
                content = content.replace(b"<f>1000*2</f><v></v>", b"<f>1000*2</f><v>2000</v>")
                assert b"<v>2000</v>" in content
            archive.writestr(name, content)
    assert cells(read_file(target.getvalue()))[0] == {"sku": "A", "price": "2000"}


def test_rows_past_the_bound_are_refused_in_a_workbook_too() -> None:
    rows = [("SKU", "Stok"), *((f"S{n}", 1) for n in range(MOST_ROWS + 1))]
    with pytest.raises(UnusableSheet, match=r"10\.000"):
        read_file(xlsx_file(rows))


def archive_of(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook_parts() -> dict[str, bytes]:
    """The parts of an honest workbook."""
    source = zipfile.ZipFile(io.BytesIO(xlsx_file(ROWS)))
    return {name: source.read(name) for name in source.namelist()}


WORKBOOK = {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}


def with_strings(strings: bytes) -> dict[str, bytes]:
    """A workbook whose cells refer to texts kept apart, as Excel saves it."""
    parts = workbook_parts()
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = b'<Relationship Id="texts" Type="%b" Target="sharedStrings.xml"/>' % kind
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", relation + b"</Relationships>")
    cells = b"".join(b'<c t="s"><v>%d</v></c>' % number for number in range(4))
    rows = b"<row>" + cells[: len(cells) // 2] + b"</row><row>" + cells[len(cells) // 2 :]
    sheet = b"<worksheet><sheetData>" + rows + b"</row></sheetData></worksheet>"
    return {**parts, "xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": strings}


def test_texts_that_are_kept_apart_are_read_with_all_their_looks() -> None:
    texts = b"<t>SKU</t>", b"<r><t>Nama </t></r><r><t>produk</t></r>", b"<t>A</t>"
    kanji = b"<t>Kopi</t><rPh><t>spoken</t></rPh>"
    strings = b"".join(b"<si>%b</si>" % text for text in (*texts, kanji))
    content = archive_of(**with_strings(b"<sst>" + strings + b"</sst>"))
    assert cells(read_file(content)) == [{"sku": "A", "name": "Kopi"}]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    parts = workbook_parts()
    strings = b"<sst>" + b"<si><t>a</t></si>" * 2_200_000 + b"</sst>"
    sheet = b"<worksheet><sheetData><row>%b</row></sheetData></worksheet>"
    bombs = [
        archive_of(**{**parts, "xl/worksheets/sheet1.xml": b" " * 60_000_000}),
        archive_of(**{**parts, "xl/worksheets/sheet1.xml": sheet % (b"<c/>" * 1_000_000)}),
        archive_of(**{**parts, "xl/worksheets/sheet1.xml": b"<a>" * 1_000_000}),
        archive_of(**{**parts, "xl/worksheets/sheet1.xml": b"<a " + b"b='' " * 1_000_000}),
        archive_of(**{**parts, "xl/styles.xml": b"<a><cellXfs>" + b"<xf/>" * 400_000}),
        archive_of(**with_strings(strings)),
        archive_of(**WORKBOOK, **{f"xl/{n}.xml": b"" for n in range(1200)}),
    ]
    tracemalloc.start()
    for bomb in bombs:
        with pytest.raises(UnusableSheet, match="unpacks"):
            read_file(bomb)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(UnusableSheet, match="zip archive"):
        read_file(archive_of(**{"photo.jpg": b"x"}))


def test_entities_are_refused() -> None:
    """A billion laughs in the sheet's own XML."""
    source, target = zipfile.ZipFile(io.BytesIO(xlsx_file(ROWS))), io.BytesIO()
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = laughs + content.split(b"?>", 1)[-1].replace(
                    b"<sheetData>", b"<sheetData>"
                )
            archive.writestr(name, content)
    with pytest.raises(UnusableSheet, match="damaged"):
        read_file(target.getvalue())


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_broken_workbook_is_refused_and_never_an_error() -> None:
    whole = xlsx_file(ROWS)
    dice = random.Random(3)
    for _time in range(300):
        broken = bytearray(whole)
        for _change in range(dice.randint(1, 12)):
            broken[dice.randrange(4, len(broken))] = dice.randrange(256)
        content = bytes(broken[: dice.randint(len(broken) // 2, len(broken))])
        try:
            reading = read_file(content)
        except UnusableSheet:
            continue
        assert isinstance(reading, Reading)


@pytest.mark.filterwarnings("ignore::UserWarning")  # openpyxl's, about what it passes over
def test_xml_that_is_odd_inside_a_good_zip_is_never_an_error() -> None:
    source = zipfile.ZipFile(io.BytesIO(xlsx_file(ROWS)))
    parts = {name: source.read(name) for name in source.namelist()}
    dice = random.Random(5)
    for _time in range(150):
        name = dice.choice(sorted(parts))
        broken = bytearray(parts[name])
        for _change in range(dice.randint(1, 6)):
            broken[dice.randrange(len(broken))] = dice.choice(b'<>"/ a0=&')
        try:
            read_file(archive_of(**{**parts, name: bytes(broken)}))
        except UnusableSheet:
            continue


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=1", '"=1"', " =1", ";=1", "\uff1d1"),
        *("", "kopi", "'", "''", "'kopi", "a=b", "🌺"),
    ],
)
def test_what_is_guarded_comes_back_as_it_was(text: str) -> None:
    """B14."""
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\uff1d")
    assert isinstance(Row(1, {}), Row)


def test_the_first_sheet_counts() -> None:
    book = openpyxl.Workbook()
    first: Any = book.active
    first.append(["SKU", "Stok"])
    first.append(["A", 1])
    book.create_sheet("Lain").append(["SKU", "Stok"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert cells(read_file(buffer.getvalue())) == [{"sku": "A", "stock": "1"}]
