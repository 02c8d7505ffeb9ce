"""Reading categories and single products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ScalarSelect, select, true

from app.accounts.models import User
from app.catalogue.errors import ProductNotFound
from app.catalogue.models import Category, Product, ProductImage, ProductStatus, Variant
from app.catalogue.summaries import average_rating
from app.db import db
from app.stores.models import Store
from app.stores.queries import is_open, is_owned_by

MAXIMUM_CATEGORIES = 2_000
MAXIMUM_VARIANTS = 200
MAXIMUM_IMAGES = 20


@dataclass
class CategoryNode:
    """A category with those below it, in their order."""

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

    def below(self, node: CategoryNode | None) -> tuple[int, ...]:
        """The ids of a category and of everything below it."""
        return tuple(found.id for found in _from([node])) if node else ()

    def path(self, node: CategoryNode | None) -> list[CategoryNode]:
        """From the top down to the category itself."""
        return [*self.path(self.parent(node)), node] if node else []

    def parent(self, node: CategoryNode) -> CategoryNode | None:
        """The category above, or None at the top."""
        return self.by_id.get(node.parent_id) if node.parent_id is not None else None

    def choices(self, node: CategoryNode | None) -> Sequence[CategoryNode]:
        """Where one can go from a category: below it, or beside it when nothing is below."""
        if node is None:
            return self.roots
        parent = self.parent(node)
        return node.children or (parent.children if parent else self.roots)


@dataclass(frozen=True)
class VariantView:
    """A variant on the product's page; price in rupiah, `image_id` its own picture if it has."""

    id: int
    sku: str
    options: dict[str, str]
    price: int
    stock: int
    image_id: int | None


@dataclass(frozen=True)
class PictureView:
    """A picture of the gallery; `alt` is empty where nobody has described it."""

    id: int
    key: str
    alt: str


@dataclass(frozen=True)
class ProductView:
    """A product's page. It has at least one variant."""

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
    store_name: str
    store_slug: str
    store_location: str
    store_opening_note: str
    store_logo_key: str | None
    variants: tuple[VariantView, ...]
    pictures: tuple[PictureView, ...]

    @property
    def is_sold_out(self) -> bool:
        """Nothing of it is left, in no variant."""
        return not any(variant.stock for variant in self.variants)

    def picture(self, wanted: int | None, variant: VariantView) -> PictureView | None:
        """The large picture: the one asked for, else the variant's, else the product's."""
        by_id = {picture.id: picture for picture in self.pictures}
        for picture_id in (wanted, variant.image_id):
            if picture_id in by_id:
                return by_id[picture_id]
        main = next((p for p in self.pictures if p.key == self.image_key), None)
        return main or next(iter(self.pictures), None)


def category_tree() -> CategoryTree:
    """Every category in its place. One whose parents lead in a circle is left out."""
    rows = db.session.execute(
        select(Category.id, Category.parent_id, Category.name, Category.slug)
        .order_by(Category.position, Category.name, Category.id)
        .limit(MAXIMUM_CATEGORIES)
    )
    nodes = {row.id: CategoryNode(row.id, row.parent_id, row.name, row.slug) for row in rows}
    roots = []
    for node in nodes.values():
        parent = nodes.get(node.parent_id) if node.parent_id is not None else None
        (parent.children if parent else roots).append(node)
    return CategoryTree(tuple(roots), {node.id: node for node in _from(roots)})


def _from(nodes: Sequence[CategoryNode]) -> list[CategoryNode]:
    """These and all below them."""
    return [found for node in nodes for found in (node, *_from(node.children))]


def product_view(product_id: int) -> ProductView:
    """A product that buyers may see, with what it offers, in three statements."""
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
            Store.name.label("store_name"),
            Store.slug.label("store_slug"),
            Store.location.label("store_location"),
            Store.opening_note.label("store_opening_note"),
            Store.logo_key.label("store_logo_key"),
        )
        .join(Store, Store.id == Product.store_id)
        .join(User, is_owned_by())
        .where(Product.id == product_id, Product.status == ProductStatus.ACTIVE, is_open())
    ).first()
    variants = _variants(product_id) if row else ()
    if row is None or not variants:
        raise ProductNotFound
    values: dict[str, Any] = dict(row._mapping)
    rating = average_rating(values.pop("rating_tenths"), values["rating_count"])
    return ProductView(**values, rating=rating, variants=variants, pictures=_pictures(product_id))


def product_of(variant_id: int) -> int | None:
    """The id of a variant's product, whether or not it is offered."""
    return db.session.scalar(select(Variant.product_id).where(Variant.id == variant_id))


def variants_beside(variant_id: int) -> tuple[VariantView, ...]:
    """What can be chosen of a variant's product, in one statement."""
    product_id = select(Variant.product_id).where(Variant.id == variant_id).scalar_subquery()
    return _variants(product_id)


def _variants(product_id: int | ScalarSelect[int]) -> tuple[VariantView, ...]:
    rows = db.session.execute(
        select(
            Variant.id,
            Variant.sku,
            Variant.options,
            Variant.price,
            Variant.stock,
            Variant.image_id,
        )
        .where(Variant.product_id == product_id, Variant.is_active == true())
        .order_by(Variant.position, Variant.id)
        .limit(MAXIMUM_VARIANTS)
    )
    return tuple(VariantView(**row._mapping) for row in rows)


def _pictures(product_id: int) -> tuple[PictureView, ...]:
    rows = db.session.execute(
        select(ProductImage.id, ProductImage.key, ProductImage.alt)
        .where(ProductImage.product_id == product_id)
        .order_by(ProductImage.position, ProductImage.id)
        .limit(MAXIMUM_IMAGES)
    )
    return tuple(PictureView(**row._mapping) for row in rows)
