"""The demo shop's stores, categories and goods as rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Any

from slugify import slugify

from app.accounts.models import Role, User
from app.catalogue.models import Category, Product, ProductImage, ProductStatus, Variant
from app.demo.categories import TREE
from app.demo.goods import SHOPS
from app.demo.people import address_of
from app.demo.rows import ids_by, insert_all
from app.demo.shape import Good, Shop
from app.demo.stock import units_left
from app.stores.models import Store

COLOUR_AXIS = "Warna"
PICTURE_SIZE = 1280

Pictures = Mapping[tuple[str, str], str]  # (drawing, colour) → key in the storage


@dataclass
class Item:
    """A variant of the demo shop with what an order copies of it."""

    sku: str
    options: dict[str, str]
    price: int
    weight: int
    image_key: str | None
    left: int
    id: int = 0


@dataclass
class Listing:
    """A product of the demo shop."""

    good: Good
    shop: Shop
    source_key: str
    created_at: datetime
    items: list[Item] = field(default_factory=list)
    id: int = 0
    store_id: int = 0
    seller_id: int = 0


def list_goods(pictures: Pictures, *, now: datetime, chance: Random) -> list[Listing]:
    """Everything on sale, with nothing written yet."""
    listings: list[Listing] = []
    for shop in SHOPS:
        initials = "".join(word[0] for word in shop.slug.split("-")).upper()
        for number, good in enumerate(shop.goods, start=1):
            listing = Listing(
                good,
                shop,
                source_key=f"demo:{shop.slug}:{number}",
                created_at=now
                - timedelta(days=chance.randint(62, 90), hours=chance.randint(0, 12)),
            )
            listing.items = _items(good, f"{initials}-{number:02d}", pictures, chance)
            listings.append(listing)
    return listings


def _items(good: Good, code: str, pictures: Pictures, chance: Random) -> list[Item]:
    colours = good.colours or (None,)
    sizes = list(good.sizes.items()) or [(None, 0)]
    is_choice = len(colours) * len(sizes) > 1
    items: list[Item] = []
    for colour, (size, extra) in product(colours, sizes):
        options = {COLOUR_AXIS: colour} if colour else {}
        if size:
            options[good.axis] = size
        parts = [code, *(slugify(part).upper() for part in (colour, size) if part)]
        items.append(
            Item(
                sku="-".join(parts)[:64],
                options=options,
                price=good.price + extra,
                weight=good.weight,
                image_key=pictures.get((good.draw, colour or good.tint)),
                left=units_left(good.level, chance, is_choice=is_choice),
            )
        )
    return items


def write_sellers(password_hash: str, *, at: datetime) -> None:
    """The sellers and their stores."""
    insert_all(
        User,
        [
            {
                "email": address_of(shop.mailbox),
                "name": shop.seller,
                "password_hash": password_hash,
                "role": Role.SELLER,
                "locale": "id",
                "is_active": True,
                "created_at": at,
                "password_changed_at": at,
            }
            for shop in SHOPS
        ],
    )
    sellers = ids_by(User, User.email, among=[address_of(shop.mailbox) for shop in SHOPS])
    insert_all(
        Store,
        [
            {
                "owner_id": sellers[address_of(shop.mailbox)],
                "name": shop.name,
                "slug": shop.slug,
                "location": shop.location,
                "description": shop.text,
                "created_at": at,
            }
            for shop in SHOPS
        ],
    )


def write_categories() -> Mapping[str, int]:
    """The tree, as far as it is not there already; ids by slug."""
    slugs = [slug for _name, slug, children in TREE for slug in (slug, *(c[1] for c in children))]
    known = ids_by(Category, Category.slug, among=slugs)
    insert_all(
        Category,
        [
            {"parent_id": None, "name": name, "slug": slug, "position": position}
            for position, (name, slug, _children) in enumerate(TREE)
            if slug not in known
        ],
    )
    tops = ids_by(Category, Category.slug, among=[slug for _name, slug, _children in TREE])
    insert_all(
        Category,
        [
            {"parent_id": tops[top], "name": name, "slug": slug, "position": position}
            for _top, top, children in TREE
            for position, (name, slug) in enumerate(children)
            if slug not in known
        ],
    )
    return ids_by(Category, Category.slug, among=slugs)


def write_goods(
    listings: list[Listing],
    categories: Mapping[str, int],
    pictures: Pictures,
    *,
    step: Callable[[], None],
) -> None:
    """Products, their pictures and their variants (without stock); fills in the listings' ids."""
    slugs = [shop.slug for shop in SHOPS]
    stores = ids_by(Store, Store.slug, among=slugs)
    sellers = ids_by(User, User.email, among=[address_of(shop.mailbox) for shop in SHOPS])
    for listing in listings:
        listing.store_id = stores[listing.shop.slug]
        listing.seller_id = sellers[address_of(listing.shop.mailbox)]
    insert_all(Product, [_product(listing, categories, pictures) for listing in listings])
    products = ids_by(Product, Product.source_key, among=[one.source_key for one in listings])
    for listing in listings:
        listing.id = products[listing.source_key]
    step()
    insert_all(ProductImage, [row for listing in listings for row in _images(listing, pictures)])
    step()
    images = ids_by(
        ProductImage, ProductImage.product_id, ProductImage.key, among=products.values()
    )
    insert_all(Variant, [row for listing in listings for row in _variants(listing, images)])
    variants = ids_by(Variant, Variant.product_id, Variant.sku, among=products.values())
    for listing in listings:
        for item in listing.items:
            item.id = variants[listing.id, item.sku]
    step()


def _product(listing: Listing, categories: Mapping[str, int], pictures: Pictures) -> dict[str, Any]:
    good = listing.good
    return {
        "store_id": listing.store_id,
        "category_id": categories[good.category],
        "name": good.name,
        "slug": slugify(good.name)[:120],
        "description": good.text,
        "specifications": [
            {"label": label, "value": value} for label, value in good.specifications.items()
        ],
        "status": ProductStatus.ACTIVE,
        "price_min": min(item.price for item in listing.items),
        "price_max": max(item.price for item in listing.items),
        "image_key": pictures.get((good.draw, good.colours[0] if good.colours else good.tint)),
        "sold_count": 0,
        "rating_count": 0,
        "rating_tenths": 0,
        "source_key": listing.source_key,
        "created_at": listing.created_at,
        "updated_at": listing.created_at,
    }


def _images(listing: Listing, pictures: Pictures) -> list[dict[str, Any]]:
    good = listing.good
    shown = [
        (colour, pictures[good.draw, colour])
        for colour in good.colours or (good.tint,)
        if (good.draw, colour) in pictures
    ]
    return [
        {
            "store_id": listing.store_id,
            "product_id": listing.id,
            "key": key,
            "alt": f"{good.name}, {colour}" if good.colours else good.name,
            "width": PICTURE_SIZE,
            "height": PICTURE_SIZE,
            "position": position,
        }
        for position, (colour, key) in enumerate(shown)
    ]


def _variants(listing: Listing, images: Mapping[Any, int]) -> list[dict[str, Any]]:
    return [
        {
            "store_id": listing.store_id,
            "product_id": listing.id,
            "sku": item.sku,
            "options": item.options,
            "price": item.price,
            "weight": item.weight,
            "image_id": images.get((listing.id, item.image_key)) if item.options else None,
            "low_stock_threshold": 10,
            "is_active": True,
            "position": position,
        }
        for position, item in enumerate(listing.items)
    ]
