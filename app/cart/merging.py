"""What a guest had in the cart is still there after signing in (U29)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.accounts.principal import hash_token
from app.cart.models import MAXIMUM_LINES, MAXIMUM_QUANTITY, Cart, CartItem
from app.cart.owner import CartOwner
from app.cart.services import lock_cart, open_cart
from app.catalogue.choice import full_name
from app.catalogue.models import Product, Variant
from app.db import db


@dataclass(frozen=True)
class CappedLine:
    """A line that has all that is in stock, and was meant to have more."""

    name: str
    quantity: int


@dataclass(frozen=True)
class MergedCart:
    """What came over with fewer units than were in both carts, and the names of what did not."""

    capped: tuple[CappedLine, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _GuestLine:
    variant_id: int
    quantity: int
    stock: int
    name: str
    options: dict[str, Any]


def merge_guest_cart(token: str, user_id: int) -> MergedCart | None:
    """Move the guest's lines into the customer's cart; None where the guest had none.

    Quantities add up, and are capped at what is in stock; but what the customer already had is
    never made less here, and what is sold out comes along as it is: the cart's page says so, with
    a way to mend it.
    """
    guest = CartOwner(token_hash=hash_token(token))
    guest_cart_id = lock_cart(guest)
    if guest_cart_id is None:
        return None
    lines = _lines(guest_cart_id)
    db.session.execute(delete(CartItem).where(CartItem.cart_id == guest_cart_id))
    db.session.execute(delete(Cart).where(Cart.id == guest_cart_id))
    if not lines:
        return None
    return _move(lines, open_cart(CartOwner(user_id=user_id)))


def _lines(cart_id: int) -> list[_GuestLine]:
    rows = db.session.execute(
        select(CartItem.variant_id, CartItem.quantity, Variant.stock, Product.name, Variant.options)
        .join(Variant, Variant.id == CartItem.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(CartItem.cart_id == cart_id)
        .order_by(CartItem.id)
        .limit(MAXIMUM_LINES)
    )
    return [_GuestLine(**row._mapping) for row in rows]


def _move(lines: list[_GuestLine], cart_id: int) -> MergedCart:
    there = {
        row.variant_id: row.quantity
        for row in db.session.execute(
            select(CartItem.variant_id, CartItem.quantity).where(CartItem.cart_id == cart_id)
        )
    }
    room = MAXIMUM_LINES - len(there)
    new, capped, left_out = [], [], []
    for line in lines:
        before = there.get(line.variant_id, 0)
        wanted = before + line.quantity
        # Sold out: capping at nothing would make the line vanish without a trace.
        most = min(line.stock, MAXIMUM_QUANTITY) or line.quantity
        after = max(before, min(wanted, most))
        if not before and len(new) == room:
            left_out.append(line.name)
            continue
        # A line that asks for more than there is says so itself, on the cart's page.
        if after < wanted and after <= line.stock:
            capped.append(CappedLine(full_name(line.name, line.options), after))
        if before:
            db.session.execute(
                update(CartItem)
                .where(CartItem.cart_id == cart_id, CartItem.variant_id == line.variant_id)
                .values(quantity=after),
                execution_options={"synchronize_session": False},
            )
        else:
            new.append({"cart_id": cart_id, "variant_id": line.variant_id, "quantity": after})
    if new:
        db.session.execute(insert(CartItem), new)
    return MergedCart(tuple(capped), tuple(left_out))
