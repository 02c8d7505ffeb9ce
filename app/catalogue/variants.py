"""What every writer of products owes its variants: an SKU, and the range of their prices.

The editor and the spreadsheet import both write products; here is what must come out the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from slugify import slugify
from sqlalchemy import ColumnElement, ScalarSelect, case, false, func, select, true, update

from app.catalogue.models import Product, Variant
from app.db import db

LONGEST_SKU = 64
LONGEST_SLUG = 120
NAMELESS_SKU = "PRODUK"
NAMELESS_SLUG = "produk"
# What of a name is enough to know it again on a label; the rest of the room is for the options.
_NAME_WORDS = 2
_NAME_LENGTH = 14
_OPTION_LENGTH = 12
_PRODUCTS_PER_STATEMENT = 500


def product_slug(name: str) -> str:
    """What stands behind the id in a product's address; never empty."""
    slug = slugify(name, max_length=LONGEST_SLUG, word_boundary=True, save_order=True)
    return slug or NAMELESS_SLUG


def made_up_sku(name: str, options: Mapping[str, str], taken: Collection[str]) -> str:
    """An SKU for who has none, such as "KAUS-POLOS-MERAH-L": capitals, at most 64 characters.

    `taken` are the store's SKUs, best as a set: a number that is free is put behind one that is in
    use. The same product, options and `taken` give the same SKU. It is looked for in growing steps
    and then halved, so that a sheet of thousands of such names does not try every number for each.
    """
    head = _head(name)
    tails = [_code(value, _OPTION_LENGTH) for value in options.values()]
    plain = "-".join([head, *filter(None, tails)])
    if plain[:LONGEST_SKU] not in taken:
        return plain[:LONGEST_SKU]
    used, free = 1, 2
    while _numbered(plain, free) in taken:
        used, free = free, 2 * free
    while free - used > 1:
        middle = (used + free) // 2
        if _numbered(plain, middle) in taken:
            used = middle
        else:
            free = middle
    return _numbered(plain, free)


def taken_skus(store_id: int, name: str) -> set[str]:
    """Those of the store's SKUs that one made up from this name could be."""
    statement = select(Variant.sku).where(
        Variant.store_id == store_id, Variant.sku.startswith(_head(name), autoescape=True)
    )
    return set(db.session.scalars(statement))


def _head(name: str) -> str:
    return _code(" ".join(name.split()[:_NAME_WORDS]), _NAME_LENGTH) or NAMELESS_SKU


def _code(text: str, maximum: int) -> str:
    return slugify(text, max_length=maximum, word_boundary=True, save_order=True).upper()


def _numbered(plain: str, number: int) -> str:
    ending = f"-{number}"
    return plain[: LONGEST_SKU - len(ending)] + ending


def refresh_price_ranges(product_ids: Iterable[int]) -> None:
    """Make price_min and price_max what the variants say; a statement for each 500 products.

    The active variants count; where none is active, all that are not archived. A product without
    any keeps its range. Objects of `Product` that the session holds keep what they were read with.
    """
    wanted = sorted(set(product_ids))
    for start in range(0, len(wanted), _PRODUCTS_PER_STATEMENT):
        some = wanted[start : start + _PRODUCTS_PER_STATEMENT]
        db.session.execute(
            update(Product)
            .where(Product.id.in_(some))
            .values(
                price_min=func.coalesce(_lowest(), Product.price_min),
                price_max=func.coalesce(_highest(), Product.price_max),
            ),
            execution_options={"synchronize_session": False},
        )


_ACTIVE_PRICE = case((Variant.is_active == true(), Variant.price))


def _lowest() -> ScalarSelect[Any]:
    return _of_variants(func.coalesce(func.min(_ACTIVE_PRICE), func.min(Variant.price)))


def _highest() -> ScalarSelect[Any]:
    return _of_variants(func.coalesce(func.max(_ACTIVE_PRICE), func.max(Variant.price)))


def _of_variants(price: ColumnElement[Any]) -> ScalarSelect[Any]:
    return (
        select(price)
        .where(Variant.product_id == Product.id, Variant.is_archived == false())
        .correlate(Product)
        .scalar_subquery()
    )
