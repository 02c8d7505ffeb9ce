"""What of a sheet lies in the database: its rows and what was decided about them, compressed.

Any process can take it up from there, on any machine. Once it is written only the refused rows are
kept, for the seller to mend.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from app.sheets.problems import BadRow, Problem, Row
from app.sheets.reading import Reading


@dataclass
class Document:
    """`choices` is an unknown category, casefolded → the one taken for it; `stocks` is line → the
    stock when the sheet was sent; `agreed` the digest of the plan that the seller said yes to;
    `refused` the rows left out in the end.
    """

    rows: list[Row] = field(default_factory=list)
    unread: list[BadRow] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    is_windows: bool = False
    fallback: int | None = None
    choices: dict[str, int] = field(default_factory=dict)
    stocks: dict[int, int] = field(default_factory=dict)
    agreed: str = ""
    attempts: int = 0
    refused: list[BadRow] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, reading: Reading, *, fallback: int | None) -> Document:
        """What was just read."""
        return cls(
            rows=reading.rows,
            unread=reading.unread,
            columns=reading.columns,
            ignored=reading.ignored,
            is_windows=reading.is_windows,
            fallback=fallback,
        )

    def packed(self) -> bytes:
        """As it is stored."""
        content: dict[str, Any] = {
            **self.__dict__,
            "rows": [(row.line, row.cells) for row in self.rows],
            "unread": [_bad_out(bad) for bad in self.unread],
            "refused": [_bad_out(bad) for bad in self.refused],
        }
        return zlib.compress(json.dumps(content).encode(), 6)

    @classmethod
    def unpacked(cls, stored: bytes) -> Document:
        """As it was."""
        content = json.loads(zlib.decompress(stored))
        content["rows"] = [Row(line, cells) for line, cells in content["rows"]]
        content["unread"] = [_bad_in(*bad) for bad in content["unread"]]
        content["refused"] = [_bad_in(*bad) for bad in content["refused"]]
        content["stocks"] = {int(line): stock for line, stock in content["stocks"].items()}
        return cls(**content)


def _bad_out(bad: BadRow) -> tuple[Any, ...]:
    return bad.line, bad.cells, bad.problem.code, bad.problem.about


def _bad_in(line: int, cells: dict[str, str], code: str, about: dict[str, Any]) -> BadRow:
    return BadRow(line, cells, Problem(code, about))
