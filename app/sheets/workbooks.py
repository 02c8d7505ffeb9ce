"""XLSX in: a workbook from anybody, which may be broken, a bomb or no workbook at all.

The zip's directory is looked at before anything is unpacked, since its sizes bound what unpacking
can give; defusedxml refuses entities. Cells come out as text, and what is no text or whole number
as a problem with a name: a date where an SKU was typed is the program's doing, not the seller's.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl
from flask_babel import gettext as _
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml import DEFUSEDXML

from app.sheets.errors import UnusableSheet
from app.sheets.problems import Problem

MOST_BYTES = 40_000_000  # of all that is unpacked; 5,000 rows with descriptions take a quarter
# A sheet of equal rows packs well, but not better than this; what is small may.
HIGHEST_RATIO = 250
SMALL = 2_000_000
MOST_ENTRIES = 1000
MOST_COLUMNS = 60
FURTHEST_LINE = 60_000  # so far down rows without any content are passed over

# What openpyxl raises over files that are not what they say; it has no error of its own.
UNREADABLE = (
    *(BadZipFile, zlib.error, struct.error, InvalidFileException, SyntaxError, EOFError, OSError),
    *(AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError),
    *(NotImplementedError, RuntimeError, AssertionError),
)

Cell = str | Problem
Line = tuple[int, list[Cell]]


def is_workbook(content: bytes) -> bool:
    """It begins as a zip does."""
    return content.startswith(b"PK\x03\x04")


def read_workbook(content: bytes, *, most: int) -> list[Line]:
    """The lines of the first sheet that have any content, `most` at most, each with its number.

    Raises UnusableSheet.
    """
    if not DEFUSEDXML:
        raise RuntimeError("defusedxml must be installed: XLSX is XML from strangers")
    try:
        _refuse_bombs(content)
        lines = list(islice(_lines(content, with_formulas=True), most))
        if any(
            isinstance(cell, Problem) and cell.code == "formula" for _n, x in lines for cell in x
        ):
            lines = _with_results(lines, dict(_lines(content, with_formulas=False)))
    except UNREADABLE as error:
        raise UnusableSheet(
            _("This XLSX file is damaged or locked. Open it, save it again and send that.")
        ) from error
    return lines


def _refuse_bombs(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
            raise UnusableSheet(
                _("This is a zip archive, not a spreadsheet. Send an XLSX or CSV file.")
            )
        swollen = any(
            entry.file_size > SMALL and entry.file_size > HIGHEST_RATIO * entry.compress_size
            for entry in entries
        )
        odd = any(name.startswith("/") or ".." in name.split("/") for name in names)
        total = sum(entry.file_size for entry in entries)
        if swollen or odd or len(entries) > MOST_ENTRIES or total > MOST_BYTES:
            raise UnusableSheet(
                _(
                    "This XLSX file unpacks to far too much. Send at most 10,000 rows, or a CSV "
                    "file."
                )
            )


def _lines(content: bytes, *, with_formulas: bool) -> Iterator[Line]:
    book = openpyxl.load_workbook(
        BytesIO(content), read_only=True, data_only=not with_formulas, keep_links=False
    )
    try:
        # The file's own word for its size is not to be trusted.
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
            if number > FURTHEST_LINE:
                raise UnusableSheet(
                    _("The sheet goes on for too many lines. Delete the empty ones below the rows.")
                )
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells
    finally:
        book.close()


def _with_results(lines: list[Line], results: dict[int, list[Cell]]) -> list[Line]:
    """Each formula with what it came to when the file was saved; without that it is a problem."""
    return [
        (
            number,
            [
                (_result(results.get(number, []), at) or cell) if _is_formula(cell) else cell
                for at, cell in enumerate(cells)
            ],
        )
        for number, cells in lines
    ]


def _is_formula(cell: Cell) -> bool:
    return isinstance(cell, Problem) and cell.code == "formula"


def _result(results: list[Cell], at: int) -> Cell:
    return results[at] if at < len(results) else ""


def _text(cell: Any) -> Cell:
    """What the cell says."""
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return ""
    if kind == "f":
        return Problem("formula")
    if kind == "e":
        return Problem("error_value", {"value": str(value)[:20]})
    match value:
        case str():
            return value
        case bool():
            return Problem("truth_value")
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else Problem("fraction", {"value": value})
        case datetime() | date() | time() | timedelta():
            return Problem("date_value")
    return Problem("error_value", {"value": type(value).__name__})
