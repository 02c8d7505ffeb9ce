"""A store's own products, as its seller looks through them: all states, with stock and sales."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    ScalarSelect,
    Subquery,
    and_,
    false,
    func,
    or_,
    select,
    true,
)

from app.catalogue.errors import ProductNotFound
from app.catalogue.models import Product, ProductStatus, Variant
from app.db import db

PER_PAGE = 20
# What a seller may choose instead.
SIZES = (20, 50, 100)
ALL = "ALL"
NEWEST = "newest"
# How a list may be ordered; "-" in front of a word turns it round.
SORTS = (
    NEWEST,
    "-newest",
    "name",
    "-name",
    "price",
    "-price",
    "stock",
    "-stock",
    "sold",
    "-sold",
)
# A name is looked for by each of its words; more of them find nothing else.
WORDS_USED = 8


@dataclass(frozen=True)
class ProductRow:
    """A product in its seller's list; prices in rupiah, `stock` of all that is not archived.

    `low` counts the variants on sale whose stock is below their threshold. `sku` is the first one.
    """

    id: int
    name: str
    slug: str
    status: str
    image_key: str | None
    price_min: int
    price_max: int
    sold_count: int
    stock: int
    variants: int
    low: int
    sku: str | None

    @property
    def is_active(self) -> bool:
        """Buyers see it."""
        return self.status == ProductStatus.ACTIVE

    @property
    def is_archived(self) -> bool:
        """It was taken out of the shop."""
        return self.status == ProductStatus.ARCHIVED


@dataclass(frozen=True)
class ProductList:
    """A page of a store's products, and how many there are in each state and in ALL."""

    rows: tuple[ProductRow, ...]
    counts: dict[str, int]
    page: int
    total: int
    size: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return _pages(self.total, self.size)


def store_products(
    store_id: int,
    *,
    status: str = ALL,
    q: str = "",
    sort: str = NEWEST,
    page: int = 1,
    size: int = PER_PAGE,
) -> ProductList:
    """A page of the store's products with this status, found by name or SKU.

    Two statements. Who asks for a page beyond the last one gets the last.
    """
    counts = product_counts(store_id, q=q)
    total = counts.get(status, 0)
    page = min(page, _pages(total, size))
    chosen = [*_found(store_id, q), *([] if status == ALL else [Product.status == status])]
    ids = _ordered_ids(chosen, sort, first=(page - 1) * size, size=size)
    rows = db.session.execute(
        select(*_columns())
        .select_from(ids)
        .join(Product, Product.id == ids.c.id)
        .order_by(*_order(sort, ids.c.rank, ids.c.id))
    )
    return ProductList(tuple(_row(row) for row in rows.mappings()), counts, page, total, size)


def product_counts(store_id: int, *, q: str = "") -> dict[str, int]:
    """How many products the search finds, by status and in ALL."""
    rows = db.session.execute(
        select(Product.status, func.count())
        .where(*_found(store_id, q))
        .group_by(Product.status)
        .order_by(Product.status)
    )
    counts = {status.value: 0 for status in ProductStatus} | {row[0]: row[1] for row in rows}
    return {ALL: sum(counts.values()), **counts}


def product_row(store_id: int, product_id: int) -> ProductRow:
    """One row of the list; raises ProductNotFound."""
    row = db.session.execute(
        select(*_columns()).where(Product.id == product_id, Product.store_id == store_id)
    ).first()
    if row is None:
        raise ProductNotFound
    return _row(row._mapping)


@dataclass(frozen=True)
class NamedProduct:
    """A product by its name, with the status that it had when it was read."""

    id: int
    name: str
    status: str


def named_products(store_id: int, product_ids: Iterable[int]) -> list[NamedProduct]:
    """These products in the order of their ids; raises ProductNotFound unless all are the store's.

    A list with somebody else's among them is not found as a whole: nothing of it is told.
    """
    wanted = sorted(set(product_ids))
    rows = db.session.execute(
        select(Product.id, Product.name, Product.status)
        .where(Product.id.in_(wanted), Product.store_id == store_id)
        .order_by(Product.id)
    )
    found = [NamedProduct(**row._mapping) for row in rows]
    if len(found) != len(wanted):
        raise ProductNotFound
    return found


def _pages(total: int, size: int) -> int:
    return max(1, -(-total // size))


def _found(store_id: int, q: str) -> list[ColumnElement[bool]]:
    """The store's products that have every word of `q` in the name, or `q` in an SKU."""
    if not q:
        return [Product.store_id == store_id]
    name = func.lower(Product.name)
    words = q.lower().split()[:WORDS_USED]
    with_sku = select(Variant.product_id).where(
        Variant.store_id == store_id,
        Variant.is_archived == false(),
        func.lower(Variant.sku).contains(q.lower(), autoescape=True),
    )
    named = and_(*(name.contains(word, autoescape=True) for word in words))
    return [Product.store_id == store_id, or_(named, Product.id.in_(with_sku))]


def _ordered_ids(
    conditions: list[ColumnElement[bool]], sort: str, *, first: int, size: int
) -> Subquery:
    rank = _rank(sort).label("rank")
    return (
        select(Product.id, rank)
        .where(*conditions)
        .order_by(*_order(sort, rank, Product.id))
        .offset(first)
        .limit(size)
        .subquery()
    )


def _rank(sort: str) -> Any:
    """What a list is ordered by."""
    columns: dict[str, Any] = {
        "name": func.lower(Product.name),
        "price": Product.price_min,
        "stock": _stock(),
        "sold": Product.sold_count,
    }
    return columns.get(sort.removeprefix("-"), Product.created_at)


def _order(sort: str, rank: Any, identifier: Any) -> tuple[Any, Any]:
    """Every order ends with the id, so that no product is shown twice or never."""
    # The newest, that is the latest moment, comes first where "newest" is not turned round.
    descends = sort.startswith("-") != (sort.removeprefix("-") == NEWEST)
    return (rank.desc(), identifier.desc()) if descends else (rank.asc(), identifier.asc())


def _of_variants(value: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    return (
        select(value)
        .where(Variant.product_id == Product.id, Variant.is_archived == false(), *conditions)
        .correlate(Product)
        .scalar_subquery()
    )


def _stock() -> ScalarSelect[Any]:
    return _of_variants(func.coalesce(func.sum(Variant.stock), 0))


def _columns() -> tuple[Any, ...]:
    is_low = (Variant.is_active == true(), Variant.stock < Variant.low_stock_threshold)
    return (
        Product.id,
        Product.name,
        Product.slug,
        Product.status,
        Product.image_key,
        Product.price_min,
        Product.price_max,
        Product.sold_count,
        _stock().label("stock"),
        _of_variants(func.count()).label("variants"),
        _of_variants(func.count(), *is_low).label("low"),
        _of_variants(func.min(Variant.sku)).label("sku"),
    )


def _row(row: RowMapping) -> ProductRow:
    # MariaDB's sum is a Decimal.
    return replace(ProductRow(**row), stock=int(row["stock"]))
