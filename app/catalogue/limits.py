"""How fast pictures may be sent (B24).

Each takes a processor for a moment and room for a day at least. The number lets a seller fill a
shop in an afternoon; MOST_STAGED in app.catalogue.uploads bounds what waits without a product.
"""

from __future__ import annotations

from app.accounts.limits import user_key
from app.extensions import limiter

UPLOADS_PER_USER = "60 per minute; 1000 per hour"

uploads = limiter.limit(UPLOADS_PER_USER, methods=["POST"], key_func=user_key)
