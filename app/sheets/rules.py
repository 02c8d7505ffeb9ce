"""The rules that a row, or the rows of one product, must keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import TypeVar

from app.catalogue.axes import MAXIMUM_COMBINATIONS
from app.sheets.problems import Wrong
from app.sheets.values import Wanted

Options = Mapping[str, str]
Word = TypeVar("Word")


def folded_options(options: Options) -> frozenset[tuple[str, str]]:
    """Options as they are compared: without case and order."""
    return frozenset((str(k).casefold(), str(v).casefold()) for k, v in options.items())


def one_word(column: str, words: Iterable[Word | None]) -> Word | None:
    """What the rows of one product say about it, those that say anything; raises Wrong if they
    contradict each other.
    """
    said = list(dict.fromkeys(word for word in words if word))
    if len({str(word).casefold() if column == "name" else word for word in said}) > 1:
        shown = [str(word)[:60] for word in said[:2]] if column != "category" else []
        raise Wrong("rows_disagree", column=column, values=shown)
    return said[0] if said else None


def check_combinations(combinations: Sequence[Options]) -> None:
    """Raise Wrong unless a product may have these variants: the same axes in all, each once.

    What counts is how many combinations the axes make, whether or not there are rows for all: the
    form shows every one of them.
    """
    values: dict[str, set[str]] = defaultdict(set)
    for options in combinations:
        for name, value in options.items():
            values[str(name).casefold()].add(str(value).casefold())
    count = max(len(combinations), prod(len(of_axis) for of_axis in values.values()))
    axes = {frozenset(name.casefold() for name in options) for options in combinations}
    if len(axes) > 1:
        shown = list(dict.fromkeys(", ".join(options) or "–" for options in combinations))
        raise Wrong("axes_differ", axes=shown[:3])
    if count > MAXIMUM_COMBINATIONS:
        raise Wrong("too_many_variants", count=count, most=MAXIMUM_COMBINATIONS)
    if len({folded_options(options) for options in combinations}) < len(combinations):
        raise Wrong("combination_twice")


def stock_change(line: Wanted, present: int) -> int | None:
    """The stock that the row asks for, or None when it asks for nothing.

    With the stock of the day the sheet was downloaded beside it, only what the seller changed
    counts, and what was sold since is never typed over (DESIGN 8). Raises Wrong.
    """
    stock, before = line.stock, line.stock_before
    if stock is None or before is None:
        return stock
    if stock in (before, present):
        return None
    if present != before:
        raise Wrong("stock_moved", before=before, present=present, wanted=stock)
    return stock
