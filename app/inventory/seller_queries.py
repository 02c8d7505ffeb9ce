"""What the inventory page shows: rows, counts, one variant's ledger.

A store may have 100,000 variants. Which rows a page has is found in the variants' own indexes;
only those rows are then joined with their product and picture.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, case, cast, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from app.catalogue.models import Product, ProductImage, ProductStatus, Variant
from app.db import db
from app.errors import NotFound
from app.inventory.causes import EMPTIED, UNDONE
from app.inventory.models import MovementReason, StockMovement

ALL, LOW, OUT = "all", "low", "out"
BY_PRODUCT, FEWEST, MOST = "product", "fewest", "most"
PER_PAGE = 50
COUNTED_AT_MOST = 100_000
LAST_PAGE = COUNTED_AT_MOST // PER_PAGE
MOST_WORDS = 5
MOVEMENTS_PER_PAGE = 25
MOVEMENTS_COUNTED = 10_000


@dataclass(frozen=True)
class InventoryRow:
    """A variant as the inventory shows it; price in rupiah, stock and threshold in units.

    `emptied_by` is the movement that emptied it, and `emptied_units` what that took, as long as
    nothing has moved since: then it can be taken back.
    """

    id: int
    product_id: int
    product_name: str
    product_status: str
    options: dict[str, str]
    sku: str
    price: int
    stock: int
    low_stock_threshold: int
    is_active: bool
    image_key: str | None
    emptied_by: int | None = None
    emptied_units: int | None = None

    @property
    def is_out(self) -> bool:
        """Sold out: nothing is left."""
        return self.stock == 0

    @property
    def is_low(self) -> bool:
        """Low: something is left, yet less than the threshold. What is out is not low as well."""
        return 0 < self.stock < self.low_stock_threshold

    @property
    def is_draft(self) -> bool:
        """The product is not published yet."""
        return self.product_status == ProductStatus.DRAFT

    @property
    def is_product_archived(self) -> bool:
        """The product is taken out of the shop."""
        return self.product_status == ProductStatus.ARCHIVED

    @property
    def full_name(self) -> str:
        """The product with this variant's options, in one line."""
        return _full_name(self.product_name, self.options)

    @property
    def undo(self) -> Undoable | None:
        """The way back from an emptying that nothing has followed."""
        if self.emptied_by is None or not self.emptied_units:
            return None
        return Undoable(self.emptied_by, self.id, self.emptied_units, self.full_name)


@dataclass(frozen=True)
class StockCounts:
    """How many variants each tab has, counted no further than COUNTED_AT_MOST."""

    all: int
    low: int
    out: int

    def of(self, show: str) -> int:
        """The count of the tab ALL, LOW or OUT."""
        return {ALL: self.all, LOW: self.low, OUT: self.out}[show]


@dataclass(frozen=True)
class Undoable:
    """An emptying that can be taken back, and of what."""

    movement_id: int
    variant_id: int
    units: int
    name: str


@dataclass(frozen=True)
class Movement:
    """One line of the ledger."""

    id: int
    created_at: datetime
    delta: int
    balance_after: int
    reason: str
    cause: str
    actor_id: int | None


@dataclass(frozen=True)
class Ledger:
    """A page of a variant's movements, newest first, and what the latest of them come to.

    `came`, `went` and `count` are of at most MOVEMENTS_COUNTED movements; `is_whole` when that is
    all of them.
    """

    row: InventoryRow
    movements: tuple[Movement, ...]
    page: int
    pages: int
    count: int
    came: int
    went: int
    is_whole: bool


def stock_counts(store_id: int, *, q: str = "") -> StockCounts:
    """How many variants there are in all, low and out, in one statement."""
    some = _searched(select(Variant.stock, Variant.low_stock_threshold), store_id, q)
    counted = some.limit(COUNTED_AT_MOST).subquery()
    is_low = (counted.c.stock > 0) & (counted.c.stock < counted.c.low_stock_threshold)
    row = db.session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((is_low, 1), else_=0)), 0),
            func.coalesce(func.sum(case((counted.c.stock == 0, 1), else_=0)), 0),
        ).select_from(counted)
    ).one()
    return StockCounts(*(int(count) for count in row))


def inventory_rows(
    store_id: int, *, show: str = ALL, q: str = "", sort: str = BY_PRODUCT, page: int = 1
) -> list[InventoryRow]:
    """The page's rows, PER_PAGE at most, in one statement."""
    wanted = _searched(select(Variant.id), store_id, q).where(*_SHOWN[show])
    chosen = (
        wanted.order_by(*_ORDERS[sort]).limit(PER_PAGE).offset((page - 1) * PER_PAGE).subquery()
    )
    statement = _row_columns().join(chosen, chosen.c.id == Variant.id).order_by(*_ORDERS[sort])
    return [_to_row(row) for row in db.session.execute(statement)]


def inventory_row(store_id: int, variant_id: int, *, or_archived: bool = False) -> InventoryRow:
    """One of this store's variants. Raises NotFound."""
    statement = _row_columns().where(Variant.id == variant_id, Variant.store_id == store_id)
    if not or_archived:
        statement = statement.where(Variant.is_archived == false())
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    return _to_row(row)


def changed_rows(store_id: int, shown: Mapping[int, int]) -> list[InventoryRow]:
    """Those of this store's variants whose stock is not the one shown (id → units)."""
    if not shown:
        return []
    seen = case(dict(shown), value=Variant.id)
    rows = db.session.execute(
        _row_columns()
        .where(
            Variant.id.in_(shown),
            Variant.store_id == store_id,
            Variant.is_archived == false(),
            Variant.stock != func.coalesce(seen, -1),
        )
        .order_by(Variant.id)
    )
    return [_to_row(row) for row in rows]


