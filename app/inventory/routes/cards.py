"""A row of the inventory with all that can be said in it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from app.inventory.seller_queries import InventoryRow, Undoable
from app.inventory.typed_stock import MOST_UNITS


@dataclass(frozen=True)
class Disagreement:
    """`typed` was typed over `seen` units (None: unknown), but by now there are `present`."""

    typed: int
    seen: int | None
    present: int

    @property
    def difference(self) -> int:
        """What the seller meant to add, or below zero to take away."""
        return 0 if self.seen is None else self.typed - self.seen

    @property
    def with_difference(self) -> int | None:
        """The present stock with the difference, or None when that makes no stock."""
        result = self.present + self.difference
        return result if self.difference and 0 <= result <= MOST_UNITS else None


def _fresh_token() -> str:
    return secrets.token_urlsafe(9)


@dataclass(frozen=True)
class Card:
    """A row as it is shown: what was typed and refused, what is offered, what has been done.

    `typed` and `typed_threshold` are texts that were refused, shown again as they were typed.
    `once` names the row's form, so that a delta sent twice counts once.
    """

    row: InventoryRow
    typed: str | None = None
    error: str = ""
    typed_threshold: str | None = None
    threshold_error: str = ""
    disagreement: Disagreement | None = None
    undo: Undoable | None = None
    said: str = ""
    once: str = field(default_factory=_fresh_token)
