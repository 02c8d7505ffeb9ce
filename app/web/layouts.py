"""Which frame a page stands in that buyers and sellers share."""

from __future__ import annotations

from app.web.access import current_user

SHOP = "base.html"
SELLER = "seller.html"


def layout() -> str:
    """A signed-in seller stays in the seller's house, everybody else is in the shop."""
    return SELLER if current_user.is_seller else SHOP
