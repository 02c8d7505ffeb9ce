"""Tables as text: how they are encoded, what separates their cells, and lines without end.

Two features read other people's CSV, the operator's import and a seller's sheet. Nothing in such a
file is trusted: lines and records are bounded, and a broken record does not stop the ones after it,
unless it is one without end.
"""

from __future__ import annotations

import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from typing import TextIO

DELIMITERS = ",;\t"
LONGEST_LINE = 1_000_000  # characters; csv itself refuses a cell of more than 131,072

# The line that a record begins on, and its cells, or why there are none.
Record = tuple[int, list[str] | csv.Error]


def encoding_of(head: bytes) -> tuple[str, str]:
    """How to read a file that begins so, and what to do with bytes that cannot be read so.

    UTF-16 is what Excel calls Unicode text. What is not UTF-8 is kept apart, and in UTF-16 becomes
    U+FFFD, so that one such cell spoils one row only.
    """
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16", "replace"
    return "utf-8-sig", "surrogateescape"


def records(text: TextIO) -> Iterator[Record]:
    """Each record of an open text (newline=""), one at a time.

    The first line says what separates the cells.
    """
    first = text.readline(LONGEST_LINE)
    delimiter = max(DELIMITERS, key=first.count)
    lines = _Lines(text, first)
    reader = csv.reader(lines.bounded(), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        lines.record_begins()
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, error
        else:
            yield line, record


class _Lines:
    """The lines of a text, as far as one record may go on over them."""

    def __init__(self, text: TextIO, first: str) -> None:
        self._text = text
        self._first = first
        self._length = 0

    def record_begins(self) -> None:
        """What comes now belongs to the next record."""
        self._length = 0

    def bounded(self) -> Iterator[str]:
        """Line by line; of one without end only its beginning, which is then refused.

        A record that quoted line ends keep open for too long ends the reading: what belongs to it
        and what does not cannot be told.
        """
        line = self._first
        while line:
            self._length += len(line)
            if self._length > 2 * LONGEST_LINE:
                raise csv.Error(f"more than {2 * LONGEST_LINE} characters without an end")
            yield line
            while not line.endswith(("\n", "\r")) and line:
                line = self._text.readline(LONGEST_LINE)
            line = self._text.readline(LONGEST_LINE)
