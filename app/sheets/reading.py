"""A file, or text that was pasted, into rows: whatever it calls itself, its content decides.

Nothing here knows the shop. A row that cannot be read comes out as a bad row with its line; only
what makes every row useless refuses the sheet as a whole.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO

from flask_babel import gettext as _

from app.delimited import encoding_of, records
from app.sheets.columns import COLUMNS, HEADINGS, goes_without_saying, key_of
from app.sheets.errors import UnusableSheet
from app.sheets.guarding import unguarded
from app.sheets.problems import BadRow, Problem, Row, together
from app.sheets.workbooks import MOST_COLUMNS, Cell, Line, is_workbook, read_workbook

MOST_ROWS = 10_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHOWN = 40


@dataclass
class Reading:
    """What was read: the rows, those that could not be, and what the headings were taken for."""

    rows: list[Row] = field(default_factory=list)
    unread: list[BadRow] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    is_windows: bool = False


def read_file(content: bytes) -> Reading:
    """The rows of an uploaded file; UnusableSheet when it is none of ours."""
    if not content.strip():
        raise UnusableSheet(_("This file is empty."))
    if is_workbook(content):
        return _take(read_workbook(content, most=MOST_ROWS + 2))
    if content.startswith(_OLE):
        raise UnusableSheet(
            _("This is an old XLS file, or one with a password. Save it as XLSX and send that.")
        )
    if content.startswith(b"%PDF") or content.lstrip()[:1] == b"<":
        raise UnusableSheet(_("This is not a spreadsheet. Send an XLSX or CSV file."))
    text, is_windows = _decoded(content)
    reading = _take(_split(text))
    reading.is_windows = is_windows
    return reading


def read_text(text: str) -> Reading:
    """The rows of a text that somebody pasted, as spreadsheet programs copy it or as CSV."""
    try:
        return _take(_split(text.removeprefix("\ufeff").lstrip("\r\n")))
    except UnusableSheet as error:
        raise UnusableSheet(error.message, field="rows") from None


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether it was taken for Windows' own encoding because it is no UTF-8.

    Old Excel saves CSV that way. A file with even one proper letter of UTF-8 is UTF-8 with damaged
    places, which spoil their own rows only.
    """
    encoding, errors = encoding_of(content[:2])
    if encoding != "utf-16" and b"\x00" in content:
        raise UnusableSheet(_("This is not a spreadsheet. Send an XLSX or CSV file."))
    text = content.decode(encoding, errors)
    if text.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in text):
        return text, False
    if any(letter > "\x7f" and not "\udc80" <= letter <= "\udcff" for letter in text):
        return text, False
    return content.decode("cp1252", "replace"), True


def _split(text: str) -> Iterable[tuple[int, list[Cell] | Problem]]:
    """The records of a CSV text; Excel's first line "sep=;" only says what the others show.

    A quotation mark that is not closed takes the lines below it with it, up to the next one; how
    many these are is seen where reading goes on.
    """
    broken = 0
    for line, record in records(StringIO(text, newline="")):
        if broken:
            yield broken, _broken(broken, line)
            broken = 0
        if isinstance(record, csv.Error):
            broken = line
        elif line > 1 or not record or not record[0].lower().startswith("sep="):
            yield line, list[Cell](record)
    if broken:
        yield broken, _broken(broken, sum(1 for _line in StringIO(text, newline="")) + 1)


def _broken(line: int, next_line: int) -> Problem:
    return Problem("broken_csv", {"swallowed": next_line - line - 1})


def _take(lines: Iterable[Line | tuple[int, list[Cell] | Problem]]) -> Reading:
    reading = Reading()
    keys: list[str | None] = []
    seen = 0
    for number, cells in lines:
        if isinstance(cells, Problem):
            if not keys:
                raise _no_headings()
            reading.unread.append(BadRow(number, {}, cells))
            continue
        if not _says_something(cells):
            continue
        if not keys:
            keys = _headings(cells, reading)
            continue
        seen += 1
        if seen > MOST_ROWS:
            raise UnusableSheet(
                _("This sheet has more than %(most)s rows. Send it in parts.", most="10.000")
            )
        taken = _row(number, keys, cells)
        (reading.rows if isinstance(taken, Row) else reading.unread).append(taken)  # type: ignore[arg-type]
    if not keys:
        raise _no_headings()
    if not reading.rows and not reading.unread:
        raise UnusableSheet(_("There are only headings in this sheet, and no rows below them."))
    return reading


def _headings(cells: list[Cell], reading: Reading) -> list[str | None]:
    if len(cells) > MOST_COLUMNS:
        if any(cells[MOST_COLUMNS:]):
            raise UnusableSheet(
                _("This sheet has more than %(most)s columns.", most=str(MOST_COLUMNS))
            )
        cells = cells[:MOST_COLUMNS]
    names = [cell if isinstance(cell, str) else "" for cell in cells]
    keys = [key_of(name) for name in names]
    known = [key for key in keys if key]
    if len(known) < 2 or not {"sku", "name"} & set(known):
        raise _no_headings()
    twice = [HEADINGS[key] for key, times in Counter(known).items() if times > 1]
    if twice:
        raise UnusableSheet(
            _("Two columns of this sheet mean the same: %(names)s.", names=", ".join(twice))
        )
    reading.columns = [column.key for column in COLUMNS if column.key in known]
    reading.ignored = [
        _shown(name)
        for name, key in zip(names, keys, strict=True)
        if key is None and not goes_without_saying(name)
    ]
    return keys


def _no_headings() -> UnusableSheet:
    return UnusableSheet(
        _(
            "The first line must name the columns: SKU or Nama produk, and what shall change, such "
            "as Harga or Stok. Take the template, or a sheet downloaded here."
        )
    )


def _row(number: int, keys: list[str | None], cells: list[Cell]) -> Row | BadRow:
    """A row; one that is shorter than the headings leaves the rest as it is."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for key, cell in zip(keys, cells, strict=False):
        if key is None:
            continue
        if isinstance(cell, Problem):
            problems.append(Problem(cell.code, {**cell.about, "column": key}))
            cell = ""
        elif found := _unfit(cell):
            problems.append(Problem(found, {"column": key}))
            cell = _shown(cell)
        texts[key] = unguarded(cell)
    surplus = cells[len(keys) :]
    if any(cell if isinstance(cell, Problem) else cell.strip() for cell in surplus):
        problems.append(Problem("too_many_cells", {"cells": len(cells), "headings": len(keys)}))
    return BadRow(number, texts, together(problems)) if problems else Row(number, texts)


def _says_something(cells: list[Cell]) -> bool:
    return any(cell if isinstance(cell, Problem) else cell.strip() for cell in cells)


def _unfit(text: str) -> str | None:
    """The code of what is wrong with a text as such."""
    if text.isascii() and text.isprintable():
        return None
    for letter in text:
        if letter == "\ufffd" or "\ud800" <= letter <= "\udfff":
            return "lost_letter"
        if unicodedata.category(letter) == "Cc" and letter not in "\t\r\n":
            return "control"
    return None


def _shown(text: str) -> str:
    """A text that can be shown and kept, whatever is in it."""
    legible = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    kept = "".join(letter if letter.isprintable() else " " for letter in legible)
    return kept if len(kept) <= _SHOWN else kept[:_SHOWN] + "…"
