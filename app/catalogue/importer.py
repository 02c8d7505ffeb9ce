"""Imports a product sheet: a store for each location and category, a product for each row.

Doing it twice changes nothing: a store is known by its seller's address, which is made from
location and category, and a product by `source_key`, which is made from its name. Both are unique
in the database, so two imports at the same moment cannot make anything twice either.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from slugify import slugify
from sqlalchemy import func, insert, or_, select, tuple_

from app.accounts.models import Role, User
from app.accounts.passwords import hash_password
from app.catalogue.models import Category, Product, ProductStatus, Variant
from app.catalogue.sheet import BadRow, SheetRow
from app.clock import utcnow
from app.db import ConstraintViolation, db, unit_of_work
from app.errors import InvalidInput
from app.inventory.models import MovementReason
from app.inventory.services import StockChange, change_stock
from app.stores.models import Store
from app.stores.services import create_store

BATCH = 200
ATTEMPTS = 4
SELLER_DOMAIN = "import.belanjain.example"  # reserved: no mail can leave for it (RFC 2606)
LAST_POSITION = 1000  # categories from sheets stand behind those that were ordered by hand
DEFAULT_WEIGHT = 500  # grams; the sheet does not say
LONGEST_SLUG = 120

Pair = tuple[str, str]  # location and category, folded


@dataclass
class ImportSummary:
    """What became of the rows."""

    imported: int = 0
    known: int = 0
    refused: int = 0
    stores: int = 0


@dataclass(frozen=True)
class ImportOptions:
    """`stock` units of each new product; `cause` is what the ledger says they came from."""

    stock: int
    cause: str


@dataclass(frozen=True)
class _Outcome:
    imported: int
    stores: int


def import_rows(
    rows: Iterable[SheetRow | BadRow],
    options: ImportOptions,
    *,
    refuse: Callable[[BadRow], None],
    step: Callable[[], None],
) -> ImportSummary:
    """Import the good rows, some hundreds in a transaction; hand each bad one to `refuse`.

    `step` is called after each batch.
    """
    summary = ImportSummary()
    # Nobody knows this password: whoever takes such a store over asks for a reset.
    password_hash = hash_password(secrets.token_urlsafe(32))
    remaining = iter(rows)
    while chunk := list(islice(remaining, BATCH)):
        good: list[SheetRow] = []
        for row in chunk:
            if isinstance(row, BadRow):
                refuse(row)
                summary.refused += 1
            else:
                good.append(row)
        outcome = _import_batch(good, options, password_hash)
        summary.imported += outcome.imported
        summary.known += len(good) - outcome.imported
        summary.stores += outcome.stores
        step()
    return summary


def _import_batch(rows: list[SheetRow], options: ImportOptions, password_hash: str) -> _Outcome:
    for _attempt in range(ATTEMPTS - 1):
        try:
            return unit_of_work(lambda: _write(rows, options, password_hash))
        except (ConstraintViolation, InvalidInput):
            # Another import was faster with one of these, and some constraints have words for
            # users; now it can be seen.
            continue
    return unit_of_work(lambda: _write(rows, options, password_hash))


def _write(rows: list[SheetRow], options: ImportOptions, password_hash: str) -> _Outcome:
    stores, opened = _stores(rows, password_hash)
    wanted: dict[tuple[int, str], SheetRow] = {}
    for row in rows:
        wanted.setdefault((stores[_pair(row)], source_key(row.name)), row)
    known = _products(wanted)
    new = {key: row for key, row in wanted.items() if key not in known}
    if not new:
        return _Outcome(0, opened)
    categories = _categories(row.category for row in new.values())
    now = utcnow()
    db.session.execute(
        insert(Product),
        [
            {
                "store_id": store_id,
                "category_id": categories[row.category.casefold()],
                "name": row.name,
                "slug": slugify(row.name, max_length=LONGEST_SLUG) or "produk",
                "description": "",
                "specifications": [],
                "status": ProductStatus.ACTIVE,
                "price_min": row.price,
                "price_max": row.price,
                "sold_count": row.sold_count,
                "rating_count": row.rating_count,
                "rating_tenths": row.rating_tenths,
                "source_key": key,
                "created_at": now,
                "updated_at": now,
            }
            for (store_id, key), row in new.items()
        ],
    )
    products = _products(new)
    db.session.execute(
        insert(Variant),
        [
            {
                "store_id": identity[0],
                "product_id": products[identity],
                "sku": f"IMP-{identity[1][:10].upper()}",
                "options": {},
                "price": row.price,
                "weight": DEFAULT_WEIGHT,
            }
            for identity, row in new.items()
        ],
    )
    _stock_up(products, options)
    return _Outcome(len(new), opened)


def _stock_up(products: Mapping[tuple[int, str], int], options: ImportOptions) -> None:
    if not options.stock:
        return
    variants = db.session.scalars(
        select(Variant.id).where(Variant.product_id.in_(products.values())).order_by(Variant.id)
    ).all()
    change_stock(
        [
            StockChange(variant, options.stock, MovementReason.IMPORT, options.cause[:100])
            for variant in variants
        ],
        actor_id=None,
    )


def source_key(name: str) -> str:
    """What a row is known by within its store, whatever its price is by now."""
    return sha256(name.casefold().encode()).hexdigest()


def _pair(row: SheetRow) -> Pair:
    return row.location.casefold(), row.category.casefold()


def _seller_address(pair: Pair) -> str:
    mark = sha256("\n".join(pair).encode()).hexdigest()[:20]
    return f"toko-{mark}@{SELLER_DOMAIN}"


def _stores(rows: list[SheetRow], password_hash: str) -> tuple[dict[Pair, int], int]:
    """The store of each pair, opened where there is none; and how many were opened."""
    pairs = {_pair(row): row for row in rows}
    addresses = {_seller_address(pair): pair for pair in pairs}
    found = db.session.execute(
        select(User.email, Store.id)
        .join(Store, Store.owner_id == User.id)
        .where(User.email.in_(addresses))
    )
    stores = {addresses[email]: store_id for email, store_id in found}
    missing = [pair for pair in pairs if pair not in stores]
    for pair in missing:
        stores[pair] = _open_store(pairs[pair], _seller_address(pair), password_hash)
    return stores, len(missing)


def _open_store(row: SheetRow, address: str, password_hash: str) -> int:
    name = f"{row.category} {row.location}"[:100].strip()
    seller = User(email=address, name=name, password_hash=password_hash, role=Role.SELLER)
    db.session.add(seller)
    db.session.flush()  # the store needs its owner's id
    return create_store(seller.id, name=name, location=row.location).id


def _products(keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The ids of those of these products that exist."""
    found = db.session.execute(
        select(Product.store_id, Product.source_key, Product.id).where(
            tuple_(Product.store_id, Product.source_key).in_(list(keys))
        )
    )
    return {(store_id, key): product_id for store_id, key, product_id in found if key is not None}


