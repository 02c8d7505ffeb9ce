"""A plan into the database, inside the caller's unit of work: all of it, or after an error nothing.

What nobody waits for comes first: new products and variants. Then the rows that buyers may want,
each kind by ascending id, and their stock last, so that a checkout waits for as little as possible
(DESIGN 5). Values are written some hundreds to a statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, and_, case, literal, not_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute

from app.catalogue.bounds import LOWEST_PRICE
from app.catalogue.lifecycle import sellable
from app.catalogue.models import Product, ProductStatus, Variant
from app.catalogue.variants import product_slug, refresh_price_ranges
from app.clock import utcnow
from app.db import db
from app.inventory.models import MovementReason
from app.inventory.services import MOVEMENTS_PER_STATEMENT, StockChange, change_stock
from app.model import Base
from app.sheets.errors import PreviewMoved
from app.sheets.plans import NewProduct, NewVariant, Plan

CHUNK = 250
Item = TypeVar("Item")
Report = Callable[[int], None]

_PRODUCT_COLUMNS: dict[str, InstrumentedAttribute[Any]] = {
    "name": Product.name,
    "slug": Product.slug,
    "category": Product.category_id,
    "description": Product.description,
}
_VARIANT_COLUMNS: dict[str, InstrumentedAttribute[Any]] = {
    "options": Variant.options,
    "price": Variant.price,
    "weight": Variant.weight,
    "threshold": Variant.low_stock_threshold,
}


def write_plan(
    plan: Plan, *, store_id: int, actor_id: int, cause: str, report: Report = lambda _rows: None
) -> None:
    """Write all of the plan; the ledger says `cause`, and `report` hears how many rows are done.

    Raises StockMoved when a sale came between the plan and this, and PreviewMoved when something
    else did, and would leave a product on sale that cannot be sold.
    """
    variants = _insert_products(plan, store_id)
    variants += _insert_added(plan, store_id)
    # A row counts once its stock is written too, so that the bar never goes back.
    report(sum(1 for _variant, wanted in variants if not wanted.stock))
    stock = [
        StockChange(variant.id, wanted.stock, MovementReason.IMPORT, cause, expected=0)
        for variant, wanted in variants
        if wanted.stock
    ]
    touched = _update_products(plan)
    _update_variants(plan)
    _refuse_unsellable(plan, [variant for variant, _wanted in variants])
    refresh_price_ranges(touched | {added.product_id for added in plan.added})
    stock += [
        StockChange(
            row.variant_id,
            change.new - change.old,
            MovementReason.IMPORT,
            cause,
            expected=change.old,
        )
        for row in plan.changed
        for change in row.of_variant
        if change.column == "stock"
    ]
    stock.sort(key=lambda change: change.variant_id)
    done = plan.written_rows - len(stock)
    for some in _chunks(stock, MOVEMENTS_PER_STATEMENT):
        change_stock(some, actor_id=actor_id)
        done += len(some)
        report(done)


def _insert_products(plan: Plan, store_id: int) -> list[tuple[Variant, NewVariant]]:
    made: list[tuple[Variant, NewVariant]] = []
    for some in _chunks(plan.new):
        products = [_product(new, store_id) for new in some]
        db.session.add_all(products)
        db.session.flush()  # the variants need the products' ids
        for product, new in zip(products, some, strict=True):
            made += [
                (_variant(wanted, store_id, product.id, position), wanted)
                for position, wanted in enumerate(new.variants)
            ]
    _flush_variants(made)
    return made


def _insert_added(plan: Plan, store_id: int) -> list[tuple[Variant, NewVariant]]:
    made = [
        (_variant(added.variant, store_id, added.product_id, added.position), added.variant)
        for added in plan.added
    ]
    _flush_variants(made)
    return made


def _flush_variants(made: list[tuple[Variant, NewVariant]]) -> None:
    for some in _chunks(made):
        db.session.add_all([variant for variant, _wanted in some])
        db.session.flush()  # their stock is set by id


def _product(new: NewProduct, store_id: int) -> Product:
    prices = [variant.price for variant in new.variants]
    return Product(
        store_id=store_id,
        category_id=new.category_id,
        name=new.name,
        slug=product_slug(new.name),
        description=new.description,
        status=new.status,
        price_min=min(prices),
        price_max=max(prices),
    )


def _variant(new: NewVariant, store_id: int, product_id: int, position: int) -> Variant:
    said = {"weight": new.weight, "low_stock_threshold": new.threshold}
    return Variant(
        store_id=store_id,
        product_id=product_id,
        sku=new.sku,
        options=new.options,
        price=new.price,
        position=position,
        **{name: value for name, value in said.items() if value is not None},
    )


def _update_products(plan: Plan) -> set[int]:
    """Write what changes about products as a whole; the ids of those with any changed row.

    Each of them counts an edit, so that the editor knows when its page has grown old.
    """
    wanted = [
        (row.product_id, change.column, change.new)
        for row in plan.changed
        for change in row.of_product
    ]
    slugs = [(row_id, "slug", product_slug(new)) for row_id, key, new in wanted if key == "name"]
    _set_columns(Product.id, _PRODUCT_COLUMNS, wanted + slugs)
    _set_statuses(plan)
    edited = {
        row.product_id
        for row in plan.changed
        if row.of_product or any(change.column != "stock" for change in row.of_variant)
    }
    edited |= {added.product_id for added in plan.added}
    for some in _chunks(sorted(edited)):
        db.session.execute(
            update(Product)
            .where(Product.id.in_(some))
            .values(revision=Product.revision + 1, updated_at=utcnow()),
            execution_options={"synchronize_session": False},
        )
    return {
        row.product_id
        for row in plan.changed
        if any(change.column == "price" for change in row.of_variant)
    }


def _set_statuses(plan: Plan) -> None:
    """Each from the status that the plan knows; raises PreviewMoved where it is another by now."""
    steps: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in plan.changed:
        for change in row.of_product:
            if change.column == "status":
                steps[change.old, change.new].append(row.product_id)
    for (old, new), ids in steps.items():
        for some in _chunks(sorted(ids)):
            result = db.session.execute(
                update(Product)
                .where(Product.id.in_(some), Product.status == old)
                .values(status=new),
                execution_options={"synchronize_session": False},
            )
            if cast("CursorResult[Any]", result).rowcount != len(some):
                raise PreviewMoved


def _refuse_unsellable(plan: Plan, made: Iterable[Variant]) -> None:
    """Raise PreviewMoved for a product that came on sale by this and cannot be sold.

    The plan was made of what was there before the rows were locked. `made` are the new variants.
    """
    cheap = [variant.id for variant in made if variant.price < LOWEST_PRICE]
    cheap += [
        row.variant_id
        for row in plan.changed
        for change in row.of_variant
        if change.column == "price" and change.new < LOWEST_PRICE
    ]
    published = {
        row.product_id
        for row in plan.changed
        for change in row.of_product
        if change.column == "status" and change.new == ProductStatus.ACTIVE
    }
    for some in _chunks(sorted(published)):
        on_sale = Product.id.in_(some), Product.status == ProductStatus.ACTIVE
        if db.session.scalar(select(Product.id).where(*on_sale, not_(and_(*sellable()))).limit(1)):
            raise PreviewMoved
    for some in _chunks(sorted(cheap)):
        statement = (
            select(Variant.id)
            .join(Product, Product.id == Variant.product_id)
            .where(Variant.id.in_(some), Variant.is_active == true())
            .where(Variant.price < LOWEST_PRICE, Product.status == ProductStatus.ACTIVE)
        )
        if db.session.scalar(statement.limit(1)):
            raise PreviewMoved


def _update_variants(plan: Plan) -> None:
    wanted = [
        (row.variant_id, change.column, change.new)
        for row in plan.changed
        for change in row.of_variant
    ]
    _set_columns(Variant.id, _VARIANT_COLUMNS, wanted)


def _set_columns(
    identifier: InstrumentedAttribute[int],
    columns: Mapping[str, InstrumentedAttribute[Any]],
    wanted: Iterable[tuple[int, str, Any]],
) -> None:
    """Give each row its own value of a column, one statement for some hundreds of rows."""
    by_column: dict[str, dict[int, Any]] = {key: {} for key in columns}
    for row_id, key, value in wanted:
        if key in by_column:
            by_column[key][row_id] = value
    for key, values in by_column.items():
        column = columns[key]
        for some in _chunks(sorted(values.items())):
            own = {row_id: literal(value, column.type) for row_id, value in some}
            db.session.execute(
                update(cast("type[Base]", identifier.class_))
                .where(identifier.in_(own))
                .values({column: case(own, value=identifier)}),
                execution_options={"synchronize_session": False},
            )


def _chunks(items: Iterable[Item], size: int = CHUNK) -> Iterable[list[Item]]:
    remaining = iter(items)
    while some := list(islice(remaining, size)):
        yield some
