"""The unit of work of a checkout, safe to ask for twice.

The answer to the second click, to a retry after a lost connection and to a reload is the group of
the first (A2, A3). That is looked up only when buying again was refused, whatever for: the first
click has emptied the cart, so the second one may fail in several ways.
"""

from __future__ import annotations

from flask_babel import gettext as _

from app.db import ConstraintViolation, unit_of_work
from app.errors import Conflict
from app.orders import queries
from app.orders.errors import KeyReused
from app.orders.services import CheckoutRequest, place_order

NUMBER_CONSTRAINTS = {"uq_orders_number", "uq_order_groups_number"}
DRAWS = 5


def check_out(request: CheckoutRequest) -> str:
    """Place the order, or find the one that this request placed before; the group's number."""
    for draw in range(1, DRAWS + 1):
        try:
            return unit_of_work(lambda: place_order(request))
        except Conflict as error:
            earlier = queries.placed_group(request.buyer_id, request.idempotency_key)
            if earlier is not None:
                return _same(earlier, request)
            if not _drew_a_taken_number(error) or draw == DRAWS:
                raise
    raise AssertionError("unreachable: the last draw returns or raises")


def _same(earlier: queries.PlacedGroup, request: CheckoutRequest) -> str:
    if earlier.request_hash != request.content_hash:
        raise KeyReused(
            _("This checkout was already sent with other details. Start again from the cart.")
        )
    return earlier.number


def _drew_a_taken_number(error: Conflict) -> bool:
    return isinstance(error, ConstraintViolation) and error.constraint in NUMBER_CONSTRAINTS