def _categories(names: Iterable[str]) -> dict[str, int]:
    """The category of each name, made where there is none."""
    wanted = {name.casefold(): name for name in names}
    slugs = {slug for name in wanted.values() for slug in _slugs(name)}
    rows = db.session.execute(
        select(Category.id, Category.slug, Category.name)
        .where(or_(func.lower(Category.name).in_(list(wanted)), Category.slug.in_(slugs)))
        .order_by(Category.id.desc())
    ).all()
    # Of several with one name, the oldest.
    found = {name.casefold(): category_id for category_id, _slug, name in rows}
    taken = {slug for _id, slug, _name in rows}
    for folded, name in wanted.items():
        if folded in found:
            continue
        plain, marked = _slugs(name)
        category = Category(
            name=name, slug=marked if plain in taken else plain, position=LAST_POSITION
        )
        db.session.add(category)
        db.session.flush()  # the products need its id
        taken.add(category.slug)
        found[folded] = category.id
    return found


def _slugs(name: str) -> tuple[str, str]:
    """Its plain slug, and the one for when another name has that already."""
    mark = sha256(name.casefold().encode()).hexdigest()[:8]
    plain = slugify(name, max_length=LONGEST_SLUG - 10) or "kategori"
    return plain, f"{plain}-{mark}"
