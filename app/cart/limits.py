"""How fast a cart may be filled (B24).

Each addition of somebody unknown may make a cart's row, whatever cookie comes with it, so those are
counted by the caller's address; generously, because whole neighbourhoods share one on mobile
networks.
"""

from __future__ import annotations

from app.accounts.limits import user_key
from app.extensions import limiter
from app.web.access import current_user

GUESTS_PER_ADDRESS = "300 per 5 minutes"
ADDITIONS_PER_USER = "240 per minute"


def is_known() -> bool:
    """Signed in: one cart at the most."""
    return bool(current_user.is_authenticated)


def is_guest() -> bool:
    """Not signed in."""
    return not is_known()


by_guests = limiter.limit(GUESTS_PER_ADDRESS, methods=["POST"], exempt_when=is_known)
by_users = limiter.limit(
    ADDITIONS_PER_USER, methods=["POST"], key_func=user_key, exempt_when=is_guest
)
