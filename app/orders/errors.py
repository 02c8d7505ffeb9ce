"""What can go wrong between a cart and an order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.errors import Conflict, InvalidInput


class EmptyCart(Conflict):
    """There is nothing to buy."""


@dataclass(frozen=True)
class ShortLine:
    """A line of which less is left than was wanted; `left` 0 means that it can no longer be had."""

    item_id: int
    name: str
    options: dict[str, Any]
    wanted: int
    left: int


class LinesShort(Conflict):
    """Some lines cannot be had as wanted; `lines` names every one of them. Nothing was bought."""

    def __init__(self, message: Any, lines: tuple[ShortLine, ...]) -> None:
        super().__init__(message, current=lines)
        self.lines = lines


@dataclass(frozen=True)
class Change:
    """A line or a cost that is not what the buyer saw; None stands for "not there"."""

    what: str
    name: str
    before: int | None
    now: int | None


class CheckoutChanged(Conflict):
    """The total is not the one the buyer saw; `changes` say why. Nothing was bought."""

    def __init__(self, message: Any, changes: tuple[Change, ...], *, total: int) -> None:
        super().__init__(message, current=total)
        self.changes = changes
        self.total = total


class KeyReused(InvalidInput):
    """The idempotency key of one checkout came with the content of another (A2)."""


class OrderMoved(Conflict):
    """The order is no longer where this step begins; `current` is its status now."""
