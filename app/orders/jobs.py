"""What the clock does with orders: completing those that nobody confirmed (DESIGN 4)."""

from __future__ import annotations

from functools import partial

import structlog

from app.clock import utcnow
from app.db import unit_of_work
from app.errors import Conflict
from app.orders import queries
from app.orders.states import AUTO_COMPLETE_AFTER
from app.orders.transitions import complete_order

BATCH = 200

log = structlog.get_logger(__name__)


def auto_complete() -> int:
    """Complete every order shipped fourteen days ago or longer; how many were.

    Each is a unit of work of its own, so one that somebody confirms meanwhile holds up none of the
    others. Running it twice completes nothing twice: a completed order is no longer overdue.
    """
    before = utcnow() - AUTO_COMPLETE_AFTER
    completed = 0
    place = None
    while overdue := queries.overdue_orders(before, after=place, limit=BATCH):
        for number, shipped_at, order_id in overdue:
            place = (shipped_at, order_id)
            try:
                unit_of_work(partial(complete_order, number))
            except Conflict:
                log.info("auto_complete_overtaken", order=number)
            else:
                completed += 1
    return completed
