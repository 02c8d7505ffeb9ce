"""Many orders moved along together, each by the very step that moves a single one.

Every order is a unit of work of its own, so that one that is refused, because a buyer was faster or
because it is not paid, holds up none of the others; each answers for itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import structlog
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from app.db import unit_of_work
from app.errors import DomainError
from app.orders.transitions import change_store_order
from app.orders.values import StepRequest

MOST_ORDERS = 100

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What became of one order; `refusal` says in the seller's words why nothing did."""

    number: str
    refusal: str = ""


def move_each(wanted: Iterable[tuple[str, StepRequest]], *, store_id: int) -> list[Outcome]:
    """Take each order's step, if it is this store's and the table allows it; in their order."""
    return [_move(number, step, store_id) for number, step in wanted]


def _move(number: str, step: StepRequest, store_id: int) -> Outcome:
    try:
        unit_of_work(partial(change_store_order, number, step, store_id=store_id))
    except DomainError as error:
        return Outcome(number, str(error.message))
    except DBAPIError as error:
        # The database is there, but this order was busy to the end: the others need not suffer.
        if error.connection_invalidated:
            raise
        log.warning("bulk_order_busy", order=number, reason=type(error.orig).__name__)
        return Outcome(number, _("The shop was too busy. Please try this one again."))
    return Outcome(number)
