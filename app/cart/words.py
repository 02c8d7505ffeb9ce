"""What the cart says about a change."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app.cart.merging import MergedCart
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
    return ngettext(
        "%(name)s: only %(num)s can be had, so your cart has %(num)s.",
        "%(name)s: only %(num)s can be had, so your cart has %(num)s.",
        line.quantity,
        name=line.name,
    )


def only_so_many_here(line: ChangedLine) -> str:
    """The same, where the name stands beside it."""
    return ngettext("Only %(num)s can be had.", "Only %(num)s can be had.", line.quantity)


def capped(merged: MergedCart) -> str:
    """Lines of a guest's cart that came over with fewer units."""
    if len(merged.capped) == 1:
        return _("%(name)s: your cart now has as many as are in stock.", name=merged.capped[0])
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
