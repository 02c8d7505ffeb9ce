"""Listings of products: one question, `ListingQuery`, answered by one function.

The database answers what its indexes answer quickly: category, store, price, stock, order, page.
The search index will answer the same question whole, words, facets and all (DESIGN 10); then only
`list_products` changes, and no page does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, desc, exists, func, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.catalogue.models import Product, ProductStatus, Variant
from app.catalogue.summaries import ProductSummary, summary_columns, to_summary
from app.db import db
from app.stores.models import Store
from app.web import params

PER_PAGE = 24
TOTAL_CAP = 1_000
LAST_PAGE = -(-TOTAL_CAP // PER_PAGE)
SORTS = ("popular", "newest", "price_asc", "price_desc")


@dataclass(frozen=True)
class ListingQuery:
    """What somebody wants to see; prices in rupiah, `rating` is the least average in stars.

    `category_ids` are the chosen category and all below it; empty means every category.
    """

    q: str = ""
    category: str = ""
    category_ids: tuple[int, ...] = ()
    store_id: int | None = None
    min_price: int | None = None
    max_price: int | None = None
    rating: int | None = None
    location: str = ""
    in_stock: bool = False
    sort: str = SORTS[0]
    page: int = 1

    def arguments(self, **changes: Any) -> dict[str, Any]:
        """The address's parameters for this query with `changes`, without what is default."""
        changed = replace(self, **changes)
        wanted = {
            "category": changed.category,
            "min_price": changed.min_price,
            "max_price": changed.max_price,
            "rating": changed.rating,
            "location": changed.location,
            "in_stock": 1 if changed.in_stock else None,
            "sort": changed.sort if changed.sort != SORTS[0] else None,
            "page": changed.page if changed.page > 1 else None,
        }
        return {name: value for name, value in wanted.items() if value}


@dataclass(frozen=True)
class ListingPage:
    """One page of a listing. `total` is counted no further than TOTAL_CAP."""

    query: ListingQuery
    items: tuple[ProductSummary, ...]
    total: int
    total_capped: bool

    @property
    def page(self) -> int:
        return self.query.page

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.total, TOTAL_CAP) // PER_PAGE))


def parse_listing_query(*, store_id: int | None = None) -> ListingQuery:
    """The query in the request's parameters; what makes no sense is left out."""
    return ListingQuery(
        q=params.text("q", maximum=100),
        category=params.text("category", maximum=120),
        store_id=store_id,
        min_price=params.integer("min_price", minimum=0, maximum=10**12),
        max_price=params.integer("max_price", minimum=0, maximum=10**12),
        rating=params.integer("rating", minimum=1, maximum=5),
        location=params.text("location", maximum=100),
        in_stock=params.flag("in_stock"),
        sort=params.choice("sort", SORTS, default=SORTS[0]),
        page=params.page_number(maximum=LAST_PAGE),
    )


def list_products(query: ListingQuery) -> ListingPage:
    """The page of products that `query` asks for, in two statements however many there are."""
    found = _filtered(query)
    # Counting stops at the cap: a shop of a million products must not be counted for a heading.
    counted = found.with_only_columns(Product.id).limit(TOTAL_CAP + 1).subquery()
    total = int(db.session.scalar(select(func.count()).select_from(counted)) or 0)
    pages = max(1, -(-min(total, TOTAL_CAP) // PER_PAGE))
    query = replace(query, page=min(query.page, pages))
    rows = db.session.execute(
        found.order_by(*_order(query.sort)).limit(PER_PAGE).offset((query.page - 1) * PER_PAGE)
    )
    return ListingPage(
        query=query,
        items=tuple(to_summary(row) for row in rows),
        total=min(total, TOTAL_CAP),
        total_capped=total > TOTAL_CAP,
    )


def top_products(sort: str, *, limit: int) -> tuple[ProductSummary, ...]:
    """The first products in an order, for the home page, in one statement."""
    statement = _filtered(ListingQuery()).order_by(*_order(sort)).limit(limit)
    return tuple(to_summary(row) for row in db.session.execute(statement))


def _filtered(query: ListingQuery) -> Select[*tuple[Any, ...]]:
    return (
        select(*summary_columns())
        .join(Store, Store.id == Product.store_id)
        .where(*_conditions(query))
    )


def _conditions(query: ListingQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Product.status == ProductStatus.ACTIVE]
    if query.category:
        conditions.append(Product.category_id.in_(query.category_ids))
    if query.store_id is not None:
        conditions.append(Product.store_id == query.store_id)
    if query.min_price is not None:
        conditions.append(Product.price_max >= query.min_price)
    if query.max_price is not None:
        conditions.append(Product.price_min <= query.max_price)
    if query.rating is not None:
        least = and_(
            Product.rating_count > 0,
            Product.rating_tenths >= Product.rating_count * query.rating * 10,
        )
        conditions.append(least)
    if query.location:
        conditions.append(Store.location == query.location)
    if query.in_stock:
        conditions.append(
            exists().where(
                Variant.product_id == Product.id, Variant.is_active == true(), Variant.stock > 0
            )
        )
    return conditions


def _order(sort: str) -> tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]:
    """Every order ends with the id, so that no product is shown twice or never."""
    orders = {
        "popular": (desc(Product.sold_count), desc(Product.id)),
        "newest": (desc(Product.created_at), desc(Product.id)),
        "price_asc": (Product.price_min, Product.id),
        "price_desc": (desc(Product.price_min), desc(Product.id)),
    }
    return orders[sort]
