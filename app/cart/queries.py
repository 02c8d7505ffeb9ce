"""What is in a cart: Core rows, one statement for each question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flask import g, has_request_context
from sqlalchemy import ColumnElement, Select, and_, false, func, select

from app.accounts.models import User
from app.cart.models import MAXIMUM_LINES, Cart, CartItem
from app.cart.owner import CartOwner, current_owner
from app.catalogue.models import Product, ProductImage, ProductStatus, Variant
from app.db import db
from app.shipping.quotes import Quote
from app.stores.models import Store
from app.web.access import current_user


@dataclass(frozen=True)
class CheckoutLine:
    """A line as the checkout needs it; money in rupiah, weight in grams, all as it is now."""

    item_id: int
    variant_id: int
    product_id: int
    store_id: int
    quantity: int
    unit_price: int
    stock: int
    weight: int
    name: str
    options: dict[str, Any]
    sku: str
    image_key: str | None
    store_name: str
    store_location: str
    seller_email: str
    seller_name: str
    seller_locale: str
    is_available: bool

    @property
    def is_gone(self) -> bool:
        """Nothing of it can be bought any more."""
        return not self.is_available or not self.stock


@dataclass(frozen=True)
class CartLine:
    """A line as the cart shows it; `price` and `line_total` in rupiah, `weight` of one in grams."""

    id: int
    variant_id: int
    product_id: int
    name: str
    slug: str
    options: dict[str, Any]
    price: int
    quantity: int
    stock: int
    weight: int
    image_key: str | None
    is_available: bool
    store_id: int
    store_name: str
    store_slug: str
    store_location: str

    @property
    def url(self) -> str:
        """The product's page, with this variant chosen."""
        return f"/products/{self.product_id}-{self.slug}?variant={self.variant_id}"

    @property
    def line_total(self) -> int:
        """What the line would cost."""
        return self.price * self.quantity

    @property
    def problem(self) -> Literal["short", "gone"] | None:
        """Why the line cannot be bought as it stands: fewer are left, or none at all (U28)."""
        if not self.is_available or not self.stock:
            return "gone"
        return "short" if self.quantity > self.stock else None


@dataclass(frozen=True)
class CartStore:
    """One store's lines; `quote` is its parcel's price, None while nobody knows where to."""

    id: int
    name: str
    slug: str
    location: str
    lines: tuple[CartLine, ...]
    quote: Quote | None = None

    @property
    def url(self) -> str:
        """The store's page."""
        return f"/stores/{self.slug}"

    @property
    def counted(self) -> list[CartLine]:
        """The lines that can still be had: those that the sums are of."""
        return [line for line in self.lines if line.problem != "gone"]

    @property
    def subtotal(self) -> int:
        """The goods, without shipping."""
        return sum(line.line_total for line in self.counted)

    @property
    def weight(self) -> int:
        """The parcel's, in grams."""
        return sum(line.weight * line.quantity for line in self.counted)


@dataclass(frozen=True)
class CartView:
    """A whole cart, by store in the order in which the stores came into it.

    `city` is where the parcels would go, as far as that is known; empty as long as it is not.
    """

    stores: tuple[CartStore, ...] = ()
    city: str = ""

    @property
    def lines(self) -> list[CartLine]:
        """All lines."""
        return [line for store in self.stores for line in store.lines]

    @property
    def problems(self) -> list[CartLine]:
        """The lines that keep the cart from being bought."""
        return [line for line in self.lines if line.problem]

    @property
    def subtotal(self) -> int:
        """The goods, without shipping."""
        return sum(store.subtotal for store in self.stores)

    @property
    def shipping_cost(self) -> int:
        """All parcels, as far as their prices are known."""
        return sum(store.quote.cost for store in self.stores if store.quote)

    @property
    def total(self) -> int:
        """Goods and shipping."""
        return self.subtotal + self.shipping_cost

    @property
    def counted_units(self) -> int:
        """Units that the total is of."""
        return sum(line.quantity for store in self.stores for line in store.counted)

    @property
    def item_count(self) -> int:
        """Units, as the header counts them: all that are in the cart."""
        return sum(line.quantity for line in self.lines)

    def store_of(self, item_id: int) -> CartStore | None:
        """The store with this line."""
        return next(
            (store for store in self.stores if any(line.id == item_id for line in store.lines)),
            None,
        )


