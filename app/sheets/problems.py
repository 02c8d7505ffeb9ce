"""What is wrong with a row, as a code with its particulars: said in words when somebody reads it.

A sheet is planned by a worker, which knows no language; its page and its file of refused rows are
read by the seller (app.sheets.words).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Found = TypeVar("Found")
SEVERAL = "several"


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


class Faults:
    """All that is wrong with a row, gathered so that its seller mends it in one go."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def of(self, work: Callable[[], Found]) -> Found | None:
        """What `work` gives; None when it is Wrong, which is noted."""
        try:
            return work()
        except Wrong as wrong:
            self.found.append(wrong.problem)
            return None

    def raise_any(self) -> None:
        """Raise Wrong with everything that was noted."""
        if self.found:
            whole = together(self.found)
            raise Wrong(whole.code, **whole.about)


def together(problems: Iterable[Problem]) -> Problem:
    """Some problems as one, each said once."""
    single: list[Problem] = []
    for problem in problems:
        parts = parts_of(problem)
        single += [part for part in parts if part not in single]
    if len(single) == 1:
        return single[0]
    return Problem(SEVERAL, {"problems": [[part.code, part.about] for part in single]})


def parts_of(problem: Problem) -> list[Problem]:
    """The problems that one stands for."""
    if problem.code != SEVERAL:
        return [problem]
    return [Problem(code, about) for code, about in problem.about["problems"]]


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
