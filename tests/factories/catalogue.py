"""Goods to sell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from app.catalogue.models import Category, Product, ProductStatus, Variant
from app.db import db, unit_of_work
from app.inventory.models import MovementReason, StockMovement
from app.stores.models import Store
from tests.factories.accounts import make_seller

_numbers = count(1)


def make_category(name: str = "Dapur", *, parent: Category | None = None) -> Category:
    """A category, at the top unless it has a parent."""
    number = next(_numbers)

    def work() -> Category:
        category = Category(
            name=name, slug=f"kategori-{number}", parent_id=parent.id if parent else None
        )
        db.session.add(category)
        return category

    return unit_of_work(work)


def make_product(
    store: Store | None = None,
    *,
    name: str = "Cobek batu 20 cm",
    price: int = 133_000,
    stock: int = 20,
    variants: Sequence[dict[str, Any]] = ({},),
    category: Category | None = None,
    status: str = ProductStatus.ACTIVE,
    **fields: Any,
) -> Product:
    """A product; each entry of `variants` may set options, price, stock, weight, sku, is_active.

    The ledger has the stock's first movement, as it has in the shop.
    """
    store = store or make_seller()[1]
    category = category or make_category()
    number = next(_numbers)
    prices = [variant.get("price", price) for variant in variants]

    def work() -> Product:
        product = Product(
            store_id=store.id,
            category_id=category.id,
            name=name,
            slug=f"barang-{number}",
            status=status,
            price_min=min(prices),
            price_max=max(prices),
            **fields,
        )
        db.session.add(product)
        db.session.flush()  # the variants need the product's id
        for position, wanted in enumerate(variants):
            variant = Variant(
                **{"sku": f"SKU-{number}-{position}", "price": price, "stock": stock, **wanted},
                store_id=store.id,
                product_id=product.id,
                position=position,
            )
            db.session.add(variant)
            db.session.flush()  # the movement needs the variant's id
            db.session.add(
                StockMovement(
                    variant_id=variant.id,
                    delta=variant.stock,
                    balance_after=variant.stock,
                    reason=MovementReason.INITIAL,
                )
            )
        return product

    return unit_of_work(work)


def variants_of(product: Product) -> list[Variant]:
    """The product's variants in their order, as they are in the database now."""
    return list(
        db.session.query(Variant)
        .filter_by(product_id=product.id)
        .order_by(Variant.position)
        .populate_existing()
    )


def stock_of(variant_id: int) -> int:
    """A variant's stock as it is in the database now."""
    db.session.rollback()
    return int(db.session.query(Variant.stock).filter_by(id=variant_id).scalar())
