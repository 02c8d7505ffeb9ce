"""XLSX in: a workbook from anybody, which may be broken, a bomb or no workbook at all.

Of its parts the book, its styles, its texts and the first sheet are read, once each and as they
stream by (app.sheets.parts): the usual libraries build objects of everything first. Cells come out
as text, and what is no text or whole number as a problem with a name: a date where an SKU was typed
is the program's doing, not the seller's.
"""

from __future__ import annotations

import math
import struct
import zlib
from io import BytesIO
from posixpath import join, normpath
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from flask_babel import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import get_column_letter

from app.sheets.errors import UnusableSheet
from app.sheets.parts import MOST_IN_A_SMALL_PART, Malformed, Parts, Swollen
from app.sheets.problems import Problem

MOST_ENTRIES = 1000
MOST_COLUMNS = 60
MOST_CELLS_IN_A_ROW = 16_384  # what a program may write of empty cells
FURTHEST_LINE = 60_000  # so far down rows without any content are passed over
MOST_TEXTS = 700_000  # each cell of 10,000 rows of 60 may have its own
LONGEST_CELL = 33_000  # characters; no program writes more, and none of our columns takes so many
MOST_CHARACTERS = 12_000_000  # of all cells; 10,000 rows of 1,200
MOST_STYLES = 70_000  # Excel has room for 65,490
LONGEST_FORMAT = 255

UNREADABLE = (
    *(BadZipFile, zlib.error, struct.error, ExpatError, Malformed, EOFError, OSError),
    *(IndexError, KeyError, TypeError, ValueError, OverflowError),
    *(NotImplementedError, RuntimeError),
)

_COLUMNS = {get_column_letter(number): number - 1 for number in range(1, MOST_COLUMNS + 2)}

Cell = str | Problem
Line = tuple[int, list[Cell]]


def is_workbook(content: bytes) -> bool:
    """It begins as a zip does."""
    return content.startswith(b"PK\x03\x04")


def read_workbook(content: bytes, *, most: int) -> list[Line]:
    """The lines of the first sheet that have any content, `most` at most, each with its number.

    Raises UnusableSheet.
    """
    try:
        # Counted before the zip is opened, which makes an object of each.
        if content.count(b"PK\x01\x02") > MOST_ENTRIES:
            raise Swollen
        with ZipFile(BytesIO(content)) as archive:
            return _lines(Parts(archive), most)
    except Swollen:
        raise UnusableSheet(
            _("This XLSX file unpacks to far too much. Send at most 10,000 rows, or a CSV file.")
        ) from None
    except UNREADABLE as error:
        raise UnusableSheet(
            _("This XLSX file is damaged or locked. Open it, save it again and send that.")
        ) from error


def _lines(parts: Parts, most: int) -> list[Line]:
    if "[Content_Types].xml" not in parts.names or not any(
        n.startswith("xl/") for n in parts.names
    ):
        raise UnusableSheet(
            _("This is a zip archive, not a spreadsheet. Send an XLSX or CSV file.")
        )
    book = _Targets(parts, "").of_kind("/officeDocument") or "xl/workbook.xml"
    targets = _Targets(parts, book)
    styles, texts = targets.of_kind("/styles"), targets.of_kind("/sharedStrings")
    sheet = _Sheet(
        dates=_dates(parts, styles) if styles in parts.names else set(),
        texts=_texts(parts, texts) if texts in parts.names else [],
        most=most,
    )
    parts.read(
        _first_sheet(parts, book, targets),
        start=sheet.start,
        end=sheet.end,
        text=sheet.text,
        is_done=sheet.is_full,
    )
    return sheet.lines


class _Targets:
    """The parts that one part names, by id, with what kind of part each is."""

    def __init__(self, parts: Parts, source: str) -> None:
        self.folder, _slash, file = source.rpartition("/")
        self.found: dict[str, tuple[str, str]] = {}
        name = join(self.folder, "_rels", f"{file}.rels")
        if name in parts.names:
            parts.read(name, start=self._start, most=MOST_IN_A_SMALL_PART)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = normpath(join("/", self.folder, attributes["Target"])).lstrip("/")
            self.found[attributes["Id"]] = (attributes["Type"], target)

    def of_kind(self, ending: str) -> str:
        """The first part of a kind, or an empty text."""
        return next((target for kind, target in self.found.values() if kind.endswith(ending)), "")


def _first_sheet(parts: Parts, book: str, targets: _Targets) -> str:
    """The part of the first sheet that has cells: not of a chart."""
    sheets: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            sheets.extend(value for key, value in attributes.items() if key.endswith(":id"))

    parts.read(book, start=start, most=MOST_IN_A_SMALL_PART)
    for sheet_id in sheets:
        kind, target = targets.found.get(sheet_id, ("", ""))
        if kind.endswith("/worksheet") and target in parts.names:
            return target
    raise Malformed


