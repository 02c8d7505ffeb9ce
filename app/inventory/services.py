"""The one place where stock changes (DESIGN 3).

Every change is a conditional UPDATE whose row count is checked, in ascending order of the variants'
ids, so that no two buyers sell the same unit and no two carts wait for each other. The ledger is
written in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Integer,
    String,
    and_,
    case,
    insert,
    literal,
    select,
    true,
    update,
)

from app.catalogue.models import Product, ProductStatus, Variant
from app.clock import utcnow
from app.db import db
from app.errors import NotFound
from app.inventory.errors import OutOfStock, Shortfall, StockMoved
from app.inventory.models import MovementReason, StockMovement
from app.model import Identifier, UTCDateTime

# A statement has room for some thousands of values; an import brings more variants than that.
MOVEMENTS_PER_STATEMENT = 500
# From so many numbers on that are set together, they go into few statements: a sheet of 5,000 held
# its rows for eighteen seconds one by one, and a checkout waits for ten.
MANY = 50


@dataclass(frozen=True)
class StockChange:
    """`delta` units more (or, negative, fewer) of one variant; `cause` is e.g. an order number.

    `expected` is the stock that somebody saw who set a number: with any other nothing changes.
    """

    variant_id: int
    delta: int
    reason: MovementReason
    cause: str = ""
    expected: int | None = None


def change_stock(
    changes: Sequence[StockChange], *, actor_id: int | None, at: datetime | None = None
) -> None:
    """Change the stock of one or more variants and write the ledger, all or nothing.

    `at` is when it happened: now, unless a past is written, as the demo's is, oldest first.
    Changes of the same variant count together. A SALE also demands that the variant can still be
    bought. Costs one statement for each variant and one for the ledger; numbers that are set by the
    hundreds cost a few in all. Objects of `Variant` that the session holds keep the stock they were
    read with.

    Raises StockMoved with every variant whose stock is not the expected one, OutOfStock with every
    one that fell short, NotFound for an unknown variant; the caller's unit of work must then roll
    back.
    """
    merged = _merged(changes)
    if short := _apply_in_turn(merged):
        raise _refusal(short)
    moment = at or utcnow()
    for start in range(0, len(merged), MOVEMENTS_PER_STATEMENT):
        _record(merged[start : start + MOVEMENTS_PER_STATEMENT], actor_id, moment)


def set_stock(
    targets: Mapping[int, tuple[int, int]],
    *,
    reason: MovementReason = MovementReason.EDIT,
    cause: str = "",
    actor_id: int | None,
) -> None:
    """Set each variant's stock to a number: id → (expected, wanted).

    Raises StockMoved, and nothing is set, when one of them has not the stock that was expected:
    what was sold in between is not typed over (DESIGN 8).
    """
    change_stock(
        [
            StockChange(variant_id, wanted - expected, reason, cause, expected=expected)
            for variant_id, (expected, wanted) in targets.items()
        ],
        actor_id=actor_id,
    )


def empty_stock(
    variant_ids: Iterable[int],
    *,
    reason: MovementReason = MovementReason.STOCK_OUT,
    cause: str = "",
    actor_id: int | None,
) -> dict[int, int]:
    """Set the stock of these variants to zero; answers how many units each of them lost."""
    rows = db.session.execute(
        select(Variant.id, Variant.stock)
        .where(Variant.id.in_(set(variant_ids)))
        .order_by(Variant.id)
        .with_for_update()
    ).all()
    lost = {variant_id: stock for variant_id, stock in rows if stock}
    change_stock(
        [StockChange(variant_id, -stock, reason, cause) for variant_id, stock in lost.items()],
        actor_id=actor_id,
    )
    return lost


def _merged(changes: Sequence[StockChange]) -> list[StockChange]:
    """One change for each variant, in ascending order of their ids, without those of nothing."""
    by_variant: dict[int, StockChange] = {}
    for change in changes:
        known = by_variant.get(change.variant_id)
        if known is None:
            by_variant[change.variant_id] = change
        elif (known.reason, known.cause) != (change.reason, change.cause):
            raise ValueError("changes of one variant need one reason and one cause")
        elif known.expected is not None or change.expected is not None:
            raise ValueError("a number is set once, not together with other changes")
        else:
            by_variant[change.variant_id] = replace(known, delta=known.delta + change.delta)
    return [change for _id, change in sorted(by_variant.items()) if change.delta]


def _apply_in_turn(changes: Sequence[StockChange]) -> list[StockChange]:
    """Make the changes in ascending order of the ids; those that could not be made."""
    short: list[StockChange] = []
    for is_set, run in groupby(changes, key=lambda change: change.expected is not None):
        some = list(run)
        if not is_set or len(some) < MANY:
            short += [change for change in some if not _apply(change)]
            continue
        for start in range(0, len(some), MOVEMENTS_PER_STATEMENT):
            short += _set_many(some[start : start + MOVEMENTS_PER_STATEMENT])
    return short


def _set_many(changes: Sequence[StockChange]) -> list[StockChange]:
    """Set many numbers in two statements; those whose stock is not the expected one.

    The rows are locked by the first, so that it is known which of them have moved; the second is
    conditional all the same.
    """
    ids = [change.variant_id for change in changes]
    rows = db.session.execute(
        select(Variant.id, Variant.stock)
        .where(Variant.id.in_(ids))
        .order_by(Variant.id)
        .with_for_update()
    )
    present = {row.id: row.stock for row in rows}
    expected = {change.variant_id: change.expected or 0 for change in changes}
    wanted = {change.variant_id: (change.expected or 0) + change.delta for change in changes}
    moved = [
        change
        for change in changes
        if present.get(change.variant_id) != change.expected or wanted[change.variant_id] < 0
    ]
    if moved:
        return moved
    result = db.session.execute(
        update(Variant)
        .where(Variant.id.in_(ids), Variant.stock == _per_variant(expected, Integer()))
        .values(stock=_per_variant(wanted, Integer())),
        execution_options={"synchronize_session": False},
    )
    return [] if cast("CursorResult[Any]", result).rowcount == len(changes) else list(changes)


def _apply(change: StockChange) -> bool:
    """Change one variant's stock, unless too little of it is left."""
    statement = update(Variant).where(Variant.id == change.variant_id)
    if change.expected is not None:
        statement = statement.where(Variant.stock == change.expected)
    if change.delta < 0:
        statement = statement.where(Variant.stock >= -change.delta)
    if change.reason == MovementReason.SALE:
        statement = statement.where(Variant.is_active == true(), _is_on_sale())
    result = db.session.execute(
        statement.values(stock=Variant.stock + change.delta),
        execution_options={"synchronize_session": False},
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def _is_on_sale() -> ColumnElement[bool]:
    return (
        select(Product.id)
        .where(Product.id == Variant.product_id, Product.status == ProductStatus.ACTIVE)
        .correlate(Variant)
        .exists()
    )


def _refusal(short: list[StockChange]) -> OutOfStock | NotFound | StockMoved:
    rows = db.session.execute(
        select(
            Variant.id,
            Variant.stock,
            and_(Variant.is_active, Product.status == ProductStatus.ACTIVE).label("is_on_sale"),
        )
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.id.in_([change.variant_id for change in short]))
    ).all()
    found = {row.id: row for row in rows}
    moved = {
        change.variant_id: found[change.variant_id].stock
        for change in short
        if change.expected is not None and change.variant_id in found
    }
    if moved:
        return StockMoved(moved)
    shortfalls: list[Shortfall] = []
    for change in short:
        row = found.get(change.variant_id)
        is_sale = change.reason == MovementReason.SALE
        if row is None and not is_sale:
            return NotFound()
        can_be_had = row is not None and (row.is_on_sale or not is_sale)
        shortfalls.append(
            {
                "variant_id": change.variant_id,
                "requested": -change.delta,
                "available": row.stock if row is not None and can_be_had else 0,
            }
        )
    return OutOfStock(shortfalls)


def _record(changes: Sequence[StockChange], actor_id: int | None, at: datetime) -> None:
    """Write the ledger; the balance after comes from the row itself, which this transaction holds.

    One INSERT … SELECT for all, whatever their number.
    """
    db.session.execute(
        insert(StockMovement).from_select(
            ["variant_id", "delta", "balance_after", "reason", "cause", "actor_id", "created_at"],
            select(
                Variant.id,
                _per_variant({change.variant_id: change.delta for change in changes}, Integer()),
                Variant.stock,
                _per_variant({change.variant_id: change.reason for change in changes}, String()),
                _per_variant({change.variant_id: change.cause for change in changes}, String()),
                literal(actor_id, Identifier),
                literal(at, UTCDateTime()),
            )
            .where(Variant.id.in_([change.variant_id for change in changes]))
            .order_by(Variant.id),
        )
    )


def _per_variant(values: Mapping[int, Any], type_: Any) -> ColumnElement[Any]:
    """The variant's own value as an expression; a plain literal when all have the same."""
    first = next(iter(values.values()))
    if all(value == first for value in values.values()):
        return literal(first, type_)
    return case({key: literal(value, type_) for key, value in values.items()}, value=Variant.id)
