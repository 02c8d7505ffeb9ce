"""What the editor of a product reads."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.catalogue.editor_fields import KnownVariant, StoredProduct
from app.catalogue.errors import ProductNotFound
from app.catalogue.models import Product, Variant
from app.db import db

# Archived ones among them; a product that had more combinations over the years than these keeps
# them, but only the newest come back by themselves.
MOST_VARIANTS = 400


def stored_product(store_id: int, product_id: int) -> StoredProduct:
    """A product of this store with all its variants, in two statements. Raises ProductNotFound."""
    row = db.session.execute(
        select(
            Product.id,
            Product.slug,
            Product.status,
            Product.revision,
            Product.name,
            Product.description,
            Product.category_id,
            Product.price_min.label("price"),
            Product.specifications,
        ).where(Product.id == product_id, Product.store_id == store_id)
    ).first()
    if row is None:
        raise ProductNotFound
    return StoredProduct(**row._mapping, variants=_variants(product_id))


def _variants(product_id: int) -> tuple[KnownVariant, ...]:
    rows = db.session.execute(
        select(
            Variant.id,
            Variant.options,
            Variant.sku,
            Variant.price,
            Variant.stock,
            Variant.weight,
            Variant.image_id,
            Variant.is_active,
            Variant.is_archived,
        )
        .where(Variant.product_id == product_id)
        .order_by(Variant.is_archived, Variant.position, Variant.id.desc())
        .limit(MOST_VARIANTS)
    )
    return tuple(KnownVariant(**_as_text(dict(row._mapping))) for row in rows)


def _as_text(values: dict[str, Any]) -> dict[str, Any]:
    """Options are text, whatever a sheet or a script once stored."""
    options = {str(name): str(value) for name, value in (values["options"] or {}).items()}
    return {**values, "options": options}