def _dates(parts: Parts, name: str) -> set[int]:
    """The numbers of the styles in which a number is shown as a date or a time."""
    formats: dict[int, bool] = {}
    dates: set[int] = set()
    count, is_inside = 0, False

    def is_date(number: int) -> bool:
        if number not in formats:
            formats[number] = _is_date(BUILTIN_FORMATS.get(number, ""))
        return formats[number]

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count, is_inside
        if name == "numFmt":
            formats[int(attributes["numFmtId"])] = _is_date(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            is_inside = True
        elif name == "xf" and is_inside:
            if is_date(int(attributes.get("numFmtId", "0"))):
                dates.add(count)
            count += 1
        if max(count, len(formats)) > MOST_STYLES:
            raise Swollen

    def end(name: str) -> None:
        nonlocal is_inside
        is_inside = is_inside and name != "cellXfs"

    parts.read(name, start=start, end=end, most=MOST_IN_A_SMALL_PART)
    return dates


def _is_date(code: str) -> bool:
    shown = code[:LONGEST_FORMAT]
    return is_date_format(shown) or is_timedelta_format(shown)


class _Text:
    """A text in the making: its parts of different looks together, without how it is spoken."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.is_open = False
        self.is_aside = False

    def start(self, name: str) -> None:
        if name == "rPh":
            self.is_aside = True
        elif name == "t":
            self.is_open = not self.is_aside

    def end(self, name: str) -> None:
        if name == "rPh":
            self.is_aside = False
        self.is_open = False

    def add(self, text: str) -> None:
        if self.is_open and self.length < LONGEST_CELL:
            self.pieces.append(text[: LONGEST_CELL - self.length])
            self.length += len(self.pieces[-1])

    def take(self) -> str:
        """The text, and begin the next."""
        whole = self.pieces[0] if len(self.pieces) == 1 else "".join(self.pieces)
        self.pieces, self.length = [], 0
        return whole


def _texts(parts: Parts, name: str) -> list[str]:
    """The texts that the cells refer to by number."""
    texts: list[str] = []
    one = _Text()
    characters = 0

    def start(name: str, _attributes: dict[str, str]) -> None:
        one.start(name)

    def end(name: str) -> None:
        nonlocal characters
        one.end(name)
        if name == "si":
            texts.append(one.take().replace("x005F_", ""))
            characters += len(texts[-1])
            if len(texts) > MOST_TEXTS or characters > MOST_CHARACTERS:
                raise Swollen

    parts.read(name, start=start, end=end, text=one.add)
    return texts


class _Sheet:
    """The first sheet's lines, as its elements come by."""

    def __init__(self, *, dates: set[int], texts: list[str], most: int) -> None:
        self.lines: list[Line] = []
        self.dates = dates
        self.texts = texts
        self.most = most
        self.characters = 0
        self.number = 0
        self.cells: dict[int, Cell] = {}
        self.count = 0
        self.column = -1
        self.kind = "n"
        self.style = 0
        self.has_formula = False
        self.value = _Text()  # what stands in <v>, and of a text inside the cell in <t>
        self.is_inside = False

    def is_full(self) -> bool:
        return len(self.lines) >= self.most

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c" and self.is_inside:
            self._start_cell(attributes)
        elif name == "v":
            self.value.is_open = self.kind != "inlineStr"
        elif name in ("t", "rPh"):
            if self.kind == "inlineStr":
                self.value.start(name)
        elif name == "f":
            self.has_formula = True
        elif name == "row" and self.is_inside:
            self._start_row(attributes)
        elif name == "sheetData":
            self.is_inside = True

    def text(self, text: str) -> None:
        self.value.add(text)

    def end(self, name: str) -> None:
        if name == "c" and self.is_inside:
            self._end_cell()
        elif name in ("v", "t", "rPh"):
            self.value.end(name)
        elif name == "row" and self.is_inside:
            self._end_row()
        elif name == "sheetData":
            self.is_inside = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self.number + 1))
        if number <= self.number:
            raise Malformed
        if number > FURTHEST_LINE:
            raise UnusableSheet(
                _("The sheet goes on for too many lines. Delete the empty ones below the rows.")
            )
        self.number = number
        self.cells, self.count, self.column = {}, 0, -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_CELLS_IN_A_ROW:
            raise Swollen
        place = attributes.get("r")
        if place is None:
            self.column += 1
        else:
            letters = place.rstrip("0123456789").upper()
            self.column = _COLUMNS.get(letters, MOST_COLUMNS + 1)
            if not letters.isalpha():
                raise Malformed
        self.kind = attributes.get("t", "n")
        self.style = int(attributes.get("s", "0"))
        self.has_formula = False
        self.value.take()

    def _end_cell(self) -> None:
        written = self.value.take()
        if self.column > MOST_COLUMNS:
            return
        cell = self._read(written) if written else ""
        if not cell and self.has_formula:
            cell = Problem("formula")
        if isinstance(cell, str):
            self.characters += len(cell)
            if self.characters > MOST_CHARACTERS:
                raise Swollen
        if cell:
            self.cells[self.column] = cell

    def _end_row(self) -> None:
        if self.cells and not self.is_full():
            width = max(self.cells) + 1
            self.lines.append((self.number, [self.cells.get(at, "") for at in range(width)]))

    def _read(self, written: str) -> Cell:
        """What the cell says."""
        match self.kind:
            case "s":
                number = int(written)
                if number < 0:
                    raise Malformed
                return self.texts[number]
            case "str" | "inlineStr":
                return written
            case "b":
                return Problem("truth_value")
            case "e":
                return Problem("error_value", {"value": written[:20]})
            case "d":
                return Problem("date_value")
            case "n":
                return Problem("date_value") if self.style in self.dates else _number(written)
        raise Malformed


def _number(written: str) -> Cell:
    if written.isascii() and written.isdigit() and len(written) < 300:
        return str(int(written))
    value = float(written)
    if not math.isfinite(value):
        return Problem("error_value", {"value": written[:20]})
    return str(int(value)) if value.is_integer() else Problem("fraction", {"value": value})
