"""How fast pictures may be sent (B24).

Each takes a processor for a moment and room for a day at least. The number lets a seller fill a
shop in an afternoon; MOST_STAGED in app.catalogue.uploads bounds what waits without a product.
What counts is a file that is looked at, whichever form brings it: a form without files is as free
as any other.
"""

from __future__ import annotations

import math
import time

from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, RateLimiter
from redis.exceptions import RedisError

from app.catalogue.errors import PicturesTooFast
from app.extensions import limiter

PICTURES_PER_STORE = parse_many("60 per minute; 1000 per hour")
# Counts in this process while Redis is away.
_own = FixedWindowRateLimiter(MemoryStorage())


def count_picture(store_id: int) -> None:
    """One file more of this store is going to be decoded. Raises PicturesTooFast."""
    if not limiter.enabled:
        return
    try:
        seconds = _seconds_to_wait(limiter.limiter, str(store_id))
    except RedisError:
        seconds = _seconds_to_wait(_own, str(store_id))
    if seconds:
        raise PicturesTooFast(seconds)


def _seconds_to_wait(counter: RateLimiter, store: str) -> int:
    """0 when there was room, and it is counted."""
    for item in PICTURES_PER_STORE:
        if not counter.hit(item, "pictures", store):
            opens_at = counter.get_window_stats(item, "pictures", store).reset_time
            return max(1, math.ceil(opens_at - time.time()))
    return 0
