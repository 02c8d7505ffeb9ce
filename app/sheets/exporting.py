"""A store's products and stock as a file that goes back in unchanged.

Both kinds hold the same cells. The rows come from the database some hundreds at a time and leave
as they come; of an XLSX file only the zip is held, while openpyxl keeps its XML on disk.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.catalogue.models import ProductStatus
from app.sheets.columns import HEADINGS, KEYS, LINE_HEADING, OPTION_KEYS, REASON_HEADING, STOCK_KEYS
from app.sheets.guarding import guarded
from app.sheets.problems import BadRow
from app.sheets.queries import ExportRow
from app.sheets.values import STATUS_WORDS

Value = str | int
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
LINES_AT_ONCE = 200
_WIDTHS = {"name": 36, "sku": 24, "description": 40, "category": 22}
_USUAL_WIDTH = 14
_LONGEST_CELL = 32_000  # characters; Excel's own bound is a little higher
# What XML cannot hold, and Excel therefore not either.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def keys_of(*, stock_only: bool) -> tuple[str, ...]:
    """The columns of an export."""
    return STOCK_KEYS if stock_only else KEYS


def table(rows: Iterable[ExportRow], keys: Sequence[str]) -> Iterator[list[Value]]:
    """The cells of each row, under `keys`."""
    for row in rows:
        values = _values(row)
        yield [values[key] for key in keys]


def _values(row: ExportRow) -> dict[str, Value]:
    values: dict[str, Value] = {
        "sku": guarded(row.sku),
        "name": guarded(row.name),
        "category": guarded(row.category),
        "description": guarded(row.description),
        "status": STATUS_WORDS[ProductStatus(row.status)],
        "price": row.price,
        "stock": row.stock,
        "stock_before": row.stock,
        "weight": row.weight,
        "threshold": row.threshold,
    }
    options = [*row.options.items(), *[("", "")] * len(OPTION_KEYS)]
    for (name_key, value_key), (name, value) in zip(OPTION_KEYS, options, strict=False):
        values[name_key], values[value_key] = guarded(str(name)), guarded(str(value))
    return values


def headings(keys: Sequence[str]) -> list[Value]:
    """The first line."""
    return [HEADINGS[key] for key in keys]


def csv_lines(lines: Iterable[Sequence[Value]]) -> Iterator[str]:
    """The lines as CSV, as RFC 4180 has it, some hundreds at a time."""
    buffer = StringIO(newline="")
    buffer.write(BYTE_ORDER_MARK)
    writer = csv.writer(buffer, lineterminator="\r\n")
    for number, line in enumerate(lines, 1):
        writer.writerow(line)
        if number % LINES_AT_ONCE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def workbook(
    keys: Sequence[str], lines: Iterable[Sequence[Value]], notes: Sequence[Sequence[str]] = ()
) -> BytesIO:
    """The lines as an XLSX file, open at its beginning; `notes` fill a second sheet.

    Every text is written as a text: no program runs it.
    """
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Produk")
    sheet.freeze_panes = "A2"
    for number, key in enumerate(keys, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(key, _USUAL_WIDTH)
    sheet.append([_cell(sheet, value, bold=True) for value in headings(keys)])
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    if notes:
        _add_notes(book, notes)
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _add_notes(book: Workbook, notes: Sequence[Sequence[str]]) -> None:
    sheet: Any = book.create_sheet("Petunjuk")
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 90
    for heading, text in notes:
        sheet.append([_cell(sheet, heading, bold=True), _cell(sheet, text)])


def _cell(sheet: Any, value: Value, *, bold: bool = False) -> Any:
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    cell: Any = WriteOnlyCell(sheet, _NO_XML.sub(" ", value)[:_LONGEST_CELL])
    # A text that begins with "=" would otherwise be taken for a formula.
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def problem_lines(
    refused: Iterable[tuple[BadRow, str]], columns: Sequence[str]
) -> Iterator[list[Value]]:
    """The rows that were left out, with the reason first; mended, they can be sent as they are."""
    yield [LINE_HEADING, REASON_HEADING, *headings(columns)]
    for bad, reason in refused:
        cells = [guarded(bad.cells.get(key, "")) for key in columns]
        yield [bad.line, guarded(reason), *cells]
