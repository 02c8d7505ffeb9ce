"""A past for the ledger, written at once: for demo data, never for a living shop.

`change_stock` writes what happens now. A shop to look at needs sixty days that have happened
already; they come through here, so that stock and ledger agree by the same rule (DESIGN 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, insert, update

from app.catalogue.models import Variant
from app.db import db
from app.inventory.models import MovementReason, StockMovement

ROWS_PER_STATEMENT = 500


@dataclass(frozen=True)
class PastChange:
    """`delta` units of a variant that came or went at `at`."""

    variant_id: int
    at: datetime
    delta: int
    reason: MovementReason
    cause: str = ""
    actor_id: int | None = None


def write_history(changes: Sequence[PastChange]) -> Mapping[int, int]:
    """Write the whole past of variants that have none yet, and set their stock to what is left.

    Answers the stock by variant. Raises ValueError when some variant would ever have had fewer
    than no units.
    """
    movements: list[dict[str, Any]] = []
    stock: dict[int, int] = {}
    ordered = sorted(changes, key=lambda change: (change.variant_id, change.at))
    for variant_id, past in groupby(ordered, key=lambda change: change.variant_id):
        balance = 0
        for change in past:
            balance += change.delta
            if balance < 0:
                raise ValueError(f"variant {variant_id} would have had {balance} units")
            movements.append(
                {
                    "variant_id": variant_id,
                    "delta": change.delta,
                    "balance_after": balance,
                    "reason": change.reason,
                    "cause": change.cause,
                    "actor_id": change.actor_id,
                    "created_at": change.at,
                }
            )
        stock[variant_id] = balance
    movements.sort(key=lambda row: (row["created_at"], row["variant_id"]))
    for start in range(0, len(movements), ROWS_PER_STATEMENT):
        db.session.execute(insert(StockMovement), movements[start : start + ROWS_PER_STATEMENT])
    db.session.connection().execute(
        update(Variant)
        .where(Variant.id == bindparam("of_variant"))
        .values(stock=bindparam("units")),
        [{"of_variant": key, "units": units} for key, units in sorted(stock.items())],
    )
    return stock
