"""What the cart says about a change."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app.cart.merging import MergedCart
from app.cart.models import MAXIMUM_QUANTITY
from app.cart.services import ChangedLine


def added(line: ChangedLine) -> str:
    """After something was put into the cart."""
    if line.quantity == line.before:
        return _(
            "%(name)s: your cart already has all %(stock)s that can be had.",
            name=line.name,
            stock=line.quantity,
        )
    if line.is_capped:
        return only_so_many(line)
    return _("%(name)s is in your cart.", name=line.name)


def only_so_many(line: ChangedLine) -> str:
    """Fewer than were wanted."""
    return _only(line.name, line.quantity)


def _only(name: str, quantity: int) -> str:
    if quantity == MAXIMUM_QUANTITY:
        return _(
            "%(name)s: a cart holds at most %(most)s of one thing.",
            name=name,
            most=MAXIMUM_QUANTITY,
        )
    return ngettext(
        "%(name)s: only %(num)s can be had, so your cart has %(num)s.",
        "%(name)s: only %(num)s can be had, so your cart has %(num)s.",
        quantity,
        name=name,
    )


def only_so_many_here(line: ChangedLine) -> str:
    """The same, where the name stands beside it."""
    if line.quantity == MAXIMUM_QUANTITY:
        return _("A cart holds at most %(most)s of one thing.", most=MAXIMUM_QUANTITY)
    return ngettext("Only %(num)s can be had.", "Only %(num)s can be had.", line.quantity)


def capped(merged: MergedCart) -> str:
    """Lines of a guest's cart that came over with fewer units."""
    if len(merged.capped) == 1:
        line = merged.capped[0]
        return _only(line.name, line.quantity)
    return ngettext(
        "%(num)s line of your cart was lowered to what is in stock.",
        "%(num)s lines of your cart were lowered to what is in stock.",
        len(merged.capped),
    )


def left_out(merged: MergedCart) -> str:
    """Lines of a guest's cart for which there was no room."""
    return _(
        "Your cart is full. It has no room for: %(names)s.", names=", ".join(merged.left_out[:3])
    )
