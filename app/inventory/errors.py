"""What the stock refuses."""

from __future__ import annotations

from typing import Any, TypedDict

from flask_babel import gettext as _

from app.errors import Conflict


class Shortfall(TypedDict):
    """One variant that fell short: how many units were wanted, and how many can be had."""

    variant_id: int
    requested: int
    available: int


class StockMoved(Conflict):
    """Somebody's number was typed over an older one; `current` says what each variant has now.

    Maps the variant's id to its present stock.
    """

    current: dict[int, int]

    def __init__(self, current: dict[int, int], message: Any = "") -> None:
        super().__init__(message or _("The stock has changed in the meantime."), current=current)


class OutOfStock(Conflict):
    """Fewer units are left than were wanted; `current` names every variant that fell short."""

    current: list[Shortfall]

    def __init__(self, shortfalls: list[Shortfall], message: Any = "") -> None:
        super().__init__(message or _("There is not enough left in stock."), current=shortfalls)
