"""What is sold: a Product is what buyers see, a Variant is what is priced, stocked and bought."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.model import Base, Id, Identifier, Moment, key_string, table_args

DEFAULT_LOW_STOCK_THRESHOLD = 10


class Category(Base):
    """A node of the category tree; `parent_id` is empty at the top."""

    __tablename__ = "categories"
    __table_args__ = table_args(UniqueConstraint("slug"), Index(None, "parent_id", "position"))

    id: Mapped[Id]
    parent_id: Mapped[int | None] = mapped_column(Identifier, ForeignKey("categories.id"))
    name: Mapped[str] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(key_string(120))
    position: Mapped[int] = mapped_column(Integer, default=0)


class ProductStatus(StrEnum):
    """Only ACTIVE products are shown to buyers and can be bought."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"


class Product(Base):
    """A product page.

    `price_min` and `price_max` (rupiah) repeat the cheapest and dearest active variant, so that a
    listing reads no variants. `rating_tenths` is the sum of all ratings in tenths of a star, which
    keeps the average exact. `source_key` names the row of the sheet it was imported from.
    """

    __tablename__ = "products"
    __table_args__ = table_args(
        UniqueConstraint("store_id", "source_key"),
        CheckConstraint("status IN ('DRAFT', 'ACTIVE', 'ARCHIVED')", name="status_known"),
        CheckConstraint("price_min >= 0 AND price_max >= price_min", name="price_range"),
        CheckConstraint("sold_count >= 0 AND rating_count >= 0", name="counts_not_negative"),
        # One index for each order of the listing, whole and within a category or a store.
        Index(None, "status", "created_at", "id"),
        Index(None, "status", "sold_count", "id"),
        Index(None, "status", "price_min", "id"),
        Index(None, "category_id", "status", "sold_count", "id"),
        Index(None, "category_id", "status", "created_at", "id"),
        Index(None, "category_id", "status", "price_min", "id"),
        Index(None, "store_id", "status", "sold_count", "id"),
        Index(None, "store_id", "status", "created_at", "id"),
        Index(None, "store_id", "status", "price_min", "id"),
    )

    id: Mapped[Id]
    store_id: Mapped[int] = mapped_column(Identifier, ForeignKey("stores.id"))
    category_id: Mapped[int] = mapped_column(Identifier, ForeignKey("categories.id"))
    name: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(key_string(120))
    description: Mapped[str] = mapped_column(Text, default="")
    specifications: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    status: Mapped[str] = mapped_column(key_string(10), default=ProductStatus.ACTIVE)
    price_min: Mapped[int] = mapped_column(BigInteger)
    price_max: Mapped[int] = mapped_column(BigInteger)
    image_key: Mapped[str | None] = mapped_column(key_string(80))
    sold_count: Mapped[int] = mapped_column(Integer, default=0)
    rating_count: Mapped[int] = mapped_column(Integer, default=0)
    rating_tenths: Mapped[int] = mapped_column(BigInteger, default=0)
    source_key: Mapped[str | None] = mapped_column(key_string(64))
    # Counts the edits, so that a form knows whether it shows the product as it still is.
    revision: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    created_at: Mapped[Moment] = mapped_column(default=utcnow)
    updated_at: Mapped[Moment] = mapped_column(default=utcnow, onupdate=utcnow)


class ProductImage(Base):
    """A picture of a product; `key` names its files in the storage (app.storage).

    `product_id` is empty while the picture has been uploaded and no product saved with it.
    """

    __tablename__ = "product_images"
    __table_args__ = table_args(
        Index(None, "product_id", "position"),
        Index(None, "product_id", "created_at"),
        Index(None, "key"),
    )

    id: Mapped[Id]
    store_id: Mapped[int] = mapped_column(Identifier, ForeignKey("stores.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(Identifier, ForeignKey("products.id"))
    key: Mapped[str] = mapped_column(key_string(80))
    alt: Mapped[str] = mapped_column(String(200), default="")
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[Moment] = mapped_column(default=utcnow)


class Variant(Base):
    """One choice of a product, such as {"Warna": "Merah", "Ukuran": "L"}, or {} without choices.

    `stock` is changed by app.inventory.services.change_stock and by nothing else (DESIGN 3).
    `store_id` repeats the product's, so that a store's stock is found by one index and its SKUs are
    its own. A variant that is not `is_active` is switched off and may be switched on again; one
    that `is_archived` as well is no longer among the product's combinations, and stays only because
    orders or the ledger refer to it.
    """

    __tablename__ = "variants"
    __table_args__ = table_args(
        UniqueConstraint("store_id", "sku"),
        CheckConstraint("is_active = 0 OR is_archived = 0", name="archived_is_not_active"),
        CheckConstraint("stock >= 0", name="stock_not_negative"),
        CheckConstraint("price >= 0", name="price_not_negative"),
        CheckConstraint("weight >= 0", name="weight_not_negative"),
        Index(None, "product_id", "position"),
        # The seller's inventory, as it is ordered and as it is filtered.
        Index(None, "store_id", "is_archived", "product_id", "position"),
        Index(None, "store_id", "is_archived", "stock", "low_stock_threshold"),
    )

    id: Mapped[Id]
    store_id: Mapped[int] = mapped_column(Identifier, ForeignKey("stores.id"))
    product_id: Mapped[int] = mapped_column(Identifier, ForeignKey("products.id"))
    sku: Mapped[str] = mapped_column(key_string(64))
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    price: Mapped[int] = mapped_column(BigInteger)  # rupiah
    stock: Mapped[int] = mapped_column(Integer, default=0)
    weight: Mapped[int] = mapped_column(Integer, default=500)  # grams
    image_id: Mapped[int | None] = mapped_column(
        Identifier, ForeignKey("product_images.id"), index=True
    )
    low_stock_threshold: Mapped[int] = mapped_column(Integer, default=DEFAULT_LOW_STOCK_THRESHOLD)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    is_archived: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    position: Mapped[int] = mapped_column(Integer, default=0)
