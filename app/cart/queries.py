"""What is in a cart."""

from __future__ import annotations

from app.web.access import current_user


def header_count() -> int:
    """How many units the header shows; a customer's came with the session's own statement."""
    return current_user.cart_count
