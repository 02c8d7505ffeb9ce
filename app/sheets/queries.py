"""Reads: a store's imports, and what the shop has that a sheet may speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import load_only

from app.catalogue.models import Category, Product, ProductStatus, Variant
from app.db import db
from app.errors import NotFound
from app.sheets.models import ImportStatus, SheetImport
from app.sheets.plans import KnownCategory, KnownProduct, KnownVariant, Shop
from app.web.typed import clean_block, clean_line

RECENT = 10
CHUNK = 500
_WITHOUT_ROWS = load_only(
    *(SheetImport.id, SheetImport.token, SheetImport.store_id, SheetImport.user_id),
    *(SheetImport.file_name, SheetImport.status, SheetImport.row_count, SheetImport.problem),
    *(SheetImport.changed_count, SheetImport.refused_count, SheetImport.created_at),
    *(SheetImport.started_at, SheetImport.finished_at),
)


@dataclass(frozen=True)
class ExportRow:
    """A variant as it leaves in a sheet."""

    product_id: int
    position: int
    variant_id: int
    sku: str
    name: str
    category: str
    description: str
    status: str
    options: dict[str, Any]
    price: int
    stock: int
    weight: int
    threshold: int


def recent_imports(store_id: int) -> Sequence[SheetImport]:
    """The store's latest imports, newest first, without what was read."""
    return db.session.scalars(
        select(SheetImport)
        .options(_WITHOUT_ROWS)
        .where(SheetImport.store_id == store_id)
        .order_by(SheetImport.created_at.desc(), SheetImport.id.desc())
        .limit(RECENT)
    ).all()


def sheet_import(store_id: int, token: str, *, with_rows: bool = True) -> SheetImport:
    """The store's import of that name; NotFound for another's and for none."""
    statement = select(SheetImport).where(
        SheetImport.store_id == store_id, SheetImport.token == token
    )
    if not with_rows:
        statement = statement.options(_WITHOUT_ROWS)
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def unfinished_imports(started_before: datetime, *, limit: int) -> Sequence[int]:
    """Those that wait for a worker, and those whose worker began before that moment."""
    return db.session.scalars(
        select(SheetImport.id)
        .where(
            or_(
                SheetImport.status == ImportStatus.WAITING,
                and_(
                    SheetImport.status == ImportStatus.RUNNING,
                    SheetImport.started_at < started_before,
                ),
            )
        )
        .order_by(SheetImport.id)
        .limit(limit)
    ).all()


def categories() -> list[KnownCategory]:
    """All categories, the tree's order flattened by name."""
    rows = db.session.execute(
        select(Category.id, Category.name, Category.slug).order_by(Category.name, Category.id)
    )
    return [KnownCategory(*row) for row in rows]


def shop_of(store_id: int, *, with_descriptions: bool) -> Shop:
    """What this store has, in three statements whatever its size.

    Texts come as an import would clean them, so that what is only written differently is no change.
    """
    description = Product.description if with_descriptions else func.substr("", 1)
    products = db.session.execute(
        select(Product.id, Product.name, Product.category_id, description, Product.status)
        .where(Product.store_id == store_id)
        .order_by(Product.id)
    )
    variants = db.session.execute(
        select(
            *(Variant.id, Variant.product_id, Variant.sku, Variant.options, Variant.price),
            *(Variant.stock, Variant.weight, Variant.low_stock_threshold, Variant.position),
            *(Variant.is_archived, Variant.is_active),
        )
        .where(Variant.store_id == store_id)
        .order_by(Variant.id)
    )
    return Shop(
        products={
            row[0]: KnownProduct(
                row[0], clean_line(row[1]) or "", row[2], clean_block(row[3]) or "", str(row[4])
            )
            for row in products
        },
        variants={row[0]: KnownVariant(*row) for row in variants},
        categories=categories(),
    )


def export_rows(store_id: int, *, stock_only: bool) -> Iterator[ExportRow]:
    """The store's variants by product, some hundreds at a time and in a statement.

    For counting stock, products that are archived are left out. Of two categories with one name the
    slug is given, which an import understands as well.
    """
    names = [category.name.casefold() for category in categories()]
    place = (0, -1, 0)
    while chunk := _export_chunk(store_id, place, stock_only=stock_only):
        for row in chunk:
            category = row.slug if names.count(row.category.casefold()) > 1 else row.category
            yield ExportRow(
                *(row.product_id, row.position, row.id, row.sku, row.name, category),
                *(row.description, str(row.status), row.options, row.price, row.stock),
                *(row.weight, row.low_stock_threshold),
            )
        last = chunk[-1]
        place = (last.product_id, last.position, last.id)


def _export_chunk(store_id: int, place: tuple[int, int, int], *, stock_only: bool) -> Sequence[Any]:
    product_id, position, variant_id = place
    statement = (
        select(
            *(Variant.product_id, Variant.position, Variant.id, Variant.sku, Variant.options),
            *(Variant.price, Variant.stock, Variant.weight, Variant.low_stock_threshold),
            *(Product.name, Product.description, Product.status),
            *(Category.name.label("category"), Category.slug),
        )
        .join(Product, Product.id == Variant.product_id)
        .join(Category, Category.id == Product.category_id)
        .where(
            Variant.store_id == store_id,
            Variant.is_archived == false(),
            Variant.product_id >= product_id,
            or_(
                Variant.product_id > product_id,
                Variant.position > position,
                and_(Variant.position == position, Variant.id > variant_id),
            ),
        )
        .order_by(Variant.product_id, Variant.position, Variant.id)
        .limit(CHUNK)
    )
    if stock_only:
        statement = statement.where(Product.status != ProductStatus.ARCHIVED)
    return db.session.execute(statement).all()
