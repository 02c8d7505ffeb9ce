"""A product as a card shows it: plain values of one row, no entity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, RowMapping, select, true

from app.catalogue.models import Product, Variant
from app.stores.models import Store


@dataclass(frozen=True)
class ProductSummary:
    """What a product card reads; prices in rupiah, `rating` the average in stars or None."""

    id: int
    slug: str
    name: str
    image_key: str | None
    price_min: int
    price_max: int
    sold_count: int
    rating_count: int
    rating: float | None
    store_name: str
    store_location: str
    in_stock: bool

    @property
    def url(self) -> str:
        """The product's page."""
        return url_for("catalogue.product", product_id=self.id, slug=self.slug)


def average_rating(tenths: int, count: int) -> float | None:
    """Stars to one decimal, half upwards, from the exact sum in tenths; None without any rating."""
    return (2 * tenths + count) // (2 * count) / 10 if count else None


def has_variant(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The product offers a variant that meets `conditions`.

    Not an EXISTS: MariaDB turns that into a list of all variants, made anew for every page.
    """
    offered = (
        select(Variant.id)
        .where(Variant.product_id == Product.id, Variant.is_active == true(), *conditions)
        .correlate(Product)
        .limit(1)
    )
    return offered.scalar_subquery().is_not(None)


def summary_columns() -> tuple[Any, ...]:
    """The columns that `to_summary` reads, of a statement that joins Product and Store."""
    return (
        Product.id,
        Product.slug,
        Product.name,
        Product.image_key,
        Product.price_min,
        Product.price_max,
        Product.sold_count,
        Product.rating_count,
        Product.rating_tenths,
        Store.name.label("store_name"),
        Store.location.label("store_location"),
        has_variant(Variant.stock > 0).label("in_stock"),
    )


def to_summary(row: RowMapping) -> ProductSummary:
    """One row of `summary_columns` as a summary."""
    values: dict[str, Any] = dict(row)
    tenths = values.pop("rating_tenths")
    return ProductSummary(
        **{**values, "in_stock": bool(values["in_stock"])},
        rating=average_rating(tenths, values["rating_count"]),
    )