def undoable(store_id: int, movement_id: int) -> Undoable | None:
    """The emptying with this movement, unless it was taken back or is not this store's."""
    undo = aliased(StockMovement)
    row = db.session.execute(
        select(StockMovement.variant_id, StockMovement.delta, Product.name, Variant.options)
        .join(Variant, Variant.id == StockMovement.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(
            StockMovement.id == movement_id,
            StockMovement.reason == MovementReason.EDIT,
            StockMovement.cause == EMPTIED,
            Variant.store_id == store_id,
            Variant.is_archived == false(),
            ~exists(
                select(undo.id)
                .where(
                    undo.variant_id == StockMovement.variant_id,
                    undo.id > movement_id,
                    undo.cause == f"{UNDONE}{movement_id}",
                )
                .correlate(StockMovement)
            ),
        )
    ).first()
    if row is None:
        return None
    name = _full_name(row.name, row.options)
    return Undoable(movement_id, row.variant_id, -row.delta, name)


def ledger(store_id: int, variant_id: int, *, page: int = 1) -> Ledger:
    """A variant's movements, in three statements. Raises NotFound."""
    row = inventory_row(store_id, variant_id, or_archived=True)
    newest = (
        select(StockMovement.delta)
        .where(StockMovement.variant_id == variant_id)
        .order_by(StockMovement.id.desc())
        .limit(MOVEMENTS_COUNTED)
        .subquery()
    )
    count, came, went = db.session.execute(
        select(
            func.count(),
            _sum_where(newest.c.delta, newest.c.delta > 0),
            _sum_where(newest.c.delta, newest.c.delta < 0),
        ).select_from(newest)
    ).one()
    pages = max(1, -(-count // MOVEMENTS_PER_PAGE))
    page = min(page, pages)
    found = db.session.execute(
        select(
            StockMovement.id,
            StockMovement.created_at,
            StockMovement.delta,
            StockMovement.balance_after,
            StockMovement.reason,
            StockMovement.cause,
            StockMovement.actor_id,
        )
        .where(StockMovement.variant_id == variant_id)
        .order_by(StockMovement.id.desc())
        .limit(MOVEMENTS_PER_PAGE)
        .offset((page - 1) * MOVEMENTS_PER_PAGE)
    )
    movements = tuple(Movement(**each._mapping) for each in found)
    is_whole = count < MOVEMENTS_COUNTED
    return Ledger(row, movements, page, pages, count, int(came), int(went), is_whole)


def _full_name(product_name: str, options: dict[str, str]) -> str:
    chosen = ", ".join(str(value) for value in options.values())
    return f"{product_name} ({chosen})" if chosen else product_name


def _sum_where(column: ColumnElement[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, column), else_=0)), 0, type_=Integer)


def _searched(statement: Any, store_id: int, q: str) -> Any:
    """This store's variants whose product's name, SKU or options have every word of `q`."""
    statement = statement.where(Variant.store_id == store_id, Variant.is_archived == false())
    words = q.split()[:MOST_WORDS]
    if not words:
        return statement
    return statement.join(Product, Product.id == Variant.product_id).where(
        *(
            or_(
                Product.name.icontains(word, autoescape=True),
                Variant.sku.icontains(word, autoescape=True),
                # As it is written in the column, where letters beyond ASCII are escaped.
                cast(Variant.options, Text).icontains(json.dumps(word)[1:-1], autoescape=True),
            )
            for word in words
        )
    )


_SHOWN: dict[str, tuple[ColumnElement[bool], ...]] = {
    ALL: (),
    LOW: (Variant.stock > 0, Variant.stock < Variant.low_stock_threshold),
    OUT: (Variant.stock == 0,),
}
# The order of an index each, with the row's id as the last word.
_ORDERS: dict[str, tuple[Any, ...]] = {
    BY_PRODUCT: (Variant.product_id, Variant.position, Variant.id),
    FEWEST: (Variant.stock, Variant.low_stock_threshold, Variant.id),
    MOST: (Variant.stock.desc(), Variant.low_stock_threshold.desc(), Variant.id.desc()),
}
SORTS = tuple(_ORDERS)


def _if_emptied(column: Any) -> ColumnElement[Any]:
    """The column of the variant's latest movement, where that is an emptying."""
    latest = (
        select(
            case(
                (
                    (StockMovement.reason == MovementReason.EDIT)
                    & (StockMovement.cause == EMPTIED),
                    column,
                )
            )
        )
        .where(StockMovement.variant_id == Variant.id)
        .order_by(StockMovement.id.desc())
        .limit(1)
        .correlate(Variant)
        .scalar_subquery()
    )
    return case((Variant.stock == 0, latest))


def _row_columns() -> Any:
    return (
        select(
            Variant.id,
            Variant.product_id,
            Product.name.label("product_name"),
            Product.status.label("product_status"),
            Variant.options,
            Variant.sku,
            Variant.price,
            Variant.stock,
            Variant.low_stock_threshold,
            Variant.is_active,
            func.coalesce(ProductImage.key, Product.image_key).label("image_key"),
            _if_emptied(StockMovement.id).label("emptied_by"),
            _if_emptied(-StockMovement.delta).label("emptied_units"),
        )
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(ProductImage, ProductImage.id == Variant.image_id)
    )


def _to_row(row: Any) -> InventoryRow:
    return InventoryRow(**row._mapping)
