"""How often one may try to buy (B24)."""

from __future__ import annotations

from app.accounts.limits import user_key
from app.extensions import limiter

# More than anybody's thumb; a script that tries keys or stock is told to wait.
PURCHASES_PER_BUYER = "60 per 10 minutes"

purchases = limiter.limit(PURCHASES_PER_BUYER, methods=["POST"], key_func=user_key)
