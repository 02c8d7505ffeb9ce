"""Reads a product sheet line by line: what is right comes out as rows, what is wrong as a reason.

The sheet is somebody else's export, so nothing in it is trusted: sizes are bounded, a broken line
does not stop the ones after it, and no more than one record is held at a time. Cells are text and
stay text; a formula or markup in a name is a name with odd characters.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from io import BufferedReader, TextIOWrapper
from pathlib import Path

from app.delimited import encoding_of, records

COLUMNS = ("name", "category", "location", "price", "rating", "sold", "reviews")
LONGEST_NAME = 200
LONGEST_LABEL = 100
DEAREST = 10**12  # rupiah
MOST = 2**31 - 1

_WHOLE = re.compile(r"\d{1,15}", re.ASCII)
_RATING = re.compile(r"[0-5](\.\d{1,2})?", re.ASCII)
_SHOWN = 40
_NO_TEXT = (
    "The file is not UTF-8 text. Open it in the program it comes from, save it as "
    "“CSV UTF-8” and import that."
)


class UnusableSheet(Exception):
    """Nothing of this file can be imported; the text says why."""


@dataclass(frozen=True)
class SheetRow:
    """A product as the sheet has it: price in rupiah, `rating_tenths` the sum of all ratings."""

    line: int
    name: str
    category: str
    location: str
    price: int
    sold_count: int
    rating_count: int
    rating_tenths: int


@dataclass(frozen=True)
class BadRow:
    """A record that cannot be imported, where it begins in the file, and why not."""

    line: int
    reason: str


class _Wrong(Exception):
    """What is wrong with a record."""


class Sheet:
    """An open product sheet; iterate over it once. Its header has been checked by then."""

    def __init__(self, file: BufferedReader) -> None:
        self._file = file
        encoding, errors = encoding_of(file.peek(2))
        self._text = TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
        self._records = records(self._text)
        self._header = self._read_header()

    @property
    def position(self) -> int:
        """How many bytes have been read, to show how far it is."""
        return self._file.tell()

    def __iter__(self) -> Iterator[SheetRow | BadRow]:
        for line, record in self._records:
            if isinstance(record, csv.Error):
                yield BadRow(line, f"cannot be read as CSV ({record})")
            elif any(cell.strip() for cell in record):
                yield self._parse(line, record)

    def _read_header(self) -> Sequence[str]:
        for _line, record in self._records:
            if isinstance(record, csv.Error):
                break
            header = [cell.strip().lower() for cell in record]
            if not any(header):
                continue
            missing = [column for column in COLUMNS if column not in header]
            if missing and not "".join(header).isprintable():
                raise UnusableSheet(_NO_TEXT)
            if missing:
                raise UnusableSheet(
                    f"The first line must name the columns {', '.join(COLUMNS)}; "
                    f"missing: {', '.join(missing)}."
                )
            twice = [column for column in COLUMNS if header.count(column) > 1]
            if twice:
                raise UnusableSheet(f"The first line names {', '.join(twice)} more than once.")
            return header
        raise UnusableSheet("The file is empty or not a CSV file in UTF-8.")

    def _parse(self, line: int, record: list[str]) -> SheetRow | BadRow:
        if len(record) != len(self._header):
            return BadRow(
                line, f"has {len(record)} cells where the first line has {len(self._header)}"
            )
        cells = dict(zip(self._header, record, strict=True))
        try:
            reviews = _count(cells, "reviews")
            return SheetRow(
                line=line,
                name=_words(cells, "name", longest=LONGEST_NAME),
                category=_words(cells, "category", longest=LONGEST_LABEL),
                location=_words(cells, "location", longest=LONGEST_LABEL),
                price=_price(cells),
                sold_count=_count(cells, "sold"),
                rating_count=reviews,
                rating_tenths=round(_rating(cells, reviews) * 10 * reviews),
            )
        except _Wrong as wrong:
            return BadRow(line, str(wrong))


@contextmanager
def open_sheet(path: Path) -> Iterator[Sheet]:
    """The sheet in this file; UnusableSheet with one sentence when there is none."""
    with _opened(path) as file:
        yield Sheet(file)


def _opened(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise UnusableSheet(f"There is no file {path}.") from None
    except OSError as error:
        raise UnusableSheet(f"{path} cannot be read: {error.strerror}.") from None


def _shown(value: str) -> str:
    """A value fit to be printed: quoted, without control characters, not too long."""
    short = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    # Bytes that are no UTF-8 are shown as what they are, such as \xe9.
    legible = short.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "'" + "".join(c if c.isprintable() else ascii(c)[1:-1] for c in legible) + "'"


def _words(cells: dict[str, str], column: str, *, longest: int) -> str:
    """A cell's text with its white space tidied."""
    raw = cells[column]
    if any("\ud800" <= character <= "\udfff" for character in raw):
        raise _Wrong(f"{column} {_shown(raw)} is not UTF-8")
    if "\ufffd" in raw:
        raise _Wrong(f"{column} {_shown(raw)} has lost a character (U+FFFD)")
    if any(unicodedata.category(c) == "Cc" and c not in "\t\r\n" for c in raw):
        raise _Wrong(f"{column} {_shown(raw)} contains control characters")
    words = " ".join(raw.split())
    if not any(character.isalnum() for character in words):
        raise _Wrong(f"{column} {_shown(raw)} has no letters" if words else f"{column} is empty")
    if len(words) > longest:
        raise _Wrong(f"{column} has {len(words)} characters; at most {longest} fit")
    return words


def _price(cells: dict[str, str]) -> int:
    raw = cells["price"].strip()
    if not _WHOLE.fullmatch(raw) or not 1 <= int(raw) <= DEAREST:
        raise _Wrong(f"price {_shown(raw)} is not a whole number of rupiah from 1 to {DEAREST}")
    return int(raw)


def _count(cells: dict[str, str], column: str) -> int:
    raw = cells[column].strip()
    if not _WHOLE.fullmatch(raw) or int(raw) > MOST:
        raise _Wrong(f"{column} {_shown(raw)} is not a whole number from 0 to {MOST}")
    return int(raw)


def _rating(cells: dict[str, str], reviews: int) -> Decimal:
    raw = cells["rating"].strip()
    if not _RATING.fullmatch(raw) or Decimal(raw) > 5:
        raise _Wrong(f"rating {_shown(raw)} is not a number from 0 to 5")
    if reviews and Decimal(raw) < 1:
        raise _Wrong(f"rating {_shown(raw)} is below one star, and there are {reviews} reviews")
    return Decimal(raw)
