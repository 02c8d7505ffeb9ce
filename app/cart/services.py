"""What people do with a cart.

Every change begins by touching the cart's own row, which the database then holds for this
transaction: two requests for one cart come one after the other, so no quantity is lost and no line
is there twice. The quantities are capped at what is in stock, as a service to the buyer; what
really guards the stock is the checkout (app.inventory).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import CursorResult, Row, case, delete, func, insert, select, update
from sqlalchemy.sql.dml import Delete, Update

from app.cart.errors import CartChanged, CartFull, NoSuchChoice, NotForSale, SoldOut, UnknownItem
from app.cart.models import MAXIMUM_LINES, MAXIMUM_QUANTITY, Cart, CartItem
from app.cart.owner import CartOwner
from app.cart.queries import is_on_sale, is_owned_by
from app.catalogue.choice import exactly, full_name, in_words
from app.catalogue.models import Product, Variant
from app.catalogue.queries import variants_beside
from app.clock import utcnow
from app.db import db, delete_some
from app.errors import InvalidInput

# The guest's cookie, without which nobody can open the cart, lives for half of that (GUEST_DAYS
# in app/cart/owner.py).
ABANDONED_AFTER = timedelta(days=60)


@dataclass(frozen=True)
class ChangedLine:
    """A line as it is after the change; `wanted` is the quantity that was asked for.

    `name` says which of the product too, such as "Kaus (Merah, L)".
    """

    variant_id: int
    name: str
    before: int
    wanted: int
    quantity: int
    stock: int

    @property
    def is_capped(self) -> bool:
        """It got fewer than were wanted."""
        return self.quantity < self.wanted


@dataclass(frozen=True)
class RemovedLine:
    """What was taken out, so that it can be put back."""

    variant_id: int
    name: str
    quantity: int


def add_item(
    owner: CartOwner, variant_id: int, quantity: int, options: Mapping[str, str] | None = None
) -> ChangedLine:
    """Put units of a variant into the cart, to those that are there, at most what is in stock.

    `options` are those chosen on the product's page (form field to value). They count, and the
    variant only says of which product: a page without scripts still has the id from before the
    choice. Raises NotForSale, NoSuchChoice, SoldOut and CartFull, with nothing added.
    """
    if options:
        variant_id = _chosen(variant_id, options)
    goods = _goods(variant_id)
    if goods is None:
        raise _not_for_sale()
    name = full_name(goods.name, goods.options)
    if not goods.stock:
        raise SoldOut(_("%(name)s is sold out.", name=name), current=0)
    cart_id = open_cart(owner)
    lines, before = db.session.execute(
        select(
            func.count(),
            func.coalesce(
                func.max(case((CartItem.variant_id == variant_id, CartItem.quantity), else_=0)), 0
            ),
        ).where(CartItem.cart_id == cart_id)
    ).one()
    wanted = before + quantity
    after = max(before, min(wanted, _most(goods.stock)))
    if not before:
        if lines >= MAXIMUM_LINES:
            raise _full()
        db.session.execute(
            insert(CartItem).values(cart_id=cart_id, variant_id=variant_id, quantity=after)
        )
    elif after != before:
        _write(
            update(CartItem)
            .where(CartItem.cart_id == cart_id, CartItem.variant_id == variant_id)
            .values(quantity=after)
        )
    return ChangedLine(variant_id, name, before, wanted, after, goods.stock)


def set_quantity(owner: CartOwner, item_id: int, quantity: int) -> ChangedLine:
    """Let a line have this many units, or what is in stock if that is fewer.

    Raises UnknownItem, and InvalidInput on `quantity` where nothing is left of it.
    """
    cart_id = lock_cart(owner)
    line = _line(cart_id, item_id)
    if not (line.is_available and line.stock):
        raise InvalidInput(
            _("%(name)s can no longer be had. Remove it to go on.", name=line.name),
            field="quantity",
        )
    after = min(quantity, _most(line.stock))
    _write(update(CartItem).where(CartItem.id == item_id).values(quantity=after))
    name = full_name(line.name, line.options)
    return ChangedLine(line.variant_id, name, line.quantity, quantity, after, line.stock)


def remove_item(owner: CartOwner, item_id: int) -> RemovedLine:
    """Take a line out; raises UnknownItem."""
    line = _line(lock_cart(owner), item_id)
    _write(delete(CartItem).where(CartItem.id == item_id))
    return RemovedLine(line.variant_id, line.name, line.quantity)


def clear_lines(item_ids: Sequence[int]) -> None:
    """Take out what is being bought, in one statement with a checked row count.

    Raises CartChanged when one of the lines is gone already: two checkouts of one cart at once
    would otherwise both buy it.
    """
    if _write(delete(CartItem).where(CartItem.id.in_(item_ids))) != len(item_ids):
        raise CartChanged(_("Your cart has changed in the meantime. Nothing was bought."))


def _chosen(variant_id: int, options: Mapping[str, str]) -> int:
    """The variant with these options, of the product that this variant is of."""
    variants = variants_beside(variant_id)
    if not variants:
        raise _not_for_sale()
    chosen = exactly(variants, wanted=options, variant_id=variant_id)
    if chosen is None:
        raise NoSuchChoice(
            _(
                "There is no %(choice)s. Nothing was added; choose another combination.",
                choice=in_words(options),
            )
        )
    return chosen.id


def _not_for_sale() -> NotForSale:
    return NotForSale(_("This cannot be bought, or no longer."))


def _goods(variant_id: int) -> Row[str, dict[str, Any], int] | None:
    """(name, options, stock) of a variant that is on sale."""
    return db.session.execute(
        select(Product.name, Variant.options, Variant.stock)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.id == variant_id, is_on_sale())
    ).one_or_none()


def _line(cart_id: int | None, item_id: int) -> Row[int, int, str, dict[str, Any], int, bool]:
    row = None
    if cart_id is not None:
        row = db.session.execute(
            select(
                CartItem.variant_id,
                CartItem.quantity,
                Product.name,
                Variant.options,
                Variant.stock,
                is_on_sale().label("is_available"),
            )
            .join(Variant, Variant.id == CartItem.variant_id)
            .join(Product, Product.id == Variant.product_id)
            .where(CartItem.id == item_id, CartItem.cart_id == cart_id)
        ).one_or_none()
    if row is None:
        raise UnknownItem(_("This is no longer in your cart."))
    return row


def _most(stock: int) -> int:
    return min(stock, MAXIMUM_QUANTITY)


def _full() -> CartFull:
    return CartFull(
        _(
            "A cart holds at most %(count)s different things. Take something out first.",
            count=MAXIMUM_LINES,
        )
    )


def lock_cart(owner: CartOwner) -> int | None:
    """The owner's cart, held by this transaction until its end; None where there is none."""
    if not _write(update(Cart).where(is_owned_by(owner)).values(updated_at=utcnow())):
        return None
    return db.session.execute(select(Cart.id).where(is_owned_by(owner))).scalar_one()


def open_cart(owner: CartOwner) -> int:
    """The owner's cart, made if there is none, and held."""
    cart_id = lock_cart(owner)
    if cart_id is not None:
        return cart_id
    # Two first things at once: the second waits for the first one's row and takes it.
    db.session.execute(
        insert(Cart)
        .prefix_with("OR IGNORE", dialect="sqlite")
        .prefix_with("IGNORE", dialect="mysql")
        .prefix_with("IGNORE", dialect="mariadb")
        .values(user_id=owner.user_id, token_hash=owner.token_hash)
        .inline()
    )
    cart_id = lock_cart(owner)
    assert cart_id is not None, "the cart was inserted, or was there"
    return cart_id


def delete_abandoned_carts(now: datetime, *, limit: int) -> int:
    """Delete guests' carts that nobody touched for long, at most `limit`; how many it were.

    A customer's cart stays for ever. The lines go with their cart, by the foreign key.
    """
    return delete_some(
        Cart.id, Cart.user_id.is_(None), Cart.updated_at < now - ABANDONED_AFTER, limit=limit
    )


def _write(statement: Update | Delete) -> int:
    """Run it; how many rows it touched."""
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount
