"""What is wrong with a row, as a code with its particulars: said in words when somebody reads it.

A sheet is planned by a worker, which knows no language; its page and its file of refused rows are
read by the seller (app.sheets.words).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """`code` names the rule, `about` the values that the words need."""

    code: str
    about: dict[str, Any] = field(default_factory=dict)


class Wrong(Exception):
    """This row cannot be taken."""

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(code)
        self.problem = Problem(code, about)


@dataclass(frozen=True)
class Row:
    """One row of a sheet: the line it begins on, and the texts of the columns that we know."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class BadRow:
    """A row that is left out, and why."""

    line: int
    cells: dict[str, str]
    problem: Problem