def is_owned_by(owner: CartOwner) -> ColumnElement[bool]:
    """The condition on `carts` that it is this owner's."""
    if owner.user_id is not None:
        return Cart.user_id == owner.user_id
    if owner.token_hash is not None:
        return Cart.token_hash == owner.token_hash
    return false()


def cart_view(owner: CartOwner) -> CartView:
    """Everything in the cart, in one statement; bounded by the lines that a cart can have."""
    if owner.is_nobody:
        return CartView()
    rows = db.session.execute(
        _with_goods(
            CartItem.id,
            CartItem.variant_id,
            Product.id.label("product_id"),
            Product.name,
            Product.slug,
            Variant.options,
            Variant.price,
            CartItem.quantity,
            Variant.stock,
            Variant.weight,
            _image_key(),
            is_on_sale().label("is_available"),
            Store.id.label("store_id"),
            Store.name.label("store_name"),
            Store.slug.label("store_slug"),
            Store.location.label("store_location"),
        )
        .where(is_owned_by(owner))
        .order_by(CartItem.id)
        .limit(MAXIMUM_LINES)
    )
    by_store: dict[int, list[CartLine]] = {}
    for row in rows:
        line = CartLine(**row._mapping)
        by_store.setdefault(line.store_id, []).append(line)
    return CartView(tuple(_store(lines) for lines in by_store.values()))


def checkout_lines(user_id: int) -> list[CheckoutLine]:
    """The customer's lines in the order of the variants' ids, in one statement."""
    rows = db.session.execute(
        _with_goods(
            CartItem.id.label("item_id"),
            CartItem.variant_id,
            Product.id.label("product_id"),
            Product.store_id,
            CartItem.quantity,
            Variant.price.label("unit_price"),
            Variant.stock,
            Variant.weight,
            Product.name,
            Variant.options,
            Variant.sku,
            _image_key(),
            Store.name.label("store_name"),
            Store.location.label("store_location"),
            User.email.label("seller_email"),
            User.name.label("seller_name"),
            User.locale.label("seller_locale"),
            is_on_sale().label("is_available"),
        )
        .join(User, User.id == Store.owner_id)
        .where(Cart.user_id == user_id)
        .order_by(CartItem.variant_id)
        .limit(MAXIMUM_LINES)
    )
    return [CheckoutLine(**row._mapping) for row in rows]


def count_units(owner: CartOwner) -> int:
    """How many units are in the cart."""
    if owner.is_nobody:
        return 0
    units = db.session.execute(
        select(func.coalesce(func.sum(CartItem.quantity), 0))
        .join(Cart, Cart.id == CartItem.cart_id)
        .where(is_owned_by(owner))
    ).scalar_one()
    return int(units)


def units_of_user() -> ColumnElement[int]:
    """The units in a customer's cart, for the statement that loads the session's user."""
    return (
        select(func.sum(CartItem.quantity))
        .join(Cart, Cart.id == CartItem.cart_id)
        .where(Cart.user_id == User.id)
        .correlate(User)
        .scalar_subquery()
    )


def header_count() -> int:
    """How many units the header shows; a customer's came with the session's own statement.

    A guest's costs one statement, and only if there is a cookie. Asked twice in a request, the
    same answer.
    """
    if not has_request_context():
        return 0
    if "cart_count" not in g:
        signed_in = current_user.is_authenticated
        g.cart_count = current_user.cart_count if signed_in else count_units(current_owner())
    return int(g.cart_count)


def count_is_now(units: int) -> None:
    """Let the header show this count: the cart was changed, or just read, in this request."""
    g.cart_count = units


def is_on_sale() -> ColumnElement[bool]:
    """The condition that a variant can be bought at all."""
    return and_(Variant.is_active, Product.status == ProductStatus.ACTIVE)


def _with_goods(*columns: Any) -> Select[*tuple[Any, ...]]:
    """These columns of cart lines, each with its cart, variant, product, store and picture."""
    return (
        select(*columns)
        .select_from(CartItem)
        .join(Cart, Cart.id == CartItem.cart_id)
        .join(Variant, Variant.id == CartItem.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .join(Store, Store.id == Product.store_id)
        .outerjoin(ProductImage, ProductImage.id == Variant.image_id)
    )


def _image_key() -> ColumnElement[Any]:
    """The variant's own picture, else the product's."""
    return func.coalesce(ProductImage.key, Product.image_key).label("image_key")


def _store(lines: Sequence[CartLine]) -> CartStore:
    first = lines[0]
    return CartStore(
        first.store_id, first.store_name, first.store_slug, first.store_location, tuple(lines)
    )
