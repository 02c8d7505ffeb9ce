"""Saving a product from the editor: one unit of work, in which everything is stored or nothing.

Two things may have happened since the page was opened, and neither is written over. Somebody saved
the product: `revision` is part of the UPDATE's condition. A variant was sold: its stock is set
from what the seller saw (app.inventory.services), and only where another number was typed.

A variant keeps its id whatever becomes of its options, because carts and orders refer to it. One
that is no longer among the combinations is archived, with its SKU and its stock, and comes back as
it was; only a draft's that nothing refers to is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import Column, CursorResult, String, delete, exists, func, literal, select, update
from sqlalchemy import cast as as_type
from sqlalchemy.orm.attributes import flag_modified

from app.catalogue.errors import ProductChanged, ProductNotFound, SkusTaken
from app.catalogue.lifecycle import publish_product
from app.catalogue.models import Category, Product, ProductStatus, Variant
from app.catalogue.uploads import PictureInput, attach_pictures
from app.catalogue.variants import (
    made_up_sku,
    product_slug,
    refresh_price_ranges,
    taken_skus,
)
from app.db import db, explain_constraint
from app.errors import Conflict, InvalidInput
from app.inventory.errors import StockMoved
from app.inventory.models import MovementReason
from app.inventory.services import StockChange, change_stock, set_stock
from app.model import Base
from app.web.words import lazy as _l

explain_constraint(
    "uq_variants_store_id_sku",
    "sku",
    _l("An SKU was given to another variant of your store just now. Save again."),
)


@dataclass(frozen=True)
class VariantInput:
    """A combination as it is to be; price in rupiah, weight in grams, a blank SKU is made up.

    `variant_id` is empty for a new one. `expected_stock` is the stock that the seller saw.
    """

    options: dict[str, str]
    variant_id: int | None
    sku: str
    price: int
    stock: int
    expected_stock: int | None
    weight: int
    image_id: int | None
    is_active: bool

    @property
    def says_nothing(self) -> bool:
        """A combination that never was and is switched off, and nothing was typed for it."""
        return self.variant_id is None and not (self.is_active or self.sku or self.stock)


@dataclass(frozen=True)
class ProductInput:
    """A product as it is to be; `variants` in the order of their combinations."""

    name: str
    description: str
    category_id: int
    specifications: list[dict[str, str]]
    variants: tuple[VariantInput, ...]

    @property
    def stored_variants(self) -> tuple[VariantInput, ...]:
        """Those that say something; all of them when none does, as a product has at least one."""
        return tuple(one for one in self.variants if not one.says_nothing) or self.variants


@dataclass(frozen=True)
class Edit:
    """Who saves which product, from a page that showed which revision of it; None for a new one."""

    store_id: int
    actor_id: int
    product_id: int | None = None
    revision: int = 0
    publish: bool = False


def save_product(wanted: ProductInput, pictures: PictureInput, edit: Edit) -> int:
    """Store a product with its pictures, variants and stock; its id.

    Raises ProductChanged when another revision is stored by now, StockMoved when a number was typed
    over a stock that a sale has changed, SkusTaken, InvalidInput when it cannot be published,
    Conflict when a variant or a picture is not there any more, ProductNotFound.
    """
    product = _write_product(wanted, edit)
    attach_pictures(product, pictures)
    _write_variants(product, wanted.stored_variants, pictures, edit)
    refresh_price_ranges([product.id])
    if edit.publish:
        publish_product(edit.store_id, product.id)
    return product.id


def _write_product(wanted: ProductInput, edit: Edit) -> Product:
    if db.session.get(Category, wanted.category_id) is None:
        raise InvalidInput(_("This category does not exist any more."), field="category_id")
    values: dict[str, Any] = {
        "name": wanted.name,
        "slug": product_slug(wanted.name),
        "description": wanted.description,
        "category_id": wanted.category_id,
        "specifications": wanted.specifications,
    }
    if edit.product_id is None:
        prices = [variant.price for variant in wanted.stored_variants]
        product = Product(
            store_id=edit.store_id,
            status=ProductStatus.DRAFT,
            price_min=min(prices),
            price_max=max(prices),
            **values,
        )
        db.session.add(product)
        db.session.flush()  # its pictures and variants need its id
        return product
    is_own = Product.id == edit.product_id, Product.store_id == edit.store_id
    result = db.session.execute(
        update(Product)
        .where(*is_own, Product.revision == edit.revision)
        .values(**values, revision=Product.revision + 1),
        execution_options={"synchronize_session": False},
    )
    product = db.session.scalar(select(Product).where(*is_own).execution_options(**_AFRESH))
    if product is None:
        raise ProductNotFound
    if cast("CursorResult[Any]", result).rowcount != 1:
        raise ProductChanged(product.revision)
    return product


_AFRESH: dict[str, Any] = {"populate_existing": True}


def _write_variants(
    product: Product, rows: Sequence[VariantInput], pictures: PictureInput, edit: Edit
) -> None:
    # Locked in the order of their ids, as buyers lock them (A7).
    present = db.session.scalars(
        select(Variant)
        .where(Variant.product_id == product.id)
        .order_by(Variant.id)
        .with_for_update()
        .execution_options(**_AFRESH)
    ).all()
    kept = _kept(present, rows)
    skus = _skus(product, rows, kept)
    _make_way(kept, skus)
    images = {picture.id for picture in pictures.wanted}
    written = []
    for position, (row, variant, sku) in enumerate(zip(rows, kept, skus, strict=True)):
        stored = variant or Variant(store_id=product.store_id, product_id=product.id)
        _write_variant(stored, row, sku, position, row.image_id if row.image_id in images else None)
        written.append(stored)
    db.session.add_all(written)
    db.session.flush()  # the ledger needs the ids of the new ones
    stay = {variant.id for variant in written}
    _let_go([variant for variant in present if variant.id not in stay], product)
    _write_stock(rows, written, kept, edit)


def _kept(present: Sequence[Variant], rows: Sequence[VariantInput]) -> list[Variant | None]:
    """The stored variant of each row, None for a new one."""
    by_id = {variant.id: variant for variant in present}
    named = [row.variant_id for row in rows if row.variant_id is not None]
    if not by_id.keys() >= set(named) or len(named) != len(set(named)):
        raise Conflict(_("One of these variants does not exist any more. Look at them again."))
    return [by_id[row.variant_id] if row.variant_id is not None else None for row in rows]


def _write_variant(
    variant: Variant, row: VariantInput, sku: str, position: int, image_id: int | None
) -> None:
    # Dictionaries are equal whatever their order, but the order is that of the axes on the page.
    if variant.options is not None and list(variant.options) != list(row.options):
        flag_modified(variant, "options")
    variant.options = row.options
    variant.sku = sku
    variant.price = row.price
    variant.weight = row.weight
    variant.image_id = image_id
    variant.is_active = row.is_active
    variant.is_archived = False
    variant.position = position


def _skus(
    product: Product, rows: Sequence[VariantInput], kept: Sequence[Variant | None]
) -> list[str]:
    """The SKU of each row, made up where it is blank. Raises SkusTaken."""
    own = [variant.id for variant in kept if variant]
    typed = {row.sku for row in rows if row.sku}
    # In any case: only those typed now, so that what was there before can still be saved.
    fresh = {
        row.sku.lower()
        for row, variant in zip(rows, kept, strict=True)
        if row.sku and (variant is None or variant.sku != row.sku)
    }
    taken = db.session.scalars(
        select(Variant.sku).where(
            Variant.store_id == product.store_id,
            func.lower(Variant.sku).in_(fresh),
            Variant.id.not_in(own),
        )
    ).all()
    if taken:
        raise SkusTaken(taken)
    if all(row.sku for row in rows):
        return [row.sku for row in rows]
    used = taken_skus(product.store_id, product.name) | typed
    made = []
    for row in rows:
        made.append(row.sku or made_up_sku(product.name, row.options, used))
        used.add(made[-1])
    return made


def _make_way(kept: Sequence[Variant | None], skus: Sequence[str]) -> None:
    """Free the SKUs that go from one of the variants to another: each is unique at any moment."""
    changing = {
        variant.id: variant.sku
        for variant, sku in zip(kept, skus, strict=True)
        if variant and variant.sku != sku
    }
    if set(changing.values()) & set(skus):
        db.session.execute(
            update(Variant)
            .where(Variant.id.in_(changing))
            .values(sku=literal("~") + as_type(Variant.id, String(20))),
            execution_options={"synchronize_session": False},
        )


def _let_go(gone: Sequence[Variant], product: Product) -> None:
    """Archive the variants that are no longer among the combinations; see the head of this file."""
    leaving = [variant.id for variant in gone if not variant.is_archived]
    if not leaving:
        return
    if product.status == ProductStatus.DRAFT:
        unused = [~exists().where(column == Variant.id) for column in _references()]
        db.session.execute(
            delete(Variant).where(Variant.id.in_(leaving), *unused),
            execution_options={"synchronize_session": False},
        )
    db.session.execute(
        update(Variant).where(Variant.id.in_(leaving)).values(is_active=False, is_archived=True),
        execution_options={"synchronize_session": False},
    )


def _references() -> Iterable[Column[Any]]:
    """Every column of the shop that refers to a variant: orders, carts, the ledger, what comes."""
    target = Base.metadata.tables[Variant.__tablename__].c.id
    for table in Base.metadata.tables.values():
        yield from (column for column in table.columns if column.references(target))


def _write_stock(
    rows: Sequence[VariantInput],
    written: Sequence[Variant],
    kept: Sequence[Variant | None],
    edit: Edit,
) -> None:
    changes: list[StockChange] = []
    targets: dict[int, tuple[int, int]] = {}
    for row, variant, known in zip(rows, written, kept, strict=True):
        if known is None:
            changes.append(StockChange(variant.id, row.stock, MovementReason.INITIAL))
        elif row.expected_stock is None:
            raise StockMoved({variant.id: variant.stock})
        elif row.stock != row.expected_stock:
            targets[variant.id] = (row.expected_stock, row.stock)
    set_stock(targets, actor_id=edit.actor_id)
    change_stock(changes, actor_id=edit.actor_id)
