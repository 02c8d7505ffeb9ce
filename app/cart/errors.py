"""What can go wrong with a cart."""

from __future__ import annotations

from app.errors import Conflict, InvalidInput, NotFound


class UnknownItem(NotFound):
    """No such line in this cart: removed meanwhile, or somebody else's."""


class NotForSale(NotFound):
    """The variant does not exist, or can no longer be bought."""


class NoSuchChoice(Conflict):
    """No variant of the product has all the chosen options."""


class SoldOut(Conflict):
    """Nothing is left of it; `current` is the stock."""


class CartFull(InvalidInput):
    """The cart has as many lines as it can hold."""


class CartChanged(Conflict):
    """Lines that were about to be bought are gone: another checkout was faster."""
