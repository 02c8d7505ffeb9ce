"""How fast a cart may be filled (B24).

Each of a guest's first additions makes a cart's row, so those are counted by the caller's address;
generously, because whole neighbourhoods share one on mobile networks.
"""

from __future__ import annotations

from app.cart.owner import guest_token
from app.extensions import limiter
from app.web.access import current_user
from app.web.addresses import client_address

NEW_CARTS_PER_ADDRESS = "120 per 10 minutes"
EDITS_PER_VISITOR = "240 per minute"


def has_cart() -> bool:
    """True for who is signed in or carries a cart's token: nothing new is made for them."""
    return bool(current_user.is_authenticated or guest_token())


def visitor_key() -> str:
    """The user, the guest's cart, or the caller's address."""
    if current_user.is_authenticated:
        return f"user:{current_user.id}"
    return f"cart:{guest_token() or client_address()}"


new_carts = limiter.limit(NEW_CARTS_PER_ADDRESS, methods=["POST"], exempt_when=has_cart)
edits = limiter.limit(EDITS_PER_VISITOR, methods=["POST"], key_func=visitor_key)
