"""A product's way through the shop: published, archived, brought back, copied.

DRAFT → ACTIVE → ARCHIVED → ACTIVE; a draft may be archived too, and taken back out as a draft.
Nothing is deleted: orders, carts and the ledger go on referring to it (DESIGN 3). Each change is a
conditional UPDATE whose row count is checked. What is as it was wished already is no error, so that
two sessions that ask for the same thing both get it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, CursorResult, insert, not_, select, true, update

from app.catalogue.bounds import LONGEST_NAME, LOWEST_PRICE
from app.catalogue.errors import ProductNotFound
from app.catalogue.models import Product, ProductImage, ProductStatus, Variant
from app.catalogue.seller_queries import named_products
from app.catalogue.summaries import has_variant
from app.catalogue.variants import made_up_sku, product_slug
from app.db import db
from app.errors import InvalidInput


def sellable() -> tuple[ColumnElement[bool], ...]:
    """What a product on sale keeps to: it has something to sell, and none of it too cheap."""
    return has_variant(), not_(has_variant(Variant.price < LOWEST_PRICE))


def publish_product(store_id: int, product_id: int) -> bool:
    """Put a draft or an archived product on sale; False when it is on sale already.

    Raises InvalidInput when it has nothing to sell or a price below LOWEST_PRICE, ProductNotFound
    when the store has no such product.
    """
    hidden = (ProductStatus.DRAFT, ProductStatus.ARCHIVED)
    if _change(store_id, product_id, hidden, ProductStatus.ACTIVE, *sellable()):
        return True
    if _status(store_id, product_id) == ProductStatus.ACTIVE:
        return False
    raise InvalidInput(_reason_to_refuse(product_id))


def archive_product(store_id: int, product_id: int) -> bool:
    """Take a product out of the shop at once; False when it is archived already.

    Carts show it as gone, orders stay as they are. Raises ProductNotFound.
    """
    shown = (ProductStatus.ACTIVE, ProductStatus.DRAFT)
    if _change(store_id, product_id, shown, ProductStatus.ARCHIVED):
        return True
    _status(store_id, product_id)
    return False


def redraft_product(store_id: int, product_id: int) -> bool:
    """Make an archived product a draft again; False when it is not in the archive any more.

    Raises ProductNotFound.
    """
    if _change(store_id, product_id, (ProductStatus.ARCHIVED,), ProductStatus.DRAFT):
        return True
    _status(store_id, product_id)
    return False


@dataclass(frozen=True)
class Answer:
    """What became of one of several products; `was` is its status before, `refusal` the reason."""

    product_id: int
    name: str
    was: str
    has_changed: bool
    refusal: str = ""


def publish_products(store_id: int, product_ids: Iterable[int]) -> list[Answer]:
    """Publish each of these products that can be; raises ProductNotFound for one of others."""
    return _each(store_id, product_ids, publish_product)


def archive_products(store_id: int, product_ids: Iterable[int]) -> list[Answer]:
    """Archive each of these products; raises ProductNotFound for one of others."""
    return _each(store_id, product_ids, archive_product)


def restore_products(
    store_id: int, active: Iterable[int], drafts: Iterable[int] = ()
) -> list[Answer]:
    """Take products out of the archive: those that were on sale, and those that were drafts.

    Raises ProductNotFound for one of others.
    """
    return [
        *_each(store_id, active, publish_product),
        *_each(store_id, drafts, redraft_product),
    ]


def _each(
    store_id: int, product_ids: Iterable[int], change: Callable[[int, int], bool]
) -> list[Answer]:
    """One after the other, in the order of their ids; what one is refused stops no other."""
    answers = []
    for product in named_products(store_id, product_ids):
        refusal, has_changed = "", False
        try:
            has_changed = change(store_id, product.id)
        except InvalidInput as error:
            refusal = str(error.message)
        answers.append(Answer(product.id, product.name, product.status, has_changed, refusal))
    return answers


def duplicate_product(store_id: int, product_id: int) -> int:
    """Make a draft that is like the product, without stock and history; its id.

    The copy has the same pictures (rows of its own, the same files) and the same combinations with
    new SKUs; what is archived of the product is left behind. Raises ProductNotFound.
    """
    # Locked, so that two copies made at once count their SKUs one after the other.
    original = db.session.scalars(
        select(Product)
        .where(Product.id == product_id, Product.store_id == store_id)
        .with_for_update()
    ).first()
    if original is None:
        raise ProductNotFound
    name = _copied_name(original.name)
    copy = Product(
        store_id=store_id,
        category_id=original.category_id,
        name=name,
        slug=product_slug(name),
        description=original.description,
        specifications=original.specifications,
        status=ProductStatus.DRAFT,
        price_min=original.price_min,
        price_max=original.price_max,
        image_key=original.image_key,
    )
    db.session.add(copy)
    db.session.flush()  # its pictures and variants need its id
    images = _copy_images(original.id, copy)
    _copy_variants(original.id, copy, images)
    return copy.id


def _change(
    store_id: int,
    product_id: int,
    sources: tuple[ProductStatus, ...],
    target: ProductStatus,
    *conditions: ColumnElement[bool],
) -> bool:
    """Change the status if it is one of `sources` now and the conditions hold."""
    statement = (
        update(Product)
        .where(Product.id == product_id, Product.store_id == store_id, *conditions)
        .where(Product.status.in_(sources))
        .values(status=target, revision=Product.revision + 1)
    )
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount == 1


def _status(store_id: int, product_id: int) -> str:
    status = db.session.scalar(
        select(Product.status).where(Product.id == product_id, Product.store_id == store_id)
    )
    if status is None:
        raise ProductNotFound
    return status


def _reason_to_refuse(product_id: int) -> str:
    active = db.session.scalar(
        select(Variant.id)
        .where(Variant.product_id == product_id, Variant.is_active == true())
        .limit(1)
    )
    return unsellable_words(has_variants=active is not None)


def unsellable_words(*, has_variants: bool) -> str:
    """Why a product cannot be put on sale: nothing in it can be bought, or not for that price."""
    if not has_variants:
        return _("It has no variant that can be bought. Switch one on first, then publish it.")
    return _("It has a price below Rp 100. Give every variant a price first, then publish it.")


def _copied_name(name: str) -> str:
    """The name with a mark that it is a copy, cut where both together are too long."""
    marked = _("%(name)s (copy)", name=name)
    excess = len(marked) - LONGEST_NAME
    if excess > 0:
        marked = _("%(name)s (copy)", name=f"{name[: -excess - 1].rstrip()}…")
    return marked


def _copy_images(original_id: int, copy: Product) -> dict[int, int]:
    """Give the copy the pictures' rows; the id of each by that of the one it repeats."""
    images = db.session.scalars(
        select(ProductImage)
        .where(ProductImage.product_id == original_id)
        .order_by(ProductImage.position, ProductImage.id)
    ).all()
    copies = [
        ProductImage(
            store_id=copy.store_id,
            product_id=copy.id,
            key=image.key,
            alt=image.alt,
            width=image.width,
            height=image.height,
            position=image.position,
        )
        for image in images
    ]
    db.session.add_all(copies)
    db.session.flush()  # the variants name their pictures by id
    return {image.id: copied.id for image, copied in zip(images, copies, strict=True)}


def _copy_variants(original_id: int, copy: Product, images: dict[int, int]) -> None:
    variants = db.session.scalars(
        select(Variant)
        .where(Variant.product_id == original_id, Variant.is_archived != true())
        .order_by(Variant.position, Variant.id)
    ).all()
    if not variants:
        return
    skus = _new_skus(copy.name, variants)
    db.session.execute(
        insert(Variant),
        [
            {
                "store_id": copy.store_id,
                "product_id": copy.id,
                "sku": sku,
                "options": variant.options,
                "price": variant.price,
                "weight": variant.weight,
                "image_id": images.get(variant.image_id or 0),
                "low_stock_threshold": variant.low_stock_threshold,
                "is_active": variant.is_active,
                "position": variant.position,
            }
            for variant, sku in zip(variants, skus, strict=True)
        ],
    )


def _new_skus(name: str, variants: Sequence[Variant]) -> list[str]:
    """An SKU for each of the variants that its store has not yet, in their order."""
    store_id = variants[0].store_id
    taken = set(db.session.scalars(select(Variant.sku).where(Variant.store_id == store_id)))
    made = []
    for variant in variants:
        made.append(made_up_sku(name, variant.options, taken))
        taken.add(made[-1])
    return made
