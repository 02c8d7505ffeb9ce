"""Listings of products: one question, `ListingQuery`, answered by one function."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, desc, func, select, union_all

from app.accounts.models import User
from app.catalogue.models import Product, ProductStatus, Variant
from app.catalogue.summaries import ProductSummary, has_variant, summary_columns, to_summary
from app.db import db
from app.stores.models import Store
from app.stores.queries import is_open, is_owned_by
from app.web import params

PER_PAGE = 24
TOTAL_CAP = 1_000
LAST_PAGE = -(-TOTAL_CAP // PER_PAGE)
SORTS = ("popular", "newest", "price_asc", "price_desc")
# SQLite takes 500 parts in a union; a category with more below it than this is sorted instead.
MERGED_CATEGORIES = 60


@dataclass(frozen=True)
class ListingQuery:
    """What somebody wants to see; prices in rupiah, of the cheapest variant.

    `rating` is the least average in stars;
    `category_ids` are the chosen category and all below it, none if there is no such category.
    This is the one question that every listing asks. The database answers what its indexes answer
    without reading everything: category, store, price, stock, order and page. Words, rating and
    place are carried along for the search index, which will answer the same object whole; then
    `list_products` changes and no page does.
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
        """The address's parameters with `changes`, without defaults; a change begins at page 1."""
        changed = replace(self, **{"page": 1, **changes})
        wanted = {
            "q": changed.q or None,
            "category": changed.category or None,
            "min_price": changed.min_price,
            "max_price": changed.max_price,
            "rating": changed.rating,
            "location": changed.location or None,
            "in_stock": 1 if changed.in_stock else None,
            "sort": changed.sort if changed.sort != SORTS[0] else None,
            "page": changed.page if changed.page > 1 else None,
        }
        return {name: value for name, value in wanted.items() if value is not None}


@dataclass(frozen=True)
class ListingPage:
    """One page of a listing. `total` is counted no further than TOTAL_CAP."""

    query: ListingQuery
    items: tuple[ProductSummary, ...]
    total: int
    total_capped: bool

    @property
    def page(self) -> int:
        """The page shown, from 1: the last one for who asked beyond it."""
        return self.query.page

    @property
    def pages(self) -> int:
        """How many pages can be opened; deeper ones would be read from the start each time."""
        return max(1, -(-self.total // PER_PAGE))


def parse_listing_query(*, store_id: int | None = None) -> ListingQuery:
    """The query in the request's parameters; what makes no sense is left out or clamped."""
    lowest = params.integer("min_price", minimum=0, maximum=10**12)
    highest = params.integer("max_price", minimum=0, maximum=10**12)
    if lowest is not None and highest is not None and lowest > highest:
        lowest, highest = highest, lowest
    return ListingQuery(
        q=params.text("q", maximum=100),
        category=params.text("category", maximum=120) if store_id is None else "",
        store_id=store_id,
        min_price=lowest,
        max_price=highest,
        rating=params.integer("rating", minimum=1, maximum=5),
        location=params.text("location", maximum=100),
        in_stock=params.flag("in_stock"),
        sort=params.choice("sort", SORTS, default=SORTS[0]),
        page=params.page_number(maximum=LAST_PAGE),
    )


def list_products(query: ListingQuery) -> ListingPage:
    """The page of products that `query` asks for, in two statements however many there are."""
    is_unknown = bool(query.category) and not query.category_ids
    total = 0 if is_unknown else _count(query)
    pages = max(1, -(-min(total, TOTAL_CAP) // PER_PAGE))
    query = replace(query, page=min(query.page, pages))
    skipped = (query.page - 1) * PER_PAGE
    return ListingPage(
        query=query,
        items=_read(query, first=skipped, count=PER_PAGE) if total else (),
        total=min(total, TOTAL_CAP),
        total_capped=total > TOTAL_CAP,
    )


def first_products(sort: str, *, count: int) -> tuple[ProductSummary, ...]:
    """The first products in an order, in one statement."""
    return _read(ListingQuery(sort=sort), first=0, count=count)


def _count(query: ListingQuery) -> int:
    """How many there are. Counting stops behind the cap: nobody counts a million for a heading."""
    found = _found(query, Product.id).where(*_in_categories(query)).limit(TOTAL_CAP + 1).subquery()
    return int(db.session.scalar(select(func.count()).select_from(found)) or 0)


def _read(query: ListingQuery, *, first: int, count: int) -> tuple[ProductSummary, ...]:
    """`count` products from the one numbered `first`: their ids by index, then their rows."""
    wanted = _ordered_ids(query, first=first, count=count)
    rows = db.session.execute(
        select(*summary_columns())
        .select_from(wanted)
        .join(Product, Product.id == wanted.c.id)
        .join(Store, Store.id == Product.store_id)
        .order_by(*_order(query.sort, wanted.c.rank, wanted.c.id))
    )
    return tuple(to_summary(row) for row in rows.mappings())


def _ordered_ids(query: ListingQuery, *, first: int, count: int) -> Subquery:
    """The ids of a page, and what they are ordered by.

    An index gives the order within one category only. Over several, the first rows of each are
    merged, so that a category of a hundred thousand products is never sorted whole.
    """
    rank = _rank(query.sort)
    every = _found(query, Product.id, rank.label("rank")).order_by(
        *_order(query.sort, rank, Product.id)
    )
    if not 1 < len(query.category_ids) <= MERGED_CATEGORIES:
        return every.where(*_in_categories(query)).offset(first).limit(count).subquery()
    branches = [
        every.where(Product.category_id == category).limit(first + count).subquery()
        for category in query.category_ids
    ]
    merged = union_all(*(select(branch.c.id, branch.c.rank) for branch in branches)).subquery()
    return (
        select(merged.c.id, merged.c.rank)
        .order_by(*_order(query.sort, merged.c.rank, merged.c.id))
        .offset(first)
        .limit(count)
        .subquery()
    )


def _found(query: ListingQuery, *columns: Any) -> Select[Any]:
    """What buyers may see and `query` does not leave out, categories aside."""
    chosen: Any = select(*columns)
    return (
        chosen.join(Store, Store.id == Product.store_id)
        .join(User, is_owned_by())
        .where(Product.status == ProductStatus.ACTIVE, is_open(), *_conditions(query))
        # Products come first, in the order of their index; left alone, MariaDB may begin with
        # the stores and sort everything they sell.
        .prefix_with("STRAIGHT_JOIN", dialect="mysql")
        .prefix_with("STRAIGHT_JOIN", dialect="mariadb")
    )


def _in_categories(query: ListingQuery) -> list[ColumnElement[bool]]:
    return [Product.category_id.in_(query.category_ids)] if query.category_ids else []


def _conditions(query: ListingQuery) -> list[ColumnElement[bool]]:
    conditions = [has_variant(Variant.stock > 0) if query.in_stock else has_variant()]
    if query.store_id is not None:
        conditions.append(Product.store_id == query.store_id)
    if query.min_price is not None:
        conditions.append(Product.price_min >= query.min_price)
    if query.max_price is not None:
        conditions.append(Product.price_min <= query.max_price)
    return conditions


def _rank(sort: str) -> Any:
    """The column that an order goes by."""
    columns = {"popular": Product.sold_count, "newest": Product.created_at}
    return columns.get(sort, Product.price_min)


def _order(sort: str, rank: Any, identifier: Any) -> tuple[Any, Any]:
    """Every order ends with the id, so that no product is shown twice or never."""
    return (rank, identifier) if sort == "price_asc" else (desc(rank), desc(identifier))
