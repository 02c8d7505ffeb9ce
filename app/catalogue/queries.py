"""Reading categories and single products."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, true

from app.catalogue.models import Category, Product, ProductImage, ProductStatus, Variant
from app.catalogue.summaries import average_rating
from app.db import db
from app.stores.models import Store

MAXIMUM_CATEGORIES = 2_000
MAXIMUM_VARIANTS = 200
MAXIMUM_IMAGES = 20
MAXIMUM_ID = 2**63 - 1


@dataclass
class CategoryNode:
    """A category with those below it, in the seller's order."""

    id: int
    parent_id: int | None
    name: str
    slug: str
    children: list[CategoryNode] = field(default_factory=list)


@dataclass(frozen=True)
class CategoryTree:
    """All categories, read in one statement."""

    roots: tuple[CategoryNode, ...]
    by_id: dict[int, CategoryNode]

    def find(self, slug: str) -> CategoryNode | None:
        """The category with this slug, or None."""
        return next((node for node in self.by_id.values() if node.slug == slug), None)

    def below(self, node: CategoryNode) -> tuple[int, ...]:
        """The ids of a category and of everything below it."""
        return (node.id, *(i for child in node.children for i in self.below(child)))

    def path(self, node: CategoryNode) -> list[CategoryNode]:
        """From the top down to the category itself."""
        parent = self.by_id.get(node.parent_id) if node.parent_id else None
        return [*(self.path(parent) if parent else []), node]


@dataclass(frozen=True)
class VariantView:
    """A variant on the product's page; price in rupiah, `image_key` its own picture if it has."""

    id: int
    sku: str
    options: dict[str, str]
    price: int
    stock: int
    image_key: str | None


@dataclass(frozen=True)
class PictureView:
    """A picture of the gallery."""

    key: str
    alt: str


@dataclass(frozen=True)
class ProductView:
    """A product's page."""

    id: int
    slug: str
    name: str
    description: str
    specifications: list[dict[str, str]]
    category_id: int
    image_key: str | None
    sold_count: int
    rating_count: int
    rating: float | None
    store_id: int
    store_name: str
    store_slug: str
    store_location: str
    variants: tuple[VariantView, ...]
    pictures: tuple[PictureView, ...]


def category_tree() -> CategoryTree:
    """Every category in its place."""
    rows = db.session.execute(
        select(Category.id, Category.parent_id, Category.name, Category.slug)
        .order_by(Category.position, Category.name, Category.id)
        .limit(MAXIMUM_CATEGORIES)
    )
    nodes = {row.id: CategoryNode(row.id, row.parent_id, row.name, row.slug) for row in rows}
    roots = []
    for node in nodes.values():
        parent = nodes.get(node.parent_id) if node.parent_id else None
        (parent.children if parent else roots).append(node)
    return CategoryTree(tuple(roots), nodes)


def product_view(product_id: int) -> ProductView | None:
    """A product that buyers may see, with its offered variants, in three statements."""
    if product_id > MAXIMUM_ID:
        return None
    row = db.session.execute(
        select(
            Product.id,
            Product.slug,
            Product.name,
            Product.description,
            Product.specifications,
            Product.category_id,
            Product.image_key,
            Product.sold_count,
            Product.rating_count,
            Product.rating_tenths,
            Product.store_id,
            Store.name.label("store_name"),
            Store.slug.label("store_slug"),
            Store.location.label("store_location"),
        )
        .join(Store, Store.id == Product.store_id)
        .where(Product.id == product_id, Product.status == ProductStatus.ACTIVE)
    ).first()
    if row is None:
        return None
    variants = tuple(_variants(product_id))
    if not variants:
        return None
    values: dict[str, Any] = dict(row._mapping)
    rating = average_rating(values.pop("rating_tenths"), values["rating_count"])
    return ProductView(
        **values, rating=rating, variants=variants, pictures=tuple(_pictures(product_id))
    )


def _variants(product_id: int) -> Iterable[VariantView]:
    rows = db.session.execute(
        select(
            Variant.id,
            Variant.sku,
            Variant.options,
            Variant.price,
            Variant.stock,
            ProductImage.key.label("image_key"),
        )
        .outerjoin(ProductImage, ProductImage.id == Variant.image_id)
        .where(Variant.product_id == product_id, Variant.is_active == true())
        .order_by(Variant.position, Variant.id)
        .limit(MAXIMUM_VARIANTS)
    )
    return [VariantView(**row._mapping) for row in rows]


def _pictures(product_id: int) -> Iterable[PictureView]:
    rows = db.session.execute(
        select(ProductImage.key, ProductImage.alt)
        .where(ProductImage.product_id == product_id)
        .order_by(ProductImage.position, ProductImage.id)
        .limit(MAXIMUM_IMAGES)
    )
    return [PictureView(**row._mapping) for row in rows]
