"""Carts with something in them."""

from __future__ import annotations

from app.accounts.models import User
from app.cart.models import CartItem
from app.cart.owner import CartOwner
from app.cart.services import add_item
from app.catalogue.models import Product
from app.db import db, unit_of_work
from tests.factories.catalogue import variants_of


def put_in_cart(user: User, product: Product, *, quantity: int = 1, variant: int = 0) -> int:
    """Put units of a product's variant into the customer's cart; the line's id."""
    variant_id = variants_of(product)[variant].id
    user_id = user.id
    unit_of_work(lambda: add_item(CartOwner(user_id=user_id), variant_id, quantity))
    return line_id(variant_id)


def line_id(variant_id: int) -> int:
    """The id of the newest line with this variant, in whichever cart."""
    db.session.rollback()
    query = db.session.query(CartItem.id).filter_by(variant_id=variant_id)
    return int(query.order_by(CartItem.id.desc()).limit(1).scalar())


def lines() -> list[tuple[int, int]]:
    """(variant id, quantity) of every line of every cart, in order."""
    db.session.rollback()
    query = db.session.query(CartItem.variant_id, CartItem.quantity).order_by(CartItem.id)
    return [(variant_id, quantity) for variant_id, quantity in query]
